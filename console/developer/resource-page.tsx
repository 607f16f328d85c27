import './developer.css';
import { ElButton, ElTabPane, ElTabs } from 'element-plus';
import { computed, defineComponent } from 'vue';
import { RouterLink, useRoute } from 'vue-router';
import { type Answer, call, send, useAsking } from '../api/index.ts';
import { say } from '../language/language.ts';
import { SilentNote } from '../operate/silent-note.tsx';
import { Asked, CopyBlock, EmptyNote, PageHeading, useKept, WideBox } from '../parts/index.ts';
import { offerFile } from '../parts/offer-file.ts';
import { organisationName } from '../session/organisations.ts';
import { OwnGrants } from './own-grants.tsx';
import { offeredItems, type Resource } from './question.ts';
import { readSample, type Sample } from './sample.ts';
import { TryIt } from './try-it.tsx';
import { itemName, itemTypeWord, sensitivityWord, sharingWord } from './words.ts';

interface Described {
  readonly resource: Resource;
  readonly sample: Sample | undefined;
}

const parts = ['try', 'schema', 'grants', 'files'] as const;

/** One resource as programs see it: try it, its fields, the own grants for it, and its descriptions for tools. */
export const ResourcePage = defineComponent({
  setup() {
    const route = useRoute();
    const id = computed(() => String(route.params.id));
    const kept = useKept('part', 'try');
    const part = computed({
      get: () => parts.find((each) => each === kept.value) ?? 'try',
      set: (now: string) => {
        kept.value = now;
      },
    });
    const reading = useAsking<Described>(
      async (signal) => {
        const resource = await call('GET /v1/resources/{id}', { params: { id: id.value }, signal });
        return { resource, sample: await readSample(resource, signal) };
      },
      { on: () => id.value },
    );
    const name = ({ name: zh, nameEn: en }: Resource) => say(zh, en);
    const row = (item: Answer<'GET /v1/resources/{id}'>['items'][number], { resource, sample }: Described) => {
      const type = (item.sharing ?? resource.sharing).type;
      const value = sample?.row[item.field];
      return (
        <tr key={item.field}>
          <th scope="row">
            {itemName(item)}
            <br />
            <code>{item.field}</code>
          </th>
          <td data-title={say('类型', 'Type')}>
            {itemTypeWord(item.type)}
            {item.length !== undefined && ` ${item.length}`}
            {item.unit !== undefined && ` ${item.unit}`}
          </td>
          <td data-title={say('代码与说明', 'Codes and notes')}>
            {item.codeTable !== undefined && <code>{item.codeTable}</code>}{' '}
            {item.description ?? (item.codeTable === undefined ? '—' : '')}
          </td>
          <td data-title={say('敏感程度', 'Sensitivity')}>{sensitivityWord(item.sensitivity)}</td>
          <td data-title={say('共享', 'Sharing')}>{sharingWord(type)}</td>
          <td data-title={say('可匹配', 'Matchable')}>{item.matchable ? say('✓ 可', '✓ yes') : '—'}</td>
          <td data-title={say('样例', 'Sample')}>
            {value === undefined ? '—' : typeof value === 'string' ? value : JSON.stringify(value)}
          </td>
        </tr>
      );
    };
    const schema = (described: Described) => (
      <>
        <WideBox label={say('信息项', 'Information items')}>
          <table class="plain-table stacks">
            <caption>
              {say(
                `${described.resource.items.length} 个信息项；样例由沙箱生成，不是任何人的数据。`,
                `${described.resource.items.length} information items; the sample is made up by the sandbox and nobody’s data.`,
              )}
            </caption>
            <thead>
              <tr>
                <th scope="col">{say('信息项', 'Item')}</th>
                <th scope="col">{say('类型', 'Type')}</th>
                <th scope="col">{say('代码与说明', 'Codes and notes')}</th>
                <th scope="col">{say('敏感程度', 'Sensitivity')}</th>
                <th scope="col">{say('共享', 'Sharing')}</th>
                <th scope="col">{say('可匹配', 'Matchable')}</th>
                <th scope="col">{say('样例', 'Sample')}</th>
              </tr>
            </thead>
            <tbody>{described.resource.items.map((item) => row(item, described))}</tbody>
          </table>
        </WideBox>
        <p>
          {say('匹配组合：', 'Match keys: ')}
          {described.resource.matchKeys.length === 0
            ? say('无', 'none')
            : described.resource.matchKeys.map((key) => key.join(' + ')).join(say('；', '; '))}
        </p>
        <div class="tall">
          <CopyBlock
            label={say('数据行的 JSON Schema（2020-12）', 'JSON Schema of a row (2020-12)')}
            text={JSON.stringify(described.resource.rowSchema, null, 2)}
          />
        </div>
      </>
    );
    return () => (
      <Asked of={reading} heading={say('资源', 'Resource')}>
        {() => {
          const described = reading.value.value;
          if (described === undefined) return null;
          const { resource, sample } = described;
          return (
            <>
              <PageHeading title={name(resource)} about={resource.abstract}>
                <RouterLink
                  class="el-button el-button--primary"
                  to={{ path: '/applications/new', query: { resource: resource.id } }}
                >
                  {say('申请使用', 'Apply for it')}
                </RouterLink>
              </PageHeading>
              <p class="found-facts">
                <code>{resource.id}</code>
                <span class="mark">{sharingWord(resource.sharing.type)}</span>
                <span>
                  {say(
                    `由${organisationName(resource.provider)}提供`,
                    `provided by ${organisationName(resource.provider)}`,
                  )}
                </span>
                <RouterLink to={`/directory/${resource.id}`}>{say('目录记录', 'Record in the directory')}</RouterLink>
              </p>
              <SilentNote resource={resource.id} />
              <ElTabs v-model={part.value}>
                <ElTabPane name="try" label={say('试一试', 'Try it')}>
                  {sample === undefined || offeredItems(resource).length === 0 ? (
                    <EmptyNote
                      title={say('该资源不经接口查询', 'This resource is not asked by queries')}
                      next={say(
                        '它以文件或库表方式共享，或没有可共享的信息项；行模式见“字段”。',
                        'It is shared as files or tables, or shares no item; the schema of its rows is under “Fields”.',
                      )}
                    />
                  ) : (
                    <TryIt resource={resource} sample={sample} />
                  )}
                </ElTabPane>
                <ElTabPane name="schema" label={say('字段', 'Fields')} lazy>
                  {schema(described)}
                </ElTabPane>
                <ElTabPane name="grants" label={say('授权与额度', 'Grants')} lazy>
                  <OwnGrants resource={resource.id} />
                </ElTabPane>
                <ElTabPane name="files" label={say('类型与接口文件', 'Types')} lazy>
                  <ResourceFiles resource={resource.id} />
                </ElTabPane>
              </ElTabs>
            </>
          );
        }}
      </Asked>
    );
  },
});

