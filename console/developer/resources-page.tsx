import './developer.css';
import { ElButton, ElInput, ElOption, ElSelect } from 'element-plus';
import { defineComponent, ref, shallowRef, watch } from 'vue';
import { RouterLink } from 'vue-router';
import { type Answer, call, useAsking } from '../api/index.ts';
import { number } from '../language/format.ts';
import { language, say } from '../language/language.ts';
import { Asked, EmptyNote, PageHeading, RefusalNote, useAct, useKept } from '../parts/index.ts';
import { organisationName } from '../session/organisations.ts';
import { sharingWord } from './words.ts';

type Found = Answer<'GET /v1/resources'>;

/** A pause in typing, in milliseconds. */
const pauseMs = 250;
const pageSize = 20;

/** Finding a resource to program against. */
export const ResourcesPage = defineComponent({
  setup() {
    const words = useKept('q');
    const sharing = useKept('sharing');
    const asked = ref(words.value);
    watch(words, (now, _before, onCleanup) => {
      const waiting = setTimeout(() => {
        asked.value = now;
      }, pauseMs);
      onCleanup(() => clearTimeout(waiting));
    });
    const query = (cursor?: string) => ({
      ...(asked.value.trim() === '' ? {} : { q: asked.value.trim() }),
      ...(sharing.value === '' ? {} : { sharing: sharing.value }),
      ...(cursor === undefined ? {} : { cursor }),
      status: 'published' as const,
      limit: pageSize,
    });
    const more = shallowRef<readonly Found['items'][number][]>([]);
    const next = ref<string | null>(null);
    const finding = useAsking(
      async (signal) => {
        const page = await call('GET /v1/resources', { query: { ...query(), facets: true }, signal });
        more.value = [];
        next.value = page.next;
        return page;
      },
      { on: () => [asked.value, sharing.value] },
    );
    const reading = useAct(async () => {
      if (next.value === null) return;
      const page = await call('GET /v1/resources', { query: query(next.value) });
      more.value = [...more.value, ...page.items];
      next.value = page.next;
    });
    const nameOf = ({ name, nameEn }: Found['items'][number]) => say(name, nameEn);
    return () => (
      <>
        <PageHeading
          title={say('查资源、试接口', 'Resources and sandbox')}
          about={say(
            '找到资源，看字段和样例，在沙箱里试一次，再带走能直接运行的代码。沙箱的数据都是生成的，不需要授权。',
            'Find a resource, see its fields and a sample, try it in the sandbox, and take working code along. The sandbox’s data is made up and needs no grant.',
          )}
        />
        <div class="choices">
          <ElInput
            v-model={words.value}
            clearable
            placeholder={say('名称、字段、单位或代码', 'Name, field, provider or code')}
            {...{ 'aria-label': say('查找资源', 'Find a resource'), type: 'search' }}
          />
          <ElSelect
            v-model={sharing.value}
            clearable
            placeholder={say('共享类型', 'Sharing')}
            {...{ 'aria-label': say('共享类型', 'Sharing') }}
          >
            {['1', '2', '3'].map((type) => (
              <ElOption key={type} value={type} label={sharingWord(type)} />
            ))}
          </ElSelect>
        </div>
        <Asked of={finding}>
          {() => {
            const page = finding.value.value;
            if (page === undefined) return null;
            if (page.items.length === 0)
              return (
                <EmptyNote
                  title={say('没有找到资源', 'No resource found')}
                  next={say(
                    '换一个词，或去掉共享类型的限制；确实没有的，可以在“共享管理”中提出需求。',
                    'Try another word or lift the filter; what is not there can be asked for as a demand under “Sharing”.',
                  )}
                />
              );
            return (
              <>
                <p class="hint" aria-live="polite">
                  {page.total !== undefined &&
                    say(`找到 ${number(page.total)} 个资源`, `${number(page.total)} resources found`)}
                  {page.leftOut !== undefined &&
                    say(`（未含“${page.leftOut}”一词）`, ` (without the word “${page.leftOut}”)`)}
                </p>
                <ul class="found">
                  {[...page.items, ...more.value].map((each) => (
                    <li key={each.id}>
                      <h2>
                        <RouterLink to={{ name: 'develop-resource', params: { id: each.id } }}>
                          {nameOf(each)}
                        </RouterLink>
                      </h2>
                      <p class="found-facts">
                        <code>{each.id}</code>
                        <span class="mark">{sharingWord(each.sharingType)}</span>
                        <span>
                          {say(
                            `由${organisationName(each.provider)}提供`,
                            `provided by ${organisationName(each.provider)}`,
                          )}
                        </span>
                      </p>
                      <p {...{ lang: language.value === 'zh' ? undefined : 'zh-CN' }}>{each.abstract}</p>
                    </li>
                  ))}
                </ul>
                {next.value !== null && (
                  <ElButton loading={reading.busy.value} onClick={() => void reading.act()}>
                    {say('再显示一些', 'Show more')}
                  </ElButton>
                )}
                <RefusalNote refusal={reading.refusal.value} />
              </>
            );
          }}
        </Asked>
      </>
    );
  },
});
