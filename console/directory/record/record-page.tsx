import '../directory.css';
import { ElTabPane, ElTabs } from 'element-plus';
import { computed, defineComponent, ref } from 'vue';
import { RouterLink, useRoute, useRouter } from 'vue-router';
import { call, callWithVersion, useAsking } from '../../api/index.ts';
import { moment } from '../../language/format.ts';
import { say } from '../../language/language.ts';
import { Asked, PageHeading, ReasonedButton, useKept } from '../../parts/index.ts';
import { closedToWriting } from '../closed-to-writing.ts';
import { bothNames, readReference } from '../reference.ts';
import { Tag } from '../tag.tsx';
import { keeps, mayWrite } from '../who.ts';
import { revisionStatusWord, statusTone, statusWord } from '../words.ts';
import { AboutPart } from './about-part.tsx';
import { ChangesPart } from './changes-part.tsx';
import { EditionsPart } from './editions-part.tsx';
import { ItemsPart } from './items-part.tsx';
import { LifePanel } from './life-panel.tsx';
import { ProgramsPart } from './programs-part.tsx';
import { PromisesPart } from './promises-part.tsx';
import { RelationsPart } from './relations-part.tsx';

/** One resource: what it is, where it stands, what may be done with it, and everything that is known of it. */
export const RecordPage = defineComponent({
  setup() {
    const route = useRoute();
    const router = useRouter();
    const id = computed(() => String(route.params.id));
    const part = useKept('part', 'about');
    /** Counts what was done here, so that the parts read anew. */
    const deeds = ref(0);
    const record = useAsking(
      async (signal) => {
        const [{ answer, version }, editions] = await Promise.all([
          callWithVersion('GET /v1/resources/{id}', { params: { id: id.value }, signal }),
          call('GET /v1/resources/{id}/editions', { params: { id: id.value }, signal }),
          readReference(),
        ]);
        return { resource: answer, version: version ?? '', editions };
      },
      { on: () => [id.value, deeds.value] },
    );
    return () => (
      <Asked of={record} heading={say('资源', 'Resource')}>
        {() => {
          const held = record.value.value;
          if (held === undefined) return null;
          const { resource, version, editions } = held;
          const [name, other] = bothNames(resource);
          const { revision } = editions;
          const writes = mayWrite(resource.provider);
          const isKept = keeps(resource.provider);
          const label = {
            about: say('元数据', 'Metadata'),
            items: say(`信息项（${resource.items.length}）`, `Items (${resource.items.length})`),
            relations: say('关联', 'Relations'),
            editions: say('版本', 'Editions'),
            promises: say('质量与承诺', 'Quality and promises'),
            changes: say('变更记录', 'Changes'),
            programs: say('接入与下载', 'For programs'),
          };
          return (
            <>
              <p class="way-back">
                <RouterLink to={{ name: 'directory' }}>{say('← 资源目录', '← Directory')}</RouterLink>
              </p>
              <PageHeading title={name} about={other}>
                {writes && (
                  <ReasonedButton
                    because={closedToWriting(resource.status, revision?.status)}
                    onPress={() => void router.push({ name: 'directory-edit', params: { id: resource.id } })}
                  >
                    {resource.status === 'published' || resource.status === 'suspended'
                      ? revision === undefined
                        ? say('修订', 'Revise')
                        : say('续写修订', 'Go on with the revision')
                      : say('编写', 'Edit')}
                  </ReasonedButton>
                )}
                <RouterLink class="el-button" to={{ name: 'directory-differences', params: { id: resource.id } }}>
                  {say('版本差异', 'Differences')}
                </RouterLink>
              </PageHeading>
              <p class="record-line">
                <Tag type={statusTone(resource.status)}>{statusWord(resource.status)}</Tag>{' '}
                {revision !== undefined && (
                  <Tag type="warning">
                    {revisionStatusWord(revision.status)}
                    {revision.breaking ? say('（不兼容）', ' (breaking)') : ''}
                  </Tag>
                )}{' '}
                {resource.synthetic && <Tag type="info">{say('生成数据', 'Generated data')}</Tag>}{' '}
                <code>{resource.code}</code> <code>{resource.id}</code>{' '}
                <span class="hint">
                  {say(`更新于 ${moment(resource.updatedAt)}`, `changed ${moment(resource.updatedAt)}`)}
                </span>
              </p>
              {writes && (
                <LifePanel
                  resource={resource}
                  version={version}
                  editions={editions}
                  onDone={() => (deeds.value += 1)}
                />
              )}
              <ElTabs
                class="record-parts"
                modelValue={part.value}
                onUpdate:modelValue={(chosen: string | number) => (part.value = String(chosen))}
              >
                <ElTabPane name="about" label={label.about} lazy>
                  <AboutPart resource={resource} isKept={isKept} />
                </ElTabPane>
                <ElTabPane name="items" label={label.items} lazy>
                  <ItemsPart content={resource} />
                </ElTabPane>
                <ElTabPane name="relations" label={label.relations} lazy>
                  <RelationsPart id={resource.id} />
                </ElTabPane>
                <ElTabPane name="editions" label={label.editions} lazy>
                  <EditionsPart id={resource.id} editions={editions} />
                </ElTabPane>
                <ElTabPane name="promises" label={label.promises} lazy>
                  <PromisesPart id={resource.id} items={resource.items} />
                </ElTabPane>
                {isKept && (
                  <ElTabPane name="changes" label={label.changes} lazy>
                    <ChangesPart id={resource.id} deeds={deeds.value} />
                  </ElTabPane>
                )}
                <ElTabPane name="programs" label={label.programs} lazy>
                  <ProgramsPart resource={resource} />
                </ElTabPane>
              </ElTabs>
            </>
          );
        }}
      </Asked>
    );
  },
});
