import './sharing.css';
import { ElButton } from 'element-plus';
import { defineComponent } from 'vue';
import { RouterLink, useRoute, useRouter } from 'vue-router';
import { call, callWithVersion, useAsking } from '../api/index.ts';
import { day } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, PageHeading } from '../parts/index.ts';
import { announce } from '../shell/announce.ts';
import { ChangeHistory } from './change-history.tsx';
import { ClockNote } from './clock-note.tsx';
import { codeName, organisationName, resourceName, useNames } from './reference.ts';
import { StatusTag } from './status-tag.tsx';
import { type OfferedStep, StepButtons, type Told } from './step-buttons.tsx';
import { demandSteps, type Step } from './steps.ts';
import { who } from './who.ts';
import type { Demand } from './words.ts';

/** One demand: what is wanted, who is to answer by when, and what can be done now. */
export const DemandPage = defineComponent({
  setup() {
    useNames('update-cycle', 'wanted-service', 'refusal-ground');
    const route = useRoute();
    const router = useRouter();
    const id = () => String(route.params.id);
    const asking = useAsking((signal) => callWithVersion('GET /v1/demands/{id}', { params: { id: id() }, signal }), {
      on: id,
    });
    const take = async (event: string, told: Told) => {
      await call('POST /v1/demands/{id}/events', {
        params: { id: id() },
        body: { event: event as 'answer', ...told },
        ifMatch: asking.value.value?.version,
      });
      await asking.again();
      announce(say('已办理', 'Done'));
    };
    const body = (demand: Demand) => {
      const { form, responsible, resource, answer, refusal, clock } = demand;
      const steps = demandSteps(demand, who());
      const waiting = demand.status === 'open' || demand.status === 'assigned';
      const own = steps.some(({ event, because }) => event === 'withdraw' && because === undefined);
      return (
        <>
          <PageHeading
            title={form.title}
            about={say(
              `${organisationName(form.demanding)} 提出的数据需求`,
              `A demand of ${organisationName(form.demanding)}`,
            )}
          >
            {waiting && own && (
              <ElButton onClick={() => void router.push({ path: '/demands/new', query: { edit: demand.id } })}>
                {say('修改需求', 'Change it')}
              </ElButton>
            )}
          </PageHeading>
          <p class="state-line">
            <StatusTag noun="demand" status={demand.status} />
            {clock !== undefined && <ClockNote clock={clock} />}
          </p>
          {resource !== undefined && (
            <section class="panel" aria-labelledby="answer">
              <h2 id="answer">{say('答复', 'Answer')}</h2>
              <p>
                <RouterLink to={`/directory/${resource}`}>{resourceName(resource)}</RouterLink>
                {answer?.note !== undefined && `${say('：', ': ')}${answer.note}`}
              </p>
              <p>
                <RouterLink to={{ path: '/applications/new', query: { resource, matter: form.matter } }}>
                  {say('申请使用该资源', 'Apply for this resource')}
                </RouterLink>
              </p>
            </section>
          )}
          {refusal !== undefined && (
            <section class="panel" aria-labelledby="refused">
              <h2 id="refused">{say('不予共享', 'Refused')}</h2>
              <p>
                {codeName('refusal-ground', refusal.ground)}
                {say('：', ': ')}
                {refusal.reason}（{organisationName(refusal.organisation)}）
              </p>
            </section>
          )}
          <StepButtons steps={steps.map((step) => offered(step, demand))} take={take} again={asking.again} />
          <section class="panel" aria-labelledby="form">
            <h2 id="form">{say('需求内容', 'What is wanted')}</h2>
            <dl class="facts">
              <dt>{say('信息项', 'Items')}</dt>
              <dd>
                <ul class="plain">
                  {form.items.map((item) => (
                    <li key={item.name}>
                      {item.name}
                      {item.note !== undefined && <span class="hint"> {item.note}</span>}
                    </li>
                  ))}
                </ul>
              </dd>
              <dt>{say('用于事项', 'Matter')}</dt>
              <dd>
                <RouterLink to={`/matters/${form.matter}`}>{form.matter}</RouterLink>
              </dd>
              <dt>{say('使用场景', 'Use')}</dt>
              <dd>{form.scenario}</dd>
              <dt>{say('依据', 'Basis')}</dt>
              <dd>{form.basis}</dd>
              <dt>{say('期望服务方式', 'Wanted as')}</dt>
              <dd>{codeName('wanted-service', form.wantedService)}</dd>
              <dt>{say('期望更新周期', 'Update cycle')}</dt>
              <dd>{codeName('update-cycle', form.updateCycle)}</dd>
              <dt>{say('希望何时', 'Wanted by')}</dt>
              <dd>{day(form.wantedBy)}</dd>
              <dt>{say('责任部门', 'Responsible')}</dt>
              <dd>{responsible === undefined ? say('待分派', 'to be assigned') : organisationName(responsible)}</dd>
              <dt>{say('联系人', 'Contact')}</dt>
              <dd>{form.contact}</dd>
            </dl>
          </section>
          <ChangeHistory of="demands" id={demand.id} version={demand.version} />
        </>
      );
    };
    return () => (
      <>
        {asking.value.value === undefined && <PageHeading title={say('数据需求', 'Demand')} />}
        <Asked of={asking}>{() => asking.value.value !== undefined && body(asking.value.value.answer)}</Asked>
      </>
    );
  },
});

function offered(step: Step, demand: Demand): OfferedStep {
  const notTo = [demand.form.demanding, demand.responsible];
  switch (step.event) {
    case 'assign':
      return {
        ...{ step, notTo, type: 'primary' },
        label: say('分派', 'Assign'),
        effect: say('交由所选部门答复，时限继续计算。', 'The organisation you choose answers; the clock goes on.'),
        asks: [{ what: 'to' }],
      };
    case 'forward':
      return {
        ...{ step, notTo },
        label: say('转办', 'Forward'),
        effect: say('转交另一部门答复；时限不重新计算。', 'Another organisation answers; the clock goes on as it is.'),
        asks: [{ what: 'to' }, { what: 'reason' }],
      };
    case 'answer':
      return {
        ...{ step, type: 'primary' },
        label: say('答复', 'Answer'),
        effect: say(
          '用目录中已发布的资源答复。还没有登记的，请先登记并发布。',
          'A published resource answers it. If there is none yet, register and publish it first.',
        ),
        asks: [{ what: 'resource' }, { what: 'reason', optional: true, label: say('说明', 'Note') }],
      };
    case 'refuse':
      return {
        ...{ step, type: 'danger' },
        label: say('不予共享', 'Refuse'),
        effect: say('需求办理结束，不能恢复。', 'The demand ends; that cannot be undone.'),
        asks: [{ what: 'ground' }, { what: 'reason' }],
      };
    default:
      return {
        ...{ step, type: 'danger' },
        label: say('撤回需求', 'Withdraw'),
        effect: say(
          '需求终止，不能恢复；需要时重新提出。',
          'The demand ends; that cannot be undone. Make it anew when you need to.',
        ),
        asks: [{ what: 'reason', optional: true }],
      };
  }
}
