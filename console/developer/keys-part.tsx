import { ElButton, ElForm, ElFormItem, ElInput, ElOption, ElSelect } from 'element-plus';
import { defineComponent, nextTick, type PropType, ref, shallowRef } from 'vue';
import { type Answer, call, useAsking } from '../api/index.ts';
import { moment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, confirm, EmptyNote, ReasonedButton, RefusalNote, useAct, WideBox } from '../parts/index.ts';
import { offerFile } from '../parts/offer-file.ts';
import { announce } from '../shell/announce.ts';
import { type CredentialsFile, canMakeKeys, makeKey } from './key-pair.ts';
import { operatorsOnly } from './operators-only.ts';
import type { System } from './own-systems.ts';
import { credentialsFile } from './snippets.ts';
import { useToldOnce } from './told-once.ts';

type Key = Answer<'GET /v1/systems/{id}/keys'>['items'][number];

const dayMs = 24 * 3_600_000;

/** The public keys of a system: making a pair in the browser, changing over to it, and revoking what is no longer used. */
export const KeysPart = defineComponent({
  props: { system: { type: Object as PropType<System>, required: true } },
  setup(props) {
    const keys = useAsking(
      async (signal) => (await call('GET /v1/systems/{id}/keys', { params: { id: props.system.id }, signal })).items,
      { on: () => props.system.id },
    );
    /** In this page's memory alone, until it has been saved or the page is left. */
    const made = shallowRef<CredentialsFile>();
    const saved = ref(false);
    const days = ref(365);
    const pasting = ref(false);
    const pasted = ref('');
    const pastedFault = ref('');
    const box = ref<HTMLElement>();
    const revokes = ref('');
    const othersThan = (kid: string) =>
      (keys.value.value ?? []).filter((each) => each.inForce && each.kid !== kid).length;

    const making = useAct(async () => {
      const notAfter = days.value === 0 ? undefined : new Date(Date.now() + days.value * dayMs).toISOString();
      made.value = await makeKey(props.system.id, notAfter);
      saved.value = false;
      announce(
        say(
          '密钥已生成，公钥已登记。请保存私钥文件。',
          'The key is made and its public half registered. Save the file.',
        ),
      );
      await keys.again();
      await nextTick();
      box.value?.focus();
    });
    const registering = useAct(async () => {
      pastedFault.value = '';
      const jwk = publicJwk(pasted.value);
      if (typeof jwk === 'string') {
        pastedFault.value = jwk;
        return;
      }
      await call('POST /v1/systems/{id}/keys', { params: { id: props.system.id }, body: { jwk } });
      pasting.value = false;
      pasted.value = '';
      announce(say('公钥已登记。', 'The public key is registered.'));
      await keys.again();
    });
    const revoking = useAct(async (key: Key) => {
      const others = othersThan(key.kid);
      const effect = !key.inForce
        ? say('它现在无效，吊销后也不再生效。', 'It is not in force now, and never will be again.')
        : others === 0
          ? say(
              '这是它唯一有效的公钥：吊销后该系统立即无法取得令牌和签名，业务会中断。',
              'It is the only key in force: the system can get no token and sign nothing from then on, and stops working.',
            )
          : key.kid === made.value?.kid
            ? say(
                `这是刚刚生成的新钥，不是旧钥；该系统另有 ${others} 把有效公钥。`,
                `This is the one just made, not the old one; the system has ${others} other key(s) in force.`,
              )
            : say(
                `该系统另有 ${others} 把有效公钥，已换用新钥的程序不受影响；仍用旧钥的会被拒。`,
                `The system has ${others} other key(s) in force: programs that have changed over go on, those that have not are refused.`,
              );
      const agreed = await confirm({
        title: say('吊销公钥', 'Revoke the key'),
        text: `${effect}${say('吊销不能撤回，同一把钥不能再登记。', ' It cannot be undone, and the key cannot be registered again.')}（${key.kid}）`,
        deed: say('吊销', 'Revoke'),
      });
      if (!agreed) return;
      revokes.value = key.kid;
      await call('DELETE /v1/systems/{id}/keys/{kid}', { params: { id: props.system.id, kid: key.kid } });
      // What was made for nothing need not be saved.
      if (made.value?.kid === key.kid) made.value = undefined;
      announce(say('公钥已吊销。', 'The key is revoked.'));
      await keys.again();
    });
    const save = (file: CredentialsFile) => {
      offerFile({
        name: credentialsFile(file.id),
        content: `${JSON.stringify(file, null, 2)}\n`,
        type: 'application/json',
      });
      saved.value = true;
    };
    const wouldLose = () => made.value !== undefined && !saved.value;
    useToldOnce({
      // Also while it is being made: its public half may be registered by then.
      wouldLose: () => making.busy.value || wouldLose(),
      words: () => ({
        title: say('私钥还没有保存', 'The private key is not saved'),
        text: say(
          '离开后它就没有了，只能另外生成一把并吊销这一把。',
          'Once you leave it is gone; you would have to make another and revoke this one.',
        ),
        deed: say('不保存，离开', 'Leave without it'),
      }),
    });
    const whyNotMake = () =>
      wouldLose()
        ? say('请先保存刚生成的私钥文件。', 'Save the private key that was just made first.')
        : operatorsOnly();

    const state = (key: Key): readonly [string, string] => {
      if (key.revokedAt !== null)
        return ['bad', say(`✕ 已吊销 ${moment(key.revokedAt)}`, `✕ revoked ${moment(key.revokedAt)}`)];
      if (key.inForce) return ['good', say('✓ 有效', '✓ in force')];
      return Date.parse(key.notBefore) > Date.now()
        ? ['unsure', say('… 尚未生效', '… not yet')]
        : ['bad', say('✕ 已过期', '✕ run out')];
    };
    const table = (list: readonly Key[]) => (
      <WideBox label={say('公钥', 'Keys')}>
        <table class="plain-table stacks">
          <caption>
            {say(
              '中枢只有公钥；私钥在系统自己手里。',
              'The hub has the public halves only; the private ones are with the system.',
            )}
          </caption>
          <thead>
            <tr>
              <th scope="col">{say('公钥指纹（kid）', 'Thumbprint (kid)')}</th>
              <th scope="col">{say('算法', 'Algorithm')}</th>
              <th scope="col">{say('状态', 'State')}</th>
              <th scope="col">{say('登记', 'Registered')}</th>
              <th scope="col">{say('有效至', 'Until')}</th>
              <th scope="col">{say('操作', 'Deeds')}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((key) => {
              const [tone, word] = state(key);
              return (
                <tr key={key.kid}>
                  <th scope="row">
                    <code>{key.kid}</code>
                    {key.kid === made.value?.kid && <span class="just-made">{say('刚生成', 'just made')}</span>}
                  </th>
                  <td data-title={say('算法', 'Algorithm')}>{key.alg}</td>
                  <td data-title={say('状态', 'State')} class={['verdict-word', tone]}>
                    {word}
                  </td>
                  <td data-title={say('登记', 'Registered')}>{moment(key.createdAt)}</td>
                  <td data-title={say('有效至', 'Until')}>
                    {key.notAfter === null ? say('吊销为止', 'until revoked') : moment(key.notAfter)}
                  </td>
                  <td data-title={say('操作', 'Deeds')} class="actions">
                    {key.revokedAt === null ? (
                      <ReasonedButton
                        type="danger"
                        because={operatorsOnly()}
                        loading={revoking.busy.value && revokes.value === key.kid}
                        onPress={() => void revoking.act(key)}
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
    const once = (file: CredentialsFile) => (
      <section class="once" ref={box} tabindex={-1} aria-labelledby="made-key">
        <h3 id="made-key" class="once-title">
          {say('保存私钥文件（只此一次）', 'Save the private key (this once)')}
        </h3>
        <p>
          {say(
            '私钥是在这台电脑的浏览器里生成的，没有发给中枢，也没有存在任何地方。离开本页就没有了。',
            'It was made in this browser, was not sent to the hub and is kept nowhere. Leave the page and it is gone.',
          )}
        </p>
        <p>
          <ElButton type="primary" onClick={() => save(file)}>
            {say(`保存 ${credentialsFile(file.id)}`, `Save ${credentialsFile(file.id)}`)}
          </ElButton>{' '}
          {saved.value && <span class="verdict-word good">{say('✓ 已交给浏览器保存', '✓ handed to the browser')}</span>}
        </p>
        <ol>
          <li>
            {say(
              '放到系统所在的机器，换掉原来的文件，只许其所有者读取：',
              'Put it on the system’s machine in place of the one there, readable by its owner alone: ',
            )}
            <code>{`chmod 600 ${credentialsFile(file.id)}`}</code>
          </li>
          {props.system.kind === 'provider' ? (
            <li>
              {say(
                '连接器配置的 signingKey 写上这个文件名，重启连接器。',
                'Name it as signingKey in the connector’s configuration and restart the connector.',
              )}
            </li>
          ) : (
            <li>
              {say(
                '请系统的开发者改用新钥并重启程序：SDK 读取其中的 kid 和 privateKey；命令行用 ',
                'Have the system’s developer change over and restart the program: the SDK reads kid and privateKey of it; the command line takes it by ',
              )}
              <code>{`HUFU_PROFILE=./${credentialsFile(file.id)}`}</code>
              {say('。', '.')}
            </li>
          )}
          {othersThan(file.kid) > 0 && (
            <li>
              {say(
                '确认新钥用起来之后，回到本页吊销旧钥：两把可以同时有效，换钥不中断业务。',
                'Once it is seen to be in use, come back here and revoke the old one: both may be in force together, so nothing stops.',
              )}
            </li>
          )}
        </ol>
      </section>
    );
    const maker = () => (
      <div class="panel">
        <h3>{say('新的密钥对', 'A new key pair')}</h3>
        {canMakeKeys() ? (
          <ElForm
            labelPosition="top"
            class="form-narrow"
            {...{
              onSubmit: (event: Event) => event.preventDefault(),
            }}
          >
            <ElFormItem label={say('有效期', 'How long it counts')} for="key-days">
              <ElSelect id="key-days" v-model={days.value} {...{ 'aria-label': say('有效期', 'How long it counts') }}>
                <ElOption value={90} label={say('90 天', '90 days')} />
                <ElOption value={365} label={say('一年', 'a year')} />
                <ElOption value={0} label={say('直到吊销', 'until revoked')} />
              </ElSelect>
            </ElFormItem>
            <ReasonedButton
              type="primary"
              because={whyNotMake()}
              loading={making.busy.value}
              onPress={() => void making.act()}
            >
              {say('在浏览器中生成并登记公钥', 'Make it in the browser and register the public key')}
            </ReasonedButton>
          </ElForm>
        ) : (
          <p>
            {say(
              '浏览器只在 https 或本机地址下提供密钥功能；请改用 https 打开，或在系统所在机器上生成后登记公钥。',
              'Browsers make keys only over https or on the machine itself: open the console over https, or make the pair on the system’s machine and register its public half.',
            )}
          </p>
        )}
        <RefusalNote refusal={making.refusal.value} />
        <p>
          <ElButton
            link
            type="primary"
            {...{ 'aria-expanded': pasting.value }}
            onClick={() => {
              pasting.value = !pasting.value;
            }}
          >
            {say('已有密钥，登记公钥', 'Register the public half of a pair you have')}
          </ElButton>
        </p>
        {pasting.value && (
          <ElForm
            labelPosition="top"
            {...{
              onSubmit: (event: Event) => {
                event.preventDefault();
              },
            }}
          >
            <ElFormItem
              label={say('公钥（JWK，P-256 或 Ed25519）', 'Public key (JWK, P-256 or Ed25519)')}
              for="public-jwk"
              error={pastedFault.value}
            >
              <ElInput id="public-jwk" v-model={pasted.value} type="textarea" rows={4} />
            </ElFormItem>
            <ReasonedButton
              because={operatorsOnly()}
              loading={registering.busy.value}
              onPress={() => void registering.act()}
            >
              {say('登记公钥', 'Register it')}
            </ReasonedButton>
            <RefusalNote refusal={registering.refusal.value} />
          </ElForm>
        )}
      </div>
    );
    return () => (
      <>
        <h2>{say('密钥', 'Keys')}</h2>
        {made.value !== undefined && once(made.value)}
        <Asked of={keys}>
          {() => {
            const list = keys.value.value ?? [];
            return list.length === 0 ? (
              <EmptyNote
                title={say('还没有密钥', 'No key yet')}
                next={say(
                  '没有密钥，它取不到令牌，也签不了请求。',
                  'Without one it gets no token and can sign nothing.',
                )}
              />
            ) : (
              table(list)
            );
          }}
        </Asked>
        <RefusalNote refusal={revoking.refusal.value} />
        {maker()}
      </>
    );
  },
});

/** What was pasted as the public key, or why it is none. A private key is stopped here: it must not leave the machine. */
function publicJwk(text: string): { kty: string } | string {
  let jwk: unknown;
  try {
    jwk = JSON.parse(text);
  } catch {
    return say('不是 JSON。', 'That is no JSON.');
  }
  if (typeof jwk !== 'object' || jwk === null || !('kty' in jwk) || typeof jwk.kty !== 'string')
    return say('不是 JWK：没有 kty。', 'That is no JWK: it has no kty.');
  if ('d' in jwk || 'k' in jwk)
    return say(
      '这是私钥，没有发送。请只粘贴公钥；去掉成员 d 即可。',
      'That is a private key; it was not sent. Paste the public half only: without the member d.',
    );
  return jwk as { kty: string };
}
