import './developer.css';
import { ElButton, ElForm, ElFormItem, ElInput } from 'element-plus';
import { computed, defineComponent, ref, watch } from 'vue';
import { RouterLink } from 'vue-router';
import { type Answer, call, send, useAsking } from '../api/index.ts';
import { exactMoment } from '../language/format.ts';
import { language, say } from '../language/language.ts';
import { Asked, EmptyNote, PageHeading, useKept } from '../parts/index.ts';
import { organisationName } from '../session/organisations.ts';
import { DecisionChain, type DecisionLink, linkName } from './decision-chain.tsx';
import { NextStep } from './next-step.tsx';
import { claimKindWord } from './question-form.tsx';
import { changeWord, modeWord } from './words.ts';

type Replay = Answer<'GET /v1/decisions/{traceId}'>;
type Item = Replay['items'][number];

interface Text {
  readonly zh: string;
  readonly en: string;
}

interface ProblemRow {
  readonly code: string;
  readonly status: number;
  readonly title: Text;
  readonly reason: Text;
  readonly remedy: Text;
}

/** The trace id in whatever was pasted: by itself, in a traceparent, or in a whole refusal. */
export function traceIdIn(text: string): string | undefined {
  const lower = text.toLowerCase();
  const named = /"traceid"\s*:\s*"([0-9a-f]{32})"/.exec(lower)?.[1];
  return named ?? /(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f])/.exec(lower)?.[1];
}

