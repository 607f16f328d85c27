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
import { clockColumn, FilterBar, OnlyResource, pagedList, statusColumn } from './paged-list.tsx';
import { activeOrganisations, organisationName, resourceName, useNames } from './reference.ts';
import { type Application, statusChoices } from './words.ts';

const statuses = ['draft', 'submitted', 'providerReviewed', 'granted', 'refused', 'withdrawn', 'expired'] as const;

/** Applications for shared data that concern the organisation of whoever is logged in. */
export const ApplicationsPage = defineComponent({
  setup() {
    useNames();
    const router = useRouter();
    const status = useKept('status');
    const side = useKept('side');
    const consumer = useKept('consumer');
    const provider = useKept('provider');
    const resource = useKept('resource');
    const mine = () => session.value?.officer.organisation;
    const paged = usePaged(
      (cursor, signal) =>
        call('GET /v1/applications', {
          query: {
            ...(status.value === '' ? {} : { status: status.value as Application['status'] }),
            ...(side.value === 'made'
              ? { consumer: mine() }
              : consumer.value === ''
                ? {}
                : { consumer: consumer.value }),
            ...(side.value === 'received'
              ? { provider: mine() }
              : provider.value === ''
                ? {}
                : { provider: provider.value }),
            ...(resource.value === '' ? {} : { resource: resource.value }),
            cursor,
            limit: 50,
          },
          signal,
        }),
      { on: () => [status.value, side.value, consumer.value, provider.value, resource.value] },
    );
    const organisations = () => activeOrganisations().map(({ id, name }) => ({ value: id, label: name }));
    return () => (
      <>
        <PageHeading
          title={say('共享申请', 'Applications')}
          about={say(
            '申请使用其他部门的数据，或审核别人的申请；逐项决定给哪些信息项。',
            'Ask for the data of others, or review what is asked of you, item by item.',
          )}
        >
          {has('catalogue-administrator') && (
            <ElButton type="primary" onClick={() => void router.push('/applications/new')}>
              {say('填写申请', 'Apply for data')}
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
              { value: 'received', label: say('请本部门提供', 'Asked of us') },
            ]}
          />
          <FilterSelect
            name="status"
            v-model={status.value}
            label={say('状态', 'State')}
            choices={statusChoices('application', statuses)}
          />
          {side.value !== 'made' && (
            <FilterSelect
              name="consumer"
              v-model={consumer.value}
              label={say('申请部门', 'Applicant')}
              choices={organisations()}
            />
          )}
          {side.value !== 'received' && (
            <FilterSelect
              name="provider"
              v-model={provider.value}
              label={say('提供部门', 'Provider')}
              choices={organisations()}
            />
          )}
          <OnlyResource v-model={resource.value} />
        </FilterBar>
        {pagedList({
          paged,
          caption: say('申请', 'Applications'),
          rowKey: ({ id }) => id,
          empty: {
            title: say('没有符合条件的申请', 'No application fits'),
            next: say(
              '在资源目录找到所需资源后可直接申请；或放宽上面的条件。',
              'Find a resource in the directory and apply from there; or widen the filters.',
            ),
            link: { to: '/directory', words: say('去资源目录', 'To the directory') },
          },
          columns: [
            {
              key: 'resource',
              title: say('资源', 'Resource'),
              heads: true,
              cell: ({ id, form }) => <RouterLink to={`/applications/${id}`}>{resourceName(form.resource)}</RouterLink>,
            },
            {
              key: 'consumer',
              title: say('申请部门', 'Applicant'),
              cell: ({ form }) => organisationName(form.consumer.organisation),
            },
            {
              key: 'provider',
              title: say('提供部门', 'Provider'),
              cell: (row) => organisationName(row.provider),
            },
            {
              key: 'asked',
              title: say('申请内容', 'Asked for'),
              cell: ({ form }) => askedFor(form),
            },
            statusColumn('application', ({ status }: Application) => status),
            clockColumn(),
            { key: 'updated', title: say('更新于', 'Changed'), cell: ({ updatedAt }) => day(updatedAt) },
          ],
        })}
      </>
    );
  },
});

/** How much an application asks for, in a line. */
export function askedFor({ fields = [], verifyFields = [], predicates = [] }: Application['form']): string {
  return [
    fields.length > 0 ? say(`查看 ${fields.length} 项`, `${fields.length} to be seen`) : '',
    verifyFields.length > 0 ? say(`核验 ${verifyFields.length} 项`, `${verifyFields.length} to be confirmed`) : '',
    predicates.length > 0 ? say(`判断 ${predicates.length} 项`, `${predicates.length} to be judged`) : '',
  ]
    .filter((part) => part !== '')
    .join(say('，', ', '));
}
