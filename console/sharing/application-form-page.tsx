import './sharing.css';
import {
  ElButton,
  ElCheckbox,
  ElForm,
  ElFormItem,
  ElInput,
  ElInputNumber,
  ElOption,
  ElRadio,
  ElRadioGroup,
  ElSelect,
} from 'element-plus';
import { computed, defineComponent, reactive, ref, shallowRef, watch } from 'vue';
import { RouterLink, useRoute, useRouter } from 'vue-router';
import { type Answer, type Body, call, callWithVersion, useAsking } from '../api/index.ts';
import { size } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, EmptyNote, FilePick, PageHeading, ReasonedButton, RefusalNote, useAct } from '../parts/index.ts';
import { session } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { needs, sharingOf } from './asked-items.ts';
import { dataTable } from './data-table.tsx';
import { itemName, sensitivityCell, sharingCell } from './item-cells.tsx';
import { everyLine } from './paged.ts';
import { activeOrganisations, organisationName, useNames } from './reference.ts';
import { ResourceChooser } from './resource-chooser.tsx';
import { StaleNote } from './stale-note.tsx';
import { type Item, predicateWord, type Resource } from './words.ts';

type Draft = Body<'POST /v1/applications'>;
type How = 'none' | 'see' | 'confirm';
type Attachment = NonNullable<Draft['attachment']>;
type Condition = { field: string; op: 'eq' | 'in' | 'prefix'; text: string };
type Limits = Answer<'GET /v1/clock-limits'>['items'];

/** A need of a matter to know something about a field. */
interface Judged {
  readonly field: string;
  readonly kind: NonNullable<Draft['predicates']>[number]['kind'];
  /** Thresholds, codes or values, with commas between. */
  allowed: string;
}

