import { ElButton, ElProgress } from 'element-plus';
import { defineComponent, type PropType } from 'vue';
import { number } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import { type Check, isNumber, nameOf } from './checks.ts';
import type { LicenceTypes } from './licence-types.ts';
import { endsTold, whatTold, whoTold } from './told.ts';
import { meaningOf, verdictWords } from './words.ts';

/** Several at once: each with its verdict, opened by its row. */
export const ResultsTable = defineComponent({
  props: {
    checks: { type: Array as PropType<readonly Check[]>, required: true },
    types: { type: Object as PropType<LicenceTypes | undefined>, default: undefined },
    openId: { type: Number as PropType<number | undefined>, default: undefined },
  },
  emits: { open: (_id: number) => true, clear: () => true },
  setup(props, { emit }) {
    return () => {
      const { checks } = props;
      const done = checks.filter(({ state }) => state === 'done' || state === 'refused').length;
      const passed = checks.filter(({ verdict }) => verdict?.indication === 'TOTAL_PASSED').length;
      return (
        <section class="no-print" aria-labelledby="results-title">
          <div class="results-heading">
            <h2 id="results-title">{say('验证结果', 'Results')}</h2>
            <p role="status">
              {done < checks.length
                ? say(
                    `已验证 ${number(done)} / ${number(checks.length)}`,
                    `${number(done)} of ${number(checks.length)} verified`,
                  )
                : say(
                    `共 ${number(checks.length)} 份，通过 ${number(passed)} 份`,
                    `${number(passed)} of ${number(checks.length)} verified as valid`,
                  )}
            </p>
            <ElButton onClick={() => emit('clear')}>{say('清空', 'Clear')}</ElButton>
          </div>
          {done < checks.length && (
            <ElProgress
              percentage={Math.round((done / checks.length) * 100)}
              showText={false}
              {...{ 'aria-label': say('验证进度', 'Progress of verifying') }}
            />
          )}
          <section class="table-box" tabindex={0} aria-labelledby="results-title">
            <table class="plain-table results stacks">
              <caption class="visually-hidden">{say('验证结果', 'Results')}</caption>
              <thead>
                <tr>
                  <th scope="col">{say('文件或号码', 'File or number')}</th>
                  <th scope="col">{say('结论', 'Verdict')}</th>
                  <th scope="col">{say('谁', 'Who')}</th>
                  <th scope="col">{say('什么证照', 'What')}</th>
                  <th scope="col">{say('有效期至', 'Until')}</th>
                  <th scope="col">{say('原因', 'Reason')}</th>
                  <th scope="col">{say('详情', 'Details')}</th>
                </tr>
              </thead>
              <tbody>
                {checks.map((check) => {
                  const { main, licence } = endsTold(check);
                  const isOpen = check.id === props.openId;
                  return (
                    <tr key={check.id} class={{ chosen: isOpen }} onClick={() => emit('open', check.id)}>
                      <th scope="row">{nameOf(check)}</th>
                      <td data-title={say('结论', 'Verdict')}>{verdictOf(check)}</td>
                      <td data-title={say('谁', 'Who')}>{whoTold(check)}</td>
                      <td data-title={say('什么证照', 'What')}>{whatTold(check, props.types)}</td>
                      <td data-title={say('有效期至', 'Until')}>
                        {licence === undefined ? (
                          main.end
                        ) : (
                          <>
                            <strong class="one-end">{`${main.label} ${main.end}`}</strong>
                            <small class="one-end">{`${licence.label} ${licence.end}`}</small>
                          </>
                        )}
                      </td>
                      <td data-title={say('原因', 'Reason')}>{reasonOf(check)}</td>
                      <td>
                        <ElButton
                          {...{
                            'aria-pressed': isOpen,
                            'aria-label': say(`详情：${nameOf(check)}`, `Details of ${nameOf(check)}`),
                          }}
                          onClick={(event: Event) => {
                            event.stopPropagation();
                            emit('open', check.id);
                          }}
                        >
                          {say('详情', 'Details')}
                        </ElButton>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </section>
        </section>
      );
    };
  },
});

function verdictOf({ state, verdict }: Check) {
  if (verdict !== undefined) {
    const words = verdictWords[verdict.indication];
    return (
      <span class={`${words.look}-word`}>
        <span aria-hidden="true">{words.sign}</span> {sayBoth(words)}
      </span>
    );
  }
  if (state === 'refused')
    return (
      <span class="unsure-word">
        <span aria-hidden="true">!</span> {say('没有验成', 'Not verified')}
      </span>
    );
  return state === 'asking' ? say('验证中…', 'Verifying…') : say('等待', 'Waiting');
}

function reasonOf(check: Check): string {
  const { verdict, refusal } = check;
  if (refusal !== undefined) return refusal.detail;
  const meaning = meaningOf(verdict?.subIndication ?? null, isNumber(check));
  return meaning === undefined ? (verdict?.subIndication ?? '—') : sayBoth(meaning.is);
}
