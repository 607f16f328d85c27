import './sharing.css';
import { ElButton } from 'element-plus';
import { defineComponent } from 'vue';
import { RouterLink, useRouter } from 'vue-router';
import { call } from '../api/index.ts';
import { day, number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { PageHeading, useKept } from '../parts/index.ts';
import { has, session } from '../session/session.ts';
import { FilterSelect } from './filter-select.tsx';
import { usePaged } from './paged.ts';
import { FilterBar, pagedList, statusColumn } from './paged-list.tsx';
import { matterName, organisationName, resourceName, useNames } from './reference.ts';
import { grantStanding } from './steps.ts';
import { type Grant, statusChoices } from './words.ts';

/** Who may ask what, for which matters: as far as it concerns whoever is logged in. */
export const GrantsPage = defineComponent({
  setup() {
    useNames();
    const router = useRouter();
    const status = useKept('status');
    const side = useKept('side');
    const resource = useKept('resource');
    const matter = useKept('matter');
    const mine = () => session.value?.officer.organisation;
    const paged = usePaged(
      (cursor, signal) =>
        call('GET /v1/grants', {
          query: {
            ...(status.value === '' ? {} : { status: status.value as Grant['status'] }),
            ...(side.value === 'used' ? { consumer: mine() } : {}),
            ...(side.value === 'given' ? { provider: mine() } : {}),
            ...(resource.value === '' ? {} : { resource: resource.value }),
            ...(matter.value === '' ? {} : { matter: matter.value }),
            cursor,
            limit: 50,
          },
          signal,
        }),
      { on: () => [status.value, side.value, resource.value, matter.value] },
    );
    return () => (
      <>
        <PageHeading
          title={say('共享授权', 'Grants')}
          about={say(
            '谁可以为哪个事项查询哪些信息项，到何时为止。',
            'Who may ask for which items, for which matter, until when.',
          )}
        >
          {has('catalogue-administrator') && (
            <ElButton onClick={() => void router.push('/applications/new')}>
              {say('申请授权', 'Apply for one')}
            </ElButton>
          )}
        </PageHeading>
        <FilterBar>
          <FilterSelect
            name="side"
            v-model={side.value}
            label={say('方向', 'Direction')}
            choices={[
              { value: 'used', label: say('本部门使用', 'Used by us') },
              { value: 'given', label: say('本部门给予', 'Given by us') },
            ]}
          />
          <FilterSelect
            name="status"
            v-model={status.value}
            label={say('状态', 'State')}
            choices={statusChoices('grant', ['active', 'suspended', 'revoked'])}
          />
          {(resource.value !== '' || matter.value !== '') && (
            <ElButton
              onClick={() => {
                resource.value = '';
                matter.value = '';
              }}
            >
              {say(
                `只看 ${resource.value || matterName(matter.value)}：取消`,
                `Only ${resource.value || matterName(matter.value)}: show all`,
              )}
            </ElButton>
          )}
        </FilterBar>
        {pagedList({
          paged,
          caption: say('授权', 'Grants'),
          rowKey: ({ id }) => id,
          empty: {
            title: say('没有符合条件的授权', 'No grant fits'),
            next: say('授权由申请而来：先填写共享申请。', 'Grants come from applications: apply first.'),
            link: { to: '/applications', words: say('共享申请', 'Applications') },
          },
          columns: [
            {
              key: 'resource',
              title: say('资源', 'Resource'),
              heads: true,
              cell: (grant) => <RouterLink to={`/grants/${grant.id}`}>{resourceName(grant.resource)}</RouterLink>,
            },
            {
              key: 'consumer',
              title: say('使用方', 'Consumer'),
              cell: ({ consumer }) => (
                <>
                  {organisationName(consumer.organisation)}
                  {consumer.system !== undefined && (
                    <small>
                      <code>{consumer.system}</code>
                    </small>
                  )}
                </>
              ),
            },
            {
              key: 'provider',
              title: say('提供部门', 'Provider'),
              cell: ({ provider }) => organisationName(provider),
            },
            {
              key: 'matters',
              title: say('事项', 'Matters'),
              cell: ({ matters }) => matters.map(matterName).join(say('、', ', ')),
            },
            {
              key: 'quota',
              title: say('每日次数', 'A day'),
              numeric: true,
              cell: ({ dailyQuota }) => number(dailyQuota),
            },
            { key: 'until', title: say('有效至', 'Until'), cell: ({ validUntil }) => day(validUntil) },
            statusColumn('grant', grantStanding),
          ],
        })}
      </>
    );
  },
});
