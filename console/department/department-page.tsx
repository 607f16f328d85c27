import '../sharing/sharing.css';
import './department.css';
import { ElForm, ElRadioButton, ElRadioGroup } from 'element-plus';
import { computed, defineComponent } from 'vue';
import { RouterLink, useRoute } from 'vue-router';
import { call, useAsking } from '../api/index.ts';
import { day, moment, number, percent, several } from '../language/format.ts';
import { say } from '../language/language.ts';
import { SilentNote } from '../operate/silent-note.tsx';
import { Chart } from '../parts/chart.tsx';
import { Asked, EmptyNote, PageHeading, useKept } from '../parts/index.ts';
import { dataTable } from '../sharing/data-table.tsx';
import { everyLine } from '../sharing/paged.ts';
import { itemName, organisationName, useNames } from '../sharing/reference.ts';
import { answersOption, clocksOption, freshnessOption, usesOption } from './charts.ts';
import {
  age,
  byDay,
  type Department,
  goodShare,
  type Kept,
  keptWord,
  lasting,
  type Measured,
  type Stats,
  type Uses,
} from './measures.ts';

/** A dashboard shows so many resources; the directory has the others. */
const most = 20;
const periods = [7, 30, 90, 365] as const;

/** One department's dashboard: what it declared against what was measured, and how it answers what it is asked. */
export const DepartmentPage = defineComponent({
  setup() {
    useNames();
    const route = useRoute();
    const id = () => String(route.params.id);
    const days = useKept('days', '30');
    const asking = useAsking(
      async (signal) => {
        const [promises, resources] = await Promise.all([
          call('GET /v1/promises', { signal }),
          everyLine(
            (cursor) =>
              call('GET /v1/resources', {
                query: { provider: id(), status: 'published', cursor, limit: most },
                signal,
              }),
            most,
          ),
        ]);
        const measured = await Promise.all(
          resources.slice(0, most).map(
            async (line): Promise<Measured> => ({
              line,
              stats: await call('GET /v1/resources/{id}/stats', { params: { id: line.id }, signal }),
            }),
          ),
        );
        return {
          ...promises,
          department: promises.items.find(({ organisation }) => organisation === id()),
          measured,
          more: resources.length > most,
        };
      },
      { on: id },
    );
    const uses = useAsking(
      (signal) => call('GET /v1/use-counts', { query: { provider: id(), days: Number(days.value) }, signal }),
      {
        on: () => [id(), days.value],
      },
    );
    const measured = computed(() => asking.value.value?.measured ?? []);
    // Options are made when what they show changes, and not each time the page is drawn.
    const options = computed(() => ({
      freshness: freshnessOption(measured.value),
      answers: answersOption(measured.value),
      clocks: clocksOption(asking.value.value?.department),
      uses: usesOption(uses.value.value),
    }));

    const freshness = () => {
      const kept = measured.value.filter(({ stats }) => stats.updateCycle.kept === true).length;
      const missed = measured.value.filter(({ stats }) => stats.updateCycle.kept === false).length;
      return (
        <Chart
          title={say('更新：承诺与实测', 'Freshness: declared and measured')}
          summary={say(
            `${measured.value.length} 项资源：${kept} 项达到承诺，${missed} 项未达，${measured.value.length - kept - missed} 项尚无实测`,
            `${several(measured.value.length, 'resource')}: ${kept} kept, ${missed} not kept, ${measured.value.length - kept - missed} not measured yet`,
          )}
          height={90 + measured.value.length * 52}
          option={options.value.freshness}
        >
          {dataTable<Measured>({
            caption: say('更新：承诺与实测', 'Freshness: declared and measured'),
            rows: measured.value,
            rowKey: ({ line }) => line.id,
            columns: [
              {
                key: 'name',
                title: say('资源', 'Resource'),
                heads: true,
                cell: ({ line }) => say(line.name, line.nameEn),
              },
              {
                key: 'declared',
                title: say('承诺周期', 'Declared'),
                cell: ({ stats }) => cycleName(stats.updateCycle.declared),
              },
              {
                key: 'longest',
                title: say('承诺最长间隔', 'At most'),
                numeric: true,
                cell: ({ stats }) => age(stats.updateCycle.declared?.longestAgeSeconds),
              },
              {
                key: 'age',
                title: say('实测最长间隔', 'Measured'),
                numeric: true,
                cell: ({ stats }) => age(stats.updateCycle.ageSeconds),
              },
              {
                key: 'measured',
                title: say('相当于', 'Which is'),
                cell: ({ stats }) => cycleName(stats.updateCycle.measured),
              },
              { key: 'kept', title: say('结论', 'Verdict'), cell: ({ stats }) => verdict(stats.updateCycle.kept) },
            ],
          })}
        </Chart>
      );
    };

    const availability = () =>
      dataTable<Measured>({
        caption: say('可用率、应答与数据质量', 'Availability, answers and quality'),
        rows: measured.value,
        rowKey: ({ line }) => line.id,
        columns: [
          {
            key: 'name',
            title: say('资源', 'Resource'),
            heads: true,
            cell: ({ line }) => <RouterLink to={`/directory/${line.id}`}>{say(line.name, line.nameEn)}</RouterLink>,
          },
          {
            key: 'share',
            title: say('可用率', 'Available'),
            numeric: true,
            cell: ({ stats: { availability: found } }) => (
              <>
                {percent(found.share, 2)}
                <small>
                  {say(
                    `${number(found.okMinutes)} / ${number(found.watchedMinutes)} 分钟`,
                    `${number(found.okMinutes)} of ${number(found.watchedMinutes)} min`,
                  )}
                </small>
              </>
            ),
          },
          {
            key: 'answers',
            title: say('应答', 'Answers'),
            numeric: true,
            cell: ({ stats: { answers } }) => (
              <>
                {goodShare(answers)}
                <small>
                  {say(
                    `${number(answers.answered)} 次，失败 ${number(answers.failed)}`,
                    `${number(answers.answered)}, ${number(answers.failed)} failed`,
                  )}
                </small>
              </>
            ),
          },
          {
            key: 'times',
            title: say('应答时间', 'Times'),
            numeric: true,
            cell: ({ stats: { answers } }) => (
              <>
                {lasting(answers.p50Ms)}
                {answers.p99Ms !== undefined && (
                  <small>
                    {say(`99% 在 ${lasting(answers.p99Ms)}以内`, `99 of 100 within ${lasting(answers.p99Ms)}`)}
                  </small>
                )}
              </>
            ),
          },
          {
            key: 'rows',
            title: say('记录数', 'Rows'),
            numeric: true,
            cell: ({ stats: { rows } }) =>
              rows === undefined ? '—' : `${rows.estimated ? say('约 ', 'about ') : ''}${number(rows.count)}`,
          },
          { key: 'quality', title: say('数据质量', 'Quality'), cell: ({ line, stats }) => qualityCell(line.id, stats) },
        ],
      });

    const answerClocks = (department: Department | undefined) => {
      if (department === undefined) return undefined;
      const { applications, demands, objections } = department.answerClocks;
      const rows: readonly (readonly [string, Kept])[] = [
        [say('共享申请', 'Applications'), applications],
        [say('数据需求', 'Demands'), demands],
        [say('数据异议', 'Objections'), objections],
      ];
      const total = (of: (kept: Kept) => number) => rows.reduce((sum, [, kept]) => sum + of(kept), 0);
      if (total(({ open, answered }) => open + answered) === 0) return undefined;
      return (
        <Chart
          title={say('办理时限', 'Answer clocks')}
          summary={say(
            `在办 ${total(({ open }) => open)} 件，其中超期 ${total(({ overdue }) => overdue)} 件；30 天内办结 ${total(({ answered }) => answered)} 件，按时 ${total(({ inTime }) => inTime)} 件`,
            `${total(({ open }) => open)} open, ${total(({ overdue }) => overdue)} of them overdue; ${total(({ answered }) => answered)} answered in 30 days, ${total(({ inTime }) => inTime)} in time`,
          )}
          height={260}
          option={options.value.clocks}
        >
          {dataTable({
            caption: say('办理时限', 'Answer clocks'),
            rows,
            rowKey: ([name]) => name,
            columns: [
              { key: 'name', title: say('类别', 'Kind'), heads: true, cell: ([name]) => name },
              { key: 'open', title: say('在办', 'Open'), numeric: true, cell: ([, kept]) => number(kept.open) },
              {
                key: 'overdue',
                title: say('超期未办', 'Overdue'),
                numeric: true,
                cell: ([, kept]) => number(kept.overdue),
              },
              {
                key: 'answered',
                title: say('30 天办结', 'Answered in 30 days'),
                numeric: true,
                cell: ([, kept]) => number(kept.answered),
              },
              { key: 'inTime', title: say('按时', 'In time'), numeric: true, cell: ([, kept]) => number(kept.inTime) },
              {
                key: 'median',
                title: say('工作日（中位数）', 'Working days (median)'),
                numeric: true,
                cell: ([, kept]) => number(kept.medianWorkingDays, 1),
              },
            ],
          })}
        </Chart>
      );
    };

    const useTable = (found: Uses) =>
      dataTable({
        caption: say('按事项的使用', 'Use by matter'),
        rows: found.items,
        rowKey: ({ resource, consumer, matter }) => `${resource} ${consumer} ${matter}`,
        columns: [
          {
            key: 'matter',
            title: say('事项', 'Matter'),
            heads: true,
            cell: ({ matter, matterName }) => <RouterLink to={`/matters/${matter}`}>{matterName ?? matter}</RouterLink>,
          },
          { key: 'consumer', title: say('使用部门', 'Consumer'), cell: ({ consumer }) => organisationName(consumer) },
          { key: 'resource', title: say('资源', 'Resource'), cell: ({ resource }) => <code>{resource}</code> },
          { key: 'answered', title: say('次数', 'Queries'), numeric: true, cell: ({ answered }) => number(answered) },
          { key: 'last', title: say('最近', 'Last'), cell: ({ lastDay }) => day(lastDay) },
        ],
      });

    const usesPart = () => {
      const found = uses.value.value;
      if (found === undefined) return null;
      if (found.items.length === 0)
        return (
          <EmptyNote
            title={say('这段时间没有使用，或您看不到', 'No use in this period, or none that you may see')}
            next={say(
              '提供部门看到对本部门资源的全部使用，使用部门只看到自己的。',
              'A provider sees every use of its resources, a consumer its own alone.',
            )}
          />
        );
      const sum = found.items.reduce((total, { answered }) => total + answered, 0);
      return (
        <Chart
          title={say('按事项的使用', 'Use by matter')}
          summary={say(
            `${day(found.from)}至${day(found.to)}共 ${number(sum)} 次，为 ${found.items.length} 个事项`,
            `${day(found.from)} to ${day(found.to)}: ${number(sum)} queries for ${several(found.items.length, 'matter')}`,
          )}
          height={70 + Math.min(found.items.length, 12) * 40}
          option={options.value.uses}
        >
          {useTable(found)}
        </Chart>
      );
    };

    return () => {
      const held = asking.value.value;
      return (
        <>
          <PageHeading
            title={organisationName(id())}
            about={say(
              '承诺与实测：更新、可用、应答、质量、使用和办理时限。',
              'Declared and measured: freshness, availability, answers, quality, use and answer clocks.',
            )}
          >
            <RouterLink class="el-button" to="/departments">
              {say('全部部门', 'All departments')}
            </RouterLink>
            <RouterLink
              class="el-button"
              to={{ path: '/lists', query: { list: 'responsibility', organisation: id() } }}
            >
              {say('责任清单', 'Responsibility list')}
            </RouterLink>
          </PageHeading>
          <SilentNote organisation={id()} />
          <Asked of={asking}>
            {() =>
              held !== undefined && (
                <>
                  {held.department !== undefined && glance(held.department)}
                  <h2>{say('资源', 'Resources')}</h2>
                  {held.measured.length === 0 ? (
                    <EmptyNote
                      title={say('没有已发布的资源', 'No published resource')}
                      next={say(
                        '该部门目前只使用别人的数据；办理时限见下。',
                        'This department uses the data of others only; its answer clocks stand below.',
                      )}
                    />
                  ) : (
                    <>
                      <div class="charts">
                        {freshness()}
                        <Chart
                          title={say('每日应答', 'Answers by day')}
                          summary={say(
                            `30 天应答 ${number(sumOf(held.measured, 'answered'))} 次，失败 ${number(sumOf(held.measured, 'failed'))} 次`,
                            `${number(sumOf(held.measured, 'answered'))} answered and ${number(sumOf(held.measured, 'failed'))} failed in 30 days`,
                          )}
                          option={options.value.answers}
                        >
                          {daysTable(held.measured)}
                        </Chart>
                      </div>
                      {availability()}
                      {held.more && (
                        <p class="hint">{say(`只列出前 ${most} 项资源。`, `The first ${most} resources.`)}</p>
                      )}
                    </>
                  )}
                  <h2>{say('办理', 'Matters asked of it')}</h2>
                  {answerClocks(held.department) ?? (
                    <EmptyNote
                      title={say('近 30 天没有请它办理的事', 'Nothing was asked of it in these 30 days')}
                      next={say(
                        '申请、需求和异议的办理时限会统计在这里。',
                        'How it keeps the clocks of applications, demands and objections will stand here.',
                      )}
                    />
                  )}
                </>
              )
            }
          </Asked>
          <h2>{say('使用', 'Use')}</h2>
          <ElForm class="filters" {...{ onSubmit: (event: Event) => event.preventDefault() }}>
            <ElRadioGroup v-model={days.value} {...{ 'aria-label': say('时段', 'Period') }}>
              {periods.map((each) => (
                <ElRadioButton key={each} value={String(each)}>
                  {say(`近 ${each} 天`, `${each} days`)}
                </ElRadioButton>
              ))}
            </ElRadioGroup>
          </ElForm>
          <Asked of={uses}>{usesPart}</Asked>
        </>
      );
    };
  },
});

