import { ElButton, ElForm, ElFormItem, ElOption, ElSelect } from 'element-plus';
import { defineComponent, type PropType, ref } from 'vue';
import { type Answer, call } from '../api/index.ts';
import { moment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { confirm, EmptyNote, ReasonedButton, RefusalNote, useAct } from '../parts/index.ts';
import { announce } from '../shell/announce.ts';

export type Consent = Answer<'GET /v1/holder/consents'>['items'][number];
export type Stop = Answer<'GET /v1/holder/stops'>['items'][number];

/** Who can be told to stop, and what the holder has, by name. */
export interface Names {
  readonly organisations: readonly { readonly id: string; readonly name: string }[];
  readonly types: readonly { readonly code: string; readonly title: string }[];
}

function typeTitle(code: string | null, names: Names): string {
  if (code === null) return say('全部证照', 'every licence');
  return names.types.find((type) => type.code === code)?.title ?? code;
}

/** My consents, each to be withdrawn. */
export const OwnConsents = defineComponent({
  props: {
    consents: { type: Array as PropType<readonly Consent[]>, required: true },
    names: { type: Object as PropType<Names>, required: true },
  },
  emits: { changed: () => true },
  setup(props, { emit }) {
    const withdrawing = useAct(async (consent: Consent) => {
      const who = consent.organisationName ?? consent.organisation;
      const isSure = await confirm({
        title: say('撤回同意', 'Withdraw the consent'),
        text: say(
          `撤回后，${who}不能再凭这次同意使用您的证照；已经用过的不受影响，需要时要重新同意。`,
          `${who} can no longer use your licence by this consent. What was used stays used; you would have to consent anew.`,
        ),
        deed: say('撤回', 'Withdraw'),
      });
      if (!isSure) return;
      await call('DELETE /v1/holder/consents/{id}', { params: { id: consent.id } });
      announce(say('同意已撤回', 'The consent is withdrawn'));
      emit('changed');
    });
    return () =>
      props.consents.length === 0 ? (
        <>
          <EmptyNote
            title={say('没有正在生效的同意', 'No consent of yours is in force')}
            next={say(
              '有的事项要您同意才能用证照：在窗口把验证码告诉工作人员，就是同意，会列在这里。',
              'Some matters use your licences with your consent alone: handing the code to a clerk is that consent, and it is listed here.',
            )}
          />
          <RefusalNote refusal={withdrawing.refusal.value} />
        </>
      ) : (
        <>
          <ul class="own-list">
            {props.consents.map((consent) => (
              <li key={consent.id} class="card">
                <h3>{consent.organisationName ?? consent.organisation}</h3>
                <dl class="facts">
                  <dt>{say('为了办什么事', 'For what')}</dt>
                  <dd>{consent.matterName ?? consent.matter}</dd>
                  <dt>{say('可用的证照', 'Which licence')}</dt>
                  <dd>{typeTitle(consent.type, props.names)}</dd>
                  <dt>{say('期限', 'Term')}</dt>
                  <dd>
                    {say(
                      `${moment(consent.givenAt)} 至 ${moment(consent.until)}`,
                      `${moment(consent.givenAt)} to ${moment(consent.until)}`,
                    )}
                  </dd>
                  <dt>{say('用过没有', 'Used')}</dt>
                  <dd>
                    {consent.firstUsedAt === null
                      ? say('还没有', 'Not yet')
                      : say(`${moment(consent.firstUsedAt)} 起用过`, `Since ${moment(consent.firstUsedAt)}`)}
                  </dd>
                </dl>
                <ElButton
                  type="danger"
                  plain
                  loading={withdrawing.busy.value}
                  onClick={() => void withdrawing.act(consent)}
                >
                  {say('撤回同意', 'Withdraw')}
                </ElButton>
              </li>
            ))}
          </ul>
          <RefusalNote refusal={withdrawing.refusal.value} />
        </>
      );
  },
});

const everybody = '*';

/** What I have stopped; stopping more, and letting it go on. */
export const OwnStops = defineComponent({
  props: {
    stops: { type: Array as PropType<readonly Stop[]>, required: true },
    names: { type: Object as PropType<Names>, required: true },
  },
  emits: { changed: () => true },
  setup(props, { emit }) {
    const organisation = ref(everybody);
    const type = ref(everybody);
    const nameOf = (stop: Pick<Stop, 'organisation' | 'organisationName'>) =>
      stop.organisation === null
        ? say('所有单位', 'every organisation')
        : (stop.organisationName ??
          props.names.organisations.find(({ id }) => id === stop.organisation)?.name ??
          stop.organisation);
    const stopping = useAct(async () => {
      const chosen = organisation.value === everybody ? null : organisation.value;
      const isSure = await confirm({
        title: say('停止共享', 'Stop sharing'),
        text: say(
          `${nameOf({ organisation: chosen })}将不能再凭您的同意使用${typeTitle(type.value === everybody ? null : type.value, props.names)}；法律规定必须用的仍可使用，并会写明依据。您随时可以恢复。`,
          `${nameOf({ organisation: chosen })} can no longer use ${typeTitle(type.value === everybody ? null : type.value, props.names)} by your consent. What the law demands goes on and says so. You can resume at any time.`,
        ),
        deed: say('停止共享', 'Stop sharing'),
      });
      if (!isSure) return;
      await call('POST /v1/holder/stops', {
        body: {
          ...(chosen === null ? {} : { organisation: chosen }),
          ...(type.value === everybody ? {} : { type: type.value }),
        },
      });
      announce(say('已停止共享', 'Sharing is stopped'));
      emit('changed');
    });
    const resuming = useAct(async (stop: Stop) => {
      await call('DELETE /v1/holder/stops/{id}', { params: { id: stop.id } });
      announce(say('已恢复共享', 'Sharing is resumed'));
      emit('changed');
    });
    const already = () =>
      props.stops.some(
        (stop) => (stop.organisation ?? everybody) === organisation.value && (stop.type ?? everybody) === type.value,
      )
        ? say('这一项已经停止了。', 'This is stopped already.')
        : undefined;
    return () => (
      <>
        {props.stops.length === 0 ? (
          <EmptyNote
            title={say('您没有停止过共享', 'You have stopped nothing')}
            next={say('需要时，在下面选择单位和证照。', 'If you want to, choose whom and what below.')}
          />
        ) : (
          <ul class="own-list">
            {props.stops.map((stop) => (
              <li key={stop.id} class="card own-line own-title">
                <div>
                  <h3>
                    {say(
                      `不向${nameOf(stop)}共享${typeTitle(stop.type, props.names)}`,
                      `Not shared with ${nameOf(stop)}: ${typeTitle(stop.type, props.names)}`,
                    )}
                  </h3>
                  <p class="hint">{say(`自 ${moment(stop.stoppedAt)} 起`, `Since ${moment(stop.stoppedAt)}`)}</p>
                </div>
                <ElButton loading={resuming.busy.value} onClick={() => void resuming.act(stop)}>
                  {say('恢复共享', 'Resume sharing')}
                </ElButton>
              </li>
            ))}
          </ul>
        )}
        <RefusalNote refusal={resuming.refusal.value} />
        <section class="card stop-card" aria-labelledby="stop-title">
          <h3 id="stop-title">{say('停止共享', 'Stop sharing')}</h3>
          <ElForm labelPosition="top" class="stop-form" {...{ onSubmit: (event: Event) => event.preventDefault() }}>
            <ElFormItem label={say('向谁', 'With whom')} for="stop-organisation">
              <ElSelect
                id="stop-organisation"
                filterable
                v-model={organisation.value}
                {...{ 'aria-label': say('向谁', 'With whom') }}
              >
                <ElOption value={everybody} label={say('所有单位', 'Every organisation')} />
                {props.names.organisations.map(({ id, name }) => (
                  <ElOption key={id} value={id} label={name} />
                ))}
              </ElSelect>
            </ElFormItem>
            <ElFormItem label={say('什么证照', 'Which licences')} for="stop-type">
              <ElSelect id="stop-type" v-model={type.value} {...{ 'aria-label': say('什么证照', 'Which licences') }}>
                <ElOption value={everybody} label={say('全部证照', 'Every licence')} />
                {props.names.types.map(({ code, title }) => (
                  <ElOption key={code} value={code} label={title} />
                ))}
              </ElSelect>
            </ElFormItem>
            <ReasonedButton
              type="danger"
              because={already()}
              loading={stopping.busy.value}
              onPress={() => void stopping.act()}
            >
              {say('停止共享', 'Stop sharing')}
            </ReasonedButton>
          </ElForm>
          <RefusalNote refusal={stopping.refusal.value} />
        </section>
      </>
    );
  },
});
