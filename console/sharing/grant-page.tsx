import './sharing.css';
import { ElButton } from 'element-plus';
import { defineComponent, onScopeDispose } from 'vue';
import { RouterLink, useRoute, useRouter } from 'vue-router';
import { call, callWithVersion, useAsking } from '../api/index.ts';
import { away, day, moment, number, percent, several } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, PageHeading } from '../parts/index.ts';
import { has, session } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { askedItems } from './asked-items.ts';
import { dataTable } from './data-table.tsx';
import { howAsked, itemName, sensitivityCell } from './item-cells.tsx';
import {
  matterName,
  itemName as nameOfItem,
  organisationName,
  resourceName,
  systemName,
  useNames,
  visibleResource,
} from './reference.ts';
import { StatusTag } from './status-tag.tsx';
import { type OfferedStep, StepButtons, type Told } from './step-buttons.tsx';
import { grantStanding, grantSteps, type Step } from './steps.ts';
import { who } from './who.ts';
import type { Grant, Matter, Resource } from './words.ts';

/** How often the quota of an open page is read anew, milliseconds. */
const everyMs = 15_000;

/** One grant: what it allows, what is used of its day, and what can be done to it. */
export const GrantPage = defineComponent({
  setup() {
    useNames('sharing-type');
    const route = useRoute();
    const router = useRouter();
    const id = () => String(route.params.id);
    const asking = useAsking(
      async (signal) => {
        const { answer: grant, version } = await callWithVersion('GET /v1/grants/{id}', {
          params: { id: id() },
          signal,
        });
        const matters = await Promise.all(
          grant.matters.map((code) => call('GET /v1/matters/{code}', { params: { code }, signal })),
        );
        // Its consumer goes on seeing the grant when the resource is withdrawn, and not the resource.
        const resource = await visibleResource(grant.resource, signal);
        return { grant, version, matters, resource };
      },
      { on: id },
    );
    const quota = useAsking((signal) => call('GET /v1/grants/{id}/quota', { params: { id: id() }, signal }), {
      on: id,
    });
    const ticking = setInterval(() => {
      if (document.visibilityState === 'visible') void quota.again();
    }, everyMs);
    onScopeDispose(() => clearInterval(ticking));

    const take = async (event: string, told: Told) => {
      await call('POST /v1/grants/{id}/events', {
        params: { id: id() },
        body: { event: event as 'suspend', ...told },
        ifMatch: asking.value.value?.version,
      });
      await asking.again();
      announce(say('已办理', 'Done'));
    };

    const quotaPart = () => {
      const state = quota.value.value;
      if (state === undefined) return null;
      const share = state.limit === 0 ? 1 : state.used / state.limit;
      return (
        <>
          <label for="quota">
            {say(
              `今日已用 ${number(state.used)} 次，共 ${number(state.limit)} 次`,
              `${number(state.used)} of ${number(state.limit)} used today`,
            )}
            {share >= 0.9 && (
              <strong class="tone-bad">
                {' '}
                <span aria-hidden="true">⚠ </span>
                {share >= 1 ? say('额度已用完', 'nothing is left') : say('即将用完', 'nearly used up')}
              </strong>
            )}
          </label>
          <meter id="quota" class="quota-bar" min={0} max={state.limit} high={state.limit * 0.9} value={state.used}>
            {percent(share)}
          </meter>
          <p class="hint">
            {say(`还剩 ${number(state.remaining)} 次`, `${number(state.remaining)} left`)}
            {state.reserved > 0 &&
              say(
                `（其中 ${number(state.reserved)} 次已预分给中枢各进程）`,
                ` (${number(state.reserved)} of them lent to hubs)`,
              )}
            {say('；', '; ')}
            {say(
              `${moment(state.reset)} 重置（${away(state.reset)}）`,
              `resets ${moment(state.reset)} (${away(state.reset)})`,
            )}
            {state.perSecond !== undefined &&
              say(`；每秒至多 ${number(state.perSecond)} 次`, `; ${number(state.perSecond)} a second at most`)}
          </p>
          {state.matters.length > 0 &&
            dataTable({
              caption: say('按事项的额度', 'Quota by matter'),
              rows: state.matters,
              rowKey: ({ matter }) => matter,
              columns: [
                { key: 'matter', title: say('事项', 'Matter'), heads: true, cell: ({ matter }) => matterName(matter) },
                { key: 'used', title: say('已用', 'Used'), numeric: true, cell: ({ used }) => number(used) },
                { key: 'limit', title: say('上限', 'Limit'), numeric: true, cell: ({ limit }) => number(limit) },
                { key: 'left', title: say('剩余', 'Left'), numeric: true, cell: ({ remaining }) => number(remaining) },
              ],
            })}
        </>
      );
    };

    const body = (held: { grant: Grant; matters: readonly Matter[]; resource: Resource | undefined }) => {
      const { grant, matters, resource } = held;
      const items = askedItems(grant, { resource, matters });
      const standing = grantStanding(grant);
      const mine = session.value?.officer;
      const consumers =
        mine !== undefined && (mine.administration || mine.organisation === grant.consumer.organisation);
      return (
        <>
          <PageHeading
            title={say(`授权：${resource?.name ?? grant.resource}`, `Grant: ${resource?.nameEn ?? grant.resource}`)}
            about={say(
              `${organisationName(grant.provider)} 给予 ${organisationName(grant.consumer.organisation)}`,
              `${organisationName(grant.provider)} to ${organisationName(grant.consumer.organisation)}`,
            )}
          >
            {consumers && has('catalogue-administrator') && grant.status !== 'revoked' && (
              <ElButton onClick={() => void router.push({ path: '/applications/new', query: { renews: grant.id } })}>
                {say('申请续期', 'Renew it')}
              </ElButton>
            )}
            {consumers && resource !== undefined && (
              <RouterLink class="el-button" to={`/develop/resources/${grant.resource}`}>
                {say('怎样调用', 'How to call it')}
              </RouterLink>
            )}
            <RouterLink class="el-button" to={{ path: '/objections/new', query: { kind: '3', grant: grant.id } }}>
              {say('提出使用异议', 'Object to its use')}
            </RouterLink>
          </PageHeading>
          <p class="state-line">
            <StatusTag noun="grant" status={standing} />
            <span>
              {say(
                `${day(grant.validFrom)} 至 ${day(grant.validUntil)}`,
                `${day(grant.validFrom)} to ${day(grant.validUntil)}`,
              )}
              {(standing === 'active' || standing === 'suspended') &&
                say(`（${away(grant.validUntil)}到期）`, ` (ends ${away(grant.validUntil)})`)}
            </span>
          </p>
          <section class="panel" aria-labelledby="quota-heading">
            <h2 id="quota-heading">{say('今日额度', 'Today’s quota')}</h2>
            <Asked of={quota}>{quotaPart}</Asked>
          </section>
          <StepButtons
            steps={grantSteps(grant, who()).map((step) => offered(step, grant))}
            take={take}
            again={asking.again}
          />
          <h2 id="scope">{say('授权的信息项', 'Items that are granted')}</h2>
          {dataTable({
            caption: say('授权的信息项', 'Items that are granted'),
            quiet: true,
            rows: items,
            rowKey: ({ field }) => field,
            columns: [
              { key: 'name', title: say('信息项', 'Item'), heads: true, cell: itemName },
              { key: 'how', title: say('方式', 'How'), cell: howAsked },
              { key: 'sensitivity', title: say('敏感级别', 'Sensitivity'), cell: sensitivityCell },
            ],
          })}
          <section class="panel" aria-labelledby="terms">
            <h2 id="terms">{say('条款', 'Terms')}</h2>
            {terms(grant, matters)}
          </section>
        </>
      );
    };
    return () => (
      <>
        {asking.value.value === undefined && <PageHeading title={say('共享授权', 'Grant')} />}
        <Asked of={asking} heading={say('授权', 'Grant')}>
          {() => asking.value.value !== undefined && body(asking.value.value)}
        </Asked>
      </>
    );
  },
});

