import { defineComponent, type PropType } from 'vue';
import { type Answer, call, useAsking } from '../../api/index.ts';
import { day, exactMoment, number, percent } from '../../language/format.ts';
import { say } from '../../language/language.ts';
import { Asked } from '../../parts/index.ts';
import { nameOf } from '../reference.ts';
import { Tag } from '../tag.tsx';

type Stats = Answer<'GET /v1/resources/{id}/stats'>;

function age(seconds: number | undefined): string {
  if (seconds === undefined) return '—';
  if (seconds < 3600) return say(`${number(seconds / 60)} 分钟`, `${number(seconds / 60)} min`);
  if (seconds < 172_800) return say(`${number(seconds / 3600, 1)} 小时`, `${number(seconds / 3600, 1)} h`);
  return say(`${number(seconds / 86_400, 1)} 天`, `${number(seconds / 86_400, 1)} days`);
}

function kept({ updateCycle: { kept: isKept, declared } }: Stats) {
  if (isKept === undefined)
    return (
      <Tag type="info">
        {declared?.longestAgeSeconds === undefined
          ? say('没有可度量的承诺', 'nothing measurable is promised')
          : say('尚无度量', 'not measured yet')}
      </Tag>
    );
  return isKept ? (
    <Tag type="success">{say('✓ 兑现', '✓ kept')}</Tag>
  ) : (
    <Tag type="danger">{say('✕ 未兑现', '✕ not kept')}</Tag>
  );
}

/** What the resource promises and what was measured over thirty days. */
export const PromisesPart = defineComponent({
  props: {
    id: { type: String, required: true },
    items: { type: Array as PropType<readonly { field: string; name: string; nameEn: string }[]>, required: true },
  },
  setup(props) {
    const stats = useAsking((signal) => call('GET /v1/resources/{id}/stats', { params: { id: props.id }, signal }), {
      on: () => props.id,
    });
    const itemName = (field: string) => {
      const item = props.items.find((each) => each.field === field);
      return item === undefined ? field : nameOf(item);
    };
    return () => (
      <Asked of={stats}>
        {() => {
          const measured = stats.value.value;
          if (measured === undefined) return null;
          const { updateCycle, availability, answers, rows, quality, days } = measured;
          return (
            <>
              <p class="hint">
                {say(`${day(measured.from)}至${day(measured.to)}`, `${day(measured.from)} to ${day(measured.to)}`)}
              </p>
              <h2>{say('更新周期', 'Update cycle')}</h2>
              <dl class="facts">
                <dt>{say('声明', 'Declared')}</dt>
                <dd>{updateCycle.declared === undefined ? '—' : nameOf(updateCycle.declared)}</dd>
                <dt>{say('实测', 'Measured')}</dt>
                <dd>
                  {updateCycle.measured === undefined ? '—' : nameOf(updateCycle.measured)}{' '}
                  {updateCycle.ageSeconds !== undefined &&
                    say(
                      `（最新记录的年龄 ${age(updateCycle.ageSeconds)}）`,
                      ` (newest record ${age(updateCycle.ageSeconds)} old)`,
                    )}
                </dd>
                <dt>{say('结论', 'So')}</dt>
                <dd>{kept(measured)}</dd>
              </dl>
              <h2>{say('可用与应答', 'Availability and answers')}</h2>
              <dl class="facts">
                <dt>{say('可用率', 'Availability')}</dt>
                <dd>
                  {availability.share === undefined
                    ? say('尚无度量', 'not measured yet')
                    : percent(availability.share, 2)}{' '}
                  <span class="hint">
                    {say(
                      `${number(availability.okMinutes)} / ${number(availability.watchedMinutes)} 分钟`,
                      `${number(availability.okMinutes)} of ${number(availability.watchedMinutes)} minutes`,
                    )}
                  </span>
                </dd>
                <dt>{say('应答', 'Answered')}</dt>
                <dd>
                  {say(
                    `成功 ${number(answers.answered)}，失败 ${number(answers.failed)}`,
                    `${number(answers.answered)} well, ${number(answers.failed)} failed`,
                  )}
                </dd>
                <dt>{say('应答时间', 'Answer time')}</dt>
                <dd>
                  {answers.p50Ms === undefined
                    ? '—'
                    : say(
                        `半数 ${number(answers.p50Ms)} 毫秒内，99% ${number(answers.p99Ms)} 毫秒内`,
                        `half within ${number(answers.p50Ms)} ms, 99% within ${number(answers.p99Ms)} ms`,
                      )}
                </dd>
                <dt>{say('记录数', 'Rows')}</dt>
                <dd>
                  {rows === undefined
                    ? '—'
                    : `${rows.estimated ? say('约 ', 'about ') : ''}${number(rows.count)} · ${exactMoment(rows.at)}`}
                </dd>
              </dl>
              <h2>{say('源头质量', 'Quality at the source')}</h2>
              {quality === undefined ? (
                <p class="hint">
                  {say(
                    '连接器还没有报告质量；每天至多检查一次。',
                    'The connector has not reported quality yet; it looks at most once a day.',
                  )}
                </p>
              ) : (
                <dl class="facts">
                  <dt>{say('检查', 'Looked at')}</dt>
                  <dd>
                    {say(`${number(quality.rows)} 行`, `${number(quality.rows)} rows`)}
                    {quality.sampled && say('（抽样）', ' (a sample)')} · {exactMoment(quality.at)}
                  </dd>
                  <dt>{say('不合规则', 'Break the schema')}</dt>
                  <dd>{number(quality.invalid)}</dd>
                  <dt>{say('重复', 'Duplicates')}</dt>
                  <dd>{number(quality.duplicates)}</dd>
                  <dt>{say('缺失最多', 'Most often missing')}</dt>
                  <dd>
                    {Object.entries(quality.missing)
                      .map(([field, count]) => `${itemName(field)} ${number(count)}`)
                      .join(say('，', ', ')) || say('没有', 'none')}
                  </dd>
                </dl>
              )}
              {days.length > 0 && (
                <details>
                  <summary>{say('逐日数据', 'Day by day')}</summary>
                  <section class="table-scroll" tabindex={0} aria-label={say('逐日数据', 'Day by day')}>
                    <table class="plain-table stacks">
                      <caption class="visually-hidden">{say('逐日数据', 'Day by day')}</caption>
                      <thead>
                        <tr>
                          <th scope="col">{say('日期', 'Day')}</th>
                          <th scope="col">{say('可用分钟', 'Minutes served')}</th>
                          <th scope="col">{say('成功', 'Answered')}</th>
                          <th scope="col">{say('失败', 'Failed')}</th>
                        </tr>
                      </thead>
                      <tbody>
                        {days.map((one) => (
                          <tr key={one.day}>
                            <th scope="row">{day(one.day)}</th>
                            <td data-title={say('可用分钟', 'Minutes served')}>
                              {number(one.okMinutes)} / {number(one.watchedMinutes)}
                            </td>
                            <td data-title={say('成功', 'Answered')}>{number(one.answered)}</td>
                            <td data-title={say('失败', 'Failed')}>{number(one.failed)}</td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </section>
                </details>
              )}
            </>
          );
        }}
      </Asked>
    );
  },
});