function sumOf(measured: readonly Measured[], member: 'answered' | 'failed'): number {
  return measured.reduce((sum, { stats }) => sum + stats.answers[member], 0);
}

function cycleName(cycle: { readonly name: string; readonly nameEn: string } | undefined): string {
  return cycle === undefined ? '—' : say(cycle.name, cycle.nameEn);
}

function verdict(kept: boolean | undefined) {
  const { sign, text, tone } = keptWord(kept);
  return (
    <span class={tone}>
      <span aria-hidden="true">{sign} </span>
      {text}
    </span>
  );
}

function qualityCell(resource: string, { quality, setAside }: Stats) {
  if (quality === undefined)
    return setAside === undefined ? (
      '—'
    ) : (
      <span class="tone-care">▲ {say(`上报未采用：${setAside}`, `set aside: ${setAside}`)}</span>
    );
  const missing = Object.entries(quality.missing).filter(([, count]) => (count ?? 0) > 0);
  const whole = quality.invalid === 0 && (quality.duplicates ?? 0) === 0 && missing.length === 0;
  return (
    <>
      {whole ? (
        <span class="tone-good">
          <span aria-hidden="true">✓ </span>
          {say('未发现问题', 'nothing wrong')}
        </span>
      ) : (
        <span class="tone-care">
          <span aria-hidden="true">▲ </span>
          {say(
            `不合规则 ${number(quality.invalid)}，重复 ${number(quality.duplicates ?? 0)}`,
            `${number(quality.invalid)} invalid, ${number(quality.duplicates ?? 0)} double`,
          )}
        </span>
      )}
      {missing.map(([field, count]) => (
        <small key={field}>
          {say(
            `缺 ${itemName(resource, field)} ${number(count)} 行`,
            `${itemName(resource, field)} missing in ${several(count ?? 0, 'row')}`,
          )}
        </small>
      ))}
      <small>
        {quality.sampled ? say('抽查 ', 'sample of ') : ''}
        {number(quality.rows)} {say('行', 'rows')} · {moment(quality.at)}
      </small>
    </>
  );
}

