import { ElButton } from 'element-plus';
import { computed, defineComponent, onMounted, onUnmounted, type PropType } from 'vue';
import { RouterLink } from 'vue-router';
import { call, useAsking } from '../api/index.ts';
import { exactMoment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, CopyBlock } from '../parts/index.ts';
import { offerFile } from '../parts/offer-file.ts';
import { type ConnectorDraft, connectorYaml, startCommand } from './connector-file.ts';
import type { Resource } from './question.ts';

/** A connector reports every five seconds. */
const lookMs = 5_000;

/** The configuration that was written, the command that starts it, and whether the hub hears of it yet. */
export const ConnectorResult = defineComponent({
  props: {
    draft: { type: Object as PropType<ConnectorDraft>, required: true },
    resource: { type: Object as PropType<Resource>, required: true },
  },
  setup(props) {
    const keys = useAsking(async (signal) => {
      const { keys: all } = await call('GET /.well-known/jwks.json', { signal });
      return all.filter((key) => key['x-hufu-use'] === 'order');
    });
    const opened = Date.now();
    const sight = useAsking(async (signal) => {
      const { items } = await call('GET /v1/connectors', { signal });
      return items.filter(({ system, resource }) => system === props.draft.system && resource === props.resource.id);
    });
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void sight.again();
    }, lookMs);
    onUnmounted(() => clearInterval(timer));
    const registered = useAsking(async (signal) => {
      const { items } = await call('GET /v1/systems/{id}/keys', { params: { id: props.draft.system }, signal });
      return items.some(({ inForce }) => inForce);
    });
    onMounted(() => void registered.again());
    const yaml = computed(() =>
      connectorYaml({ draft: props.draft, resource: props.resource, orderKeys: keys.value.value ?? [] }),
    );
    const name = () => `${props.draft.system}.yaml`;
    const heard = () => {
      const last = sight.value.value?.[0];
      if (
        last === undefined ||
        (Date.parse(last.lastSeen) < opened && Date.now() - Date.parse(last.lastSeen) > 3 * lookMs)
      )
        return (
          <p>
            <span class="verdict-word unsure">{say('… 还没有收到它的报告', '… not heard of yet')}</span>{' '}
            {last !== undefined &&
              say(`上次报告 ${exactMoment(last.lastSeen)}`, `last heard of ${exactMoment(last.lastSeen)}`)}
          </p>
        );
      return (
        <p>
          <span class={['verdict-word', last.healthy ? 'good' : 'bad']}>
            {last.healthy
              ? say('✓ 已接通，查询会得到应答', '✓ connected: queries are answered')
              : say('✕ 已接通，但资源不健康', '✕ connected, but the resource is not well')}
          </span>{' '}
          {exactMoment(last.lastSeen)}
          {!last.healthy &&
            say(
              ' 看连接器的日志：MAPPING_WRONG 为表或列名不对，SOURCE_UNAVAILABLE 为连不上。',
              ' See the connector’s log: MAPPING_WRONG is a wrong table or column, SOURCE_UNAVAILABLE no connection.',
            )}
        </p>
      );
    };
    return () => (
      <Asked of={keys}>
        {() => (
          <>
            <ol class="todo-list">
              <li>
                {say(
                  '把这三个文件放在连接器所在机器的同一目录：',
                  'Put these three files into one folder of the connector’s machine: ',
                )}
                <code>{name()}</code>
                {say('（下面）、', ' (below), ')}
                <code>{`${props.draft.system}.json`}</code>
                {say('（私钥）、', ' (private key), ')}
                <code>{`${props.draft.system}.creds`}</code>
                {say('（消息凭证）。', ' (NATS credential). ')}
                <RouterLink to={{ name: 'develop-system', params: { id: props.draft.system } }}>
                  {say('后两个在“系统密钥与凭证”生成', 'The latter two are made at “keys and credentials”')}
                </RouterLink>
                {registered.value.value === false && (
                  <strong class="verdict-word bad">
                    {say(' ✕ 该系统还没有有效的密钥', ' ✕ the system has no key in force yet')}
                  </strong>
                )}
              </li>
              <li>{say('粘贴下面一条命令启动。', 'Start it by pasting the one command below.')}</li>
              <li>{say('本页会显示它是否接通。', 'This page shows whether it is connected.')}</li>
            </ol>
            <p>
              <ElButton
                type="primary"
                onClick={() => offerFile({ name: name(), content: yaml.value, type: 'application/yaml' })}
              >
                {say(`保存 ${name()}`, `Save ${name()}`)}
              </ElButton>
            </p>
            <CopyBlock label={name()} text={yaml.value} />
            <CopyBlock label={say('启动命令', 'Command to start it')} text={startCommand(props.draft)} />
            <h3>{say('接通了吗', 'Is it connected?')}</h3>
            <div aria-live="polite">{heard()}</div>
            <p class="hint">
              {say(
                '试一试：请使用方在“预演裁定”确认获准后查询一条；应答不对时看字段对应，行不合模式时应答 ROWS_INVALID。代码转换、多个资源等其余写法见 connectors/README.md。',
                'To test it, have a consumer that is allowed ask for one record; where values are wrong look at the mapping, and rows that break the schema are answered ROWS_INVALID. Code lists, several resources and the rest: connectors/README.md.',
              )}
            </p>
          </>
        )}
      </Asked>
    );
  },
});