function terms(grant: Grant, matters: readonly Matter[]) {
  return (
    <dl class="facts">
      <dt>{say('资源', 'Resource')}</dt>
      <dd>
        <RouterLink to={`/directory/${grant.resource}`}>{resourceName(grant.resource)}</RouterLink>
      </dd>
      <dt>{say('用于事项', 'Matters')}</dt>
      <dd>
        {matters.map(({ code, name }) => (
          <div key={code}>
            <RouterLink to={`/matters/${code}`}>{name}</RouterLink> <code>{code}</code>
          </div>
        ))}
      </dd>
      <dt>{say('使用系统', 'System')}</dt>
      <dd>
        {grant.consumer.system === undefined ? (
          say('使用部门全部使用方系统', 'every consumer system of the organisation')
        ) : (
          <>
            {systemName(grant.consumer.system)} <code>{grant.consumer.system}</code>
          </>
        )}
      </dd>
      <dt>{say('查询依据', 'Matched by')}</dt>
      <dd>{grant.matchFields.map((field) => nameOfItem(grant.resource, field)).join(' + ')}</dd>
      {grant.rowScope.length > 0 && (
        <>
          <dt>{say('数据范围', 'Rows')}</dt>
          <dd>
            {grant.rowScope.map((each) => (
              <div key={each.field}>
                {nameOfItem(grant.resource, each.field)}{' '}
                <code>
                  {each.op} {each.value ?? (each.values ?? []).join(', ')}
                </code>
              </div>
            ))}
          </dd>
        </>
      )}
      <dt>{say('时段', 'Hours')}</dt>
      <dd>
        {grant.hours === undefined
          ? say('全天', 'at any hour')
          : say(
              `每日 ${grant.hours.from}–${grant.hours.until} 时`,
              `${grant.hours.from} to ${grant.hours.until} o’clock`,
            )}
      </dd>
      <dt>{say('经办人', 'Officer')}</dt>
      <dd>
        {grant.requiresOfficer ? say('每次查询须注明', 'named in each query') : say('不要求', 'need not be named')}
      </dd>
      {grant.represents.length > 0 && (
        <>
          <dt>{say('可代为查询的单位', 'May ask for')}</dt>
          <dd>{grant.represents.map((each) => organisationName(each)).join(say('、', ', '))}</dd>
        </>
      )}
      <dt>{say('依据', 'Basis')}</dt>
      <dd>{grant.basis}</dd>
      <dt>{say('授权编号', 'Id')}</dt>
      <dd>
        <code>{grant.id}</code>
      </dd>
    </dl>
  );
}

