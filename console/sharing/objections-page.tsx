import './sharing.css';
import { ElButton } from 'element-plus';
import { defineComponent } from 'vue';
import { RouterLink, useRouter } from 'vue-router';
import { call } from '../api/index.ts';
import { day } from '../language/format.ts';
import { say } from '../language/language.ts';
import { PageHeading, useKept } from '../parts/index.ts';
import { has } from '../session/session.ts';
import { FilterSelect } from './filter-select.tsx';
import { usePaged } from './paged.ts';
import { clockColumn, FilterBar, OnlyResource, pagedList, statusColumn } from './paged-list.tsx';
import { codeName, codeRows, organisationName, useNames } from './reference.ts';
import { type Objection, statusChoices } from './words.ts';

const statuses = ['reviewing', 'handling', 'handled', 'rated', 'rejected', 'withdrawn'] as const;

/** What is said to be wrong with resources, applications and the use of grants. */
export const ObjectionsPage = defineComponent({
  setup() {
    useNames('objection-kind');
    const router = useRouter();
    const status = useKept('status');
    const kind = useKept('kind');
    const resource = useKept('resource');
    const paged = usePaged(
      (cursor, signal) =>
        call('GET /v1/objections', {
          query: {
            ...(status.value === '' ? {} : { status: status.value as Objection['status'] }),
            ...(kind.value === '' ? {} : { kind: kind.value }),
            ...(resource.value === '' ? {} : { resource: resource.value }),
            cursor,
            limit: 50,
          },
          signal,
        }),
      { on: () => [status.value, kind.value, resource.value] },
    );
    return () => (
      <>
        <PageHeading
          title={say('数据异议', 'Objections')}
          about={say(
            '目录写错、申请被拒不当、数据有误：在这里提出，有人受理，办完评价。',
            'A wrong record, a wrong refusal, wrong data: said here, taken up by somebody, rated in the end.',
          )}
        >
          {(has('catalogue-administrator') || has('approval-clerk')) && (
            <ElButton type="primary" onClick={() => void router.push('/objections/new')}>
              {say('提出异议', 'Raise an objection')}
            </ElButton>
          )}
        </PageHeading>
        <FilterBar>
          <FilterSelect
            name="kind"
            v-model={kind.value}
            label={say('类别', 'Kind')}
            choices={codeRows('objection-kind').map((row) => ({ value: row.code, label: say(row.name, row.nameEn) }))}
          />
          <FilterSelect
            name="status"
            v-model={status.value}
            label={say('状态', 'State')}
            choices={statusChoices('objection', statuses)}
          />
          <OnlyResource v-model={resource.value} />
        </FilterBar>
        {pagedList({
          paged,
          caption: say('异议', 'Objections'),
          rowKey: ({ id }) => id,
          empty: {
            title: say('没有符合条件的异议', 'No objection fits'),
            next: say(
              '在资源、申请或授权页面上发现问题，可从那里直接提出。',
              'Where something is wrong with a resource, an application or a grant, it can be raised from its page.',
            ),
          },
          columns: [
            {
              key: 'title',
              title: say('异议', 'Objection'),
              heads: true,
              cell: ({ id, form }) => <RouterLink to={`/objections/${id}`}>{form.title}</RouterLink>,
            },
            {
              key: 'kind',
              title: say('类别', 'Kind'),
              cell: ({ form }) => codeName('objection-kind', form.kind),
            },
            { key: 'by', title: say('提出部门', 'By'), cell: ({ raisedBy }) => organisationName(raisedBy) },
            {
              key: 'handler',
              title: say('处理部门', 'Handler'),
              cell: ({ handler }) => organisationName(handler),
            },
            statusColumn('objection', ({ status }: Objection) => status),
            clockColumn(),
            { key: 'at', title: say('提出于', 'Raised'), cell: ({ createdAt }) => day(createdAt) },
          ],
        })}
      </>
    );
  },
});