/** Why a query was refused, link by link, from its trace id; whether it would be now; and where that is put right. */
export const DebugPage = defineComponent({
  setup() {
    const kept = useKept('trace');
    const typed = ref(kept.value);
    const wrong = ref(false);
    watch(kept, (now) => {
      typed.value = now;
    });
    const trace = computed(() => traceIdIn(kept.value));
    const reading = useAsking<Replay | undefined>(
      async (signal) =>
        trace.value === undefined
          ? undefined
          : call('GET /v1/decisions/{traceId}', { params: { traceId: trace.value }, signal }),
      { on: () => trace.value },
    );
    const problems = useAsking(async (signal) => {
      const { items } = (await (await send({ method: 'GET', path: '/v1/problems', signal })).json()) as {
        items: readonly ProblemRow[];
      };
      return new Map(items.map((row) => [row.code, row]));
    });
    const submit = (event: Event) => {
      event.preventDefault();
      const found = traceIdIn(typed.value);
      wrong.value = found === undefined;
      if (found === undefined) return;
      if (found === kept.value) void reading.again();
      kept.value = found;
    };
    const spoken = (text: Text) => text[language.value];
    const why = (code: string) => {
      const row = problems.value.value?.get(code);
      if (row === undefined) return null;
      return (
        <dl class="facts">
          <dt>{say('规则', 'Rule')}</dt>
          <dd>{spoken(row.reason)}</dd>
          <dt>{say('办法', 'Remedy')}</dt>
          <dd>{spoken(row.remedy)}</dd>
        </dl>
      );
    };
    const outcomeWord = (outcome: Item['differs'][number]['now']) =>
      outcome === 'passed'
        ? say('通过', 'passed')
        : outcome === 'failed'
          ? say('未通过', 'failed')
          : say('未检查', 'not looked at');
    const wanted = ({ asked }: Item) => [
      ...asked.fields,
      ...asked.claims.map(({ field, kind }) => `${field} ${claimKindWord(kind)}`),
    ];
    const nowPart = (item: Item) => (
      <section
        class={['outcome', item.now.allowed ? 'allowed' : 'refused']}
        aria-label={say('现在再查会怎样', 'If it were asked now')}
      >
        <p class="outcome-word">
          {item.now.allowed
            ? say('✓ 现在再查，会获准', '✓ Asked now, it would be allowed')
            : say('✕ 现在再查，仍会被拒', '✕ Asked now, it would still be refused')}
        </p>
        {item.now.problem !== undefined && (
          <>
            <p>
              <code>{item.now.problem.code}</code> {item.now.problem.detail}
            </p>
            <p>
              <strong>{say('接下来：', 'Next: ')}</strong>
              <NextStep
                refused={{
                  link: item.now.links.find(({ passed }) => !passed)?.link ?? '',
                  resource: item.resource,
                  system: item.consumer.system,
                  matter: item.matter,
                }}
              />
            </p>
          </>
        )}
        {item.now.allowed && <p>{say('请让系统重新发出查询。', 'Have the system ask again.')}</p>}
        {item.differs.length > 0 && (
          <>
            <p>{say('与当时不同：', 'What came out otherwise:')}</p>
            <ul>
              {item.differs.map((each) => (
                <li key={each.link}>
                  {linkName(each.link)}
                  {say('：', ': ')}
                  {outcomeWord(each.before)} → {outcomeWord(each.now)}
                </li>
              ))}
            </ul>
          </>
        )}
        {item.changes.length > 0 && (
          <>
            <p>{say('其后的改动：', 'Changed since:')}</p>
            <ul>
              {item.changes.map((each) => (
                <li key={`${each.kind}${each.subject}${each.version}`}>
                  {exactMoment(each.at)} {changeWord(each)} <code>{each.subject}</code>
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
    );
    const itemPart = (item: Item, index: number, count: number) => (
      <section class="panel" key={item.at} aria-labelledby={`decision-${index}`}>
        <h2 id={`decision-${index}`}>
          {count > 1 && `${index + 1} / ${count} · `}
          {problems.value.value?.get(item.code) === undefined
            ? item.code
            : spoken((problems.value.value.get(item.code) as ProblemRow).title)}{' '}
          <code>{item.code}</code>
        </h2>
        <dl class="facts">
          <dt>{say('裁定时间', 'Decided')}</dt>
          <dd>{exactMoment(item.at)}</dd>
          <dt>{say('查询系统', 'Asked by')}</dt>
          <dd>
            {organisationName(item.consumer.organisation)} · {item.consumer.system}
          </dd>
          <dt>{say('资源', 'Resource')}</dt>
          <dd>
            {item.resource === null ? (
              say('（不成标识）', '(no id)')
            ) : (
              <RouterLink to={{ name: 'develop-resource', params: { id: item.resource } }}>{item.resource}</RouterLink>
            )}{' '}
            {item.provider !== undefined &&
              say(`由${organisationName(item.provider)}提供`, `provided by ${organisationName(item.provider)}`)}
          </dd>
          <dt>{say('要什么', 'Wanted')}</dt>
          <dd>
            {modeWord(item.mode)} {wanted(item).join(', ')}
          </dd>
          <dt>{say('按什么查', 'Found by')}</dt>
          <dd>{item.asked.match.join(' + ') || '—'}</dd>
          <dt>{say('事项与办件', 'Matter and case')}</dt>
          <dd>
            {item.matter} · {item.case}
          </dd>
          {item.asked.officer !== undefined && (
            <>
              <dt>{say('经办人', 'Officer')}</dt>
              <dd>{item.asked.officer}</dd>
            </>
          )}
          {item.asked.onBehalfOf !== undefined && (
            <>
              <dt>{say('代表单位', 'On behalf of')}</dt>
              <dd>{item.asked.onBehalfOf}</dd>
            </>
          )}
        </dl>
        <h3>{say('逐步裁定', 'Step by step')}</h3>
        <DecisionChain links={item.links} label={say('当时的裁定', 'The decision then')}>
          {{
            failed: (link: DecisionLink) => (
              <>
                {why(item.code)}
                <p>
                  <strong>{say('接下来：', 'Next: ')}</strong>
                  <NextStep
                    refused={{
                      link: link.link,
                      resource: item.resource,
                      system: item.consumer.system,
                      matter: item.matter,
                    }}
                  />
                </p>
              </>
            ),
          }}
        </DecisionChain>
        {nowPart(item)}
      </section>
    );
    const unknown = () => (
      <EmptyNote
        title={say('没有这个追踪号的被拒查询', 'No refused query has this trace id')}
        next={say(
          '可能是：追踪号抄错；已过 180 天，不再保留；不是本单位查询或提供的；或那次查询没有被拒。',
          'It may be mistyped; older than 180 days and no longer kept; neither asked nor provided by your organisation; or not refused at all.',
        )}
      >
        <ul class="todo-list">
          <li>
            {say('查询获得应答的，用回执号查存证：', 'A query that was answered has a receipt: ')}
            <RouterLink to="/audit/receipt">{say('存证回执', 'Receipts')}</RouterLink>
          </li>
          <li>
            {say(
              '应答“提供方没有接通”等的，是连接器故障而不是被拒：',
              'One that met a silent provider failed and was not refused: ',
            )}
            <RouterLink to={{ name: 'operate-connectors' }}>{say('连接器', 'Connectors')}</RouterLink>
          </li>
          <li>
            {say('还没有发出的查询，可以先预演：', 'One that was not asked yet can be explained beforehand: ')}
            <RouterLink to={{ name: 'develop-explain' }}>{say('预演裁定', 'Would it be allowed?')}</RouterLink>
          </li>
        </ul>
      </EmptyNote>
    );
    const result = () => {
      if (trace.value === undefined)
        return (
          <EmptyNote
            title={say('粘贴被拒查询的追踪号', 'Paste the trace id of a refused query')}
            next={say(
              '它在拒绝信息的 traceId 里，32 位；把整段拒绝信息粘进来也可以。',
              'It is the traceId of the refusal, 32 characters; pasting the whole refusal will do as well.',
            )}
          />
        );
      if (reading.refusal.value?.code === 'DECISION_NOT_FOUND') return unknown();
      return (
        <Asked of={reading}>
          {() => {
            const items = reading.value.value?.items ?? [];
            return items.map((item, index) => itemPart(item, index, items.length));
          }}
        </Asked>
      );
    };
    return () => (
      <>
        <PageHeading
          title={say('排查被拒查询', 'Why was it refused?')}
          about={say(
            '凭追踪号重放一次裁定：每一步的规则、没有通过的那一步、现在再查会怎样、到哪里去办。只存字段名，不存任何人的数据。',
            'Replays a decision from its trace id: every rule, the one that failed, how it would come out now, and where to put it right. Names of fields are kept, nobody’s data.',
          )}
        />
        <ElForm labelPosition="top" {...{ onSubmit: submit, novalidate: true }}>
          <ElFormItem
            label={say('追踪号（traceId）', 'Trace id (traceId)')}
            for="trace"
            error={
              wrong.value
                ? say('没有找到 32 位十六进制的追踪号。', 'There is no trace id of 32 hexadecimal digits in this.')
                : ''
            }
          >
            <ElInput id="trace" v-model={typed.value} clearable autocomplete="off" />
          </ElFormItem>
          <ElButton type="primary" nativeType="submit" loading={reading.busy.value}>
            {say('排查', 'Find out')}
          </ElButton>
        </ElForm>
        <div aria-live="polite">{result()}</div>
      </>
    );
  },
});
