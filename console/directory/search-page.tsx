import './directory.css';
import { Search } from '@element-plus/icons-vue';
import { ElButton, ElInput } from 'element-plus';
import { computed, defineComponent, onBeforeUnmount, onMounted, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { RouterLink } from 'vue-router';
import { type Answer, call, type Query, type Refusal, refusalOf } from '../api/index.ts';
import { number } from '../language/format.ts';
import { language, say } from '../language/language.ts';
import { EmptyNote, FirstSteps, PageHeading, RefusalNote, useKept } from '../parts/index.ts';
import { has, session } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { directorySteps } from './directory-steps.ts';
import { ExportMenu } from './export-menu.tsx';
import { type FacetChoice, FacetPanel } from './facet-panel.tsx';
import { readReference } from './reference.ts';
import { ResultList } from './result-list.tsx';

type Page = Answer<'GET /v1/resources'>;
type Line = Page['items'][number];

const pauseMs = 250;
const pageSize = 100;

/** What is asked for, as the hub takes it; `open` is kept as a text in the address. */
function questionOf(kept: Readonly<Record<FacetChoice | 'q', string>>): Query<'GET /v1/resources'> {
  const { open, q, ...facets } = kept;
  const chosen = Object.fromEntries(Object.entries(facets).filter(([, value]) => value !== ''));
  return {
    ...(chosen as Query<'GET /v1/resources'>),
    ...(q.trim() === '' ? {} : { q: q.trim().slice(0, 100) }),
    ...(open === '' ? {} : { open: open === 'true' }),
  };
}

/** The directory: searched as one types, narrowed by facets that the address remembers, read on as one scrolls. */
export const SearchPage = defineComponent({
  setup() {
    const kept = {
      q: useKept('q'),
      class: useKept('class'),
      provider: useKept('provider'),
      section: useKept('section'),
      sharing: useKept('sharing'),
      open: useKept('open'),
      format: useKept('format'),
      updateCycle: useKept('updateCycle'),
      sensitivity: useKept('sensitivity'),
      status: useKept('status'),
    } as const;
    // What stands in the field, ahead of what is searched for by the pause between two keys.
    const typed = ref(kept.q.value);
    let pause: ReturnType<typeof setTimeout> | undefined;
    watch(typed, (now) => {
      clearTimeout(pause);
      pause = setTimeout(() => {
        kept.q.value = now.trim();
      }, pauseMs);
    });
    watch(kept.q, (now) => {
      if (now !== typed.value.trim()) typed.value = now;
    });

    const lines = shallowRef<readonly Line[]>([]);
    const first = shallowRef<Page>();
    const refusal = shallowRef<Refusal>();
    const busy = ref(false);
    const reading = ref(false);
    let running: AbortController | undefined;
    let next: string | undefined;

    const question = computed(() =>
      questionOf({
        q: kept.q.value,
        class: kept.class.value,
        provider: kept.provider.value,
        section: kept.section.value,
        sharing: kept.sharing.value,
        open: kept.open.value,
        format: kept.format.value,
        updateCycle: kept.updateCycle.value,
        sensitivity: kept.sensitivity.value,
        status: kept.status.value,
      }),
    );

    /** Asks anew; an answer that a later question overtook is dropped. */
    async function ask() {
      running?.abort();
      const mine = new AbortController();
      running = mine;
      busy.value = true;
      try {
        const [page] = await Promise.all([
          call('GET /v1/resources', {
            query: { ...question.value, facets: true, limit: pageSize },
            signal: mine.signal,
          }),
          readReference(),
        ]);
        if (running !== mine) return;
        first.value = page;
        lines.value = page.items;
        next = page.next ?? undefined;
        refusal.value = undefined;
        const total = page.total ?? page.items.length;
        announce(say(`共 ${number(total)} 个资源`, `${number(total)} resources`));
      } catch (error) {
        if (running === mine) refusal.value = refusalOf(error);
      } finally {
        if (running === mine) busy.value = false;
      }
    }

    /** The next page, when one scrolls towards the end of what is there. */
    async function more() {
      const cursor = next;
      if (cursor === undefined || reading.value || busy.value) return;
      const mine = running;
      reading.value = true;
      try {
        const page = await call('GET /v1/resources', {
          query: { ...question.value, cursor, limit: pageSize },
          signal: mine?.signal,
        });
        if (running !== mine) return;
        lines.value = [...lines.value, ...page.items];
        next = page.next ?? undefined;
      } catch (error) {
        if (running === mine) refusal.value = refusalOf(error);
      } finally {
        reading.value = false;
      }
    }

    watch([question, language], () => void ask(), { immediate: true });
    onScopeDispose(() => {
      clearTimeout(pause);
      const last = running;
      running = undefined;
      last?.abort();
    });

    // The key / brings whoever is not writing to the search.
    const toSearch = (event: KeyboardEvent) => {
      const writes = (event.target as HTMLElement | null)?.closest('input, textarea, select, [contenteditable]');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || (writes ?? null) !== null) return;
      event.preventDefault();
      document.getElementById('directory-q')?.focus();
    };
    onMounted(() => document.addEventListener('keydown', toSearch));
    onBeforeUnmount(() => document.removeEventListener('keydown', toSearch));

    const chosen = computed(() => Object.entries(kept).filter(([name, value]) => name !== 'q' && value.value !== ''));
    const clear = () => {
      typed.value = '';
      for (const value of Object.values(kept)) value.value = '';
    };

    return () => {
      const page = first.value;
      const total = page?.total ?? 0;
      return (
        <>
          <PageHeading
            title={say('资源目录', 'Resource directory')}
            about={say(
              '按名称、信息项、提供方、分类或代码检索；选一条看全部元数据、信息项、版本与承诺。',
              'Search by name, item, provider, class or code; open one for its metadata, items, editions and promises.',
            )}
          >
            <ExportMenu />
            {has('catalogue-administrator') && (
              <RouterLink class="el-button el-button--primary" to={{ name: 'directory-new' }}>
                {say('登记资源', 'Enter a resource')}
              </RouterLink>
            )}
          </PageHeading>
          {session.value !== undefined && has('catalogue-administrator') && (
            <FirstSteps name="directory" steps={directorySteps()} />
          )}
          <search class="directory-search">
            <label for="directory-q" class="visually-hidden">
              {say('检索词', 'Words to search for')}
            </label>
            <ElInput
              {...{ id: 'directory-q', type: 'search', maxlength: 100, clearable: true, size: 'large' }}
              prefixIcon={Search}
              modelValue={typed.value}
              placeholder={say('例如：养老保险 缴费、101001', 'such as: 养老保险 缴费, 101001')}
              onUpdate:modelValue={(text: string) => (typed.value = text)}
            />
            <p class="directory-count" aria-live="off">
              {page === undefined ? '' : say(`共 ${number(total)} 个`, `${number(total)} found`)}
              {busy.value && <span class="hint"> {say('正在检索…', 'searching…')}</span>}
              {page?.leftOut !== undefined && (
                <span class="hint">
                  {' '}
                  {say(
                    `没有资源同时含全部词，已略去“${page.leftOut}”。`,
                    `No resource has all the words; “${page.leftOut}” was left out.`,
                  )}
                </span>
              )}
            </p>
          </search>
          <RefusalNote refusal={refusal.value}>
            <ElButton onClick={() => void ask()}>{say('重试', 'Try again')}</ElButton>
          </RefusalNote>
          <div class="directory-frame">
            <FacetPanel
              facets={page?.facets ?? []}
              chosen={Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, value.value]))}
              onChoose={(name: FacetChoice, value: string) => {
                kept[name].value = value;
              }}
            />
            <section class="directory-results" aria-label={say('检索结果', 'Results')}>
              {(chosen.value.length > 0 || kept.q.value !== '') && (
                <p class="directory-clear">
                  <ElButton link type="primary" onClick={clear}>
                    {say('清除全部条件', 'Clear all conditions')}
                  </ElButton>
                </p>
              )}
              {page !== undefined && lines.value.length === 0 ? (
                chosen.value.length > 0 || kept.q.value !== '' ? (
                  <EmptyNote
                    title={say('没有符合条件的资源', 'No resource fits')}
                    next={say(
                      '少选一个条件，或换一个词；确实没有的，可向数据主管部门提出数据需求。',
                      'Take away a condition or try another word; what is really missing can be asked for as a demand.',
                    )}
                  >
                    <ElButton onClick={clear}>{say('清除全部条件', 'Clear all conditions')}</ElButton>{' '}
                    {has('catalogue-administrator') && (
                      <RouterLink class="el-button" to={{ name: 'demand-new' }}>
                        {say('提出数据需求', 'Make a demand')}
                      </RouterLink>
                    )}
                  </EmptyNote>
                ) : (
                  <EmptyNote
                    title={say('目录还没有资源', 'The directory is empty')}
                    next={say(
                      '登记第一个资源，或导入一份目录工作簿。',
                      'Enter the first resource, or import a workbook.',
                    )}
                  >
                    {has('catalogue-administrator') && (
                      <RouterLink to={{ name: 'directory-import' }}>
                        {say('导入工作簿', 'Import a workbook')}
                      </RouterLink>
                    )}
                  </EmptyNote>
                )
              ) : (
                <ResultList lines={lines.value} total={total} reading={reading.value} onMore={() => void more()} />
              )}
            </section>
          </div>
        </>
      );
    };
  },
});
