import './sharing.css';
import {
  ElButton,
  ElCheckbox,
  ElCheckboxGroup,
  ElForm,
  ElFormItem,
  ElInput,
  ElInputTag,
  ElOption,
  ElRadio,
  ElRadioGroup,
  ElSelect,
} from 'element-plus';
import { defineComponent, reactive, ref, shallowReactive } from 'vue';
import { RouterLink, useRoute, useRouter } from 'vue-router';
import { type Body, call, callWithVersion, useAsking } from '../api/index.ts';
import { say, sayBoth } from '../language/language.ts';
import { Asked, EmptyNote, PageHeading, ReasonedButton, RefusalNote, useAct } from '../parts/index.ts';
import { has, session } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import {
  activeOrganisations,
  itemName,
  licenceTypeName,
  organisationName,
  resourceName,
  useNames,
} from './reference.ts';
import { ResourceChooser } from './resource-chooser.tsx';
import { StaleNote } from './stale-note.tsx';
import { StatusTag } from './status-tag.tsx';
import { StepButtons, type Told } from './step-buttons.tsx';
import { matterSteps } from './steps.ts';
import { who } from './who.ts';
import { type Matter, predicateWord, type Resource } from './words.ts';

type Draft = Body<'POST /v1/matters'>;
type Predicate = { field: string; kind: 'age' | 'division' | 'oneOf' | 'range' | 'period' };
interface EditedMaterial {
  kind: 'resource' | 'licence';
  resource: string;
  fields: string[];
  predicates: Predicate[];
  purpose: string;
  licenceType: string;
  basis: 'law' | 'consent';
}

const blank = (kind: 'resource' | 'licence'): EditedMaterial => ({
  kind,
  ...{ resource: '', fields: [], predicates: [], purpose: '', licenceType: '', basis: 'law' },
});

/** Types of items that each kind of judgement can speak of, as the table item-type names them. */
const judgeable: readonly (readonly [kind: Predicate['kind'], types: string])[] = [
  ['age', 'DTC'],
  ['division', 'CNI'],
  ['range', 'NYBIF'],
  ['period', 'DT'],
  ['oneOf', 'CNYDTLMBIF'],
];

