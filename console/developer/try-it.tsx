import { ElButton, ElForm } from 'element-plus';
import { defineComponent, nextTick, type PropType, ref, shallowRef, watch } from 'vue';
import { type Answer, call } from '../api/index.ts';
import { say } from '../language/language.ts';
import { EmptyNote, RefusalNote, useAct } from '../parts/index.ts';
import { announce } from '../shell/announce.ts';
import { bodyOf, isWhole, type Missing, missingOf, newQuestion, type QueryBody, type Resource } from './question.ts';
import { QuestionForm, useMatters } from './question-form.tsx';
import type { Sample } from './sample.ts';
import { SnippetBox } from './snippet-box.tsx';
import { itemName } from './words.ts';

type SandboxAnswer = Answer<'POST /v1/resources/{id}/sandbox'>;

/** Fields that are ticked to begin with, at most. */
const fieldsAtFirst = 6;

/** The resource's sandbox: a form made from its match keys and items, the answer, and the same as code to take along. */
export const TryIt = defineComponent({
  props: {
    resource: { type: Object as PropType<Resource>, required: true },
    sample: { type: Object as PropType<Sample>, required: true },
  },
  setup(props) {
    const state = newQuestion();
    const matters = useMatters();
    const missing = shallowRef<Missing>();
    const answer = shallowRef<SandboxAnswer>();
    const asked = shallowRef<QueryBody>();
    const outcome = ref<HTMLElement>();
    const begin = () => {
      const key = Object.keys(props.sample.match);
      state.key = Math.max(
        0,
        props.resource.matchKeys.findIndex(
          (fields) => fields.length === key.length && fields.every((field) => key.includes(field)),
        ),
      );
      state.match = Object.fromEntries(
        [...Object.entries(props.sample.row), ...Object.entries(props.sample.match)].map(([field, value]) => [
          field,
          typeof value === 'object' ? '' : String(value),
        ]),
      );
      state.fields = Object.keys(props.sample.row).slice(0, fieldsAtFirst);
      state.claims = [];
    };
    watch(() => props.sample, begin, { immediate: true });
    watch(
      () => matters.value.value,
      (list) => {
        if (state.matter === '') state.matter = list?.[0]?.code ?? 'SAMPLE-01';
      },
    );
    // What was complained of goes as soon as it is put right.
    watch(state, () => {
      if (missing.value !== undefined) missing.value = missingOf(props.resource, state, true);
    });
    const trying = useAct(async () => {
      const gaps = missingOf(props.resource, state, true);
      missing.value = gaps;
      if (!isWhole(gaps)) {
        announce(say('还有未填写的内容。', 'Something is still missing.'));
        return;
      }
      const body = bodyOf(props.resource, state, true);
      answer.value = await call('POST /v1/resources/{id}/sandbox', { params: { id: props.resource.id }, body });
      asked.value = body;
      announce(say('沙箱已应答。', 'The sandbox has answered.'));
      await nextTick();
      outcome.value?.scrollIntoView({ block: 'nearest' });
    });
    const submit = (event: Event) => {
      event.preventDefault();
      void trying.act();
    };
    const named = (field: string) => {
      const item = props.resource.items.find((each) => each.field === field);
      return item === undefined ? field : itemName(item);
    };
    const rows = (given: readonly Readonly<Record<string, unknown>>[]) =>
      given.length === 0 ? (
        <EmptyNote
          title={say('查无此记录', 'No such record')}
          next={say(
            '正式查询也会这样应答：应答为空列表，不是错误。校验码不对的号码就查无此人。',
            'A real query answers alike: an empty list, not an error. A number with a wrong check digit finds nobody.',
          )}
        />
      ) : (
        given.map((row, index) => (
          <dl class="facts" key={index}>
            {Object.entries(row).map(([field, value]) => (
              <>
                <dt>{named(field)}</dt>
                <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
              </>
            ))}
          </dl>
        ))
      );
    const verdicts = (given: Readonly<Record<string, boolean | null | undefined>>, matched: boolean) => (
      <>
        {!matched && <p>{say('查无此记录，因此都不知道。', 'There is no such record, so nothing is known.')}</p>}
        <dl class="facts">
          {Object.entries(given).map(([field, verdict]) => (
            <>
              <dt>{named(field)}</dt>
              <dd class={['verdict-word', verdict === true ? 'good' : verdict === false ? 'bad' : 'unsure']}>
                {verdict === true
                  ? say('✓ 一致', '✓ true')
                  : verdict === false
                    ? say('✕ 不一致', '✕ false')
                    : say('？ 不知道', '? unknown')}
              </dd>
            </>
          ))}
        </dl>
      </>
    );
    const real = () => (
      <>
        <h3>{say('正式应答另有', 'A real answer has besides')}</h3>
        <ul class="todo-list">
          <li>
            <code>id</code> {say('查询指令号；', 'the order’s id; ')}
            <code>provider.system</code> {say('应答的连接器', 'the connector that answered')}
          </li>
          <li>
            <code>grant</code>
            {say('、', ', ')}
            <code>quota</code>{' '}
            {say(
              '所依据的授权和今日余额、重新计数时间',
              'the grant it rests on, what is left today and when it counts anew',
            )}
          </li>
          <li>
            <code>receipt</code>{' '}
            {say(
              '存证回执：可离线验证这次应答确有其事、未被改动',
              'the receipt: proves offline that this was answered, and so',
            )}
          </li>
        </ul>
      </>
    );
    return () => (
      <>
        <div class="try-it">
          <ElForm labelPosition="top" {...{ onSubmit: submit, novalidate: true }}>
            <QuestionForm
              resource={props.resource}
              state={state}
              matters={matters}
              values={true}
              missing={missing.value}
            />
            <div class="wizard-buttons">
              <ElButton type="primary" nativeType="submit" loading={trying.busy.value}>
                {say('问沙箱', 'Ask the sandbox')}
              </ElButton>
              <ElButton onClick={begin}>{say('换回样例', 'Back to the sample')}</ElButton>
            </div>
            <RefusalNote refusal={trying.refusal.value} />
          </ElForm>
          <section ref={outcome} aria-labelledby="sandbox-answer">
            <h3 id="sandbox-answer">{say('沙箱的应答', 'What the sandbox answers')}</h3>
            {answer.value === undefined ? (
              <p class="hint">
                {say(
                  '已填好一个样例，点“问沙箱”即可。应答中的人和单位都是生成的，同一条件总得到同一结果。',
                  'A sample is filled in: just ask. Everybody in the answer is made up, and the same question always gives the same.',
                )}
              </p>
            ) : (
              <>
                {answer.value.rows !== undefined
                  ? rows(answer.value.rows)
                  : verdicts(answer.value.verdicts ?? {}, answer.value.matched === true)}
                <details>
                  <summary>JSON</summary>
                  <pre class="wide-box" tabindex={0}>
                    <code>{JSON.stringify(answer.value, null, 2)}</code>
                  </pre>
                </details>
                {real()}
              </>
            )}
          </section>
        </div>
        {asked.value !== undefined && (
          <>
            <h3>{say('带走', 'Take it along')}</h3>
            <SnippetBox resource={props.resource} body={asked.value} />
          </>
        )}
      </>
    );
  },
});
