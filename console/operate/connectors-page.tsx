import './operate.css';
import { ElInput, ElOption, ElSelect } from 'element-plus';
import { defineComponent, onUnmounted } from 'vue';
import { RouterLink } from 'vue-router';
import { call, useAsking } from '../api/index.ts';
import { away, exactMoment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, EmptyNote, PageHeading, useKept, WideBox } from '../parts/index.ts';
import { organisationName } from '../session/organisations.ts';
import { type Connector, connectorState, titleOf } from './state.ts';

const refreshMs = 5_000;

/** Every place at which a connector serves a resource, and whether a query would be answered. */
export const ConnectorsPage = defineComponent({
  setup() {
    const words = useKept('q');
    const only = useKept('state');
    const connectors = useAsking(async (signal) => (await call('GET /v1/connectors', { signal })).items);
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void connectors.again();
    }, refreshMs);
    onUnmounted(() => clearInterval(timer));
    const order = { silent: 0, unwell: 1, well: 2 } as const;
    const shown = () => {
      const now = Date.now();
      return (connectors.value.value ?? [])
        .map((each) => ({ each, state: connectorState(each, now) }))
        .filter(
          ({ each, state }) =>
            (only.value === '' || state === only.value) &&
            `${each.system} ${each.resource} ${titleOf(each)} ${each.organisation} ${organisationName(each.organisation)}`.includes(
              words.value.trim(),
            ),
        )
        .sort((a, b) => order[a.state] - order[b.state]);
    };
    const word = (state: ReturnType<typeof connectorState>) =>
      state === 'well'
        ? say('✓ 能应答', '✓ would answer')
        : state === 'unwell'
          ? say('✕ 不健康', '✕ unwell')
          : say('✕ 没有消息', '✕ silent');
    const todo = (each: Connector, state: ReturnType<typeof connectorState>) => {
      if (state === 'well') return '—';
      return state === 'silent'
        ? say(
            '看连接器进程是否在运行、能否连到消息网络、凭证是否到期。',
            'See whether its process runs, reaches the message network, and has a credential in force.',
          )
        : say(
            `看 ${each.system} 的日志：来源连不上、账户无权，或表、列名不对。`,
            `See the log of ${each.system}: the source is away, the account may not read, or a table or column is wrong.`,
          );
    };
    return () => (
      <>
        <PageHeading
          title={say('连接器', 'Connectors')}
          about={say(
            '连接器每 5 秒报告一次；一分钟没有消息的，查询会得到“提供方没有接通”。',
            'Connectors report every five seconds; after a minute of silence queries meet an absent provider.',
          )}
        />
        <div class="tools">
          <ElInput
            v-model={words.value}
            clearable
            placeholder={say('单位、系统或资源', 'Organisation, system or resource')}
            {...{ 'aria-label': say('筛选连接器', 'Filter connectors'), type: 'search' }}
          />
          <ElSelect
            v-model={only.value}
            clearable
            placeholder={say('全部状态', 'Any state')}
            {...{ 'aria-label': say('状态', 'State') }}
          >
            {(['silent', 'unwell', 'well'] as const).map((state) => (
              <ElOption key={state} value={state} label={word(state)} />
            ))}
          </ElSelect>
        </div>
        <Asked of={connectors}>
          {() =>
            shown().length === 0 ? (
              <EmptyNote
                title={
                  (connectors.value.value?.length ?? 0) === 0
                    ? say('还没有连接器报告过', 'No connector has reported yet')
                    : say('没有符合的', 'None fits')
                }
                next={say(
                  '用向导写出配置，一条命令启动。',
                  'Write a configuration with the wizard and start it by one command.',
                )}
              >
                <RouterLink to={{ name: 'develop-connector' }}>{say('配置连接器', 'Set up a connector')}</RouterLink>
              </EmptyNote>
            ) : (
              <WideBox label={say('连接器', 'Connectors')}>
                <table class="plain-table stacks">
                  <thead>
                    <tr>
                      <th scope="col">{say('资源', 'Resource')}</th>
                      <th scope="col">{say('状态', 'State')}</th>
                      <th scope="col">{say('单位', 'Organisation')}</th>
                      <th scope="col">{say('系统', 'System')}</th>
                      <th scope="col">{say('版本', 'Version')}</th>
                      <th scope="col">{say('最近报告', 'Last report')}</th>
                      <th scope="col">{say('怎么办', 'What to do')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {shown().map(({ each, state }) => (
                      <tr key={`${each.system} ${each.resource}`}>
                        <th scope="row">
                          <RouterLink to={{ name: 'develop-resource', params: { id: each.resource } }}>
                            {titleOf(each)}
                          </RouterLink>
                          {each.resourceName !== undefined && (
                            <div class="hint">
                              <code>{each.resource}</code>
                            </div>
                          )}
                        </th>
                        <td data-title={say('状态', 'State')} class={['tone', state === 'well' ? 'good' : 'bad']}>
                          {word(state)}
                        </td>
                        <td data-title={say('单位', 'Organisation')}>{organisationName(each.organisation)}</td>
                        <td data-title={say('系统', 'System')}>
                          <RouterLink to={{ name: 'develop-system', params: { id: each.system } }}>
                            {each.system}
                          </RouterLink>
                        </td>
                        <td data-title={say('版本', 'Version')}>{each.version}</td>
                        <td data-title={say('最近报告', 'Last report')} title={exactMoment(each.lastSeen)}>
                          {state === 'silent' ? exactMoment(each.lastSeen) : away(each.lastSeen)}
                        </td>
                        <td data-title={say('怎么办', 'What to do')}>{todo(each, state)}</td>
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
  },
});
