import { ElButton, ElForm, ElFormItem, ElOption, ElSelect } from 'element-plus';
import { defineComponent, nextTick, type PropType, ref, shallowRef } from 'vue';
import { type Answer, call, useAsking } from '../api/index.ts';
import { moment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, confirm, EmptyNote, ReasonedButton, RefusalNote, useAct, WideBox } from '../parts/index.ts';
import { offerFile } from '../parts/offer-file.ts';
import { has } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { operatorsOnly } from './operators-only.ts';
import type { System } from './own-systems.ts';
import { useToldOnce } from './told-once.ts';

type Credential = Answer<'GET /v1/systems/{id}/nats-credentials'>['items'][number];
type Issued = Answer<'POST /v1/systems/{id}/nats-credentials'>;

/** Name of the file in which a connector's way to the message network is kept. */
export const natsFile = (system: string) => `${system}.creds`;

/** The NATS credentials of a connector: issued, told once, and revoked. */
export const NatsPart = defineComponent({
  props: { system: { type: Object as PropType<System>, required: true } },
  setup(props) {
    const mayRead = () => has('operator') || has('auditor');
    const credentials = useAsking(
      async (signal) =>
        mayRead()
          ? (await call('GET /v1/systems/{id}/nats-credentials', { params: { id: props.system.id }, signal })).items
          : [],
      { on: () => props.system.id },
    );
    const days = ref(365);
    /** In this page's memory alone, until it has been saved or the page is left. */
    const issued = shallowRef<Issued>();
    const saved = ref(false);
    const box = ref<HTMLElement>();
    const revokes = ref('');
    const wouldLose = () => issued.value !== undefined && !saved.value;
    useToldOnce({
      // Also while it is on its way: it is issued by then.
      wouldLose: () => issuing.busy.value || wouldLose(),
      words: () => ({
        title: say('凭证文件还没有保存', 'The credential is not saved'),
        text: say(
          '离开后它就没有了，只能另外签发一份并吊销这一份。',
          'Once you leave it is gone; you would have to issue another and revoke this one.',
        ),
        deed: say('不保存，离开', 'Leave without it'),
      }),
    });
    const isInForce = ({ revokedAt, expiresAt }: Credential) =>
      revokedAt === null && Date.parse(expiresAt) > Date.now();
    const othersThan = (publicKey: string) =>
      (credentials.value.value ?? []).filter((each) => isInForce(each) && each.publicKey !== publicKey).length;
    const issuing = useAct(async () => {
      issued.value = await call('POST /v1/systems/{id}/nats-credentials', {
        params: { id: props.system.id },
        body: { validDays: days.value },
      });
      saved.value = false;
      announce(say('凭证已签发，请保存。', 'The credential is issued: save it.'));
      await credentials.again();
      await nextTick();
      box.value?.focus();
    });
    const revoking = useAct(async (credential: Credential) => {
      const agreed = await confirm({
        title: say('吊销消息凭证', 'Revoke the credential'),
        text:
          othersThan(credential.publicKey) === 0
            ? say(
                '这是它唯一有效的凭证：连接器立即断开，所提供的资源查不到，直到换用新凭证。不能撤回。',
                'It is the only one in force: the connector is cut off at once, and what it provides is not answered, until it has another. It cannot be undone.',
              )
            : say(
                '用它接入的连接器立即断开；已换用另一份凭证的不受影响。不能撤回。',
                'A connector that uses it is cut off at once; one that has changed over to another goes on. It cannot be undone.',
              ),
        deed: say('吊销', 'Revoke'),
      });
      if (!agreed) return;
      revokes.value = credential.publicKey;
      await call('DELETE /v1/systems/{id}/nats-credentials/{publicKey}', {
        params: { id: props.system.id, publicKey: credential.publicKey },
      });
      if (issued.value?.publicKey === credential.publicKey) issued.value = undefined;
      announce(say('凭证已吊销。', 'The credential is revoked.'));
      await credentials.again();
    });
    const state = (credential: Credential): readonly [string, string] => {
      if (credential.revokedAt !== null) return ['bad', say('✕ 已吊销', '✕ revoked')];
      return isInForce(credential) ? ['good', say('✓ 有效', '✓ in force')] : ['bad', say('✕ 已过期', '✕ run out')];
    };
    const table = (list: readonly Credential[]) => (
      <WideBox label={say('消息凭证', 'NATS credentials')}>
        <table class="plain-table stacks">
          <thead>
            <tr>
              <th scope="col">{say('凭证', 'Credential')}</th>
              <th scope="col">{say('状态', 'State')}</th>
              <th scope="col">{say('签发', 'Issued')}</th>
              <th scope="col">{say('有效至', 'Until')}</th>
              <th scope="col">{say('操作', 'Deeds')}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((credential) => {
              const [tone, word] = state(credential);
              return (
                <tr key={credential.publicKey}>
                  <th scope="row">
                    <code title={credential.publicKey}>{credential.publicKey.slice(0, 16)}…</code>
                    {credential.publicKey === issued.value?.publicKey && (
                      <span class="just-made">{say('刚签发', 'just issued')}</span>
                    )}
                  </th>
                  <td data-title={say('状态', 'State')} class={['verdict-word', tone]}>
                    {word}
                  </td>
                  <td data-title={say('签发', 'Issued')}>{moment(credential.issuedAt)}</td>
                  <td data-title={say('有效至', 'Until')}>{moment(credential.expiresAt)}</td>
                  <td data-title={say('操作', 'Deeds')} class="actions">
                    {credential.revokedAt === null ? (
                      <ReasonedButton
                        type="danger"
                        because={operatorsOnly()}
                        loading={revoking.busy.value && revokes.value === credential.publicKey}
                        onPress={() => void revoking.act(credential)}
                      >
                        {say('吊销', 'Revoke')}
                      </ReasonedButton>
                    ) : (
                      '—'
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </WideBox>
    );
    return () => (
      <>
        <h2>{say('消息凭证（NATS）', 'NATS credentials')}</h2>
        <p class="hint">
          {say(
            '连接器凭它从部门网络内拨出到消息网络，只能用本单位的主题。',
            'With it a connector dials out from the department’s network, and may use its own organisation’s subjects only.',
          )}
        </p>
        {issued.value !== undefined && (
          <section class="once" ref={box} tabindex={-1} aria-labelledby="issued-nats">
            <h3 id="issued-nats" class="once-title">
              {say('保存凭证文件（只告知一次）', 'Save the credential (told once)')}
            </h3>
            <p>
              {say('中枢不留私钥，离开本页就没有了。', 'The hub keeps no private half: leave the page and it is gone.')}
            </p>
            <p>
              <ElButton
                type="primary"
                onClick={() => {
                  const { creds = '' } = issued.value ?? {};
                  offerFile({ name: natsFile(props.system.id), content: creds, type: 'text/plain' });
                  saved.value = true;
                }}
              >
                {say(`保存 ${natsFile(props.system.id)}`, `Save ${natsFile(props.system.id)}`)}
              </ElButton>{' '}
              {saved.value && (
                <span class="verdict-word good">{say('✓ 已交给浏览器保存', '✓ handed to the browser')}</span>
              )}
            </p>
            <ol>
              <li>
                {say(
                  '放到连接器所在机器，换掉原来的文件，只许其所有者读取：',
                  'Put it on the connector’s machine in place of the one there, readable by its owner alone: ',
                )}
                <code>{`chmod 600 ${natsFile(props.system.id)}`}</code>
              </li>
              <li>
                {say(
                  '连接器配置的 nats.credentials 写上这个文件名，重启连接器。',
                  'Name it as nats.credentials in the connector’s configuration and restart the connector.',
                )}
              </li>
              {othersThan(issued.value.publicKey) > 0 && (
                <li>
                  {say(
                    '连接器用新凭证接入之后，再吊销旧凭证。',
                    'Once the connector is connected with it, revoke the old one.',
                  )}
                </li>
              )}
            </ol>
          </section>
        )}
        <Asked of={credentials}>
          {() => {
            const list = credentials.value.value ?? [];
            if (!mayRead()) return <p>{say('运行管理员和审计员可以查看。', 'Operators and auditors see them.')}</p>;
            return list.length === 0 ? (
              <EmptyNote
                title={say('还没有消息凭证', 'No credential yet')}
                next={say('连接器需要一份才能接入。', 'A connector needs one to connect.')}
              />
            ) : (
              table(list)
            );
          }}
        </Asked>
        <RefusalNote refusal={revoking.refusal.value} />
        <div class="panel">
          <ElForm
            labelPosition="top"
            class="form-narrow"
            {...{
              onSubmit: (event: Event) => event.preventDefault(),
            }}
          >
            <ElFormItem label={say('新凭证的有效期', 'How long a new one counts')} for="nats-days">
              <ElSelect
                id="nats-days"
                v-model={days.value}
                {...{ 'aria-label': say('新凭证的有效期', 'How long a new one counts') }}
              >
                <ElOption value={90} label={say('90 天', '90 days')} />
                <ElOption value={365} label={say('一年', 'a year')} />
              </ElSelect>
            </ElFormItem>
            <ReasonedButton
              because={
                wouldLose()
                  ? say('请先保存刚签发的凭证文件。', 'Save the credential that was just issued first.')
                  : operatorsOnly()
              }
              loading={issuing.busy.value}
              onPress={() => void issuing.act()}
            >
              {say('签发消息凭证', 'Issue a credential')}
            </ReasonedButton>
          </ElForm>
          <RefusalNote refusal={issuing.refusal.value} />
        </div>
      </>
    );
  },
});
