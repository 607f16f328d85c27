import { ElButton, ElInput } from 'element-plus';
import { defineComponent, ref } from 'vue';
import { RouterLink, useRoute } from 'vue-router';
import { call, callWithVersion, send, useAsking } from '../api/index.ts';
import { day, inBrackets, moment, number } from '../language/format.ts';
import { say } from '../language/language.ts';
import {
  Asked,
  confirm,
  EmptyNote,
  PageHeading,
  ReasonedButton,
  RefusalNote,
  useAct,
  WideBox,
} from '../parts/index.ts';
import { offerFile } from '../parts/offer-file.ts';
import { actorOfOrganisation, actorWord } from '../session/officer-names.ts';
import { organisationName } from '../session/organisations.ts';
import { has, session } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { ChosenFor, RevocationImpact } from './revocation-impact.tsx';
import './seal.css';
import { SealPicture } from './seal-picture.tsx';
import { signerNames } from './signer-names.ts';
import { UseDays } from './use-days.tsx';
import {
  editionWord,
  type Seal,
  type SealStep,
  stateSign,
  stateWord,
  stepsOf,
  stepWord,
  wantsReason,
} from './words.ts';

/** What the seal waits for, and who does it next. */
function nextWord({ state }: Seal): string {
  const words: Readonly<Record<Seal['state'], string>> = {
    applied: say(
      '下一步：由另一名印章管理员核对印模后批准。',
      'Next: another seal keeper looks at the picture and approves it.',
    ),
    approved: say('下一步：制作。制作后印章即启用。', 'Next: it is made, and is active from then on.'),
    active: say(
      '可以盖章。哪些证照用它，在“证照用章”里指定。',
      'It can seal. Which licences bear it is chosen under “Seals of licences”.',
    ),
    stopped: say('不能盖章。可以重新启用，或者撤销。', 'It seals nothing. Start it again, or revoke it.'),
    revoked: say('不能再用。需要时另行申请新章。', 'It is over. Apply for another if one is needed.'),
    rejected: say(
      '未获批准。按理由改正后重新申请。',
      'It was not approved. Mend what the reason says and apply again.',
    ),
    withdrawn: say('申请已撤回。需要时重新申请。', 'The application was withdrawn. Apply again if it is needed.'),
  };
  return words[state];
}

const irreversible: ReadonlySet<SealStep> = new Set(['reject', 'withdraw', 'revoke']);

