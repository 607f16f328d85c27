import './sharing.css';
import { ElButton } from 'element-plus';
import { computed, defineComponent, reactive, watch } from 'vue';
import { RouterLink, useRoute, useRouter } from 'vue-router';
import { call, callWithVersion, useAsking } from '../api/index.ts';
import { number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, PageHeading } from '../parts/index.ts';
import { announce } from '../shell/announce.ts';
import { askedItems } from './asked-items.ts';
import { ChangeHistory } from './change-history.tsx';
import { ClockNote } from './clock-note.tsx';
import { cutBy, type Decided, decisionsOf, FieldDecisions, type Less } from './field-decisions.tsx';
import { codeName, itemName, organisationName, systemName, useNames, visibleResource } from './reference.ts';
import { StatusTag } from './status-tag.tsx';
import { type OfferedStep, StepButtons, type Told } from './step-buttons.tsx';
import { applicationSteps, type Step } from './steps.ts';
import { who } from './who.ts';
import type { Application, Matter, Resource } from './words.ts';

/** One application: what is asked, what the directory says of it, what was decided, and what can be done now. */
export const ApplicationPage = defineComponent({
  setup() {
    useNames('sharing-type', 'refusal-ground', 'update-cycle');
    const route = useRoute();
    const router = useRouter();
    const id = () => String(route.params.id);
    const asking = useAsking(
      async (signal) => {
        const { answer: application, version } = await callWithVersion('GET /v1/applications/{id}', {
          params: { id: id() },
          signal,
        });
        const { form } = application;
        const [resource, ...matters] = await Promise.all([
          visibleResource(form.resource, signal),
          ...form.matters.map((code) => call('GET /v1/matters/{code}', { params: { code }, signal })),
        ]);
        return { application, version, resource, matters };
      },
      { on: id },
    );
    const decided = reactive(new Map<string, Decided>());
    const less = reactive<Less>({
      days: undefined,
      callsPerDay: undefined,
      peakPerSecond: undefined,
      requiresOfficer: false,
    });
    // Decisions are about the step that was read; those on items that are still asked for outlive another's change.
    watch(
      () => asking.value.value?.application,
      (now, before) => {
        if (now !== undefined && now.id === before?.id && now.status === before.status) {
          const { fields = [], verifyFields = [], predicates = [] } = now.approved ?? now.form;
          const asked = new Set([...fields, ...verifyFields, ...predicates.map(({ field }) => field)]);
          for (const field of [...decided.keys()]) if (!asked.has(field)) decided.delete(field);
          return;
        }
        decided.clear();
        Object.assign(less, {
          days: undefined,
          callsPerDay: undefined,
          peakPerSecond: undefined,
          requiresOfficer: false,
        });
      },
    );

    const take = async (event: string, told: Told) => {
      const held = asking.value.value;
      if (held === undefined) return;
      const approving = event === 'approve';
      const decisions = approving ? decisionsOf(decided) : [];
      const limits = approving ? limitsOf(less) : {};
      const after = await call('POST /v1/applications/{id}/events', {
        params: { id: id() },
        body: {
          event: event as Step['event'] & 'submit',
          ...told,
          ...(decisions.length === 0 ? {} : { decisions }),
          ...(Object.keys(limits).length === 0 ? {} : { limits }),
        },
        ifMatch: held.version,
      });
      await asking.again();
      announce(say('已办理', 'Done'));
      if (after.grant !== undefined) announce(say('已生成授权', 'A grant was given'));
    };

    const steps = computed(() => {
      const held = asking.value.value;
      return held === undefined ? [] : applicationSteps(held.application, who());
    });
    const reviewing = computed(() =>
      steps.value.some(({ event, because }) => event === 'approve' && because === undefined),
    );

    const body = (held: { application: Application; resource: Resource | undefined; matters: readonly Matter[] }) => {
      const { application, resource, matters } = held;
      const { form, reviews, refusal, grant, clock } = application;
      const items = askedItems(form, { resource, matters });
      // What reviews before have left to be decided on.
      const left = askedItems(application.approved ?? form, { resource, matters });
      const cut = cutBy(reviews);
      const isApplicant = who().organisation === form.consumer.organisation;
      const offered = offeredSteps(steps.value, { application, decisions: [...decided.values()], items: left.length });
      return (
        <>
          <PageHeading
            title={say(
              `申请使用“${resource?.name ?? form.resource}”`,
              `Application for “${resource?.nameEn ?? form.resource}”`,
            )}
            about={say(
              `${organisationName(form.consumer.organisation)} 向 ${organisationName(application.provider)} 申请`,
              `${organisationName(form.consumer.organisation)} asks ${organisationName(application.provider)}`,
            )}
          >
            {application.status === 'draft' &&
              steps.value.some(({ event, because }) => event === 'submit' && because === undefined) && (
                <ElButton
                  onClick={() => void router.push({ path: '/applications/new', query: { edit: application.id } })}
                >
                  {say('修改草稿', 'Change the draft')}
                </ElButton>
              )}
          </PageHeading>
          <p class="state-line">
            <StatusTag noun="application" status={application.status} />
            {clock !== undefined && <ClockNote clock={clock} />}
          </p>
          {grant !== undefined && (
            <div class="panel">
              <p>
                <span aria-hidden="true" class="tone-good">
                  ✓{' '}
                </span>
                {say('已给予授权：', 'A grant was given: ')}
                <RouterLink to={`/grants/${grant}`}>
                  {say('查看授权与今日额度', 'see the grant and today’s quota')}
                </RouterLink>
              </p>
              {cut.refused + cut.confirmed > 0 && (
                <p>
                  <span aria-hidden="true" class="tone-care">
                    ▲{' '}
                  </span>
                  {outcome(items.length, cut)}
                  {say('。理由见下表。', '. The reasons are below. ')}
                  {isApplicant && (
                    <RouterLink to={{ path: '/objections/new', query: { kind: '2', application: application.id } }}>
                      {say('不服的，提出申请异议', 'Object to it')}
                    </RouterLink>
                  )}
                </p>
              )}
            </div>
          )}
          {refusal !== undefined && (
            <section class="panel" aria-labelledby="refused">
              <h2 id="refused">{say('不予共享', 'Refused')}</h2>
              <dl class="facts">
                <dt>{say('依据', 'Ground')}</dt>
                <dd>{codeName('refusal-ground', refusal.ground)}</dd>
                <dt>{say('理由', 'Reason')}</dt>
                <dd>{refusal.reason}</dd>
                <dt>{say('决定部门', 'Decided by')}</dt>
                <dd>{organisationName(refusal.organisation)}</dd>
              </dl>
              <RouterLink to={{ path: '/objections/new', query: { kind: '2', application: application.id } }}>
                {say('不服该决定，提出申请异议', 'Object to this decision')}
              </RouterLink>
            </section>
          )}
          <FieldDecisions
            items={items}
            left={left}
            resource={resource}
            matters={matters}
            reviews={reviews}
            isOver={application.status === 'granted' || application.status === 'refused'}
            deciding={reviewing.value}
            decided={decided}
            less={less}
            form={application.approved ?? form}
            onDecide={(field: string, decision: Decided) => {
              if (decision.verdict === 'grant') decided.delete(field);
              else decided.set(field, decision);
            }}
          />
          {offered.length > 0 && (
            <div class="summary-bar">
              {reviewing.value && <span role="status">{summary(left.length, [...decided.values()])}</span>}
              <StepButtons steps={offered} take={take} again={asking.again} />
            </div>
          )}
          <div class="columns">
            <section class="panel" aria-labelledby="form">
              <h2 id="form">{say('申请表', 'The form')}</h2>
              {formFacts(form, matters)}
            </section>
            <section class="aside" aria-labelledby="directory">
              <h2 id="directory">{say('责任清单与负面清单', 'What the lists say')}</h2>
              {resource === undefined ? (
                <p>
                  {say(
                    '该资源已暂停或撤销，目前看不到。',
                    'The resource is suspended or withdrawn and cannot be seen now.',
                  )}
                </p>
              ) : (
                listFacts(resource)
              )}
            </section>
          </div>
          <ChangeHistory of="applications" id={application.id} version={application.version} />
        </>
      );
    };
    return () => (
      <>
        {asking.value.value === undefined && <PageHeading title={say('共享申请', 'Application')} />}
        <Asked of={asking}>{() => asking.value.value !== undefined && body(asking.value.value)}</Asked>
      </>
    );
  },
});

