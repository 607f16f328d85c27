import '../directory.css';
import { ElButton, ElMessage } from 'element-plus';
import { computed, defineComponent, nextTick, onBeforeUnmount, onMounted, reactive, ref, shallowRef, watch } from 'vue';
import { onBeforeRouteLeave, RouterLink, useRoute, useRouter } from 'vue-router';
import { call, callWithVersion, RefusalError, useAsking } from '../../api/index.ts';
import { several } from '../../language/format.ts';
import { say, sayBoth } from '../../language/language.ts';
import { Asked, confirm, EmptyNote, PageHeading, ReasonedButton, RefusalNote, useAct } from '../../parts/index.ts';
import { session } from '../../session/session.ts';
import { announce } from '../../shell/announce.ts';
import { closedToWriting } from '../closed-to-writing.ts';
import { ConflictNote } from '../conflict-note.tsx';
import type { Finding } from '../finding.ts';
import { FindingList } from '../finding-list.tsx';
import type { GridRow, ItemCodes } from '../grid/cells.ts';
import { columnKinds, type ItemColumn, itemColumns } from '../grid/columns.ts';
import { useHistory } from '../grid/history.ts';
import { type CellMark, ItemGrid } from '../grid/item-grid.tsx';
import { type Reference, readReference } from '../reference.ts';
import { mayWrite } from '../who.ts';
import type { RevisionStatus } from '../words.ts';
import { provideFindings } from './field.tsx';
import {
  type Draft,
  emptyFields,
  type Fields,
  fieldsOf,
  isOfFilled,
  missing,
  type Resource,
  writtenOf,
} from './form.ts';
import { CensusPart, type FormContext, IdentityPart, MatchKeysPart, MorePart, SharingPart } from './form-parts.tsx';
import { dropUnsaved, keepUnsaved, unsavedOf } from './memory.ts';
import { type Meeting, meetingOf, merged } from './merge.ts';
import { MergePanel } from './merge-panel.tsx';

const pauseMs = 400;

/** Where what is written goes: a new record, a draft, or the next edition of a published one. */
type Target = 'new' | 'draft' | 'revision';

interface Loaded {
  readonly target: Target;
  readonly resource: Resource | undefined;
  readonly content: Draft | undefined;
  readonly version: string | undefined;
  readonly revision?: RevisionStatus | undefined;
}

/** What is written of a resource, without what the hub adds. */
function writtenPart(resource: Resource): Draft {
  const { status, schemaVersion, edition, version, createdAt, createdBy, updatedAt, updatedBy, ...content } = resource;
  return content;
}

async function load(id: string | undefined, signal?: AbortSignal): Promise<Loaded> {
  await readReference();
  if (id === undefined) return { target: 'new', resource: undefined, content: undefined, version: undefined };
  const params = { id };
  const { answer: resource, version } = await callWithVersion('GET /v1/resources/{id}', { params, signal });
  if (resource.status !== 'published' && resource.status !== 'suspended')
    return { target: 'draft', resource, content: writtenPart(resource), version };
  const { revision } = await call('GET /v1/resources/{id}/editions', { params, signal });
  if (revision === undefined) return { target: 'revision', resource, content: writtenPart(resource), version };
  const { answer, version: newest } = await callWithVersion('GET /v1/resources/{id}/revision', { params, signal });
  return { target: 'revision', resource, content: answer.content, version: newest, revision: answer.status };
}

const itemOfPointer = /^\/items\/(\d+)(?:\/(.+))?$/;

