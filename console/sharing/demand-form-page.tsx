import './sharing.css';
import { ElButton, ElDatePicker, ElForm, ElFormItem, ElInput, ElOption, ElSelect } from 'element-plus';
import { defineComponent, reactive, ref } from 'vue';
import { RouterLink, useRoute, useRouter } from 'vue-router';
import { call, callWithVersion, useAsking } from '../api/index.ts';
import { dayPattern } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, PageHeading, useAct } from '../parts/index.ts';
import { session } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { everyLine } from './paged.ts';
import { activeOrganisations, codeRows, organisationName, useNames } from './reference.ts';
import { StaleNote } from './stale-note.tsx';

/** A demand is filled in here, or changed while it waits. */
export const DemandFormPage = defineComponent({
  setup() {
    useNames('update-cycle', 'wanted-service');
    const route = useRoute();
    const router = useRouter();
    const editing = typeof route.query.edit === 'string' ? route.query.edit : '';
    const version = ref<string>();
    const tried = ref(false);
    const form = reactive({
      ...{ title: '', basis: '', matter: '', scenario: '', contact: '', responsible: '' },
      items: [{ name: '', note: '' }],
      updateCycle: '4',
      wantedService: '1',
      wantedBy: '',
      demanding: session.value?.officer.organisation ?? '',
    });
    const beginning = useAsking(async (signal) => {
      if (editing !== '' && version.value === undefined) {
        const read = await callWithVersion('GET /v1/demands/{id}', { params: { id: editing }, signal });
        version.value = read.version;
        const { items, responsible, ...rest } = read.answer.form;
        Object.assign(form, rest, {
          responsible: responsible ?? '',
          items: items.map(({ name, note }) => ({ name, note: note ?? '' })),
        });
      }
      const organisation = form.demanding;
      return everyLine((cursor) =>
        call('GET /v1/matters', { query: { organisation, status: 'active', cursor, limit: 100 }, signal }),
      );
    });
    const needed = ['title', 'matter', 'scenario', 'basis', 'wantedBy', 'contact'] as const;
    const error = (member: (typeof needed)[number]) =>
      tried.value && form[member].trim() === '' ? say('此项必填', 'This is needed') : '';
    const noItem = () => form.items.every(({ name }) => name.trim() === '');
    const saving = useAct(async () => {
      const { items, responsible, ...rest } = form;
      const body = {
        ...rest,
        items: items
          .filter(({ name }) => name.trim() !== '')
          .map(({ name, note }) => ({ name: name.trim(), ...(note.trim() === '' ? {} : { note: note.trim() }) })),
        ...(responsible === '' ? {} : { responsible }),
      };
      const demand =
        editing === ''
          ? await call('POST /v1/demands', { body })
          : await call('PUT /v1/demands/{id}', { params: { id: editing }, body, ifMatch: version.value });
      announce(say('已提交', 'Submitted'));
      await router.push(`/demands/${demand.id}`);
    });
    /** Saves over what somebody else stored meanwhile, which has been looked at. */
    const insist = async () => {
      ({ version: version.value } = await callWithVersion('GET /v1/demands/{id}', { params: { id: editing } }));
      await saving.act();
    };
    const save = () => {
      tried.value = true;
      if (needed.every((member) => form[member].trim() !== '') && !noItem()) void saving.act();
    };
    const text = (member: 'title' | 'basis' | 'contact', label: string, placeholder = '') => (
      <ElFormItem label={label} for={member} required error={error(member)}>
        <ElInput
          id={member}
          maxlength={member === 'basis' ? 900 : 200}
          v-model={form[member]}
          placeholder={placeholder}
        />
      </ElFormItem>
    );
    return () => (
      <>
        <PageHeading
          title={editing === '' ? say('提出数据需求', 'Make a demand') : say('修改数据需求', 'Change a demand')}
          about={say(
            '目录中没有的数据才用提需求；时限从提交次日起算。',
            'For what the directory does not offer. The clock begins on the day after.',
          )}
        >
          <RouterLink to="/directory">{say('先到目录里找一找', 'Look into the directory first')}</RouterLink>
        </PageHeading>
        <Asked of={beginning}>
          {() => (
            <ElForm labelPosition="top" {...{ onSubmit: (event: Event) => event.preventDefault() }}>
              {text('title', say('需要什么数据', 'What is wanted'))}
              <div class="two">
                <ElFormItem label={say('用于事项', 'Matter')} for="matter" required error={error('matter')}>
                  <ElSelect
                    id="matter"
                    v-model={form.matter}
                    filterable
                    {...{ 'aria-label': say('用于事项', 'Matter') }}
                  >
                    {(beginning.value.value ?? []).map(({ code, name }) => (
                      <ElOption key={code} value={code} label={name} />
                    ))}
                  </ElSelect>
                </ElFormItem>
                <ElFormItem label={say('可能由哪个部门掌握（可不填）', 'Who may hold it (optional)')} for="responsible">
                  {editing === '' ? (
                    <ElSelect
                      id="responsible"
                      v-model={form.responsible}
                      clearable
                      filterable
                      placeholder={say('不清楚：请数据主管部门分派', 'Not known: the data administration finds it')}
                      {...{ 'aria-label': say('责任部门', 'Responsible organisation') }}
                    >
                      {activeOrganisations()
                        .filter(({ id }) => id !== form.demanding)
                        .map(({ id, name }) => (
                          <ElOption key={id} value={id} label={name} />
                        ))}
                    </ElSelect>
                  ) : (
                    <span>
                      {form.responsible === '' ? say('待分派', 'to be assigned') : organisationName(form.responsible)}
                    </span>
                  )}
                </ElFormItem>
              </div>
              <h2>{say('需要的信息项', 'Items wanted')}</h2>
              {tried.value && noItem() && (
                <p class="tone-bad" role="alert">
                  {say('请至少写一个信息项', 'Name one item at least')}
                </p>
              )}
              {form.items.map((item, index) => (
                <div class="item-editor" key={index}>
                  <ElInput
                    v-model={item.name}
                    maxlength={100}
                    placeholder={say('信息项名称', 'Name of the item')}
                    {...{ 'aria-label': say(`信息项 ${index + 1} 名称`, `Name of item ${index + 1}`) }}
                  />
                  <ElInput
                    v-model={item.note}
                    maxlength={500}
                    placeholder={say('说明（可不填）', 'Note (optional)')}
                    {...{ 'aria-label': say(`信息项 ${index + 1} 说明`, `Note on item ${index + 1}`) }}
                  />
                  {form.items.length > 1 && (
                    <ElButton onClick={() => form.items.splice(index, 1)}>{say('删除', 'Remove')}</ElButton>
                  )}
                </div>
              ))}
              <ElButton onClick={() => form.items.push({ name: '', note: '' })}>
                {say('增加信息项', 'Add an item')}
              </ElButton>
              <h2>{say('用途', 'Use')}</h2>
              <ElFormItem label={say('使用场景', 'How it is used')} for="scenario" required error={error('scenario')}>
                <ElInput id="scenario" type="textarea" rows={2} maxlength={2000} v-model={form.scenario} />
              </ElFormItem>
              {text('basis', say('依据（法律、法规或文件）', 'Basis (law or document)'), '《…》第…条')}
              <div class="two">
                <ElFormItem label={say('期望服务方式', 'Wanted as')} for="service">
                  <ElSelect
                    id="service"
                    v-model={form.wantedService}
                    {...{ 'aria-label': say('期望服务方式', 'Wanted as') }}
                  >
                    {codeRows('wanted-service').map((row) => (
                      <ElOption key={row.code} value={row.code} label={say(row.name, row.nameEn)} />
                    ))}
                  </ElSelect>
                </ElFormItem>
                <ElFormItem label={say('期望更新周期', 'Update cycle')} for="cycle">
                  <ElSelect
                    id="cycle"
                    v-model={form.updateCycle}
                    {...{ 'aria-label': say('期望更新周期', 'Update cycle') }}
                  >
                    {codeRows('update-cycle').map((row) => (
                      <ElOption key={row.code} value={row.code} label={say(row.name, row.nameEn)} />
                    ))}
                  </ElSelect>
                </ElFormItem>
                <ElFormItem label={say('希望何时可用', 'Wanted by')} for="wanted" required error={error('wantedBy')}>
                  <ElDatePicker
                    id="wanted"
                    v-model={form.wantedBy}
                    format={dayPattern()}
                    valueFormat="YYYY-MM-DD"
                    {...{ 'aria-label': say('希望何时可用', 'Wanted by') }}
                  />
                </ElFormItem>
                {text(
                  'contact',
                  say('联系岗位', 'Whom to ask'),
                  say('岗位名称，不写手机号', 'A post, no mobile number'),
                )}
              </div>
              <StaleNote refusal={saving.refusal.value} stored={`/demands/${editing}`} insist={insist} />
              <div class="steps">
                <ElButton type="primary" loading={saving.busy.value} onClick={save}>
                  {editing === '' ? say('提交需求', 'Submit') : say('保存修改', 'Save')}
                </ElButton>
              </div>
            </ElForm>
          )}
        </Asked>
      </>
    );
  },
});
