import { ElAlert } from 'element-plus';
import { defineComponent } from 'vue';
import { call, useAsking } from '../api/index.ts';
import { moment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { type Connector, connectorState, titleOf } from './state.ts';

/** Which connectors of a resource, or of an organisation, would not answer now; nothing when all would. Told in one's reach. */
export const SilentNote = defineComponent({
  props: { resource: { type: String, default: undefined }, organisation: { type: String, default: undefined } },
  setup(props) {
    const connectors = useAsking(async (signal) => (await call('GET /v1/connectors', { signal })).items);
    const concerned = (each: Connector) =>
      props.resource === undefined ? each.organisation === props.organisation : each.resource === props.resource;
    return () => {
      const now = Date.now();
      const ill = (connectors.value.value ?? []).filter(
        (each) => concerned(each) && connectorState(each, now) !== 'well',
      );
      return ill.map((each) => (
        <ElAlert
          key={`${each.system} ${each.resource}`}
          type="warning"
          showIcon
          closable={false}
          class="silent-note"
          title={
            connectorState(each, now) === 'silent'
              ? say(
                  `${titleOf(each)} 现在不能应答：连接器 ${each.system} 自${moment(each.lastSeen)}起没有消息。`,
                  `${titleOf(each)} would not answer now: nothing was heard of connector ${each.system} since ${moment(each.lastSeen)}.`,
                )
              : say(
                  `${titleOf(each)} 现在不能应答：连接器 ${each.system} 报告不健康。`,
                  `${titleOf(each)} would not answer now: connector ${each.system} reports that it is unwell.`,
                )
          }
          description={say(
            '正式查询会被拒绝，稍后重试；沙箱不受影响。由提供部门的运行管理员处理。',
            'Queries are refused until it is back; the sandbox still answers. An operator of the providing department sees to it.',
          )}
        />
      ));
    };
  },
});
