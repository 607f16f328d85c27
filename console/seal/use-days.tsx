import { defineComponent, onMounted, onScopeDispose, ref, watch } from 'vue';
import { call, useAsking } from '../api/index.ts';
import { day, number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked } from '../parts/index.ts';

const days = 30;
const dayMs = 86_400_000;

/** Days of the county's calendar, the last one today. */
function lastDays(): readonly string[] {
  const form = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
  return Array.from({ length: days }, (_, back) => form.format(Date.now() - (days - 1 - back) * dayMs));
}

/** Uses of a seal on each of the last thirty days: a chart, and the same as a table for those who do not see it. */
export const UseDays = defineComponent({
  props: { seal: { type: String, required: true } },
  setup(props) {
    const counts = useAsking((signal) => call('GET /v1/seal-uses/days', { query: { seal: props.seal, days }, signal }));
    const place = ref<HTMLElement>();
    let dispose: (() => void) | undefined;
    const draw = async () => {
      const items = counts.value.value?.items;
      const element = place.value;
      if (items === undefined || items.length === 0 || element === undefined) return;
      const { drawBars } = await import('./bars.ts');
      dispose?.();
      const byDay = new Map(items.map((each) => [each.day, each]));
      const all = lastDays();
      dispose = drawBars(element, {
        labels: all.map((each) => each.slice(5)),
        series: [
          { name: say('已盖章', 'Sealed'), colour: '#2c5c4f', values: all.map((each) => byDay.get(each)?.sealed ?? 0) },
          {
            name: say('已拒绝', 'Refused'),
            colour: '#a61b1b',
            values: all.map((each) => byDay.get(each)?.refused ?? 0),
          },
        ],
      });
    };
    onMounted(() => void draw());
    watch([counts.value, place], () => void draw());
    onScopeDispose(() => dispose?.());
    return () => {
      const items = counts.value.value?.items ?? [];
      const total = items.reduce((sum, each) => sum + each.sealed, 0);
      const refused = items.reduce((sum, each) => sum + each.refused, 0);
      return (
        <Asked of={counts}>
          {() => (
            <>
              <p>
                {say(
                  `近 ${days} 日盖章 ${number(total)} 次，拒绝 ${number(refused)} 次。`,
                  `Sealed ${number(total)} times in the last ${days} days, refused ${number(refused)} times.`,
                )}
              </p>
              {items.length > 0 && (
                <>
                  <div ref={place} class="use-days" aria-hidden="true" />
                  <details>
                    <summary>{say('以表格查看', 'Show as a table')}</summary>
                    <table class="plain-table">
                      <thead>
                        <tr>
                          <th scope="col">{say('日期', 'Day')}</th>
                          <th scope="col">{say('已盖章', 'Sealed')}</th>
                          <th scope="col">{say('已拒绝', 'Refused')}</th>
                        </tr>
                      </thead>
                      <tbody>
                        {items.map((each) => (
                          <tr key={each.day}>
                            <td>{day(`${each.day}T00:00:00+08:00`)}</td>
                            <td>{number(each.sealed)}</td>
                            <td>{number(each.refused)}</td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </details>
                </>
              )}
            </>
          )}
        </Asked>
      );
    };
  },
});