/** What tools read of a resource: TypeScript types and its OpenAPI document. */
const ResourceFiles = defineComponent({
  props: { resource: { type: String, required: true } },
  setup(props) {
    const files = useAsking(
      async (signal) => {
        const text = async (name: string) =>
          (await send({ method: 'GET', path: `/v1/resources/${props.resource}/${name}`, signal })).text();
        const [types, openapi] = await Promise.all([text('types.d.ts'), text('openapi.json')]);
        return { types, openapi: JSON.stringify(JSON.parse(openapi), null, 2) };
      },
      { on: () => props.resource },
    );
    return () => (
      <Asked of={files}>
        {() => {
          const { types = '', openapi = '' } = files.value.value ?? {};
          return (
            <>
              <p class="wizard-buttons">
                <ElButton
                  onClick={() => offerFile({ name: `${props.resource}.d.ts`, content: types, type: 'text/plain' })}
                >
                  {say('保存 types.d.ts', 'Save types.d.ts')}
                </ElButton>
                <ElButton
                  onClick={() =>
                    offerFile({ name: `${props.resource}.openapi.json`, content: openapi, type: 'application/json' })
                  }
                >
                  {say('保存 openapi.json', 'Save openapi.json')}
                </ElButton>
              </p>
              <div class="tall">
                <CopyBlock label={say('TypeScript 类型', 'TypeScript types')} text={types} />
                <CopyBlock label="OpenAPI 3.1" text={openapi} />
              </div>
            </>
          );
        }}
      </Asked>
    );
  },
});
