import { ElButton, ElCheckbox, ElForm, ElFormItem, ElInput, ElRadioButton, ElRadioGroup } from 'element-plus';
import { defineComponent, nextTick, type PropType, ref, shallowRef } from 'vue';
import { type Answer, call } from '../api/index.ts';
import { saveFile } from '../clerk/index.ts';
import { exactMoment, moment, number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { EmptyNote, ReasonedButton, RefusalNote, useAct } from '../parts/index.ts';
import { announce } from '../shell/announce.ts';
import { objectionWords } from './own-objections.tsx';
import { actorOf, deedOf, fieldsOf, isByOthers, outcomeOf, type Use } from './use-words.ts';

export type Objection = Answer<'GET /v1/holder/objections'>['items'][number];

/** Who used my data and licences, for what, with what proof; each can be objected to where it stands. */
export const OwnUses = defineComponent({
  props: {
    uses: { type: Array as PropType<readonly Use[]>, required: true },
    objections: { type: Array as PropType<readonly Objection[]>, required: true },
    /** What licence types are called, by their codes. */
    titles: { type: Object as PropType<ReadonlyMap<string, string>>, required: true },
    hasMore: { type: Boolean, required: true },
    more: { type: Function as PropType<() => Promise<unknown>>, required: true },
  },
  emits: { objected: () => true },
  setup(props, { emit }) {
    const whose = ref<'others' | 'all'>('others');
    const objecting = ref<string>();
    const further = useAct(() => props.more());
    return () => {
      const shown = whose.value === 'all' ? props.uses : props.uses.filter(isByOthers);
      return (
        <>
          <ElRadioGroup v-model={whose.value} {...{ 'aria-label': say('显示哪些记录', 'Which uses') }}>
            <ElRadioButton value="others">{say('别人的使用', 'By others')}</ElRadioButton>
            <ElRadioButton value="all">{say('全部，含我自己的操作', 'All, my own doings too')}</ElRadioButton>
          </ElRadioGroup>
          {shown.length === 0 ? (
            <EmptyNote
              title={say('没有单位用过您的数据和证照', 'Nobody has used your data or licences')}
              next={say(
                '有单位使用时，会在这里出现：谁、为什么事、看了什么。',
                'When somebody does, it appears here: who, for what, and what they saw.',
              )}
            />
          ) : (
            <ol class="uses">
              {shown.map((use) => {
                const { receipt } = use;
                const objection = props.objections.find((one) => one.receipt === receipt.id);
                const fields = fieldsOf(use);
                return (
                  <li key={receipt.id} class={{ use: true, refused: use.outcome !== 'answered' }}>
                    <h3>
                      {actorOf(use)} {deedOf(use)}
                    </h3>
                    <p class="use-when">{moment(use.at)}</p>
                    <dl class="facts">
                      {use.matter !== undefined && (
                        <>
                          <dt>{say('为了办什么事', 'For what')}</dt>
                          <dd>
                            {use.matterName ?? use.matter}
                            {use.case !== undefined && say(`，办件 ${use.case}`, `, case ${use.case}`)}
                          </dd>
                        </>
                      )}
                      {use.type !== undefined && props.titles.has(use.type) && (
                        <>
                          <dt>{say('哪种证照', 'Which licence')}</dt>
                          <dd>{props.titles.get(use.type)}</dd>
                        </>
                      )}
                      {use.objectTitle !== undefined && (
                        <>
                          <dt>{say('从哪里', 'From')}</dt>
                          <dd>
                            {say(use.objectTitle.zh, use.objectTitle.en)}
                            {use.providerName !== undefined && say(`（${use.providerName}）`, ` (${use.providerName})`)}
                          </dd>
                        </>
                      )}
                      {fields.length > 0 && (
                        <>
                          <dt>{say('看了哪几项', 'Which particulars')}</dt>
                          <dd>{fields.join(say('、', ', '))}</dd>
                        </>
                      )}
                      <dt>{say('结果', 'What came of it')}</dt>
                      <dd>
                        {outcomeOf(use)}
                        {use.code !== undefined && (
                          <>
                            {' '}
                            <code>{use.code}</code>
                          </>
                        )}
                      </dd>
                      {use.basis !== undefined && (
                        <>
                          <dt>{say('依据', 'On what ground')}</dt>
                          <dd>
                            {use.basis === 'consent' ? say('您的同意', 'Your consent') : say('法律规定', 'The law')}
                            {use.law !== undefined && say(`：${use.law}`, `: ${use.law}`)}
                            {use.stopped === true &&
                              say('（您已停止共享，依法仍可使用）', ' (you had stopped sharing; by law it went on)')}
                          </dd>
                        </>
                      )}
                    </dl>
                    <details>
                      <summary>{say('存证凭证', 'The proof')}</summary>
                      <p class="hint">
                        {say(
                          `记在不可篡改的日志第 ${number(receipt.index)} 条（${exactMoment(receipt.at)}）。保存下来，任何人都可离线核对：`,
                          `Number ${number(receipt.index)} of a log that nobody can alter (${exactMoment(receipt.at)}). Save it, and anybody can check it offline: `,
                        )}
                        <code>npx hufu receipt verify</code>
                      </p>
                      <ElButton
                        size="small"
                        onClick={() =>
                          saveFile(
                            `receipt-${receipt.id}.json`,
                            new Blob([JSON.stringify(receipt, null, 2)], { type: 'application/json' }),
                          )
                        }
                      >
                        {say('保存凭证', 'Save the proof')}
                      </ElButton>
                    </details>
                    {objection !== undefined ? (
                      <p class="use-objection">
                        {say('已提异议：', 'You objected: ')}
                        <strong>{objectionWords(objection.status)}</strong>
                      </p>
                    ) : objecting.value === receipt.id ? (
                      <ObjectionForm
                        use={use}
                        onCancel={() => {
                          objecting.value = undefined;
                        }}
                        onDone={() => {
                          objecting.value = undefined;
                          announce(say('异议已提交', 'The objection has been raised'));
                          emit('objected');
                        }}
                      />
                    ) : (
                      isByOthers(use) && (
                        <ElButton
                          {...{
                            'aria-label': say(
                              `对${actorOf(use)} ${moment(use.at)} 的使用提异议`,
                              `Object to the use by ${actorOf(use)}, ${moment(use.at)}`,
                            ),
                          }}
                          onClick={() => {
                            objecting.value = receipt.id;
                          }}
                        >
                          {say('提异议', 'Object')}
                        </ElButton>
                      )
                    )}
                  </li>
                );
              })}
            </ol>
          )}
          {props.hasMore && (
            <ElButton loading={further.busy.value} onClick={() => void further.act()}>
              {say('更早的记录', 'Earlier uses')}
            </ElButton>
          )}
          <RefusalNote refusal={further.refusal.value} />
        </>
      );
    };
  },
});

/** What is wrong with a use, in the holder's words. */
const ObjectionForm = defineComponent({
  props: { use: { type: Object as PropType<Use>, required: true } },
  emits: { done: () => true, cancel: () => true },
  setup(props, { emit }) {
    const words = ref('');
    const stop = ref(false);
    const field = shallowRef<InstanceType<typeof ElInput>>();
    void nextTick(() => field.value?.focus());
    const raising = useAct(async () => {
      const { receipt } = props.use;
      await call('POST /v1/holder/objections', {
        body: { receipt: receipt.id, description: words.value.trim(), stopSharing: stop.value },
      });
      emit('done');
    });
    const missing = () => (words.value.trim() === '' ? say('请写明哪里不对。', 'Say what is wrong.') : undefined);
    return () => (
      <ElForm labelPosition="top" class="objection-form" {...{ onSubmit: (event: Event) => event.preventDefault() }}>
        <ElFormItem
          label={say('哪里不对（请不要写身份号码）', 'What is wrong (no personal numbers)')}
          for={`objection-${props.use.receipt.id}`}
        >
          <ElInput
            id={`objection-${props.use.receipt.id}`}
            ref={field}
            v-model={words.value}
            type="textarea"
            rows={3}
            maxlength={2000}
          />
        </ElFormItem>
        <ElCheckbox v-model={stop.value}>
          {say(
            `同时停止向${actorOf(props.use)}共享我的证照`,
            `Stop sharing my licences with ${actorOf(props.use)} as well`,
          )}
        </ElCheckbox>
        <div class="own-line">
          <ReasonedButton
            type="primary"
            because={missing()}
            loading={raising.busy.value}
            onPress={() => void raising.act()}
          >
            {say('提交异议', 'Raise the objection')}
          </ReasonedButton>
          <ElButton onClick={() => emit('cancel')}>{say('取消', 'Cancel')}</ElButton>
        </div>
        <RefusalNote refusal={raising.refusal.value} />
      </ElForm>
    );
  },
});
