import '../sharing/sharing.css';
import './department.css';
import { defineComponent } from 'vue';
import { RouterLink } from 'vue-router';
import { call, useAsking } from '../api/index.ts';
import { day, number, percent } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Chart } from '../parts/chart.tsx';
import { Asked, EmptyNote, PageHeading } from '../parts/index.ts';
import { dataTable } from '../sharing/data-table.tsx';
import { activeOrganisations, organisationName, useNames } from '../sharing/reference.ts';
import { allClocks, type Department, goodShare, lasting, nothingOf, type Promises } from './measures.ts';

/** How every department keeps what it promises, side by side. */
export const DepartmentsPage = defineComponent({
  setup() {
    useNames();
    const asking = useAsking((signal) => call('GET /v1/promises', { signal }));
    const body = ({ from, to, items }: Promises) => {
      // Also those of which nothing was seen and nothing asked so far.
      const silent = activeOrganisations().filter(({ id }) => items.every(({ organisation }) => organisation !== id));
      const all = [...items, ...silent.map(({ id }) => nothingOf(id))];
      const providing = items.filter(({ resources }) => resources > 0);
      const missed = items.reduce((sum, { cycles }) => sum + cycles.missed, 0);
      const overdue = items.reduce((sum, each) => sum + allClocks(each).overdue, 0);
      const worst = [...providing].sort((a, b) => (a.availability ?? 1) - (b.availability ?? 1))[0];
      return (
        <>
          <p class="hint">{say(`${day(from)}至${day(to)}，共 30 天`, `${day(from)} to ${day(to)}: 30 days`)}</p>
          <ul class="figures" aria-label={say('概况', 'At a glance')}>
            <li>
              <strong>{number(items.reduce((sum, { answered }) => sum + answered, 0))}</strong>
              {say('次查询得到应答', 'queries answered')}
            </li>
            <li>
              <strong>{number(items.reduce((sum, { failed }) => sum + failed, 0))}</strong>
              {say('次未能应答', 'not answered')}
            </li>
            <li class={{ 'tone-bad': missed > 0 }}>
              <strong>
                {missed > 0 && <span aria-hidden="true">⚠ </span>}
                {number(missed)}
              </strong>
              {say('项资源更新未达承诺', 'resources older than promised')}
            </li>
            <li class={{ 'tone-bad': overdue > 0 }}>
              <strong>
                {overdue > 0 && <span aria-hidden="true">⚠ </span>}
                {number(overdue)}
              </strong>
              {say('件办理超期', 'matters overdue')}
            </li>
          </ul>
          {providing.length > 0 && (
            <Chart
              title={say('可用率', 'Availability')}
              summary={
                worst?.availability === undefined
                  ? say('尚无实测', 'not measured yet')
                  : say(
                      `${providing.length} 个部门提供数据，最低为${organisationName(worst.organisation)} ${percent(worst.availability, 2)}`,
                      `${providing.length} departments provide data; the lowest is ${organisationName(worst.organisation)}, ${percent(worst.availability, 2)}`,
                    )
              }
              height={60 + providing.length * 44}
              option={availabilityOption(providing)}
            >
              {dataTable({
                caption: say('可用率', 'Availability'),
                rows: providing,
                rowKey: ({ organisation }) => organisation,
                columns: [
                  {
                    key: 'name',
                    title: say('部门', 'Department'),
                    heads: true,
                    cell: ({ organisation }) => organisationName(organisation),
                  },
                  {
                    key: 'share',
                    title: say('可用率', 'Availability'),
                    numeric: true,
                    cell: ({ availability }) => percent(availability, 2),
                  },
                ],
              })}
            </Chart>
          )}
          {all.length === 0 ? (
            <EmptyNote
              title={say('还没有可以衡量的内容', 'Nothing to measure yet')}
              next={say(
                '资源发布、连接器上报后，这里按天统计。',
                'Once resources are published and connectors report, figures stand here day by day.',
              )}
            />
          ) : (
            dataTable<Department>({
              caption: say('各部门', 'Departments'),
              rows: all,
              rowKey: ({ organisation }) => organisation,
              columns: [
                {
                  key: 'name',
                  title: say('部门', 'Department'),
                  heads: true,
                  cell: ({ organisation }) => (
                    <RouterLink to={`/departments/${organisation}`}>{organisationName(organisation)}</RouterLink>
                  ),
                },
                {
                  key: 'resources',
                  title: say('资源', 'Resources'),
                  numeric: true,
                  cell: ({ resources }) => number(resources),
                },
                {
                  key: 'availability',
                  title: say('可用率', 'Available'),
                  numeric: true,
                  cell: ({ availability }) => percent(availability, 2),
                },
                { key: 'good', title: say('应答成功', 'Answered well'), numeric: true, cell: goodShare },
                {
                  key: 'p50',
                  title: say('应答时间（半数以内）', 'Half within'),
                  numeric: true,
                  cell: ({ p50Ms }) => lasting(p50Ms),
                },
                {
                  key: 'cycles',
                  title: say('更新：达到 / 未达 / 未测', 'Fresh: kept / not / unknown'),
                  cell: ({ cycles }) => (
                    <>
                      <span class="tone-good">✓ {cycles.kept}</span>{' '}
                      <span class={cycles.missed > 0 ? 'tone-bad' : 'tone-over'}>✕ {cycles.missed}</span>{' '}
                      <span class="tone-over">– {cycles.unmeasured}</span>
                    </>
                  ),
                },
                {
                  key: 'clocks',
                  title: say('办理：在办 / 超期 / 按时率', 'Matters: open / overdue / in time'),
                  cell: (row) => {
                    const { open, overdue: late, answered, inTime } = allClocks(row);
                    return (
                      <>
                        {open}
                        {' / '}
                        <span class={{ 'tone-bad': late > 0 }}>
                          {late > 0 && <span aria-hidden="true">⚠ </span>}
                          {late}
                        </span>
                        {' / '}
                        {answered === 0 ? '—' : percent(inTime / answered)}
                      </>
                    );
                  },
                },
              ],
            })
          )}
        </>
      );
    };
    return () => (
      <>
        <PageHeading
          title={say('部门履诺看板', 'How departments keep their promises')}
          about={say(
            '目录里承诺的更新、可用和答复，与实际测得的对照。',
            'What the directory promises of freshness, availability and answers, against what was measured.',
          )}
        />
        <Asked of={asking}>{() => asking.value.value !== undefined && body(asking.value.value)}</Asked>
      </>
    );
  },
});

function availabilityOption(departments: readonly Department[]) {
  const shown = [...departments].reverse();
  return {
    grid: { left: 8, right: 64, top: 8, bottom: 24, containLabel: true },
    xAxis: {
      type: 'value',
      min: 0,
      max: 1,
      interval: 0.5,
      axisLabel: { formatter: (value: number) => percent(value, 0) },
    },
    yAxis: { type: 'category', data: shown.map(({ organisation }) => organisationName(organisation)) },
    series: [
      {
        type: 'bar',
        barMaxWidth: 24,
        data: shown.map(({ availability }) => availability ?? 0),
        label: {
          show: true,
          position: 'right',
          formatter: ({ dataIndex }: { dataIndex: number }) => percent(shown[dataIndex]?.availability, 1),
        },
      },
    ],
  };
}