function limitsOf({ days, callsPerDay, peakPerSecond, requiresOfficer }: Less) {
  return {
    ...(days === undefined ? {} : { days }),
    ...(callsPerDay === undefined ? {} : { callsPerDay }),
    ...(peakPerSecond === undefined ? {} : { peakPerSecond }),
    ...(requiresOfficer ? { requiresOfficer: true as const } : {}),
  };
}

/** What an approval would give as things are chosen now. */
function summary(items: number, decided: readonly Decided[]): string {
  const refused = decided.filter(({ verdict }) => verdict === 'refuse').length;
  const confirmed = decided.filter(({ verdict }) => verdict === 'verify-only').length;
  return outcome(items, { refused, confirmed });
}

function outcome(items: number, { refused, confirmed }: ReturnType<typeof cutBy>): string {
  const given = items - refused - confirmed;
  return say(
    `共 ${items} 项：同意 ${given}，仅核验 ${confirmed}，不予 ${refused}`,
    `${items} items: ${given} as asked, ${confirmed} to be confirmed only, ${refused} refused`,
  );
}

function offeredSteps(
  steps: readonly Step[],
  given: { application: Application; decisions: readonly Decided[]; items: number },
): OfferedStep[] {
  const { application, decisions, items } = given;
  const refused = decisions.filter(({ verdict }) => verdict === 'refuse');
  const last = application.status === 'providerReviewed';
  return steps.map((step): OfferedStep => {
    switch (step.event) {
      case 'approve':
        return {
          step,
          label: last ? say('同意并授权', 'Approve and grant') : say('审核通过', 'Approve'),
          type: 'primary',
          effect: `${summary(items, decisions)}${say('。', '. ')}${
            last
              ? say(
                  '同意后立即生成授权，申请部门即可按授权查询。',
                  'The grant is given at once, and the applicant may query by it.',
                )
              : say(
                  '通过后由数据主管部门作最后审核，时限继续计算。',
                  'The data administration then decides; the clock goes on.',
                )
          }`,
          because: refused.some(({ ground }) => ground === undefined || ground === '')
            ? say('有不予提供的信息项还没有选择依据', 'an item that is refused has no ground yet')
            : refused.length === items
              ? say('各项都不给的，请用“不予共享”', 'where nothing is left, refuse the application')
              : undefined,
        };
      case 'return':
        return {
          step,
          label: say('退回补正', 'Return'),
          effect: say(
            '申请退回申请部门修改；时限停止，重新提交后重新计算。',
            'It goes back to the applicant to be corrected; the clock stops, and begins anew when it is submitted again.',
          ),
          asks: [{ what: 'reason' }],
        };
      case 'refuse':
        return {
          step,
          label: say('不予共享', 'Refuse'),
          type: 'danger',
          effect: say(
            '整件申请不予共享，办理结束，不能恢复；申请部门可以提出异议或重新申请。',
            'The whole application is refused and ends; that cannot be undone. The applicant may object, or apply anew.',
          ),
          asks: [{ what: 'ground' }, { what: 'reason' }],
        };
      case 'submit':
        return {
          step,
          label: say('提交申请', 'Submit'),
          type: 'primary',
          effect: say(
            '提交后由提供部门审核；全部信息项为无条件共享的，立即授权。',
            'The provider reviews it; where every item is shared without condition, the grant is given at once.',
          ),
        };
      case 'recall':
        return {
          step,
          label: say('收回修改', 'Recall'),
          effect: say(
            '申请收回为草稿，可以修改后重新提交；时限重新计算。',
            'It becomes a draft again, to be changed and submitted anew; the clock begins anew.',
          ),
        };
      default:
        return {
          step,
          label: application.status === 'draft' ? say('作废草稿', 'Discard') : say('撤回申请', 'Withdraw'),
          type: 'danger',
          effect: say(
            '申请终止，不能恢复；需要时重新填写。',
            'The application ends; that cannot be undone. Apply anew when you need to.',
          ),
          asks: [{ what: 'reason', optional: true }],
        };
    }
  });
}