function offered(step: Step, grant: Grant): OfferedStep {
  const to = organisationName(grant.consumer.organisation);
  const served = grant.matters.length;
  switch (step.event) {
    case 'suspend':
      return {
        step,
        label: say('暂停授权', 'Suspend'),
        effect: say(
          `暂停后，${to} 对该资源的查询立即被拒绝，${served} 个事项受影响；随时可以恢复。`,
          `From now on queries of ${to} are refused; ${several(served, 'matter')} affected. It can be resumed at any time.`,
        ),
        asks: [{ what: 'reason' }],
      };
    case 'resume':
      return {
        ...{ step, type: 'primary' },
        label: say('恢复授权', 'Resume'),
        effect: say(`${to} 可按原条款继续查询。`, `${to} may query again on the same terms.`),
      };
    default:
      return {
        ...{ step, type: 'danger' },
        label: say('撤销授权', 'Revoke'),
        effect: say(
          `撤销不能恢复：${to} 的查询立即被拒绝，${served} 个事项不能再用该授权办理；需要时须重新申请。已有的使用记录和存证不受影响。`,
          `This cannot be undone: queries of ${to} are refused at once, and it is lost to ${several(served, 'matter')}; they would have to apply anew. Records and receipts stay as they are.`,
        ),
        asks: [{ what: 'reason' }],
      };
  }
}
