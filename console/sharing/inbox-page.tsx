import './sharing.css';
import { ElButton, ElCheckbox, ElForm, ElRadioButton, ElRadioGroup } from 'element-plus';
import { computed, defineComponent } from 'vue';
import { RouterLink } from 'vue-router';
import { call, useAsking } from '../api/index.ts';
import { away, day, moment, number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, EmptyNote, PageHeading, useKept } from '../parts/index.ts';
import { has, session } from '../session/session.ts';
import { ClockNote } from './clock-note.tsx';
import { dataTable, moreOf } from './data-table.tsx';
import { FilterSelect } from './filter-select.tsx';
import { usePaged } from './paged.ts';
import { organisationName, useNames } from './reference.ts';
import { readTitles, readWaiting, type Waiting } from './waiting.ts';
import { eventWord, nounWord } from './words.ts';

const kinds = ['application', 'demand', 'objection', 'resource', 'revision'] as const;
const soon = 3;

/** What waits for whoever is logged in, with the first due first, and what has happened to what concerns them. */
export const InboxPage = defineComponent({
  setup() {
    useNames();
    const part = useKept('part', 'waiting');
    const kind = useKept('kind');
    const whose = useKept('whose', 'mine');
    const late = useKept('late');
    const asking = useAsking((signal) => readWaiting(signal));
    const notices = usePaged((cursor, signal) => call('GET /v1/notices', { query: { cursor, limit: 30 }, signal }));
    const titles = useAsking((signal) => readTitles(new Set(notices.items.value.map(({ noun }) => noun)), signal), {
      on: () => notices.items.value.map(({ subject }) => subject).join(),
    });
    const mine = () => session.value?.officer.organisation;
    const administration = () => session.value?.officer.administration === true;
    const isLate = (each: Waiting) => each.clock?.state === 'overdue';
    const isSoon = (each: Waiting) => each.clock?.state === 'running' && each.clock.workingDaysLeft <= soon;
    const own = computed(() => (asking.value.value ?? []).filter(({ organisation }) => organisation === mine()));
    const others = computed(() => (asking.value.value ?? []).filter(({ organisation }) => organisation !== mine()));
    const rows = computed(() =>
      (whose.value === 'all' && administration()
        ? (asking.value.value ?? [])
        : whose.value === 'others' && administration()
          ? others.value
          : own.value
      )
        .filter((each) => kind.value === '' || each.kind === kind.value)
        .filter((each) => late.value === '' || isLate(each) || isSoon(each)),
    );

    const figures = () => (
      <ul class="figures" aria-label={say('概况', 'At a glance')}>
        <li>
          <strong>{number(own.value.length)}</strong>
          {say('件待本部门办理', 'for us to do')}
        </li>
        <li class={{ 'tone-bad': own.value.some(isLate) }}>
          <strong>
            {own.value.some(isLate) && <span aria-hidden="true">⚠ </span>}
            {number(own.value.filter(isLate).length)}
          </strong>
          {say('件已超期', 'overdue')}
        </li>
        <li class={{ 'tone-care': own.value.some(isSoon) }}>
          <strong>{number(own.value.filter(isSoon).length)}</strong>
          {say(`件 ${soon} 个工作日内到期`, `due within ${soon} working days`)}
        </li>
        {administration() && (
          <li class={{ 'tone-bad': others.value.some(isLate) }}>
            <strong>{number(others.value.filter(isLate).length)}</strong>
            {say('件由其他部门办理已超期', 'overdue with others')}
          </li>
        )}
      </ul>
    );

    const waitingPart = () => (
      <>
        {figures()}
        <ElForm class="filters" labelPosition="top" {...{ onSubmit: (event: Event) => event.preventDefault() }}>
          <FilterSelect
            name="kind"
            v-model={kind.value}
            label={say('类别', 'Kind')}
            choices={kinds.map((value) => ({ value, label: nounWord(value) }))}
          />
          {administration() && (
            <ElRadioGroup v-model={whose.value} {...{ 'aria-label': say('谁的待办', 'Whose') }}>
              <ElRadioButton value="mine">{say('本部门', 'Ours')}</ElRadioButton>
              <ElRadioButton value="others">{say('其他部门', 'Others’')}</ElRadioButton>
              <ElRadioButton value="all">{say('全部', 'All')}</ElRadioButton>
            </ElRadioGroup>
          )}
          <ElCheckbox
            modelValue={late.value !== ''}
            onUpdate:modelValue={(only) => (late.value = only === true ? 'yes' : '')}
          >
            {say('只看超期和快到期的', 'Only what is overdue or due soon')}
          </ElCheckbox>
        </ElForm>
        {rows.value.length === 0 ? (
          <EmptyNote
            title={
              own.value.length === 0 && whose.value !== 'others'
                ? say('没有待办，都办完了', 'Nothing waits: all is done')
                : say('没有符合条件的待办', 'Nothing fits the filters')
            }
            next={say(
              '新的申请、需求、异议和审核会出现在这里，按到期先后排列。',
              'New applications, demands, objections and reviews will stand here, the first due first.',
            )}
          >
            <RouterLink to="/applications">{say('共享申请', 'Applications')}</RouterLink>
          </EmptyNote>
        ) : (
          dataTable({
            caption: say('待办', 'Waiting'),
            quiet: true,
            rows: rows.value,
            rowKey: ({ kind: noun, id }) => `${noun} ${id}`,
            columns: [
              { key: 'kind', title: say('类别', 'Kind'), cell: (row) => nounWord(row.kind) },
              {
                key: 'title',
                title: say('事由', 'About'),
                heads: true,
                cell: ({ to, title }) => <RouterLink to={to}>{title()}</RouterLink>,
              },
              { key: 'from', title: say('来自', 'From'), cell: ({ from }) => organisationName(from) },
              {
                key: 'what',
                title: say('等待', 'Waits for'),
                cell: ({ what, organisation }) =>
                  organisation === mine() ? what() : `${organisationName(organisation)} · ${what()}`,
              },
              {
                key: 'clock',
                title: say('时限', 'Clock'),
                cell: ({ clock }) =>
                  clock === undefined ? say('无时限', 'no limit') : <ClockNote clock={clock} short />,
              },
              { key: 'since', title: say('收到', 'Since'), cell: ({ since }) => day(since) },
            ],
          })
        )}
      </>
    );

    const noticePart = () =>
      notices.items.value.length === 0 ? (
        <EmptyNote
          title={say('还没有消息', 'No notice yet')}
          next={say(
            '办理结果、临期提醒和超期督办会出现在这里。',
            'What happens to your matters, reminders and escalations will stand here.',
          )}
        />
      ) : (
        <>
          {dataTable({
            caption: say('消息', 'Notices'),
            quiet: true,
            rows: notices.items.value,
            rowKey: ({ subject, event, at }) => `${subject} ${event} ${at}`,
            columns: [
              {
                key: 'at',
                title: say('时间', 'When'),
                cell: ({ at }) => (
                  <time datetime={at}>
                    {moment(at)}
                    <small>{away(at)}</small>
                  </time>
                ),
              },
              {
                key: 'event',
                title: say('消息', 'Notice'),
                heads: true,
                cell: ({ noun, subject, event, dueOn }) => (
                  <>
                    {(event === 'reminder' || event === 'escalation' || event === 'grant-expiring') && (
                      <span aria-hidden="true" class={event === 'escalation' ? 'tone-bad' : 'tone-care'}>
                        ⚠{' '}
                      </span>
                    )}
                    {mayRead(noun) ? (
                      <RouterLink to={`/${noun}s/${subject}`}>{noticeWord(noun, event)}</RouterLink>
                    ) : (
                      noticeWord(noun, event)
                    )}
                    {titles.value.value?.has(subject) === true && <small>{titles.value.value.get(subject)?.()}</small>}
                    {dueOn !== undefined && <small>{say(`${day(dueOn)}到期`, `due ${day(dueOn)}`)}</small>}
                  </>
                ),
              },
            ],
          })}
          {moreOf(notices)}
        </>
      );

    return () => (
      <>
        <PageHeading
          title={say('待办', 'Inbox')}
          about={say(
            '等您办理的审核、申请、需求和异议，先到期的在前。',
            'Reviews, applications, demands and objections that wait for you, the first due first.',
          )}
        >
          <ElButton
            onClick={() => {
              void asking.again();
              void notices.asking.again();
            }}
          >
            {say('刷新', 'Read anew')}
          </ElButton>
        </PageHeading>
        <ElRadioGroup class="parts" v-model={part.value} {...{ 'aria-label': say('看什么', 'What to see') }}>
          <ElRadioButton value="waiting">{say('待办', 'Waiting')}</ElRadioButton>
          <ElRadioButton value="notices">{say('消息', 'Notices')}</ElRadioButton>
        </ElRadioGroup>
        {part.value === 'notices' ? (
          <Asked of={notices.asking}>{noticePart}</Asked>
        ) : (
          <Asked of={asking}>{waitingPart}</Asked>
        )}
      </>
    );
  },
});

/** Applications and demands are for those who keep the directory. */
function mayRead(noun: string): boolean {
  return noun === 'objection' || noun === 'grant' || has('catalogue-administrator') || has('auditor');
}

function noticeWord(noun: string, event: string): string {
  return say(`${nounWord(noun)}：${eventWord(event)}`, `${nounWord(noun)}: ${eventWord(event)}`);
}
