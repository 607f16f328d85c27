import './developer.css';
import {
  ElButton,
  ElForm,
  ElFormItem,
  ElInput,
  ElOption,
  ElRadio,
  ElRadioGroup,
  ElSelect,
  ElStep,
  ElSteps,
} from 'element-plus';
import { computed, defineComponent, nextTick, reactive, ref, watch } from 'vue';
import { RouterLink } from 'vue-router';
import { call, useAsking } from '../api/index.ts';
import { say } from '../language/language.ts';
import { Asked, EmptyNote, PageHeading, RefusalNote, useKept, WideBox } from '../parts/index.ts';
import { announce } from '../shell/announce.ts';
import {
  type ConnectorDraft,
  connectionFaults,
  type Fault,
  mappingFaults,
  type SourceKind,
  sourceFaults,
} from './connector-file.ts';
import { ConnectorResult } from './connector-result.tsx';
import { faultWord } from './fault-word.ts';
import { MappingTable } from './mapping-table.tsx';
import { isAdministration, ownOrganisation, useOwnSystems } from './own-systems.ts';

const kinds: readonly (readonly [SourceKind, string, string])[] = [
  ['postgres', 'PostgreSQL 表或视图', 'PostgreSQL table or view'],
  ['http', '已有的 HTTP 接口', 'an HTTP service you have'],
  ['csv', 'CSV 文件', 'CSV file'],
  ['geojson', 'GeoJSON 文件', 'GeoJSON file'],
];

