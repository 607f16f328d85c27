import { ElButton } from 'element-plus';
import { defineComponent, type PropType } from 'vue';
import { RouterLink } from 'vue-router';
import { type Answer, call, useAsking } from '../../api/index.ts';
import { say } from '../../language/language.ts';
import { Asked, CopyBlock, ReasonedButton, RefusalNote, useAct } from '../../parts/index.ts';
import { download, keepFile } from '../downloads.ts';

type Resource = Answer<'GET /v1/resources/{id}'>;

/** What programs need of the resource: its schema, types and interface, and for what is open, its data. */
export const ProgramsPart = defineComponent({
  props: { resource: { type: Object as PropType<Resource>, required: true } },
  setup(props) {
    const isOut = () =>
      props.resource.openness.open && props.resource.status === 'published' && props.resource.sharing.type !== '3';
    const open = useAsking(
      async (signal) =>
        isOut() ? call('GET /v1/open-data/{id}.json', { params: { id: props.resource.id }, signal }) : undefined,
      { on: () => [props.resource.id, props.resource.version] },
    );
    const fetching = useAct((path: string, name: string) => download(path, name));
    const fetchButton = (path: string, name: string, label: string) => (
      <ElButton loading={fetching.busy.value} onClick={() => void fetching.act(path, name)}>
        {label}
      </ElButton>
    );
    return () => {
      const { resource } = props;
      const at = `/v1/resources/${resource.id}`;
      return (
        <>
          <h2>{say('结构与类型', 'Schema and types')}</h2>
          <p class="button-row">
            {fetchButton(
              `${at}/schema`,
              `${resource.id}.schema.json`,
              say('数据行 JSON Schema', 'JSON Schema of a row'),
            )}
            {fetchButton(`${at}/types.d.ts`, `${resource.id}.d.ts`, say('TypeScript 类型', 'TypeScript types'))}
            {fetchButton(
              `${at}/openapi.json`,
              `${resource.id}.openapi.json`,
              say('OpenAPI 描述', 'OpenAPI description'),
            )}
            <RouterLink class="el-button" to={`/develop/resources/${encodeURIComponent(resource.id)}`}>
              {say('沙箱与接入', 'Sandbox and integration')}
            </RouterLink>
          </p>
          <RefusalNote refusal={fetching.refusal.value} />
          <h2>{say('开放数据', 'Open data')}</h2>
          {isOut() ? (
            <Asked of={open}>
              {() => {
                const dataset = open.value.value;
                if (dataset === undefined) return null;
                const { rows } = dataset;
                const because = rows.available ? undefined : say(rows.reason ?? '', rows.reasonEn ?? '');
                const rowsAt = `/v1/open-data/${resource.id}/rows`;
                return (
                  <p class="button-row">
                    {fetchButton(
                      dataset.downloads.json,
                      `${resource.id}.json`,
                      say('说明（JSON）', 'Description (JSON)'),
                    )}
                    {fetchButton(dataset.downloads.csv, `${resource.id}.csv`, say('信息项（CSV）', 'Items (CSV)'))}
                    {(['csv', 'json'] as const).map((form) => (
                      <ReasonedButton
                        key={form}
                        because={because}
                        loading={fetching.busy.value}
                        onPress={() => void fetching.act(`${rowsAt}.${form}`, `${resource.id}-rows.${form}`)}
                      >
                        {say(`数据（${form.toUpperCase()}）`, `Rows (${form.toUpperCase()})`)}
                      </ReasonedButton>
                    ))}
                  </p>
                );
              }}
            </Asked>
          ) : (
            <p class="hint">
              {say('未向社会开放，没有公开下载。', 'It is not open to the public, so there is nothing to download.')}
            </p>
          )}
          <h2>{say('数据行规则', 'Row schema')}</h2>
          <p class="button-row">
            <ElButton
              onClick={() =>
                keepFile(
                  `${resource.id}.row.json`,
                  new Blob([JSON.stringify(resource.rowSchema, undefined, 2)], { type: 'application/json' }),
                )
              }
            >
              {say('保存为文件', 'Save as a file')}
            </ElButton>
          </p>
          <CopyBlock
            label={say('一行数据的规则', 'What a row is')}
            text={JSON.stringify(resource.rowSchema, undefined, 2)}
          />
        </>
      );
    };
  },
});
