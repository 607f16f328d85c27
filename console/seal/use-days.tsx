import { computed, defineComponent } from 'vue';
import { call, useAsking } from '../api/index.ts';
import { calendarDay, day, number, shortDay } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Chart } from '../parts/chart.tsx';
import { Asked } from '../parts/index.ts';

const days = 30;
const dayMs = 86_400_000;

/** Days of the county's calendar, the last one today. */
function lastDays(): readonly string[] {
  return Array.from({ length: days }, (_, back) => calendarDay(Date.now() - (days - 1 - back) * dayMs));
}

/** Uses of a seal on each of the last thirty days: a chart, and the same as a table. */
export const UseDays = defineComponent({
  props: { seal: { type: String, required: true } },
  setup(props) {
    const counts = useAsking((signal) => call('GET /v1/seal-uses/days', { query: { seal: props.seal, days }, signal }));
    const option = computed(() => {
      const byDay = new Map(counts.value.value?.items.map((each) => [each.day, each]));
      const all = lastDays();
      const bars = (name: string, member: 'sealed' | 'refused', color: string) => ({
        ...{ name, type: 'bar', stack: 'all', itemStyle: { color } },
        data: all.map((each) => byDay.get(each)?.[member] ?? 0),
      });
      return {
        // Drawn on the canvas: a tooltip of HTML would bring styles that the pages' policy refuses.
        tooltip: { trigger: 'axis', renderMode: 'richText' },
        legend: { bottom: 0 },
        grid: { left: 40, right: 16, top: 16, bottom: 48 },
        xAxis: { type: 'category', data: all.map((each) => shortDay(`${each}T00:00:00+08:00`)) },
        yAxis: { type: 'value', minInterval: 1 },
        series: [
          bars(say('已盖章', 'Sealed'), 'sealed', '#2c5c4f'),
          bars(say('已拒绝', 'Refused'), 'refused', '#a61b1b'),
        ],
      };
    });
    return () => {
      const items = counts.value.value?.items ?? [];
      const total = items.reduce((sum, each) => sum + each.sealed, 0);
      const refused = items.reduce((sum, each) => sum + each.refused, 0);
      return (
        <Asked of={counts}>
          {() => (
            <Chart
              title={say('逐日用印', 'Uses by day')}
              summary={say(
                `近 ${days} 日盖章 ${number(total)} 次，拒绝 ${number(refused)} 次。`,
                `Sealed ${number(total)} times in the last ${days} days, refused ${number(refused)} times.`,
              )}
              option={option.value}
              height={230}
            >
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
            </Chart>
          )}
        </Asked>
      );
    };
  },
});
