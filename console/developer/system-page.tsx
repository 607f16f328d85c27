import './developer.css';
import { computed, defineComponent } from 'vue';
import { RouterLink, useRoute } from 'vue-router';
import { callWithVersion, useAsking } from '../api/index.ts';
import { moment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, confirm, PageHeading, ReasonedButton, RefusalNote, useAct } from '../parts/index.ts';
import { organisationName } from '../session/organisations.ts';
import { announce } from '../shell/announce.ts';
import { KeysPart } from './keys-part.tsx';
import { NatsPart } from './nats-part.tsx';
import { operatorsOnly } from './operators-only.ts';
import { statusWord, systemKindWord } from './words.ts';

/** One system: its state, its keys, and, for a connector, its NATS credentials. */
export const SystemPage = defineComponent({
  setup() {
    const route = useRoute();
    const id = computed(() => String(route.params.id));
    const reading = useAsking(
      (signal) => callWithVersion('GET /v1/systems/{id}', { params: { id: id.value }, signal }),
      { on: () => id.value },
    );
    const switching = useAct(async (status: 'active' | 'suspended') => {
      const held = reading.value.value;
      if (held === undefined) return;
      const agreed =
        status === 'active' ||
        (await confirm({
          title: say(`停用 ${id.value}`, `Suspend ${id.value}`),
          text: say(
            '停用后它的请求几秒内一律被拒，连接器也不再收到查询，直到恢复。密钥和授权保留。',
            'Within seconds all its requests are refused, and a connector gets no more orders, until it is reactivated. Keys and grants stay.',
          ),
          deed: say('停用', 'Suspend'),
        }));
      if (!agreed) return;
      await callWithVersion('PUT /v1/systems/{id}/status', {
        params: { id: id.value },
        body: { status },
        ifMatch: held.version,
      });
      announce(status === 'active' ? say('已恢复。', 'Reactivated.') : say('已停用。', 'Suspended.'));
      await reading.again();
    });
    return () => (
      <Asked of={reading} heading={say('系统', 'System')}>
        {() => {
          const system = reading.value.value?.answer;
          if (system === undefined) return null;
          const active = system.status === 'active';
          return (
            <>
              <PageHeading title={system.name} about={`${system.id} · ${organisationName(system.organisation)}`}>
                <ReasonedButton
                  type={active ? 'danger' : 'primary'}
                  because={operatorsOnly()}
                  loading={switching.busy.value}
                  onPress={() => void switching.act(active ? 'suspended' : 'active')}
                >
                  {active ? say('停用系统', 'Suspend the system') : say('恢复系统', 'Reactivate the system')}
                </ReasonedButton>
              </PageHeading>
              <RefusalNote refusal={switching.refusal.value} />
              <p class="found-facts">
                <span class={['verdict-word', active ? 'good' : 'bad']}>
                  {active ? '✓ ' : '✕ '}
                  {statusWord(system.status)}
                </span>
                <span>{systemKindWord(system.kind)}</span>
                <span>{say(`登记于 ${moment(system.createdAt)}`, `registered ${moment(system.createdAt)}`)}</span>
              </p>
              <KeysPart system={system} />
              {system.kind === 'provider' && <NatsPart system={system} />}
              <h2>{say('接下来', 'Next')}</h2>
              <ul class="todo-list">
                {system.kind === 'provider' ? (
                  <li>
                    <RouterLink to={{ name: 'develop-connector', query: { system: system.id } }}>
                      {say('用向导写出它的连接器配置', 'Write its connector configuration with the wizard')}
                    </RouterLink>
                  </li>
                ) : (
                  <>
                    <li>
                      <RouterLink to={{ name: 'develop-resources' }}>
                        {say('查资源，在沙箱里试，带走代码', 'Find a resource, try it in the sandbox, take code along')}
                      </RouterLink>
                    </li>
                    <li>
                      <RouterLink to={{ name: 'develop-explain', query: { system: system.id } }}>
                        {say('预演：它的某次查询会不会获准', 'Would a query of it be allowed?')}
                      </RouterLink>
                    </li>
                  </>
                )}
              </ul>
              <p>
                <RouterLink to={{ name: 'develop-systems' }}>{say('全部系统', 'All systems')}</RouterLink>
              </p>
            </>
          );
        }}
      </Asked>
    );
  },
});