/** One matter: what a case of it needs; its materials are edited here, and a new one is registered here. */
export const MatterPage = defineComponent({
  setup() {
    useNames();
    const route = useRoute();
    const router = useRouter();
    const isNew = () => route.name === 'matter-new';
    const code = () => (isNew() ? '' : String(route.params.code));
    const editing = ref(isNew());
    const tried = ref(false);
    const resources = shallowReactive(new Map<string, Resource>());
    const form = reactive({
      ...{ code: '', name: '', legalBasis: '' },
      organisation: session.value?.officer.organisation ?? '',
      officers: [] as string[],
      materials: [] as EditedMaterial[],
    });
    const asking = useAsking(
      async (signal) => {
        if (code() === '') return undefined;
        return callWithVersion('GET /v1/matters/{code}', { params: { code: code() }, signal });
      },
      { on: code },
    );
    const types = useAsking((signal) => call('GET /v1/licence-types', { signal }));

    const learn = async (id: string) => {
      if (id === '' || resources.has(id)) return;
      resources.set(id, await call('GET /v1/resources/{id}', { params: { id } }));
    };
    const begin = useAct(async () => {
      const matter = asking.value.value?.answer;
      if (matter === undefined) return;
      Object.assign(form, {
        code: matter.code,
        name: matter.name,
        legalBasis: matter.legalBasis,
        organisation: matter.organisation,
        officers: [...matter.officers],
      });
      form.materials = matter.materials.map(
        (material): EditedMaterial =>
          material.kind === 'resource'
            ? {
                ...blank('resource'),
                resource: material.resource,
                fields: [...material.fields],
                predicates: [...(material.predicates ?? [])],
                purpose: material.purpose,
              }
            : { ...blank('licence'), licenceType: material.licenceType, basis: material.basis ?? 'law' },
      );
      await Promise.all(form.materials.map(({ resource }) => learn(resource)));
      editing.value = true;
    });

    const gaps = () =>
      [
        form.code.trim() === '' || !/^[A-Z0-9][A-Z0-9-]{2,63}$/.test(form.code.trim())
          ? say('事项编码：3 至 64 个大写字母、数字或连字符', 'Code: 3 to 64 capitals, digits and hyphens')
          : '',
        form.name.trim() === '' ? say('事项名称', 'Name') : '',
        form.legalBasis.trim() === '' ? say('设定依据', 'The law it rests on') : '',
        ...form.materials.map((material, index) => {
          const at = say(`第 ${index + 1} 件材料`, `Material ${index + 1}`);
          if (material.kind === 'licence')
            return material.licenceType === '' ? say(`${at}：选择证照类型`, `${at}: choose the licence`) : '';
          if (material.resource === '') return say(`${at}：选择资源`, `${at}: choose the resource`);
          if (material.fields.length + material.predicates.length === 0)
            return say(`${at}：勾选信息项`, `${at}: tick an item`);
          return material.purpose.trim() === '' ? say(`${at}：写明用来做什么`, `${at}: say what it is for`) : '';
        }),
      ].filter((gap) => gap !== '');
    const saving = useAct(async () => {
      const body: Draft = {
        ...{
          code: form.code.trim(),
          name: form.name.trim(),
          organisation: form.organisation,
          legalBasis: form.legalBasis.trim(),
        },
        officers: form.officers,
        materials: form.materials.map((material) =>
          material.kind === 'licence'
            ? { kind: 'licence', licenceType: material.licenceType, basis: material.basis }
            : {
                kind: 'resource',
                resource: material.resource,
                fields: material.fields,
                ...(material.predicates.length === 0 ? {} : { predicates: material.predicates }),
                purpose: material.purpose.trim(),
              },
        ),
      };
      if (isNew()) {
        await call('POST /v1/matters', { body });
        announce(say('事项已登记', 'The matter is registered'));
        editing.value = false;
        await router.push(`/matters/${body.code}`);
        return;
      }
      await call('PUT /v1/matters/{code}', { params: { code: code() }, body, ifMatch: asking.value.value?.version });
      editing.value = false;
      await asking.again();
      announce(say('已保存', 'Saved'));
    });
    /** Saves over what somebody else stored meanwhile, which has been looked at. */
    const insist = async () => {
      await asking.again();
      await saving.act();
    };
    const save = () => {
      tried.value = true;
      if (gaps().length === 0) void saving.act();
    };
    const take = async (event: string, told: Told) => {
      await call('POST /v1/matters/{code}/events', {
        params: { code: code() },
        body: { event: event as 'end', ...told },
        ifMatch: asking.value.value?.version,
      });
      await asking.again();
      announce(say('已办理', 'Done'));
    };

    const resourceEditor = (material: EditedMaterial, index: number) => {
      const about = resources.get(material.resource);
      const id = `material-${index}`;
      return (
        <>
          <ElFormItem label={say('资源', 'Resource')} for={`${id}-resource`}>
            <ResourceChooser
              inputId={`${id}-resource`}
              modelValue={material.resource}
              onUpdate:modelValue={(chosen: string) => {
                Object.assign(material, { resource: chosen, fields: [], predicates: [] });
                void learn(chosen);
              }}
            />
          </ElFormItem>
          {about !== undefined && (
            <>
              <ElFormItem label={say('需要看到值的信息项', 'Items whose values are needed')} {...{ role: 'group' }}>
                <ElCheckboxGroup
                  class="ticks"
                  v-model={material.fields}
                  {...{ 'aria-label': say('需要看到值的信息项', 'Items whose values are needed') }}
                >
                  {about.items.map((item) => (
                    <ElCheckbox key={item.field} value={item.field}>
                      {say(item.name, item.nameEn)}
                    </ElCheckbox>
                  ))}
                </ElCheckboxGroup>
              </ElFormItem>
              {material.predicates.map((predicate, place) => (
                <div class="item-editor" key={place}>
                  <ElSelect
                    v-model={predicate.field}
                    {...{ 'aria-label': say('判断哪一项', 'Item to be judged') }}
                    onChange={() => (predicate.kind = kindsOf(about, predicate.field)[0] ?? 'oneOf')}
                  >
                    {about.items
                      .filter(({ field }) => kindsOf(about, field).length > 0)
                      .map((item) => (
                        <ElOption key={item.field} value={item.field} label={say(item.name, item.nameEn)} />
                      ))}
                  </ElSelect>
                  <ElSelect v-model={predicate.kind} {...{ 'aria-label': say('怎样判断', 'Judgement') }}>
                    {kindsOf(about, predicate.field).map((kind) => (
                      <ElOption key={kind} value={kind} label={predicateWord(kind)} />
                    ))}
                  </ElSelect>
                  <ElButton onClick={() => material.predicates.splice(place, 1)}>{say('删除', 'Remove')}</ElButton>
                </div>
              ))}
              <p>
                <ElButton
                  onClick={() => {
                    const field = about.items.find((item) => kindsOf(about, item.field).length > 0)?.field;
                    if (field !== undefined)
                      material.predicates.push({ field, kind: kindsOf(about, field)[0] ?? 'oneOf' });
                  }}
                >
                  {say('增加“只判断、不看值”', 'Add a judgement without the value')}
                </ElButton>
              </p>
              <ElFormItem label={say('用来做什么', 'What for')} for={`${id}-purpose`}>
                <ElInput id={`${id}-purpose`} maxlength={500} v-model={material.purpose} />
              </ElFormItem>
            </>
          )}
        </>
      );
    };
    const licenceEditor = (material: EditedMaterial, index: number) => (
      <div class="two">
        <ElFormItem label={say('证照类型', 'Licence')} for={`material-${index}-licence`}>
          <ElSelect
            id={`material-${index}-licence`}
            v-model={material.licenceType}
            filterable
            {...{ 'aria-label': say('证照类型', 'Licence') }}
          >
            {(types.value.value?.items ?? []).map((type) => (
              <ElOption key={type.code} value={type.code} label={sayBoth(type.title)} />
            ))}
          </ElSelect>
        </ElFormItem>
        <ElFormItem label={say('使用依据', 'On what its use rests')} {...{ role: 'group' }}>
          <ElRadioGroup v-model={material.basis} {...{ 'aria-label': say('使用依据', 'On what its use rests') }}>
            <ElRadio value="law">{say('事项依据的法律', 'the law of the matter')}</ElRadio>
            <ElRadio value="consent">{say('持证主体本人同意', 'the holder’s consent')}</ElRadio>
          </ElRadioGroup>
        </ElFormItem>
      </div>
    );

    const editor = () => (
      <ElForm labelPosition="top" {...{ onSubmit: (event: Event) => event.preventDefault() }}>
        <div class="two">
          <ElFormItem label={say('事项编码', 'Code')} for="code" required>
            {isNew() ? (
              <ElInput id="code" maxlength={64} v-model={form.code} placeholder="HRSS-PENSION-02" />
            ) : (
              <code>{form.code}</code>
            )}
          </ElFormItem>
          <ElFormItem label={say('事项名称', 'Name')} for="name" required>
            <ElInput id="name" maxlength={200} v-model={form.name} />
          </ElFormItem>
          {isNew() && session.value?.officer.administration === true && (
            <ElFormItem label={say('承办部门', 'Organisation')} for="organisation">
              <ElSelect
                id="organisation"
                v-model={form.organisation}
                filterable
                {...{ 'aria-label': say('承办部门', 'Organisation') }}
              >
                {activeOrganisations().map(({ id, name }) => (
                  <ElOption key={id} value={id} label={name} />
                ))}
              </ElSelect>
            </ElFormItem>
          )}
        </div>
        <ElFormItem label={say('设定依据', 'The law it rests on')} for="law" required>
          <ElInput id="law" maxlength={900} v-model={form.legalBasis} placeholder="《…》第…条" />
        </ElFormItem>
        <ElFormItem label={say('经办人（登录名，回车添加）', 'Officers (logins, Enter to add)')} for="officers">
          <ElInputTag id="officers" v-model={form.officers} {...{ 'aria-label': say('经办人', 'Officers') }} />
        </ElFormItem>
        <h2>{say('所需材料', 'Materials')}</h2>
        {form.materials.map((material, index) => (
          <section class="material" key={index} aria-label={say(`第 ${index + 1} 件材料`, `Material ${index + 1}`)}>
            <h3>
              {say(`第 ${index + 1} 件 · `, `${index + 1} · `)}
              {material.kind === 'resource' ? say('数据', 'Data') : say('证照', 'Licence')}
            </h3>
            {material.kind === 'resource' ? resourceEditor(material, index) : licenceEditor(material, index)}
            <ElButton onClick={() => form.materials.splice(index, 1)}>
              {say('去掉这件材料', 'Remove this material')}
            </ElButton>
          </section>
        ))}
        <div class="quick">
          <ElButton onClick={() => form.materials.push(blank('resource'))}>{say('增加数据', 'Add data')}</ElButton>
          <ElButton onClick={() => form.materials.push(blank('licence'))}>{say('增加证照', 'Add a licence')}</ElButton>
        </div>
        {!isNew() && (
          <p class="hint">
            {say(
              '已有授权不变；不再列入的信息项，下一次查询起就会被拒绝。',
              'Grants stay as they are; what is no longer listed is refused from the next query on.',
            )}
          </p>
        )}
        {tried.value && gaps().length > 0 && (
          <div class="refusal" role="alert">
            <p class="refusal-title">{say('还差这些', 'Still missing')}</p>
            <ul>
              {gaps().map((gap) => (
                <li key={gap}>{gap}</li>
              ))}
            </ul>
          </div>
        )}
        <StaleNote refusal={saving.refusal.value} stored={`/matters/${code()}`} insist={insist} />
        <div class="steps">
          <ElButton type="primary" loading={saving.busy.value} onClick={save}>
            {isNew() ? say('登记', 'Register') : say('保存', 'Save')}
          </ElButton>
          {!isNew() && <ElButton onClick={() => (editing.value = false)}>{say('取消', 'Cancel')}</ElButton>}
        </div>
      </ElForm>
    );

    const shown = (matter: Matter) => {
      const steps = matterSteps(matter, who());
      const mine = steps.every(({ because }) => because === undefined);
      const to = organisationName(matter.organisation);
      return (
        <>
          <PageHeading
            title={matter.name}
            about={say(`${to} 办理 · ${matter.code}`, `Handled by ${to} · ${matter.code}`)}
          >
            {!editing.value && matter.status === 'active' && (
              <ReasonedButton
                type="primary"
                loading={begin.busy.value}
                because={mine ? undefined : say(...(steps[0]?.because ?? ['', '']))}
                onPress={() => void begin.act()}
              >
                {say('修改材料', 'Change its materials')}
              </ReasonedButton>
            )}
          </PageHeading>
          <RefusalNote refusal={begin.refusal.value} />
          {editing.value ? (
            editor()
          ) : (
            <>
              <p class="state-line">
                <StatusTag noun="matter" status={matter.status} />
                <RouterLink to={{ path: '/grants', query: { matter: matter.code } }}>
                  {say('已有授权', 'Its grants')}
                </RouterLink>
              </p>
              <dl class="facts">
                <dt>{say('设定依据', 'Law')}</dt>
                <dd>{matter.legalBasis}</dd>
                <dt>{say('经办人', 'Officers')}</dt>
                <dd>
                  {matter.officers.length === 0 ? say('未指定', 'none named') : matter.officers.join(say('、', ', '))}
                </dd>
              </dl>
              <h2>{say('所需材料', 'Materials')}</h2>
              {matter.materials.length === 0 && (
                <EmptyNote
                  title={say('还没有列出材料', 'No material is listed')}
                  next={say(
                    '列出所需的信息项后才能申请数据。',
                    'List the items that are needed; then data can be applied for.',
                  )}
                />
              )}
              {matter.materials.map((material, index) => (
                <section class="material" key={index}>
                  {material.kind === 'resource' ? (
                    <>
                      <h3>
                        <RouterLink to={`/directory/${material.resource}`}>
                          {resourceName(material.resource)}
                        </RouterLink>
                      </h3>
                      <p>{material.purpose}</p>
                      {material.fields.length > 0 && (
                        <p>
                          {say('查看：', 'To be seen: ')}
                          {material.fields.map((field) => itemName(material.resource, field)).join(say('、', ', '))}
                        </p>
                      )}
                      {(material.predicates ?? []).length > 0 && (
                        <p>
                          {say('只判断：', 'Judged only: ')}
                          {(material.predicates ?? [])
                            .map(({ field, kind }) => `${itemName(material.resource, field)} · ${predicateWord(kind)}`)
                            .join(say('、', ', '))}
                        </p>
                      )}
                      {has('catalogue-administrator') && mine && matter.status === 'active' && (
                        <RouterLink
                          to={{
                            path: '/applications/new',
                            query: { resource: material.resource, matter: matter.code },
                          }}
                        >
                          {say('为本事项申请这些信息项', 'Apply for these items')}
                        </RouterLink>
                      )}
                    </>
                  ) : (
                    <>
                      <h3>{licenceTypeName(material.licenceType)}</h3>
                      <p>
                        {material.basis === 'consent'
                          ? say('须持证主体本人同意', 'with the holder’s consent')
                          : say('依据事项的法律', 'by the law of the matter')}
                      </p>
                    </>
                  )}
                </section>
              ))}
              <StepButtons
                steps={steps.map((step) =>
                  step.event === 'end'
                    ? {
                        ...{ step, type: 'danger' as const },
                        label: say('停用事项', 'End the matter'),
                        effect: say(
                          '停用后，以该事项为由的查询一律被拒绝；可以恢复使用。',
                          'Queries for this matter are refused from now on; it can be taken into use again.',
                        ),
                        asks: [{ what: 'reason' as const }],
                      }
                    : {
                        step,
                        label: say('恢复使用', 'Take into use again'),
                        effect: say('恢复后可继续按授权查询。', 'Queries by its grants are answered again.'),
                      },
                )}
                take={take}
                again={asking.again}
              />
            </>
          )}
        </>
      );
    };

    return () => {
      if (isNew())
        return (
          <>
            <PageHeading
              title={say('登记事项', 'Register a matter')}
              about={say(
                '先登记事项和所需材料，再按材料申请数据。',
                'Register the matter and its materials; then apply for what they name.',
              )}
            />
            {editor()}
          </>
        );
      return (
        <>
          {asking.value.value === undefined && <PageHeading title={say('办理事项', 'Matter')} />}
          <Asked of={asking}>
            {() => {
              const matter = asking.value.value?.answer;
              return matter === undefined ? null : shown(matter);
            }}
          </Asked>
        </>
      );
    };
  },
});

/** How an item of the resource can be judged without being seen. */
function kindsOf(about: Resource, field: string): Predicate['kind'][] {
  const type = about.items.find((item) => item.field === field)?.type ?? '';
  return judgeable.filter(([, known]) => known.includes(type)).map(([kind]) => kind);
}