/** One seal: what it is, what can be done with it now and why not, what it was used for, and what revoking it would touch. */
export const SealPage = defineComponent({
  setup() {
    const route = useRoute();
    const id = String(route.params.id);
    const params = { id };
    const asking = useAsking((signal) => callWithVersion('GET /v1/seals/{id}', { params, signal }));
    const history = useAsking((signal) => call('GET /v1/seals/{id}/events', { params, signal }));
    const uses = useAsking((signal) => call('GET /v1/seal-uses', { query: { seal: id, limit: 20 }, signal }));
    const signers = useAsking(
      async (signal) => {
        const organisation = asking.value.value?.answer.organisation;
        return organisation === undefined ? undefined : signerNames(organisation, signal);
      },
      { on: () => asking.value.value?.answer.organisation },
    );
    const chosen = ref<SealStep>();
    const underWay = ref<SealStep>();
    const reason = ref('');

    const taking = useAct(async (step: SealStep) => {
      const { answer, version } = asking.value.value ?? {};
      if (answer === undefined) return;
      underWay.value = step;
      if (irreversible.has(step)) {
        const agreed = await confirm({
          title: stepWord(step),
          text: await effectOf(step, answer),
          deed: stepWord(step),
        });
        if (!agreed) return;
      }
      await call('POST /v1/seals/{id}/events', {
        params,
        body: { event: step, ...(wantsReason.has(step) ? { reason: reason.value.trim() } : {}) },
        ifMatch: version,
      });
      chosen.value = undefined;
      reason.value = '';
      await Promise.all([asking.again(), history.again()]);
      announce(say('已办理', 'Done'));
    });

    const effectOf = async (step: SealStep, seal: Seal) => {
      if (step !== 'revoke')
        return say('此步不可撤销，需重新申请。', 'This cannot be undone; it takes a new application.');
      const impact = await call('GET /v1/seals/{id}/impact', {
        params,
        query: { at: new Date().toISOString(), limit: 1 },
      });
      return say(
        `撤销后“${seal.name}”不能再用，也不能恢复。此前已用此章的 ${number(impact.before)} 份证照文件仍然有效；此刻及以后盖的 ${number(impact.after)} 份需重新签发。`,
        `“${seal.name}” will never seal again, and this cannot be undone. ${number(impact.before)} licence files sealed before stay good; ${number(impact.after)} sealed from now on have to be made anew.`,
      );
    };

    const whyNot = (step: SealStep, seal: Seal): string | undefined => {
      if (!has('seal-keeper')) return say('只有印章管理岗可以办理。', 'Only seal keepers act.');
      const own = `officer:${session.value?.officer.id ?? ''}`;
      if (step === 'approve' && seal.applicant === own)
        return say('申请人不能自己批准，请由另一人批准。', 'Whoever applied cannot approve; somebody else must.');
      if (step === 'withdraw' && seal.applicant !== own)
        return say('只有申请人可以撤回，其他人可以驳回。', 'Only whoever applied withdraws; others reject.');
      return undefined;
    };

    const press = (step: SealStep) => {
      if (wantsReason.has(step)) chosen.value = step;
      else void taking.act(step);
    };

    const steps = (seal: Seal) => (
      <section class="seal-steps" aria-label={say('办理', 'What can be done')}>
        {stepsOf[seal.state].map((step) => (
          <ReasonedButton
            key={step}
            type={step === 'revoke' || step === 'reject' ? 'danger' : 'primary'}
            because={whyNot(step, seal)}
            loading={taking.busy.value && underWay.value === step}
            onPress={() => press(step)}
          >
            {stepWord(step)}
          </ReasonedButton>
        ))}
        {seal.fileDigest !== null && (
          <ElButton onClick={() => void downloading.act()} loading={downloading.busy.value}>
            {say('下载印章文件（.esl）', 'Download the seal (.esl)')}
          </ElButton>
        )}
        <p class="seal-next">{nextWord(seal)}</p>
        {chosen.value !== undefined && stepsOf[seal.state].includes(chosen.value) && (
          <div class="seal-reason">
            <label for="seal-reason">
              {stepWord(chosen.value)}
              {say('的理由（记入办理记录）', ': why (it goes on record)')}
            </label>
            <ElInput id="seal-reason" v-model={reason.value} maxlength={200} showWordLimit />
            <ReasonedButton
              type={chosen.value === 'start' ? 'primary' : 'danger'}
              because={reason.value.trim() === '' ? say('请先写明理由。', 'Write the reason first.') : undefined}
              loading={taking.busy.value}
              onPress={() => {
                if (chosen.value !== undefined) void taking.act(chosen.value);
              }}
            >
              {say('确定', 'Go on')}
            </ReasonedButton>
            <ElButton
              onClick={() => {
                chosen.value = undefined;
              }}
            >
              {say('取消', 'Cancel')}
            </ElButton>
            {chosen.value === 'stop' && (
              <div class="seal-impact">
                <p>
                  {say(
                    '停用后立即不能再盖此章，可以重新启用；此前盖的文件仍然有效。',
                    'From then on it seals nothing, until it is started again; files sealed before stay good.',
                  )}
                </p>
                <ChosenFor seal={id} />
              </div>
            )}
            {chosen.value === 'revoke' && <RevocationImpact seal={id} />}
          </div>
        )}
      </section>
    );

    const downloading = useAct(async () => {
      const answer = await send({ method: 'GET', path: `/v1/seals/${encodeURIComponent(id)}/file` });
      const content = new Uint8Array(await answer.arrayBuffer());
      offerFile({ name: `${id}.esl`, type: 'application/octet-stream', content });
    });

    const usesPart = () => (
      <>
        <h2>{say('用印', 'Uses')}</h2>
        <UseDays seal={id} />
        <h2>{say('最近用印', 'The latest uses')}</h2>
        <Asked of={uses}>
          {() =>
            (uses.value.value?.items.length ?? 0) === 0 ? (
              <EmptyNote
                title={say('还没有用过', 'Not used yet')}
                next={say('为证照指定它之后，签发时即用此章。', 'Once licences are to bear it, issuing uses it.')}
              >
                <RouterLink to={{ name: 'seal-choices' }}>{say('证照用章', 'Seals of licences')}</RouterLink>
              </EmptyNote>
            ) : (
              <WideBox label={say('最近用印', 'The latest uses')}>
                <table class="plain-table stacks">
                  <thead>
                    <tr>
                      <th scope="col">{say('时间', 'When')}</th>
                      <th scope="col">{say('事项与办件', 'Matter and case')}</th>
                      <th scope="col">{say('谁用的', 'Who used it')}</th>
                      <th scope="col">{say('结果', 'Outcome')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {uses.value.value?.items.map((use) => (
                      <tr key={use.id}>
                        <td data-title={say('时间', 'When')}>{moment(use.at)}</td>
                        <td data-title={say('事项与办件', 'Matter and case')}>
                          {[use.matter, use.case].filter(Boolean).join(' · ') || '—'}
                        </td>
                        <td data-title={say('谁用的', 'Who used it')}>{actorWord(use.actor)}</td>
                        <td data-title={say('结果', 'Outcome')}>
                          {use.outcome === 'sealed'
                            ? `✓ ${say('已盖章', 'sealed')}`
                            : `✕ ${say('已拒绝', 'refused')} ${use.code ?? ''}`}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </WideBox>
            )
          }
        </Asked>
      </>
    );
    const historyPart = () => (
      <>
        <h2>{say('办理记录', 'History')}</h2>
        <Asked of={history}>
          {() => (
            <ol class="seal-history">
              {history.value.value?.items.map((event) => (
                <li key={event.sequence}>
                  <strong>{stepWord(event.event)}</strong> {moment(event.at)} · {actorOfOrganisation(event)}
                  {event.reason !== null && <p>{event.reason}</p>}
                </li>
              ))}
            </ol>
          )}
        </Asked>
      </>
    );

    return () => {
      const seal = asking.value.value?.answer;
      return (
        <>
          <PageHeading title={seal?.name ?? say('印章', 'Seal')} />
          <Asked of={asking}>
            {() =>
              seal !== undefined && (
                <>
                  <div class="seal-head">
                    <SealPicture seal={id} name={seal.name} />
                    <dl class="facts">
                      <dt>{say('状态', 'State')}</dt>
                      <dd class={`seal-state seal-${seal.state}`}>
                        <span aria-hidden="true">{stateSign(seal.state)}</span> {stateWord(seal.state)}
                        {inBrackets(moment(seal.stateSince))}
                      </dd>
                      <dt>{say('单位', 'Organisation')}</dt>
                      <dd>{organisationName(seal.organisation)}</dd>
                      <dt>{say('标准', 'Standard')}</dt>
                      <dd>{editionWord(seal.version)}</dd>
                      <dt>{say('尺寸', 'Size')}</dt>
                      <dd>
                        {number(seal.widthMm, 1)} × {number(seal.heightMm, 1)} mm
                      </dd>
                      <dt>{say('有效期', 'Valid')}</dt>
                      <dd>
                        {seal.validFrom === null
                          ? say(`制作之日至 ${day(seal.validTo)}`, `from its making to ${day(seal.validTo)}`)
                          : `${day(seal.validFrom)} — ${day(seal.validTo)}`}
                      </dd>
                      <dt>{say('可用证书', 'Certificates')}</dt>
                      <dd>
                        {seal.signers.map((print) => {
                          const name = signers.value.value?.get(print);
                          return name === undefined ? (
                            <code key={print} class="print">
                              {print}
                            </code>
                          ) : (
                            <div key={print} title={print}>
                              {name}
                            </div>
                          );
                        })}
                      </dd>
                    </dl>
                  </div>
                  {steps(seal)}
                  <RefusalNote refusal={taking.refusal.value ?? downloading.refusal.value} />
                </>
              )
            }
          </Asked>
          {historyPart()}
          {/* A seal that was never made was never used. */}
          {seal !== undefined && seal.validFrom !== null && usesPart()}
        </>
      );
    };
  },
});