function formFacts(form: Application['form'], matters: readonly Matter[]) {
  const { hours, peakPerSecond, attachment, rowScope = [] } = form;
  return (
    <dl class="facts">
      <dt>{say('用于事项', 'Matters')}</dt>
      <dd>
        {form.matters.map((code) => (
          <div key={code}>
            <RouterLink to={`/matters/${code}`}>{matters.find((each) => each.code === code)?.name ?? code}</RouterLink>{' '}
            <code>{code}</code>
          </div>
        ))}
      </dd>
      <dt>{say('使用系统', 'System')}</dt>
      <dd>
        {form.consumer.system === undefined ? (
          say('本部门全部使用方系统', 'every consumer system of the organisation')
        ) : (
          <>
            {systemName(form.consumer.system)} <code>{form.consumer.system}</code>
          </>
        )}
      </dd>
      <dt>{say('使用场景', 'Use')}</dt>
      <dd>{form.scenario}</dd>
      <dt>{say('依据', 'Basis')}</dt>
      <dd>{form.basis}</dd>
      {attachment !== undefined && (
        <>
          <dt>{say('附件', 'Attachment')}</dt>
          <dd>
            {attachment.name}
            <br />
            <code>SHA-256 {attachment.sha256}</code>
          </dd>
        </>
      )}
      <dt>{say('查询依据', 'Matched by')}</dt>
      <dd>{form.matchFields.map((field) => itemName(form.resource, field)).join(' + ')}</dd>
      <dt>{say('每日次数', 'Queries a day')}</dt>
      <dd>
        {number(form.callsPerDay)}
        {peakPerSecond !== undefined &&
          say(`，峰值每秒 ${number(peakPerSecond)}`, `, ${number(peakPerSecond)} a second at most`)}
      </dd>
      <dt>{say('期限', 'For')}</dt>
      <dd>
        {say(`${number(form.days)} 天`, `${number(form.days)} days`)}
        {hours !== undefined &&
          say(`，每日 ${hours.from}–${hours.until} 时`, `, from ${hours.from} to ${hours.until} o’clock`)}
      </dd>
      {form.renews !== undefined && (
        <>
          <dt>{say('续期', 'Renews')}</dt>
          <dd>
            <RouterLink to={`/grants/${form.renews}`}>{say('原授权', 'the grant')}</RouterLink>
          </dd>
        </>
      )}
      {rowScope.length > 0 && (
        <>
          <dt>{say('数据范围', 'Rows')}</dt>
          <dd>
            {rowScope.map((each) => (
              <div key={each.field}>
                {itemName(form.resource, each.field)}{' '}
                <code>
                  {each.op} {each.value ?? (each.values ?? []).join(', ')}
                </code>
              </div>
            ))}
          </dd>
        </>
      )}
      {form.requiresOfficer === true && (
        <>
          <dt>{say('经办人', 'Officer')}</dt>
          <dd>{say('每次查询须注明经办人', 'each query names the officer')}</dd>
        </>
      )}
    </dl>
  );
}

