import { ElButton, ElForm, ElFormItem, ElInput } from 'element-plus';
import { defineComponent, nextTick, type PropType, ref, shallowRef } from 'vue';
import { type Answer, call } from '../api/index.ts';
import { moment } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import { ReasonedButton, RefusalNote, useAct } from '../parts/index.ts';
import type { Purpose } from './checks.ts';
import type { LicenceTypes } from './licence-types.ts';
import type { FoundPage, HolderNumber } from './vault.ts';

type Withheld = NonNullable<FoundPage['withheld']>[number];

/** A type that its holder keeps back: asking for their consent by a code, here and now, or why there is nothing to be asked. */
export const ConsentAtCounter = defineComponent({
  props: {
    type: { type: String, required: true },
    code: { type: String as PropType<Withheld['code']>, required: true },
    types: { type: Object as PropType<LicenceTypes | undefined>, default: undefined },
    holder: { type: Object as PropType<HolderNumber>, required: true },
    purpose: { type: Object as PropType<Purpose>, required: true },
  },
  emits: { given: () => true },
  setup(props, { emit }) {
    const asked = shallowRef<Answer<'POST /v1/consent-requests'>>();
    const code = ref('');
    const codeField = ref<InstanceType<typeof ElInput>>();
    const asking = useAct(async () => {
      const { holder, type, purpose } = props;
      asked.value = await call('POST /v1/consent-requests', { body: { holder, type, ...purpose } });
      await nextTick();
      codeField.value?.focus();
    });
    const confirming = useAct(async () => {
      const request = asked.value?.request ?? '';
      const body = { code: code.value.replace(/\s+/g, '') };
      await call('POST /v1/consent-requests/{id}/confirmation', { params: { id: request }, body });
      emit('given');
    });
    const submit = (event: Event) => {
      event.preventDefault();
      if (/^\s*(\d\s*){8}$/.test(code.value)) void confirming.act();
    };
    return () => {
      const title = sayBoth(props.types?.byCode(props.type)?.title ?? { zh: props.type, en: props.type });
      if (props.code === 'LICENCE_SHARING_STOPPED') {
        return (
          <div class="consent-box">
            <p>
              <span aria-hidden="true">✕</span>{' '}
              {say(
                `持证主体已停止向本单位共享《${title}》。请其在“本人查询”中恢复共享，或自行出示证照。`,
                `The holder has stopped sharing their “${title}” with your organisation. Ask them to resume it under “My data”, or to show the licence.`,
              )}
            </p>
          </div>
        );
      }
      return (
        <div class="consent-box">
          <h3>{say(`使用《${title}》须经持证主体同意`, `“${title}” is used with the holder’s consent alone`)}</h3>
          {asked.value === undefined ? (
            <>
              <p>
                {say(
                  '验证码发给持证主体，写明由谁、为哪个办件使用；其当面告诉您，即为同意。',
                  'A code is sent to the holder, saying who wants it for which case; handing it to you is their consent.',
                )}
              </p>
              <ElButton type="primary" loading={asking.busy.value} onClick={() => void asking.act()}>
                {say('发送验证码', 'Send the code')}
              </ElButton>
              <RefusalNote refusal={asking.refusal.value} />
            </>
          ) : (
            <ElForm labelPosition="top" {...{ onSubmit: submit }}>
              <p role="status">
                {say(
                  `能联系到的，验证码已发出，${moment(asked.value.expiresAt)} 前有效。`,
                  `If the holder can be reached, the code is on its way; it holds until ${moment(asked.value.expiresAt)}.`,
                )}
              </p>
              <ElFormItem
                label={say('持证主体告知的验证码（8 位数字）', 'The code from the holder (eight digits)')}
                for="consent-code"
              >
                <ElInput
                  id="consent-code"
                  ref={codeField}
                  v-model={code.value}
                  inputmode="numeric"
                  autocomplete="one-time-code"
                  maxlength={12}
                />
              </ElFormItem>
              <div class="vault-go">
                <ReasonedButton
                  type="primary"
                  because={
                    /^\s*(\d\s*){8}$/.test(code.value)
                      ? undefined
                      : say('验证码是 8 位数字。', 'The code is of eight digits.')
                  }
                  loading={confirming.busy.value}
                  onPress={() => void confirming.act()}
                >
                  {say('确认同意', 'Confirm the consent')}
                </ReasonedButton>
                <ElButton
                  onClick={() => {
                    asked.value = undefined;
                    code.value = '';
                  }}
                >
                  {say('重新发送', 'Send another')}
                </ElButton>
              </div>
              <RefusalNote refusal={confirming.refusal.value} />
            </ElForm>
          )}
        </div>
      );
    };
  },
});
