import './sharing.css';
import { defineComponent } from 'vue';
import { RouterLink, useRoute } from 'vue-router';
import { call, callWithVersion, useAsking } from '../api/index.ts';
import { moment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, PageHeading } from '../parts/index.ts';
import { has } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { ChangeHistory } from './change-history.tsx';
import { ClockNote } from './clock-note.tsx';
import { codeName, organisationName, resourceName, useNames } from './reference.ts';
import { StatusTag } from './status-tag.tsx';
import { type OfferedStep, StepButtons, type Told } from './step-buttons.tsx';
import { objectionSteps, type Step } from './steps.ts';
import { who } from './who.ts';
import type { Objection } from './words.ts';

/** One objection: what is wrong, who handles it, what was done, and what can be done now. */
export const ObjectionPage = defineComponent({
  setup() {
    useNames('objection-kind');
    const route = useRoute();
    const id = () => String(route.params.id);
    const asking = useAsking((signal) => callWithVersion('GET /v1/objections/{id}', { params: { id: id() }, signal }), {
      on: id,
    });
    const take = async (event: string, told: Told) => {
      await call('POST /v1/objections/{id}/events', {
        params: { id: id() },
        body: { event: event as 'handle', ...told },
        ifMatch: asking.value.value?.version,
      });
      await asking.again();
      announce(say('已办理', 'Done'));
    };
    const body = (objection: Objection) => {
      const { form, clock, raisedBy, handler, rejection, outcome, rating } = objection;
      const steps = objectionSteps(objection, who());
      return (
        <>
          <PageHeading
            title={form.title}
            about={say(
              `${organisationName(raisedBy)} 提出的${codeName('objection-kind', form.kind)}`,
              `Raised by ${organisationName(raisedBy)}: ${codeName('objection-kind', form.kind)}`,
            )}
          />
          <p class="state-line">
            <StatusTag noun="objection" status={objection.status} />
            {clock !== undefined && <ClockNote clock={clock} />}
          </p>
          <ol class="talk" aria-label={say('往来', 'What was said')}>
            <li class="said">
              <p class="said-by">
                {organisationName(raisedBy)} · <time datetime={objection.createdAt}>{moment(objection.createdAt)}</time>
              </p>
              <p>{form.description}</p>
              {subjectLink(form)}
            </li>
            {rejection !== undefined && (
              <li class="said back">
                <p class="said-by">{say('数据主管部门驳回', 'Rejected by the data administration')}</p>
                <p>{rejection}</p>
              </li>
            )}
            {outcome !== undefined && (
              <li class="said back">
                <p class="said-by">
                  {say(`${organisationName(handler)} 处理结果`, `What ${organisationName(handler)} did`)}
                </p>
                <p>{outcome}</p>
              </li>
            )}
            {rating !== undefined && (
              <li class="said">
                <p class="said-by">
                  {say(`${organisationName(raisedBy)} 评价`, `Rated by ${organisationName(raisedBy)}`)}
                </p>
                <p>
                  <span aria-hidden="true">
                    {'★'.repeat(rating.score)}
                    {'☆'.repeat(5 - rating.score)}{' '}
                  </span>
                  {say(
                    `${rating.score} 分，${rating.solved ? '已解决' : '未解决'}`,
                    `${rating.score} of 5, ${rating.solved ? 'solved' : 'not solved'}`,
                  )}
                </p>
              </li>
            )}
          </ol>
          <dl class="facts">
            <dt>{say('处理部门', 'Handled by')}</dt>
            <dd>{handler === undefined ? say('受理时确定', 'said when it is taken up') : organisationName(handler)}</dd>
          </dl>
          <StepButtons steps={steps.map((step) => offered(step, objection))} take={take} again={asking.again} />
          {(has('catalogue-administrator') || has('auditor') || has('approval-clerk')) && (
            <ChangeHistory of="objections" id={objection.id} version={objection.version} />
          )}
        </>
      );
    };
    return () => (
      <>
        {asking.value.value === undefined && <PageHeading title={say('数据异议', 'Objection')} />}
        <Asked of={asking}>{() => asking.value.value !== undefined && body(asking.value.value.answer)}</Asked>
      </>
    );
  },
});

/** The way to what it is about. */
function subjectLink({ resource, application, grant }: Objection['form']) {
  const [to, text] =
    resource !== undefined
      ? [`/directory/${resource}`, say(`资源：${resourceName(resource)}`, `Resource: ${resourceName(resource)}`)]
      : application !== undefined
        ? [`/applications/${application}`, say('相关申请', 'The application')]
        : grant !== undefined
          ? [`/grants/${grant}`, say('相关授权', 'The grant')]
          : [undefined, ''];
  return to === undefined ? null : (
    <p>
      <RouterLink to={to}>{text}</RouterLink>
    </p>
  );
}

function offered(step: Step, objection: Objection): OfferedStep {
  const hasSubject = objection.form.resource ?? objection.form.application ?? objection.form.grant;
  switch (step.event) {
    case 'accept':
      return {
        ...{ step, type: 'primary' },
        label: say('受理', 'Take up'),
        effect:
          hasSubject === undefined
            ? say(
                '受理后交由所选部门处理，时限继续计算。',
                'The organisation you choose handles it; the clock goes on.',
              )
            : say(
                '受理后交由提供部门处理，也可以另选部门；时限继续计算。',
                'The provider handles it, or another whom you choose; the clock goes on.',
              ),
        asks: [{ what: 'to', optional: hasSubject !== undefined }],
      };
    case 'reject':
      return {
        ...{ step, type: 'danger' },
        label: say('驳回', 'Reject'),
        effect: say(
          '驳回后由提出部门决定是否补充说明、重新上报。',
          'Whoever raised it may say it anew and report it again.',
        ),
        asks: [{ what: 'reason' }],
      };
    case 'forward':
      return {
        ...{ step, notTo: [objection.handler] },
        label: say('转办', 'Forward'),
        effect: say(
          '转交另一部门处理；时限不重新计算。',
          'Another organisation handles it; the clock goes on as it is.',
        ),
        asks: [{ what: 'to' }, { what: 'reason' }],
      };
    case 'handle':
      return {
        ...{ step, type: 'primary' },
        label: say('处理完毕', 'Handled'),
        effect: say(
          '写明查到什么、改了什么；提出部门随后评价。',
          'Say what was found and what was changed; whoever raised it then rates it.',
        ),
        asks: [{ what: 'outcome' }],
      };
    case 'rate':
      return {
        ...{ step, type: 'primary' },
        label: say('评价', 'Rate'),
        effect: say(
          '评为“已解决”的，办理结束；未解决的可重新上报。',
          'What is called solved is over; what is not can be reported again.',
        ),
        asks: [{ what: 'rating' }],
      };
    case 'resubmit':
      return {
        step,
        label: say('重新上报', 'Report again'),
        effect: say('回到审核中，时限重新计算。', 'It is under review again, with a new clock.'),
        asks: [{ what: 'description', optional: true }],
      };
    default:
      return {
        ...{ step, type: 'danger' },
        label: say('撤销异议', 'Withdraw'),
        effect: say('异议终止，不能恢复。', 'The objection ends; that cannot be undone.'),
      };
  }
}