function listFacts(resource: Resource) {
  const held = resource.items.filter(({ sharing }) => sharing?.type === '3');
  return (
    <>
      <dl class="facts">
        <dt>{say('共享类型', 'Sharing')}</dt>
        <dd>{codeName('sharing-type', resource.sharing.type)}</dd>
        {resource.sharing.condition !== undefined && (
          <>
            <dt>{say('条件', 'Condition')}</dt>
            <dd>{resource.sharing.condition}</dd>
          </>
        )}
        <dt>{say('更新周期', 'Update cycle')}</dt>
        <dd>{codeName('update-cycle', resource.updateCycle)}</dd>
        <dt>{say('现行版本', 'Edition')}</dt>
        <dd>{say(`第 ${resource.edition} 版`, `No. ${resource.edition}`)}</dd>
      </dl>
      <h3>{say('负面清单中的信息项', 'Items in the negative list')}</h3>
      {held.length === 0 ? (
        <p class="hint">{say('无', 'None')}</p>
      ) : (
        <ul>
          {held.map((item) => (
            <li key={item.field}>
              {say(item.name, item.nameEn)}
              <span class="hint"> {item.sharing?.lawBasis}</span>
            </li>
          ))}
        </ul>
      )}
      <p>
        <RouterLink to={`/directory/${resource.id}`}>{say('资源详情', 'The resource')}</RouterLink>
        {' · '}
        <RouterLink to={{ path: '/lists', query: { list: 'responsibility', organisation: resource.provider } }}>
          {say('责任清单', 'Responsibility list')}
        </RouterLink>
      </p>
    </>
  );
}