/** A connector's configuration, step by step, ending in the file and one command to paste. */
export const ConnectorPage = defineComponent({
  setup() {
    const systems = useOwnSystems('provider');
    const systemKept = useKept('system');
    const resourceKept = useKept('resource');
    const step = ref(0);
    const tried = ref(false);
    const heading = ref<HTMLElement>();
    const draft = reactive<ConnectorDraft>({
      system: '',
      organisation: ownOrganisation(),
      natsUrl: '',
      kind: 'postgres',
      host: '',
      port: '5432',
      database: '',
      user: 'hufu_reader',
      table: '',
      url: '',
      rows: '',
      health: '',
      header: '',
      path: '',
      delimiter: ',',
      encoding: 'utf-8',
      fields: [],
      freshness: '',
    });
    const resources = useAsking(
      async (signal) => {
        if (draft.organisation === '') return [];
        const query = { provider: draft.organisation, limit: 100 };
        return (await call('GET /v1/resources', { query, signal })).items;
      },
      { on: () => draft.organisation },
    );
    const resource = useAsking(
      async (signal) =>
        resourceKept.value === ''
          ? undefined
          : call('GET /v1/resources/{id}', { params: { id: resourceKept.value }, signal }),
      { on: () => resourceKept.value },
    );
    watch(
      () => systems.value.value,
      (list) => {
        const chosen = list?.find(({ id }) => id === systemKept.value) ?? (list?.length === 1 ? list[0] : undefined);
        if (chosen !== undefined) Object.assign(draft, { system: chosen.id, organisation: chosen.organisation });
      },
    );
    watch(
      () => resource.value.value,
      (now) => {
        if (now === undefined) return;
        const before = new Map(draft.fields.map((line) => [line.field, line]));
        draft.fields = now.items.map(({ field }) => before.get(field) ?? { field, from: '', date: '', trim: false });
      },
    );
    const chooseSystem = (id: string) => {
      const chosen = systems.value.value?.find((each) => each.id === id);
      if (chosen === undefined) return;
      if (chosen.organisation !== draft.organisation) resourceKept.value = '';
      Object.assign(draft, { system: chosen.id, organisation: chosen.organisation });
      systemKept.value = id;
    };
    const faults = computed<Readonly<Record<string, Fault>>>(() => {
      const record = resource.value.value;
      if (step.value === 0)
        return { ...connectionFaults(draft), ...(record === undefined ? { resource: 'needed' as const } : {}) };
      if (step.value === 1) return sourceFaults(draft);
      if (step.value === 2 && record !== undefined) return mappingFaults(draft, record);
      return {};
    });
    const shown = (member: string) => (tried.value ? faultWord(faults.value[member]) : '');
    const show = async (next: number) => {
      step.value = next;
      tried.value = false;
      await nextTick();
      heading.value?.focus();
    };
    const forth = (event: Event) => {
      event.preventDefault();
      tried.value = true;
      const count = Object.keys(faults.value).length;
      if (count > 0) {
        announce(say(`有 ${count} 处需要改正。`, `${count} place(s) to put right.`));
        return;
      }
      void show(step.value + 1);
    };
    type TextMember =
      | 'natsUrl'
      | 'host'
      | 'port'
      | 'database'
      | 'user'
      | 'table'
      | 'url'
      | 'rows'
      | 'health'
      | 'header'
      | 'path';
    const input = (member: TextMember, label: string, placeholder: string) => (
      <ElFormItem label={label} for={`connector-${member}`} error={shown(member)}>
        <ElInput
          id={`connector-${member}`}
          modelValue={draft[member]}
          onUpdate:modelValue={(value: string) => {
            draft[member] = value;
          }}
          placeholder={placeholder}
          autocomplete="off"
        />
      </ElFormItem>
    );
    const first = () => (
      <>
        <ElFormItem
          label={say('连接器的系统', 'The connector’s system')}
          for="connector-system"
          error={shown('system')}
        >
          <ElSelect
            id="connector-system"
            modelValue={draft.system}
            onUpdate:modelValue={chooseSystem}
            filterable
            {...{ 'aria-label': say('连接器的系统', 'The connector’s system') }}
          >
            {systems.value.value?.map(({ id, name, organisation }) => (
              <ElOption
                key={id}
                value={id}
                label={isAdministration() ? `${id} ${name} (${organisation})` : `${id} ${name}`}
              />
            ))}
          </ElSelect>
        </ElFormItem>
        <ElFormItem
          label={say('提供哪个资源', 'Which resource it gives')}
          for="connector-resource"
          error={shown('resource')}
        >
          <ElSelect
            id="connector-resource"
            v-model={resourceKept.value}
            filterable
            noDataText={say('本单位在目录中还没有资源', 'Your organisation has no resource in the directory')}
            {...{ 'aria-label': say('提供哪个资源', 'Which resource it gives') }}
          >
            {(resources.value.value ?? []).map(({ id, name, nameEn }) => (
              <ElOption key={id} value={id} label={`${say(name, nameEn)} ${id}`} />
            ))}
          </ElSelect>
        </ElFormItem>
        <RefusalNote refusal={resource.refusal.value} />
        {input(
          'natsUrl',
          say('消息网络地址（向运行管理员索取）', 'Address of the message network (ask the operator)'),
          'tls://nats.example.gov.cn:4222',
        )}
      </>
    );
    const second = () => (
      <>
        <ElFormItem label={say('数据在哪里', 'Where the data is')}>
          <ElRadioGroup v-model={draft.kind} {...{ 'aria-label': say('数据在哪里', 'Where the data is') }}>
            {kinds.map(([kind, zh, en]) => (
              <ElRadio key={kind} value={kind}>
                {say(zh, en)}
              </ElRadio>
            ))}
          </ElRadioGroup>
        </ElFormItem>
        {draft.kind === 'postgres' && (
          <>
            <div class="two-columns">
              {input('host', say('主机', 'Host'), '10.0.0.12')}
              {input('port', say('端口', 'Port'), '5432')}
              {input('database', say('数据库', 'Database'), 'register')}
              {input('user', say('只读账户', 'Account that may only read'), 'hufu_reader')}
            </div>
            {input('table', say('表或视图', 'Table or view'), 'rk.czrk')}
            <p class="hint">
              {say(
                '口令不写进文件：启动时询问。账户只需要 select 这一张表的权限；口令里的 @ : / 等须写成百分号编码。',
                'The password stands in no file: it is asked for at the start. The account needs select on this table and nothing else; write @ : / and the like in it percent-encoded.',
              )}
            </p>
          </>
        )}
        {draft.kind === 'http' && (
          <>
            {input(
              'url',
              say('地址，匹配值写作 {字段}', 'Address, with match values as {field}'),
              'https://register.example/api/people/{citizenNumber}',
            )}
            <div class="two-columns">
              {input(
                'rows',
                say(
                  '记录在应答中的位置（JSON 指针，可空）',
                  'Where the records stand in the answer (JSON pointer, or nothing)',
                ),
                '/data/items',
              )}
              {input(
                'health',
                say('健康检查地址（可空）', 'Address that answers while it is well (or nothing)'),
                'https://register.example/health',
              )}
            </div>
            {input(
              'header',
              say(
                '鉴权请求头的名称（可空，值在启动时询问）',
                'Name of the header with its token (or nothing; the token is asked for at the start)',
              ),
              'Authorization',
            )}
          </>
        )}
        {(draft.kind === 'csv' || draft.kind === 'geojson') &&
          input(
            'path',
            say('文件路径（从配置文件所在目录起）', 'Path of the file (from the configuration’s folder)'),
            draft.kind === 'csv' ? '/srv/delivery/figures.csv' : '/srv/delivery/divisions.geojson',
          )}
        {draft.kind === 'csv' && (
          <div class="two-columns">
            <ElFormItem label={say('分隔符', 'Delimiter')} for="connector-delimiter">
              <ElSelect
                id="connector-delimiter"
                v-model={draft.delimiter}
                {...{ 'aria-label': say('分隔符', 'Delimiter') }}
              >
                <ElOption value="," label={say('逗号 ,', 'comma ,')} />
                <ElOption value=";" label={say('分号 ;', 'semicolon ;')} />
                <ElOption value={'\t'} label={say('制表符', 'tab')} />
                <ElOption value="|" label={say('竖线 |', 'bar |')} />
              </ElSelect>
            </ElFormItem>
            <ElFormItem label={say('编码', 'Encoding')} for="connector-encoding">
              <ElSelect id="connector-encoding" v-model={draft.encoding} {...{ 'aria-label': say('编码', 'Encoding') }}>
                <ElOption value="utf-8" label="UTF-8" />
                <ElOption value="gb18030" label="GB 18030" />
              </ElSelect>
            </ElFormItem>
          </div>
        )}
      </>
    );
    const titles = () => [
      say('谁提供什么', 'Who gives what'),
      say('数据在哪里', 'Where the data is'),
      say('字段对应', 'Which field is which'),
      say('文件与命令', 'File and command'),
    ];
    const nothing = () => (
      <EmptyNote
        title={say('本单位还没有提供方系统', 'Your organisation has no provider system yet')}
        next={say(
          '连接器以提供方系统的身份接入：先登记一个，生成密钥、签发消息凭证。',
          'A connector acts as a provider system: register one, make its key and issue its NATS credential.',
        )}
      >
        <RouterLink to={{ name: 'develop-systems' }}>{say('系统与密钥', 'Systems and keys')}</RouterLink>
      </EmptyNote>
    );
    const wizard = () => (
      <div class="wizard">
        <WideBox label={say('步骤', 'Steps')}>
          <ElSteps active={step.value} finishStatus="success" simple>
            {titles().map((title) => (
              <ElStep key={title} title={title} />
            ))}
          </ElSteps>
        </WideBox>
        <h2 ref={heading} tabindex={-1}>
          {`${step.value + 1} / 4 · ${titles()[step.value] ?? ''}`}
        </h2>
        {step.value < 3 ? (
          <ElForm labelPosition="top" {...{ onSubmit: forth, novalidate: true }}>
            {step.value === 0 && first()}
            {step.value === 1 && second()}
            {step.value === 2 && resource.value.value !== undefined && (
              <MappingTable draft={draft} resource={resource.value.value} faults={tried.value ? faults.value : {}} />
            )}
            <div class="wizard-buttons">
              {step.value > 0 && <ElButton onClick={() => void show(step.value - 1)}>{say('上一步', 'Back')}</ElButton>}
              <ElButton type="primary" nativeType="submit">
                {say('下一步', 'Next')}
              </ElButton>
            </div>
            {tried.value && Object.keys(faults.value).length > 0 && (
              <p class="el-form-item__error" role="alert">
                {say('请改正上面标出的地方。', 'Put right what is marked above.')}
              </p>
            )}
          </ElForm>
        ) : (
          <>
            {resource.value.value !== undefined && <ConnectorResult draft={draft} resource={resource.value.value} />}
            <div class="wizard-buttons">
              <ElButton onClick={() => void show(2)}>{say('上一步', 'Back')}</ElButton>
            </div>
          </>
        )}
      </div>
    );
    return () => (
      <>
        <PageHeading
          title={say('配置连接器', 'Set up a connector')}
          about={say(
            '连接器在部门自己的网络里运行，从内向外接通，按签名指令读本单位的数据；数据不落地到中枢，部门不开放端口。',
            'A connector runs in the department’s own network, dials out, and reads its data on signed orders; no data is copied to the hub and no port is opened.',
          )}
        />
        <Asked of={systems}>{() => ((systems.value.value?.length ?? 0) === 0 ? nothing() : wizard())}</Asked>
      </>
    );
  },
});
