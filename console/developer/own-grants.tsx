import { ElProgress } from 'element-plus';
import { defineComponent, onMounted, onUnmounted } from 'vue';
import { RouterLink } from 'vue-router';
import { type Answer, call, useAsking } from '../api/index.ts';
import { away, day, exactMoment, inBrackets, number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, EmptyNote } from '../parts/index.ts';

import { mayReadGrants, ownOrganisation } from './own-systems.ts';
import { modeWord, statusWord } from './words.ts';

type Grant = Answer<'GET /v1/grants/{id}'>;
type Quota = Answer<'GET /v1/grants/{id}/quota'>;

interface Held {
  readonly grant: Grant;
  readonly quota: Quota;
}

/** Milliseconds between two looks at the quota, while somebody looks at the page. */
const refreshMs = 10_000;

/** The own organisation's grants for a resource, with what is left of their day, as long as they are looked at. */
export const OwnGrants = defineComponent({
  props: { resource: { type: String, required: true } },
  setup(props) {
    const held = useAsking<readonly Held[]>(
      async (signal) => {
        if (!mayReadGrants()) return [];
        const query = { resource: props.resource, consumer: ownOrganisation(), limit: 50 };
        const { items } = await call('GET /v1/grants', { query, signal });
        return Promise.all(
          items
            .filter(({ status }) => status !== 'revoked')
            .map(async (grant) => ({
              grant,
              quota: await call('GET /v1/grants/{id}/quota', { params: { id: grant.id }, signal }),
            })),
        );
      },
      { on: () => props.resource },
    );
    let timer: ReturnType<typeof setInterval> | undefined;
    onMounted(() => {
      timer = setInterval(() => {
        if (document.visibilityState === 'visible' && (held.value.value?.length ?? 0) > 0) void held.again();
      }, refreshMs);
    });
    onUnmounted(() => clearInterval(timer));
    const card = ({ grant, quota }: Held) => {
      const ended = Date.parse(grant.validUntil) <= Date.now();
      const share = quota.limit === 0 ? 100 : Math.min(100, (quota.used / quota.limit) * 100);
      return (
        <section class="card" key={grant.id} aria-labelledby={`grant-${grant.id}`}>
          <h3 class="quota-title" id={`grant-${grant.id}`}>
            {grant.consumer.system ?? say('本单位全部使用方系统', 'any consumer system of ours')}
          </h3>
          <p class={['verdict-word', grant.status === 'active' && !ended ? 'good' : 'bad']}>
            {grant.status !== 'active' ? '✕ ' : ended ? '✕ ' : '✓ '}
            {ended ? say('已过有效期', 'has run out') : statusWord(grant.status)}
          </p>
          <ElProgress
            percentage={share}
            showText={false}
            strokeWidth={10}
            status={quota.remaining === 0 ? 'exception' : undefined}
            {...{ 'aria-label': say('今日额度使用', 'Used of today’s quota') }}
          />
          <p>
            {say(
              `今日已用 ${number(quota.used)} 次，剩 ${number(quota.remaining)}，共 ${number(quota.limit)}`,
              `${number(quota.used)} used today, ${number(quota.remaining)} left of ${number(quota.limit)}`,
            )}
          </p>
          <p class="hint">
            {say('重新计数：', 'Counts anew: ')}
            {exactMoment(quota.reset)}
            {inBrackets(away(quota.reset))}
            {quota.perSecond !== undefined &&
              say(`；每秒至多 ${number(quota.perSecond)} 次`, `; ${number(quota.perSecond)} a second at most`)}
          </p>
          {quota.matters.length > 0 && (
            <ul>
              {quota.matters.map((each) => (
                <li key={each.matter}>
                  <code>{each.matter}</code>{' '}
                  {say(
                    `剩 ${number(each.remaining)} / ${number(each.limit)}`,
                    `${number(each.remaining)} left of ${number(each.limit)}`,
                  )}
                </li>
              ))}
            </ul>
          )}
          <dl class="facts">
            <dt>{say('方式', 'Modes')}</dt>
            <dd>{grant.modes.map(modeWord).join(say('、', ', '))}</dd>
            <dt>{say('字段', 'Fields')}</dt>
            <dd>{grant.fields.join(', ') || '—'}</dd>
            <dt>{say('可核验', 'Verifiable')}</dt>
            <dd>{grant.verifyFields.join(', ') || '—'}</dd>
            <dt>{say('按什么查', 'Found by')}</dt>
            <dd>{grant.matchFields.join(', ')}</dd>
            <dt>{say('事项', 'Matters')}</dt>
            <dd>{grant.matters.join(', ')}</dd>
            <dt>{say('至', 'Until')}</dt>
            <dd>{day(grant.validUntil)}</dd>
            <dt>{say('授权号', 'Grant')}</dt>
            <dd>
              <RouterLink to={{ name: 'grant', params: { id: grant.id } }}>
                <code>{grant.id}</code>
              </RouterLink>
            </dd>
          </dl>
        </section>
      );
    };
    const nothing = () =>
      mayReadGrants() ? (
        <EmptyNote
          title={say('本单位还没有该资源的授权', 'Your organisation has no grant for this resource')}
          next={say('沙箱不需要授权；正式查询之前请提出申请。', 'The sandbox needs none; apply before a real query.')}
        >
          <RouterLink to={{ path: '/applications/new', query: { resource: props.resource } }}>
            {say('申请使用', 'Apply for it')}
          </RouterLink>
        </EmptyNote>
      ) : (
        <EmptyNote
          title={say('授权不对您的角色开放', 'Grants are not open to your roles')}
          next={say(
            '目录管理员、审批人员和审计员可以查看本单位的授权和额度；请本单位目录管理员告知。',
            'Catalogue administrators, approval clerks and auditors see the organisation’s grants and quotas; ask yours.',
          )}
        />
      );
    return () => (
      <Asked of={held}>
        {() =>
          (held.value.value ?? []).length === 0 ? nothing() : <div class="quotas">{held.value.value?.map(card)}</div>
        }
      </Asked>
    );
  },
});