/** An application is filled in here: for which matter, which items, how often, how long. */
export const ApplicationFormPage = defineComponent({
  setup() {
    useNames('sharing-type');
    const route = useRoute();
    const router = useRouter();
    const given = (name: string) => (typeof route.query[name] === 'string' ? String(route.query[name]) : '');
    const editing = given('edit');
    const renewing = given('renews');
    const version = ref<string>();
    const form = reactive({
      resource: given('resource'),
      organisation: session.value?.officer.organisation ?? '',
      system: '',
      matters: given('matter') === '' ? ([] as string[]) : [given('matter')],
      key: '',
      scenario: '',
      basis: '',
      callsPerDay: 500,
      peakPerSecond: undefined as number | undefined,
      days: 365,
      wholeDay: true,
      from: 8,
      until: 18,
      requiresOfficer: false,
      represents: [] as string[],
    });
    const how = reactive(new Map<string, How>());
    const judged = ref<Judged[]>([]);
    const conditions = ref<Condition[]>([]);
    const attachment = shallowRef<Attachment>();
    const touched = ref(false);
    const tried = ref(false);

    const take = (draft: Draft) => {
      Object.assign(form, {
        resource: draft.resource,
        organisation: draft.consumer.organisation,
        system: draft.consumer.system ?? '',
        matters: [...draft.matters],
        key: draft.matchFields.join(' '),
        ...{ scenario: draft.scenario, basis: draft.basis, callsPerDay: draft.callsPerDay, days: draft.days },
        peakPerSecond: draft.peakPerSecond,
        wholeDay: draft.hours === undefined,
        from: draft.hours?.from ?? 8,
        until: draft.hours?.until ?? 18,
        requiresOfficer: draft.requiresOfficer ?? false,
        represents: [...(draft.represents ?? [])],
      });
      for (const field of draft.verifyFields ?? []) how.set(field, 'confirm');
      for (const field of draft.fields ?? []) how.set(field, 'see');
      judged.value = (draft.predicates ?? []).map(({ field, kind, allowed }) => ({
        field,
        kind,
        allowed: allowed.join(','),
      }));
      conditions.value = (draft.rowScope ?? []).map(({ field, op, value, values }) => ({
        field,
        op,
        text: value ?? (values ?? []).join(','),
      }));
      attachment.value = draft.attachment;
      touched.value = true;
    };

    // What the form begins with: a draft that is changed, or a grant that is to last longer.
    const beginning = useAsking(async (signal) => {
      if (touched.value) return true;
      if (editing !== '') {
        const read = await callWithVersion('GET /v1/applications/{id}', { params: { id: editing }, signal });
        version.value = read.version;
        take(read.answer.form);
      } else if (renewing !== '') {
        const grant = await call('GET /v1/grants/{id}', { params: { id: renewing }, signal });
        const {
          resource,
          consumer,
          fields,
          verifyFields,
          predicates,
          matchFields,
          rowScope,
          matters,
          hours,
          requiresOfficer,
          represents,
        } = grant;
        take({
          ...{
            resource,
            consumer,
            fields,
            verifyFields,
            predicates,
            matchFields,
            rowScope,
            matters,
            requiresOfficer,
            represents,
          },
          ...{ scenario: '', basis: grant.basis, callsPerDay: grant.dailyQuota, days: 365 },
          ...(hours === undefined ? {} : { hours }),
          ...(grant.perSecond === undefined ? {} : { peakPerSecond: grant.perSecond }),
        });
      }
      return true;
    });

    const resource = useAsking(
      async (signal) =>
        form.resource === ''
          ? undefined
          : await call('GET /v1/resources/{id}', { params: { id: form.resource }, signal }),
      { on: () => form.resource },
    );
    const parties = useAsking(
      async (signal) => {
        const organisation = form.organisation;
        const [systems, matters, limits] = await Promise.all([
          everyLine((cursor) => call('GET /v1/systems', { query: { organisation, cursor, limit: 100 }, signal })),
          everyLine((cursor) =>
            call('GET /v1/matters', { query: { organisation, status: 'active', cursor, limit: 100 }, signal }),
          ),
          call('GET /v1/clock-limits', { signal }),
        ]);
        return {
          systems: systems.filter(({ kind, status }) => kind === 'consumer' && status === 'active'),
          matters,
          limits: limits.items,
        };
      },
      { on: () => form.organisation },
    );
    const chosenMatters = computed(() =>
      (parties.value.value?.matters ?? []).filter(({ code }) => form.matters.includes(code)),
    );

    // Where one matter alone needs the resource, it is what the application is for.
    watch([resource.value, parties.value], ([about, known]) => {
      if (about === undefined || known === undefined) return;
      if (form.key === '') form.key = about.matchKeys[0]?.join(' ') ?? '';
      if (form.system === '' && known.systems.length === 1) form.system = known.systems[0]?.id ?? '';
      if (form.matters.length > 0) return;
      const needing = known.matters.filter(({ materials }) =>
        materials.some((each) => each.kind === 'resource' && each.resource === about.id),
      );
      if (needing.length === 1 && needing[0] !== undefined) form.matters = [needing[0].code];
    });
    // What the matters need is asked for, until somebody chooses otherwise.
    watch([resource.value, chosenMatters], ([about, matters]) => {
      if (about === undefined || touched.value) return;
      how.clear();
      const needed = new Map<string, Judged>();
      for (const { materials } of matters) {
        for (const material of materials) {
          if (material.kind !== 'resource' || material.resource !== about.id) continue;
          for (const field of material.fields) how.set(field, 'see');
          for (const { field, kind } of material.predicates ?? [])
            needed.set(`${field} ${kind}`, { field, kind, allowed: '' });
        }
      }
      judged.value = [...needed.values()];
    });

    const choose = (field: string, chosen: How) => {
      touched.value = true;
      how.set(field, chosen);
    };

    const digest = async (file: File) => {
      const bytes = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
      const sha256 = [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      const mediaType = /^[a-z]+\/[A-Za-z0-9.+-]+$/.test(file.type) ? file.type : 'application/octet-stream';
      attachment.value = { name: file.name.slice(0, 200), mediaType, bytes: file.size, sha256 };
    };

    /** What is missing, by the part of the form. */
    const gaps = () => ({
      resource: form.resource === '' ? say('请选择资源', 'Choose a resource') : '',
      matters: form.matters.length === 0 ? say('请选择事项', 'Choose a matter') : '',
      items:
        ![...how.values()].some((each) => each !== 'none') && judged.value.every(({ allowed }) => allowed.trim() === '')
          ? say('请至少申请一个信息项', 'Ask for one item at least')
          : '',
      scenario: form.scenario.trim() === '' ? say('请写明使用场景', 'Say how it is used') : '',
      basis: form.basis.trim() === '' ? say('请写明依据', 'Name the law or document') : '',
      hours: !form.wholeDay && form.from >= form.until ? say('结束时间应晚于开始时间', 'It ends before it begins') : '',
    });
    const gapsNow = computed(() => Object.values(gaps()).filter((each) => each !== ''));

    const draft = (): Draft => {
      const chosen = (wanted: How) => [...how].filter(([, each]) => each === wanted).map(([field]) => field);
      const predicates = judged.value
        .map(({ field, kind, allowed }) => ({ field, kind, allowed: parts(allowed) }))
        .filter(({ allowed }) => allowed.length > 0);
      const rowScope = conditions.value
        .filter(({ field, text }) => field !== '' && text.trim() !== '')
        .map(({ field, op, text }) =>
          op === 'in' ? { field, op, values: parts(text) } : { field, op, value: text.trim() },
        );
      return {
        resource: form.resource,
        consumer: { organisation: form.organisation, ...(form.system === '' ? {} : { system: form.system }) },
        fields: chosen('see'),
        verifyFields: chosen('confirm'),
        ...(predicates.length === 0 ? {} : { predicates }),
        matchFields: form.key.split(' ').filter((each) => each !== ''),
        ...(rowScope.length === 0 ? {} : { rowScope }),
        ...{ matters: form.matters, scenario: form.scenario.trim(), basis: form.basis.trim() },
        ...(attachment.value === undefined ? {} : { attachment: attachment.value }),
        ...(form.peakPerSecond === undefined ? {} : { peakPerSecond: form.peakPerSecond }),
        ...{ callsPerDay: form.callsPerDay, days: form.days, requiresOfficer: form.requiresOfficer },
        ...(form.wholeDay ? {} : { hours: { from: form.from, until: form.until } }),
        ...(form.represents.length === 0 ? {} : { represents: form.represents }),
        ...(renewing === '' ? {} : { renews: renewing }),
      };
    };

    const saved = ref(editing);
    const saving = useAct(async (submit: boolean) => {
      const body = draft();
      const written =
        saved.value === ''
          ? await callWithVersion('POST /v1/applications', { body })
          : await callWithVersion('PUT /v1/applications/{id}', {
              params: { id: saved.value },
              body,
              ifMatch: version.value,
            });
      // What is refused when it is submitted is a draft from here on: trying again changes it and makes no second one.
      saved.value = written.answer.id;
      version.value = written.version;
      if (submit) {
        const after = await call('POST /v1/applications/{id}/events', {
          params: { id: saved.value },
          body: { event: 'submit' },
          ifMatch: version.value,
        });
        announce(after.status === 'granted' ? say('已直接授权', 'Granted at once') : say('已提交', 'Submitted'));
      } else announce(say('草稿已保存', 'The draft is saved'));
      await router.push(`/applications/${saved.value}`);
    });
    let submits = false;
    const save = (submit: boolean) => {
      tried.value = true;
      submits = submit;
      if (gapsNow.value.length === 0) void saving.act(submit);
    };
    /** Saves over what somebody else stored meanwhile, which has been looked at. */
    const insist = async () => {
      const stored = await callWithVersion('GET /v1/applications/{id}', { params: { id: saved.value } });
      version.value = stored.version;
      await saving.act(submits);
    };

    const itemsTable = (about: Resource) =>
      dataTable<Item>({
        caption: say('信息项', 'Items'),
        quiet: true,
        rows: about.items,
        rowKey: ({ field }) => field,
        columns: [
          {
            key: 'name',
            title: say('信息项', 'Item'),
            heads: true,
            cell: (item) => itemName({ item, field: item.field }),
          },
          { key: 'sensitivity', title: say('敏感级别', 'Sensitivity'), cell: (item) => sensitivityCell({ item }) },
          { key: 'sharing', title: say('共享属性', 'Sharing'), cell: (item) => sharingCell({ item }, about) },
          {
            key: 'needed',
            title: say('事项所需', 'Needed'),
            cell: ({ field }) => {
              const needing = chosenMatters.value.filter((matter) => needs(matter, about.id, field));
              const asked = (how.get(field) ?? 'none') !== 'none';
              if (needing.length > 0)
                return (
                  <span class="tone-good">
                    <span aria-hidden="true">✓ </span>
                    {say('需要', 'needed')}
                  </span>
                );
              return asked && chosenMatters.value.length > 0 ? (
                <span class="tone-care">
                  <span aria-hidden="true">▲ </span>
                  {say('材料未列，会被拒绝', 'not listed: will be refused')}
                </span>
              ) : (
                '—'
              );
            },
          },
          {
            key: 'how',
            title: say('申请', 'Ask'),
            cell: (item) => {
              if (sharingOf(item, about)?.type === '3') return say('不予共享，不能申请', 'not shared');
              return (
                <ElRadioGroup
                  modelValue={how.get(item.field) ?? 'none'}
                  {...{
                    'aria-label': say(`“${item.name}”怎样申请`, `How to ask for “${item.nameEn}”`),
                    'onUpdate:modelValue': (chosen: unknown) => choose(item.field, chosen as How),
                  }}
                >
                  <ElRadio value="none">{say('不申请', 'No')}</ElRadio>
                  <ElRadio value="see">{say('查看', 'See')}</ElRadio>
                  <ElRadio value="confirm">{say('核验', 'Confirm')}</ElRadio>
                </ElRadioGroup>
              );
            },
          },
        ],
      });

    const judgedPart = (about: Resource) =>
      judged.value.length > 0 && (
        <div class="panel">
          <h3>{say('只判断、不看值', 'Judged without being seen')}</h3>
          <p class="hint">
            {say(
              '填写允许判断的界限，用逗号分开，如年龄 18,60。留空即不申请。',
              'The bounds that may be asked about, with commas between, such as 18,60 for age. Leave empty not to ask.',
            )}
          </p>
          <div class="two">
            {judged.value.map((each) => {
              const item = about.items.find(({ field }) => field === each.field);
              const name = `judged-${each.field}-${each.kind}`;
              return (
                <ElFormItem
                  key={name}
                  label={`${item === undefined ? each.field : say(item.name, item.nameEn)} · ${predicateWord(each.kind)}`}
                  for={name}
                >
                  <ElInput id={name} v-model={each.allowed} />
                </ElFormItem>
              );
            })}
          </div>
        </div>
      );

    const scopePart = (about: Resource) => (
      <details class="panel">
        <summary>{say('限定数据范围（可选）', 'Limit the rows (if you can)')}</summary>
        <p class="hint">
          {say(
            '只要本乡镇的人、只要在营企业：范围越小，越容易获批。',
            'Only people of the own town, only companies in business: the less, the sooner it is approved.',
          )}
        </p>
        {conditions.value.map((condition, index) => (
          <div class="item-editor" key={index}>
            <ElSelect
              v-model={condition.field}
              placeholder={say('信息项', 'Item')}
              {...{ 'aria-label': say(`条件 ${index + 1} 的信息项`, `Item of condition ${index + 1}`) }}
            >
              {about.items.map((item) => (
                <ElOption key={item.field} value={item.field} label={say(item.name, item.nameEn)} />
              ))}
            </ElSelect>
            <ElInput
              v-model={condition.text}
              {...{ 'aria-label': say(`条件 ${index + 1} 的值`, `Value of condition ${index + 1}`) }}
              v-slots={{
                prepend: () => (
                  <ElSelect
                    v-model={condition.op}
                    style={{ width: '6.5rem' }}
                    {...{ 'aria-label': say(`条件 ${index + 1} 的比较`, `Comparison of condition ${index + 1}`) }}
                  >
                    <ElOption value="eq" label={say('等于', 'is')} />
                    <ElOption value="prefix" label={say('开头是', 'begins with')} />
                    <ElOption value="in" label={say('属于', 'is one of')} />
                  </ElSelect>
                ),
              }}
            />
            <ElButton onClick={() => conditions.value.splice(index, 1)}>{say('删除', 'Remove')}</ElButton>
          </div>
        ))}
        <ElButton onClick={() => conditions.value.push({ field: '', op: 'eq', text: '' })}>
          {say('增加一个条件', 'Add a condition')}
        </ElButton>
      </details>
    );

    const body = () => {
      const known = parties.value.value;
      const about = resource.value.value;
      const lacking = gaps();
      const error = (part: keyof typeof lacking) => (tried.value ? lacking[part] : '');
      return (
        <div class="columns">
          <ElForm labelPosition="top" {...{ onSubmit: (event: Event) => event.preventDefault() }}>
            <h2>{say('1 资源', '1 The resource')}</h2>
            <ElFormItem label={say('申请哪项资源', 'Which resource')} for="resource" required error={error('resource')}>
              {editing !== '' || renewing !== '' ? (
                <strong>{about === undefined ? form.resource : say(about.name, about.nameEn)}</strong>
              ) : (
                <ResourceChooser
                  inputId="resource"
                  modelValue={form.resource}
                  onUpdate:modelValue={(chosen: string) => {
                    form.resource = chosen;
                    form.key = '';
                    how.clear();
                    touched.value = false;
                  }}
                />
              )}
            </ElFormItem>
            <h2>{say('2 谁使用，为哪个事项', '2 Who uses it, for which matter')}</h2>
            <div class="two">
              {session.value?.officer.administration === true && editing === '' && (
                <ElFormItem label={say('申请部门', 'Organisation')} for="organisation">
                  <ElSelect
                    id="organisation"
                    v-model={form.organisation}
                    filterable
                    {...{ 'aria-label': say('申请部门', 'Organisation') }}
                    onChange={() => Object.assign(form, { system: '', matters: [] })}
                  >
                    {activeOrganisations().map(({ id, name }) => (
                      <ElOption key={id} value={id} label={name} />
                    ))}
                  </ElSelect>
                </ElFormItem>
              )}
              <ElFormItem label={say('使用系统', 'System')} for="system">
                <ElSelect
                  id="system"
                  v-model={form.system}
                  clearable
                  placeholder={say('本部门全部使用方系统', 'Every consumer system')}
                  {...{ 'aria-label': say('使用系统', 'System') }}
                >
                  {(known?.systems ?? []).map(({ id, name }) => (
                    <ElOption key={id} value={id} label={`${name} (${id})`} />
                  ))}
                </ElSelect>
              </ElFormItem>
              <ElFormItem label={say('用于事项', 'Matters')} for="matters" required error={error('matters')}>
                <ElSelect
                  id="matters"
                  v-model={form.matters}
                  multiple
                  filterable
                  {...{ 'aria-label': say('用于事项', 'Matters') }}
                >
                  {(known?.matters ?? []).map(({ code, name }) => (
                    <ElOption key={code} value={code} label={name} />
                  ))}
                </ElSelect>
              </ElFormItem>
            </div>
            {known !== undefined && known.matters.length === 0 && (
              <EmptyNote
                title={say('本部门还没有登记事项', 'No matter is registered yet')}
                next={say(
                  '数据只能用于登记的事项：先登记事项及其所需材料。',
                  'Data serves registered matters only: register the matter and its materials first.',
                )}
              >
                <RouterLink to="/matters/new">{say('登记事项', 'Register a matter')}</RouterLink>
              </EmptyNote>
            )}
            {about !== undefined && (
              <>
                <h2>{say('3 信息项', '3 Items')}</h2>
                <p class="hint">
                  {say(
                    '事项材料所列的信息项已选好。能核验的不必查看。',
                    'What the materials of the matter list is chosen already. Do not ask to see what it is enough to confirm.',
                  )}
                </p>
                {error('items') !== '' && (
                  <p class="tone-bad" role="alert">
                    {error('items')}
                  </p>
                )}
                {itemsTable(about)}
                {judgedPart(about)}
                <ElFormItem label={say('按什么查询', 'Matched by')} {...{ role: 'group' }}>
                  <ElRadioGroup v-model={form.key} {...{ 'aria-label': say('按什么查询', 'Matched by') }}>
                    {about.matchKeys.map((key) => (
                      <ElRadio key={key.join(' ')} value={key.join(' ')}>
                        {key
                          .map((field) => about.items.find((item) => item.field === field))
                          .map((item, index) => (item === undefined ? key[index] : say(item.name, item.nameEn)))
                          .join(' + ')}
                      </ElRadio>
                    ))}
                  </ElRadioGroup>
                </ElFormItem>
                {scopePart(about)}
              </>
            )}
            <h2>{say('4 用途与依据', '4 Use and basis')}</h2>
            <ElFormItem label={say('使用场景', 'How it is used')} for="scenario" required error={error('scenario')}>
              <ElInput
                id="scenario"
                type="textarea"
                rows={2}
                maxlength={2000}
                v-model={form.scenario}
                placeholder={say(
                  '在哪个环节、由谁、查什么、用来决定什么',
                  'At which step, by whom, what is looked up, to decide what',
                )}
              />
            </ElFormItem>
            <ElFormItem
              label={say('依据（法律、法规或文件）', 'Basis (law or document)')}
              for="basis"
              required
              error={error('basis')}
            >
              <ElInput id="basis" maxlength={900} v-model={form.basis} placeholder="《…》第…条" />
            </ElFormItem>
            <ElFormItem
              label={say('依据文件（只登记摘要，文件留在本部门）', 'The document (its digest alone is recorded)')}
              for="attachment"
            >
              <FilePick
                inputId="attachment"
                label={say('选择文件', 'Choose a file')}
                onPick={(file: File) => void digest(file)}
              />
              {attachment.value !== undefined && (
                <p class="hint">
                  {attachment.value.name} · {size(attachment.value.bytes)} ·{' '}
                  <code>SHA-256 {attachment.value.sha256.slice(0, 16)}…</code>{' '}
                  <ElButton link type="primary" onClick={() => (attachment.value = undefined)}>
                    {say('去掉', 'Remove')}
                  </ElButton>
                </p>
              )}
            </ElFormItem>
            <h2>{say('5 用量', '5 How much')}</h2>
            <div class="two">
              <ElFormItem label={say('每日次数', 'Queries a day')} for="calls">
                <ElInputNumber id="calls" min={1} max={1_000_000_000} precision={0} v-model={form.callsPerDay} />
              </ElFormItem>
              <ElFormItem label={say('每秒峰值（可不填）', 'Queries a second (optional)')} for="peak">
                <ElInputNumber id="peak" min={1} max={100_000} precision={0} v-model={form.peakPerSecond} />
              </ElFormItem>
              <ElFormItem label={say('期限（天）', 'Days')} for="days">
                <ElInputNumber id="days" min={1} max={3660} precision={0} v-model={form.days} />
              </ElFormItem>
            </div>
            <ElCheckbox v-model={form.wholeDay}>{say('全天可用', 'At any hour')}</ElCheckbox>
            {!form.wholeDay && (
              <div class="two">
                <ElFormItem label={say('每日从（时）', 'From (hour)')} for="from">
                  <ElInputNumber id="from" min={0} max={23} precision={0} v-model={form.from} />
                </ElFormItem>
                <ElFormItem label={say('到（时）', 'Until (hour)')} for="until" error={error('hours')}>
                  <ElInputNumber id="until" min={1} max={24} precision={0} v-model={form.until} />
                </ElFormItem>
              </div>
            )}
            <p>
              <ElCheckbox v-model={form.requiresOfficer}>
                {say('每次查询注明经办人', 'Each query names its officer')}
              </ElCheckbox>
            </p>
            {tried.value && gapsNow.value.length > 0 && (
              <div class="refusal" role="alert">
                <p class="refusal-title">{say('还差这些', 'Still missing')}</p>
                <ul>
                  {gapsNow.value.map((gap) => (
                    <li key={gap}>{gap}</li>
                  ))}
                </ul>
              </div>
            )}
            <StaleNote refusal={saving.refusal.value} stored={`/applications/${saved.value}`} insist={insist} />
            <div class="steps">
              <ReasonedButton type="primary" loading={saving.busy.value} onPress={() => save(true)}>
                {say('提交申请', 'Submit')}
              </ReasonedButton>
              <ElButton loading={saving.busy.value} onClick={() => save(false)}>
                {say('保存草稿', 'Save the draft')}
              </ElButton>
            </div>
          </ElForm>
          {guidance(
            about,
            known?.limits ?? [],
            [...how].filter(([, each]) => each !== 'none').map(([field]) => field),
          )}
        </div>
      );
    };

    return () => (
      <>
        <PageHeading
          title={
            editing !== ''
              ? say('修改申请', 'Change an application')
              : renewing !== ''
                ? say('续期申请', 'Renew a grant')
                : say('填写共享申请', 'Apply for data')
          }
          about={say(
            '只申请事项所需的信息项：少一项，早一天获批。',
            'Ask for what the matter needs and no more: it is approved the sooner.',
          )}
        />
        <Asked of={beginning}>
          {() => (
            <>
              {resource.refusal.value !== undefined && <RefusalNote refusal={resource.refusal.value} />}
              {parties.refusal.value !== undefined && <RefusalNote refusal={parties.refusal.value} />}
              {body()}
            </>
          )}
        </Asked>
      </>
    );
  },
});

/** Texts with commas between, Chinese ones too. */
function parts(text: string): string[] {
  return [...new Set(text.split(/[,，、\s]+/).filter((part) => part !== ''))];
}

/** What will happen to it, beside the form. */
function guidance(about: Resource | undefined, limits: Limits, asked: readonly string[]) {
  const days = (kind: string) => limits.find((limit) => limit.kind === kind)?.workingDays;
  const free =
    about !== undefined &&
    asked.length > 0 &&
    asked.every(
      (field) =>
        sharingOf(
          about.items.find((item) => item.field === field),
          about,
        )?.type === '1',
    );
  return (
    <aside class="aside" aria-labelledby="guidance">
      <h2 id="guidance">{say('怎样办理', 'What happens')}</h2>
      {about !== undefined && (
        <p>
          {say(`提供部门：${organisationName(about.provider)}`, `Provider: ${organisationName(about.provider)}`)}
          {about.sharing.condition !== undefined && (
            <>
              <br />
              {say(`共享条件：${about.sharing.condition}`, `Condition: ${about.sharing.condition}`)}
            </>
          )}
        </p>
      )}
      {free ? (
        <p class="tone-good">
          <span aria-hidden="true">✓ </span>
          {say(
            '所选信息项均为无条件共享：提交后立即授权。',
            'All items are shared without condition: the grant comes at once.',
          )}
        </p>
      ) : (
        <ol>
          <li>{say('提供部门逐项审核', 'The provider reviews it item by item')}</li>
          <li>{say('数据主管部门作最后审核并授权', 'The data administration decides and grants')}</li>
        </ol>
      )}
      {!free && days('conditional') !== undefined && (
        <p>
          {say(
            `有条件共享：${days('conditional')} 个工作日内办结。`,
            `Shared on a condition: answered within ${days('conditional')} working days.`,
          )}
        </p>
      )}
      <p class="hint">
        {say(
          '个人信息能核验的不看值：核验只答“是”或“否”，更容易获批，日后本人查询记录也更好解释。',
          'Where personal data can be confirmed, do not ask to see it: the answer is yes or no, it is approved sooner, and easier to explain to the person later.',
        )}
      </p>
      <p>
        <RouterLink to="/demands/new">
          {say('目录里没有所需数据？提出需求', 'Not in the directory? Make a demand')}
        </RouterLink>
      </p>
    </aside>
  );
}
