import './sharing.css';
import { ElButton } from 'element-plus';
import { defineComponent } from 'vue';
import { RouterLink, useRouter } from 'vue-router';
import { call } from '../api/index.ts';
import { day } from '../language/format.ts';
import { say } from '../language/language.ts';
import { PageHeading, useKept } from '../parts/index.ts';
import { has, session } from '../session/session.ts';
import { FilterSelect } from './filter-select.tsx';
import { usePaged } from './paged.ts';
import { clockColumn, FilterBar, pagedList, statusColumn } from './paged-list.tsx';
import { organisationName, useNames } from './reference.ts';
import { type Demand, statusChoices } from './words.ts';

const statuses = ['open', 'assigned', 'answered', 'refused', 'withdrawn'] as const;

/** Data that is wanted and not in the directory, as far as it concerns whoever is logged in. */
export const DemandsPage = defineComponent({
  setup() {
    useNames();
    const router = useRouter();
    const status = useKept('status');
    const side = useKept('side');
    const mine = () => session.value?.officer.organisation;
    const paged = usePaged(
      (cursor, signal) =>
        call('GET /v1/demands', {
          query: {
            ...(status.value === '' ? {} : { status: status.value as Demand['status'] }),
            ...(side.value === 'made' ? { demanding: mine() } : {}),
            ...(side.value === 'received' ? { responsible: mine() } : {}),
            cursor,
            limit: 50,
          },
          signal,
        }),
      { on: () => [status.value, side.value] },
    );
    return () => (
      <>
        <PageHeading
          title={say('数据需求', 'Demands')}
          about={say(
            '目录里没有的数据在这里提出，由责任部门在时限内答复。',
            'Data that the directory does not offer is demanded here, and answered within the limit.',
          )}
        >
          {has('catalogue-administrator') && (
            <ElButton type="primary" onClick={() => void router.push('/demands/new')}>
              {say('提出需求', 'Make a demand')}
            </ElButton>
          )}
        </PageHeading>
        <FilterBar>
          <FilterSelect
            name="side"
            v-model={side.value}
            label={say('方向', 'Direction')}
            choices={[
              { value: 'made', label: say('本部门提出', 'Made by us') },
              { value: 'received', label: say('由本部门答复', 'For us to answer') },
            ]}
          />
          <FilterSelect
            name="status"
            v-model={status.value}
            label={say('状态', 'State')}
            choices={statusChoices('demand', statuses)}
          />
        </FilterBar>
        {pagedList({
          paged,
          caption: say('需求', 'Demands'),
          rowKey: ({ id }) => id,
          empty: {
            title: say('没有符合条件的需求', 'No demand fits'),
            next: say(
              '先在资源目录查找；确实没有的，再提出需求。',
              'Look into the directory first; what is not there can be demanded.',
            ),
            link: { to: '/directory', words: say('去资源目录', 'To the directory') },
          },
          columns: [
            {
              key: 'title',
              title: say('需求', 'Demand'),
              heads: true,
              cell: ({ id, form }) => <RouterLink to={`/demands/${id}`}>{form.title}</RouterLink>,
            },
            { key: 'by', title: say('提出部门', 'By'), cell: ({ form }) => organisationName(form.demanding) },
            {
              key: 'to',
              title: say('责任部门', 'For'),
              cell: ({ responsible }) =>
                responsible === undefined ? say('待分派', 'to be assigned') : organisationName(responsible),
            },
            statusColumn('demand', ({ status }: Demand) => status),
            clockColumn(),
            { key: 'wanted', title: say('希望何时', 'Wanted by'), cell: ({ form }) => day(form.wantedBy) },
          ],
        })}
      </>
    );
  },
});
