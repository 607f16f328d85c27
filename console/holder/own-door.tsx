import { ElAlert, ElButton, ElForm, ElFormItem, ElInput, ElRadioButton, ElRadioGroup } from 'element-plus';
import { defineComponent, nextTick, onMounted, ref, shallowRef } from 'vue';
import { type Answer, call } from '../api/index.ts';
import { moment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { ReasonedButton, RefusalNote, useAct } from '../parts/index.ts';
import { useDemonstration } from '../session/demonstration.ts';
import { enter, ownEnd } from './own-session.ts';

/** The way in: a number, then the code that was sent to whoever it belongs to. No account, nothing is kept in the browser. */
export const OwnDoor = defineComponent({
  setup() {
    const isDemonstration = useDemonstration();
    const kind = ref<'111' | '001'>('111');
    const number = ref('');
    const code = ref('');
    const asked = shallowRef<Answer<'POST /v1/holder-codes'>>();
    const numberField = ref<InstanceType<typeof ElInput>>();
    const codeField = ref<InstanceType<typeof ElInput>>();
    onMounted(() => numberField.value?.focus());
    const asking = useAct(async () => {
      const holder = { kind: kind.value, number: number.value.trim().toUpperCase() };
      asked.value = await call('POST /v1/holder-codes', { body: { holder } });
      code.value = '';
      await nextTick();
      codeField.value?.focus();
    });
    const entering = useAct(async () => {
      await enter(asked.value?.request ?? '', code.value.replace(/\s+/g, ''));
      number.value = '';
    });
    const needsNumber = () =>
      number.value.trim() === '' ? say('请先填写号码。', 'Write the number first.') : undefined;
    const needsCode = () =>
      /^\s*(\d\s*){8}$/.test(code.value) ? undefined : say('验证码是 8 位数字。', 'The code is of eight digits.');
    const send = (event: Event) => {
      event.preventDefault();
      if (needsNumber() === undefined) void asking.act();
    };
    const open = (event: Event) => {
      event.preventDefault();
      if (needsCode() === undefined) void entering.act();
    };
    return () => (
      <div class="own-door">
        {ownEnd.value !== undefined && ownEnd.value !== 'left' && (
          <ElAlert
            type="warning"
            closable={false}
            title={say(
              '上次查询已到时间结束，页面上的内容已清除。需要时请重新获取验证码。',
              'The last session has ended and what it showed is gone. Ask for a new code if you need more.',
            )}
          />
        )}
        <div class="own-door-columns">
          <section class="card" aria-labelledby="door-title">
            <h2 id="door-title">
              {asked.value === undefined
                ? say('第一步：获取验证码', 'First: ask for a code')
                : say('第二步：填写验证码', 'Then: write the code')}
            </h2>
            {asked.value === undefined ? (
              <ElForm labelPosition="top" {...{ onSubmit: send }}>
                <ElFormItem label={say('您是', 'You are')} for="own-kind">
                  <ElRadioGroup id="own-kind" v-model={kind.value} {...{ 'aria-label': say('您是', 'You are') }}>
                    <ElRadioButton value="111">{say('个人', 'A person')}</ElRadioButton>
                    <ElRadioButton value="001">{say('单位', 'An organisation')}</ElRadioButton>
                  </ElRadioGroup>
                </ElFormItem>
                <ElFormItem
                  label={
                    kind.value === '111'
                      ? say('公民身份号码', 'Citizen number')
                      : say('统一社会信用代码', 'Unified social credit code')
                  }
                  for="own-number"
                >
                  <ElInput id="own-number" ref={numberField} v-model={number.value} maxlength={18} autocomplete="off" />
                </ElFormItem>
                <ReasonedButton
                  type="primary"
                  because={needsNumber()}
                  loading={asking.busy.value}
                  onPress={() => void asking.act()}
                >
                  {say('发送验证码', 'Send the code')}
                </ReasonedButton>
                <RefusalNote refusal={asking.refusal.value} />
              </ElForm>
            ) : (
              <ElForm labelPosition="top" {...{ onSubmit: open }}>
                <p role="status">
                  {say(
                    `号码已登记联系方式的，验证码已发出，${moment(asked.value.expiresAt)} 前有效。请不要把它告诉别人。`,
                    `If the number has a known address, the code is on its way; it holds until ${moment(asked.value.expiresAt)}. Tell it to nobody.`,
                  )}
                </p>
                <ElFormItem label={say('验证码（8 位数字）', 'Code (eight digits)')} for="own-code">
                  <ElInput
                    id="own-code"
                    ref={codeField}
                    v-model={code.value}
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    maxlength={12}
                  />
                </ElFormItem>
                <div class="own-line">
                  <ReasonedButton
                    type="primary"
                    because={needsCode()}
                    loading={entering.busy.value}
                    onPress={() => void entering.act()}
                  >
                    {say('进入', 'Go in')}
                  </ReasonedButton>
                  <ElButton
                    onClick={() => {
                      asked.value = undefined;
                      entering.refusal.value = undefined;
                    }}
                  >
                    {say('换号码或重新获取', 'Another number or a new code')}
                  </ElButton>
                </div>
                <RefusalNote refusal={entering.refusal.value} />
              </ElForm>
            )}
            {isDemonstration.value && (
              <p class="hint">
                {say(
                  '演示县不发短信：验证码写在 npx hufu demo info 所列的文件夹里。',
                  'The demonstration county sends no messages: codes are files in the folder that npx hufu demo info names.',
                )}
              </p>
            )}
          </section>
          <section class="own-guide" aria-labelledby="guide-title">
            <h2 id="guide-title">{say('在这里您可以', 'What you can do here')}</h2>
            <ol>
              <li>
                <strong>{say('看谁用过您的数据', 'See who used your data')}</strong>
                <br />
                {say(
                  '哪个单位、为办什么事、看了哪几项、什么时候，一条不少，每条都有不可篡改的凭证。',
                  'Which organisation, for what, which particulars, when: every one, each with a proof that nobody can alter.',
                )}
              </li>
              <li>
                <strong>{say('觉得不对，当场提异议', 'Object where something is wrong')}</strong>
                <br />
                {say('负责的部门须在期限内答复您。', 'Whoever is responsible has to answer within a term.')}
              </li>
              <li>
                <strong>{say('出示和下载自己的证照', 'Show and download your licences')}</strong>
                <br />
                {say(
                  '二维码几分钟后失效，拿到也不能再用。',
                  'A code dies after minutes, whoever may have photographed it.',
                )}
              </li>
              <li>
                <strong>{say('决定谁还能用', 'Decide who may go on')}</strong>
                <br />
                {say(
                  '撤回同意，或停止向某个单位共享。法律规定必须用的仍会用，但会写明依据。',
                  'Withdraw a consent, or stop sharing with an organisation. What the law demands goes on, and says by which law.',
                )}
              </li>
            </ol>
            <p class="hint">
              {say(
                '一次查询 15 分钟，到时自动结束。号码和内容不存在浏览器里。',
                'A session lasts fifteen minutes and ends by itself. Neither number nor content is kept in the browser.',
              )}
            </p>
          </section>
        </div>
      </div>
    );
  },
});