/** Writes a record: rules guide while one types, items are pasted, and nobody's work is overwritten unseen. */
export const EditorPage = defineComponent({
  setup() {
    const route = useRoute();
    const router = useRouter();
    const id = typeof route.params.id === 'string' ? route.params.id : undefined;
    const memory = id ?? 'new';

    const fields = reactive<Fields>(emptyFields(session.value?.officer.organisation ?? ''));
    const history = useHistory<readonly GridRow[]>([]);
    const base = shallowRef<Draft>();
    const version = ref<string>();
    const isRestored = ref(false);
    const start = shallowRef({ fields: JSON.stringify(fields), rows: history.now.value });
    const grid = ref<{ goTo: (row: number, column: ItemColumn) => void }>();
    const conflict = shallowRef<{ meeting: Meeting; theirs: Draft; loaded: Loaded; since: number }>();
    /** As it was found when somebody else was faster: a draft may have been published meanwhile. */
    const foundAnew = shallowRef<Loaded>();
    let isLeavingWell = false;

    function show(content: Draft | undefined) {
      const { fields: next, rows } =
        content === undefined
          ? { fields: emptyFields(session.value?.officer.organisation ?? ''), rows: [] }
          : fieldsOf(content);
      // A stored record keeps its rules of rows unless somebody says otherwise.
      Object.assign(fields, next);
      history.reset(rows);
    }

    let read: { readonly loaded: Loaded; readonly reference: Reference } | undefined;
    const record = useAsking(async (signal) => {
      // Asked once: what is being typed is not replaced because the language changed.
      if (read !== undefined) return read;
      const loaded = await load(id, signal);
      show(loaded.content);
      base.value = loaded.content;
      version.value = loaded.version;
      start.value = { fields: JSON.stringify(fields), rows: history.now.value };
      const unsaved = unsavedOf(memory);
      if (unsaved !== undefined) {
        Object.assign(fields, structuredClone(unsaved.fields));
        history.set(unsaved.rows);
        base.value = unsaved.base;
        version.value = unsaved.version;
        isRestored.value = true;
      }
      read = { loaded, reference: await readReference() };
      return read;
    });

    const codes = computed<ItemCodes>(() => {
      const reference = record.value.value?.reference;
      return { types: reference?.rows('item-type') ?? [], sharingTypes: reference?.rows('sharing-type') ?? [] };
    });
    const written = computed(() =>
      writtenOf(fields, history.now.value, {
        codes: codes.value,
        base: base.value,
        ownOrganisation: session.value?.officer.organisation ?? 'data',
      }),
    );
    const isDirty = computed(
      () => JSON.stringify(fields) !== start.value.fields || history.now.value !== start.value.rows,
    );

    // The hub's checks, a pause after the last key; an answer that a later key overtook is dropped.
    const probe = shallowRef<Draft>();
    let pause: ReturnType<typeof setTimeout> | undefined;
    watch(
      [() => JSON.stringify(fields), history.now, () => record.value.value],
      () => {
        clearTimeout(pause);
        if (record.value.value === undefined) return;
        pause = setTimeout(() => {
          probe.value = written.value.draft;
          if (isDirty.value) remember();
          else dropUnsaved(memory);
        }, pauseMs);
      },
      { immediate: true },
    );
    const checks = useAsking(
      async (signal) => {
        const { value: draft } = probe;
        if (draft === undefined || !mayWrite(draft.provider)) return { draft, items: [] };
        return { draft, ...(await call('POST /v1/resource-checks', { body: draft, signal })) };
      },
      // By identity: a draft is made anew with each change.
      { on: () => (probe.value === undefined ? undefined : JSON.stringify(probe.value)) },
    );
    const findings = computed<readonly Finding[]>(() => {
      const { findings: own, filled } = written.value;
      const judged = (checks.value.value?.items ?? []).filter(({ pointer }) => !isOfFilled(pointer, filled));
      return [...own, ...judged];
    });
    provideFindings(findings);
    const lacking = computed(() => findings.value.filter(({ code }) => code === missing).length);
    const errors = computed(() => findings.value.filter(({ severity }) => severity === 'error').length - lacking.value);
    const isChecking = computed(
      () => checks.busy.value || (record.value.value !== undefined && probe.value !== written.value.draft),
    );

    /** What is amiss by row and column of the grid. */
    const marks = computed(() => {
      const byCell = new Map<string, CellMark & { readonly row: number }>();
      for (const { pointer, severity, detail, remedy } of findings.value) {
        const found = itemOfPointer.exec(pointer);
        if (found === null) continue;
        const row = written.value.rowOfItem[Number(found[1])];
        if (row === undefined) continue;
        const column = itemColumns.find((each) => columnKinds[each].pointer === found[2]) ?? 'name';
        const key = `${row} ${column}`;
        if (byCell.get(key)?.severity === 'error') continue;
        byCell.set(key, { row, severity, text: `${sayBoth(detail)}${say('。', '. ')}${sayBoth(remedy)}` });
      }
      return byCell;
    });
    const markOf = computed(() => {
      const all = marks.value;
      return (row: number, column: ItemColumn) => all.get(`${row} ${column}`);
    });
    const marked = computed(() => [...new Set([...marks.value.values()].map(({ row }) => row))].sort((a, b) => a - b));

    function remember() {
      keepUnsaved(memory, {
        fields: JSON.parse(JSON.stringify(fields)) as Fields,
        rows: history.now.value,
        base: base.value,
        version: version.value,
      });
    }

    const beforeUnload = (event: BeforeUnloadEvent) => {
      if (isDirty.value && !isLeavingWell) event.preventDefault();
    };
    onMounted(() => window.addEventListener('beforeunload', beforeUnload));
    onBeforeUnmount(() => {
      window.removeEventListener('beforeunload', beforeUnload);
      clearTimeout(pause);
    });
    onBeforeRouteLeave(() => {
      if (isLeavingWell) dropUnsaved(memory);
      else if (isDirty.value) {
        remember();
        ElMessage.warning({
          message: say(
            '未保存的内容留在本标签页中，回到此页即恢复；关闭标签页就没有了。',
            'What is not saved stays in this tab and comes back with this page; closing the tab loses it.',
          ),
          duration: 6000,
        });
      }
      return true;
    });

    const target = () => (foundAnew.value ?? record.value.value?.loaded)?.target ?? 'new';

    const saving = useAct(async (way: 'keep' | 'submit' | 'direct') => {
      conflict.value = undefined;
      const { draft } = written.value;
      const params = { id: draft.id };
      const ifMatch = version.value;
      try {
        let tag: string | undefined;
        if (target() === 'new') ({ version: tag } = await callWithVersion('POST /v1/resources', { body: draft }));
        else if (target() === 'draft' || way === 'direct')
          ({ version: tag } = await callWithVersion('PUT /v1/resources/{id}', { params, body: draft, ifMatch }));
        else
          ({ version: tag } = await callWithVersion('PUT /v1/resources/{id}/revision', {
            params,
            body: draft,
            ifMatch,
          }));
        // Saved is saved, also where the submission is refused then.
        version.value = tag;
        base.value = draft;
        start.value = { fields: JSON.stringify(fields), rows: history.now.value };
        isLeavingWell = true;
        dropUnsaved(memory);
        if (way === 'submit') {
          const body = { event: 'submit' } as const;
          if (target() === 'revision')
            await call('POST /v1/resources/{id}/revision/events', { params, body, ifMatch: tag });
          else await call('POST /v1/resources/{id}/events', { params, body, ifMatch: tag });
        }
      } catch (error) {
        if (isLeavingWell) await router.replace({ name: 'directory-record', params });
        else if (error instanceof RefusalError && error.refusal.code === 'STALE_VERSION') await meet();
        throw error;
      }
      announce(way === 'submit' ? say('已保存并提交审核', 'Saved and submitted') : say('已保存', 'Saved'));
      ElMessage.success(way === 'submit' ? say('已保存并提交审核', 'Saved and submitted') : say('已保存', 'Saved'));
      await router.push({ name: 'directory-record', params });
    });

    /** Somebody saved first: what they wrote is read, and held against what was written here. */
    async function meet() {
      if (id === undefined || base.value === undefined) return;
      const theirs = await load(id);
      if (theirs.content === undefined) return;
      conflict.value = {
        meeting: meetingOf(base.value, theirs.content, written.value.draft),
        theirs: theirs.content,
        loaded: theirs,
        since: Number((version.value ?? '').replaceAll(/\D/g, '')),
      };
      await nextTick();
      showConflict();
    }

    /** What was met is wide and asks for choices: it stands above the form, and the keys go there. */
    function showConflict() {
      const place = document.getElementById('conflict');
      place?.scrollIntoView({ block: 'start' });
      place?.focus({ preventScroll: true });
    }

    function merge(choice: (key: string) => 'mine' | 'theirs') {
      const { value: met } = conflict;
      if (met === undefined) return;
      const next = merged(met.meeting, written.value.draft, met.theirs, choice);
      const { derivesRules } = fields;
      const { fields: nextFields, rows } = fieldsOf(next);
      Object.assign(fields, nextFields, { derivesRules });
      history.set(rows);
      base.value = met.theirs;
      version.value = met.loaded.version;
      foundAnew.value = met.loaded;
      conflict.value = undefined;
      saving.refusal.value = undefined;
      announce(say('已合并，请核对后保存', 'Merged; look it over, then save'));
    }

    async function discard() {
      const agreed = await confirm({
        title: say('放弃未保存的内容', 'Throw away what is not saved'),
        text: say('表单回到已保存的内容，不能恢复。', 'The form goes back to what is stored; there is no way back.'),
        deed: say('放弃', 'Throw away'),
      });
      if (!agreed) return;
      dropUnsaved(memory);
      isRestored.value = false;
      const loaded = await load(id);
      show(loaded.content);
      base.value = loaded.content;
      version.value = loaded.version;
      start.value = { fields: JSON.stringify(fields), rows: history.now.value };
    }

    /** Brings the place of a finding into sight and the keys to it. */
    function goTo(pointer: string) {
      const found = itemOfPointer.exec(pointer);
      if (found !== null) {
        const row = written.value.rowOfItem[Number(found[1])] ?? 0;
        const column = itemColumns.find((each) => columnKinds[each].pointer === found[2]) ?? 'name';
        document.getElementById('part-items')?.scrollIntoView({ block: 'start' });
        grid.value?.goTo(row, column);
        return;
      }
      for (let place = pointer; place !== ''; place = place.slice(0, place.lastIndexOf('/'))) {
        const field = document.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(place)}"]`);
        if (field === null) continue;
        field.scrollIntoView({ block: 'center' });
        field.querySelector<HTMLElement>('input, select, textarea, button')?.focus({ preventScroll: true });
        return;
      }
      document
        .getElementById(pointer === '/items' ? 'part-items' : 'part-identity')
        ?.scrollIntoView({ block: 'start' });
    }

    const closed = () => {
      if (lacking.value > 0)
        return say(`还要填 ${lacking.value} 处，见检查列表。`, `${lacking.value} still to fill in; see the list.`);
      if (errors.value > 0)
        return say(
          `还有 ${errors.value} 个错误，见右侧列表。`,
          `${several(errors.value, 'error')} to put right; see the list.`,
        );
      if (isChecking.value) return say('正在检查…', 'Checking…');
      if (target() !== 'new' && !isDirty.value) return say('没有改动。', 'Nothing was changed.');
      return undefined;
    };
    const closedToSubmit = () => {
      if (target() !== 'new' && !isDirty.value && errors.value + lacking.value === 0 && !isChecking.value)
        return say(
          '没有改动；已保存的草稿在资源页提交。',
          'Nothing was changed; a saved draft is submitted on its page.',
        );
      return closed();
    };

    return () => {
      const held = record.value.value;
      const to = target();
      const title =
        to === 'new'
          ? say('登记资源', 'Enter a resource')
          : to === 'draft'
            ? say('编写草稿', 'Write the draft')
            : say('编写修订', 'Write a revision');
      return (
        <>
          <p class="way-back">
            {id === undefined ? (
              <RouterLink to={{ name: 'directory' }}>{say('← 资源目录', '← Directory')}</RouterLink>
            ) : (
              <RouterLink to={{ name: 'directory-record', params: { id } }}>
                {say('← 资源', '← The resource')}
              </RouterLink>
            )}
          </p>
          <PageHeading
            title={
              fields.name.trim() === '' || to === 'new'
                ? title
                : `${title}${say('：', ': ')}${say(fields.name, fields.nameEn.trim() === '' ? fields.name : fields.nameEn)}`
            }
            about={
              to === 'revision'
                ? say(
                    '现行版本不变；修订审核、发布后成为下一版。',
                    'The edition in force stays; reviewed and published, the revision becomes the next one.',
                  )
                : say('边填边检查；带 * 的必填。', 'It is checked as you type; what has a * is needed.')
            }
          />
          <Asked of={record}>
            {() => {
              if (held === undefined) return null;
              const { resource, revision } = held.loaded;
              const why =
                resource === undefined
                  ? undefined
                  : mayWrite(resource.provider)
                    ? closedToWriting(resource.status, revision)
                    : say(
                        '只有提供方和数据主管部门的目录管理员可以编写。',
                        'Only catalogue administrators of its provider and of the data administration write it.',
                      );
              if (why !== undefined)
                return <EmptyNote title={say('现在不能编写', 'It cannot be written now')} next={why} />;
              const context: FormContext = {
                ...{ fields, reference: held.reference, items: written.value.draft.items },
                isEntered: to !== 'new',
                isPublished: (resource?.edition ?? 0) > 0,
              };
              const ofItems = findings.value.filter(({ pointer, code }) => pointer === '/items' && code !== missing);
              return (
                <div class="editor-frame">
                  <form class="editor-form" aria-label={title} onSubmit={(event: Event) => event.preventDefault()}>
                    {isRestored.value && (
                      <p class="restored" role="status">
                        {say('已恢复上次未保存的内容。', 'What was not saved last time is back.')}{' '}
                        <ElButton link type="primary" onClick={() => void discard()}>
                          {say('放弃它', 'Throw it away')}
                        </ElButton>
                      </p>
                    )}
                    {conflict.value !== undefined && (
                      <div id="conflict" tabindex={-1}>
                        <ConflictNote id={id ?? ''} since={conflict.value.since}>
                          <MergePanel meeting={conflict.value.meeting} onMerge={merge} />
                        </ConflictNote>
                      </div>
                    )}
                    {IdentityPart(context)}
                    {SharingPart(context)}
                    <section class="form-part" aria-labelledby="part-items">
                      <h2 id="part-items">{say('三、有哪些信息项', '3 Its items')}</h2>
                      {ofItems.map(({ detail, remedy }) => (
                        <p class="field-error" key={detail.zh}>
                          ✕ {sayBoth(detail)}
                          {say('。', '. ')}
                          {sayBoth(remedy)}
                        </p>
                      ))}
                      <ItemGrid
                        ref={grid}
                        history={history}
                        codes={codes.value}
                        markOf={markOf.value}
                        marked={marked.value}
                      />
                      {MatchKeysPart(context)}
                    </section>
                    {CensusPart(context)}
                    {MorePart(context)}
                  </form>
                  <aside class="editor-side" aria-label={say('检查与保存', 'Checks and saving')}>
                    <h2>{say('检查', 'Checks')}</h2>
                    <p role="status" class="check-line">
                      {isChecking.value
                        ? say('正在检查…', 'Checking…')
                        : errors.value > 0
                          ? say(`✕ ${errors.value} 个错误`, `✕ ${several(errors.value, 'error')}`)
                          : lacking.value > 0
                            ? say(`✎ 还要填 ${lacking.value} 处`, `✎ ${lacking.value} still to fill in`)
                            : say('✓ 没有错误', '✓ No errors')}
                    </p>
                    <RefusalNote refusal={checks.refusal.value} />
                    <section class="editor-findings" tabindex={0} aria-label={say('发现', 'Findings')}>
                      <FindingList
                        findings={findings.value}
                        itemName={(index: number) => written.value.draft.items[index]?.name}
                        canGo
                        onGo={goTo}
                      />
                    </section>
                    <div class="editor-deeds">
                      {conflict.value !== undefined && (
                        <ElButton type="warning" plain onClick={showConflict}>
                          {say('看他人的改动并合并', 'See what they changed, and merge')}
                        </ElButton>
                      )}
                      <ReasonedButton
                        type="primary"
                        because={closedToSubmit()}
                        loading={saving.busy.value}
                        onPress={() => void saving.act('submit')}
                      >
                        {say('保存并提交审核', 'Save and submit')}
                      </ReasonedButton>
                      <ReasonedButton
                        because={closed()}
                        loading={saving.busy.value}
                        onPress={() => void saving.act('keep')}
                      >
                        {to === 'revision' ? say('存为修订稿', 'Save the revision') : say('保存草稿', 'Save the draft')}
                      </ReasonedButton>
                      {to === 'revision' && (
                        <ReasonedButton
                          because={closed()}
                          loading={saving.busy.value}
                          onPress={() => void saving.act('direct')}
                        >
                          {say('直接生效', 'In force at once')}
                        </ReasonedButton>
                      )}
                      {isDirty.value && to !== 'new' && (
                        <ElButton onClick={() => void discard()}>{say('放弃改动', 'Throw changes away')}</ElButton>
                      )}
                    </div>
                    {conflict.value === undefined && <RefusalNote refusal={saving.refusal.value} />}
                  </aside>
                </div>
              );
            }}
          </Asked>
        </>
      );
    };
  },
});