/** The days of all resources together, for those who do not see the chart. */
function daysTable(measured: readonly Measured[]) {
  return dataTable({
    caption: say('每日应答', 'Answers by day'),
    rows: byDay(measured).reverse(),
    rowKey: ({ day: key }) => key,
    columns: [
      { key: 'day', title: say('日期', 'Day'), heads: true, cell: (row) => day(row.day) },
      { key: 'answered', title: say('应答', 'Answered'), numeric: true, cell: ({ answered }) => number(answered) },
      { key: 'failed', title: say('失败', 'Failed'), numeric: true, cell: ({ failed }) => number(failed) },
    ],
  });
}

function glance(department: Department) {
  return (
    <ul class="figures" aria-label={say('概况', 'At a glance')}>
      <li>
        <strong>{percent(department.availability, 2)}</strong>
        {say('可用率', 'available')}
      </li>
      <li>
        <strong>{goodShare(department)}</strong>
        {say('查询应答成功', 'of queries answered well')}
      </li>
      <li>
        <strong>{lasting(department.p50Ms)}</strong>
        {say('半数应答在此时间内', 'half of the answers came within')}
      </li>
      <li class={{ 'tone-bad': department.cycles.missed > 0 }}>
        <strong>
          {department.cycles.missed > 0 && <span aria-hidden="true">⚠ </span>}
          {number(department.cycles.missed)}
        </strong>
        {say('项资源更新未达承诺', 'resources older than promised')}
      </li>
    </ul>
  );
}
