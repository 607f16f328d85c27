import './operate.css';
import { ElFormItem, ElInput } from 'element-plus';
import { defineComponent, reactive, ref } from 'vue';
import { RouterLink } from 'vue-router';
import { type Answer, call, callWithVersion, useAsking } from '../api/index.ts';
import { day } from '../language/format.ts';
import { say } from '../language/language.ts';
import {
  Asked,
  EmptyNote,
  PageHeading,
  ReasonedButton,
  RefusalNote,
  useAct,
  useKept,
  WideBox,
} from '../parts/index.ts';
import { everyOrganisation } from '../session/organisations.ts';
import { session } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { EntryForm } from './entry-form.tsx';
import { standingWord, switchWord, useSwitching } from './standing.ts';

type Organisation = Answer<'GET /v1/organisations'>['items'][number];

const idPattern = /^[a-z][a-z0-9-]{1,31}$/;

/** Who takes part: registered, renamed and suspended by the data administration, seen by every operator. */
export const OrganisationsPage = defineComponent({
  setup() {
    const administration = session.value?.officer.administration === true;
    const words = useKept('q');
    const organisations = useAsking(everyOrganisation);
    /** The one that is being changed, or a new one. */
    const open = ref<Organisation | 'new'>();
    const tried = ref(false);
    /** The one that was registered just now: it has nobody yet who could do anything for it. */
    const registered = ref<{ id: string; name: string }>();
    const told = ref<HTMLElement>();
    const draft = reactive({ id: '', name: '', unifiedCode: '' });
    const show = (what: Organisation | 'new') => {
      open.value = what;
      registered.value = undefined;
      tried.value = false;
      Object.assign(
        draft,
        what === 'new'
          ? { id: '', name: '', unifiedCode: '' }
          : { id: what.id, name: what.name, unifiedCode: what.unifiedCode },
      );
    };
    const fault = (member: 'id' | 'name' | 'unifiedCode') => {
      if (!tried.value) return '';
      if (member === 'id')
        return open.value !== 'new' || idPattern.test(draft.id)
          ? ''
          : say(
              '2 至 32 位小写字母、数字、连字符，以字母开头',
              '2 to 32 lower-case letters, digits and hyphens, a letter first',
            );
      if (member === 'name') return draft.name.trim() === '' ? say('必填', 'needed') : '';
      return /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(draft.unifiedCode.trim().toUpperCase())
        ? ''
        : say('18 位统一社会信用代码', 'unified code of 18 characters');
    };
    const saving = useAct(async () => {
      tried.value = true;
      if (fault('id') !== '' || fault('name') !== '' || fault('unifiedCode') !== '') return;
      const body = { name: draft.name.trim(), unifiedCode: draft.unifiedCode.trim().toUpperCase() };
      if (open.value === 'new') {
        await call('POST /v1/organisations', { body: { id: draft.id, ...body } });
        registered.value = { id: draft.id, name: body.name };
      } else {
        const params = { id: draft.id };
        const { version } = await callWithVersion('GET /v1/organisations/{id}', { params });
        await call('PATCH /v1/organisations/{id}', { params, body, ifMatch: version });
      }
      announce(say('已保存。', 'Saved.'));
      open.value = undefined;
      await organisations.again();
      told.value?.focus();
    });
    const switching = useSwitching<Organisation>({
      nameOf: ({ name }) => name,
      effect: () =>
        say(
          '停用后，该单位的人员不能登录，系统的请求一律被拒，它提供的资源也查不到，直到恢复。',
          'Until it is reactivated its officers cannot log in, its systems are refused, and nothing that it provides is answered.',
        ),
      put: ({ id }, change) => call('PUT /v1/organisations/{id}/status', { params: { id }, ...change }),
      again: organisations.again,
    });
    const closed = () =>
      administration ? '' : say('由数据主管部门的运行管理员办理。', 'The data administration’s operator does this.');
    const shown = () =>
      (organisations.value.value ?? []).filter(({ id, name, unifiedCode }) =>
        `${id} ${name} ${unifiedCode}`.toLowerCase().includes(words.value.trim().toLowerCase()),
      );
    const form = () => (
      <EntryForm
        key={open.value === 'new' ? 'new' : draft.id}
        title={
          open.value === 'new'
            ? say('登记单位', 'Register an organisation')
            : say(`修改 ${draft.id}`, `Change ${draft.id}`)
        }
        save={say('保存', 'Save')}
        saving={saving}
        fields={{
          '/id': say('短标识', 'Short id'),
          '/name': say('全称', 'Full name'),
          '/unifiedCode': say('统一社会信用代码', 'Unified code'),
        }}
        onCancel={() => {
          open.value = undefined;
        }}
      >
        {open.value === 'new' && (
          <ElFormItem
            label={say('短标识（登记后不可更改）', 'Short id (never changes)')}
            for="organisation-id"
            error={fault('id')}
          >
            <ElInput id="organisation-id" v-model={draft.id} maxlength={32} autocomplete="off" />
          </ElFormItem>
        )}
        <ElFormItem label={say('全称', 'Full name')} for="organisation-name" error={fault('name')}>
          <ElInput id="organisation-name" v-model={draft.name} maxlength={120} autocomplete="off" />
        </ElFormItem>
        <ElFormItem
          label={say('统一社会信用代码', 'Unified code')}
          for="organisation-code"
          error={fault('unifiedCode')}
        >
          <ElInput id="organisation-code" v-model={draft.unifiedCode} maxlength={18} autocomplete="off" />
        </ElFormItem>
      </EntryForm>
    );
    return () => (
      <>
        <PageHeading
          title={say('单位', 'Organisations')}
          about={say('参加共享交换的单位。', 'Who takes part in the exchange.')}
        >
          <ReasonedButton type="primary" because={closed()} onPress={() => show('new')}>
            {say('登记单位', 'Register an organisation')}
          </ReasonedButton>
        </PageHeading>
        {open.value !== undefined && form()}
        {registered.value !== undefined && (
          <section class="told-once" ref={told} tabindex={-1} aria-label={say('登记结果', 'Registered')}>
            <p>
              <strong>{say(`✓ 已登记${registered.value.name}`, `✓ ${registered.value.name} is registered`)}</strong>
            </p>
            <p>
              {say('下一步：', 'Next: ')}
              <RouterLink to={{ name: 'operate-officers', query: { organisation: registered.value.id } }}>
                {say('为它开设人员账户', 'make its officers’ accounts')}
              </RouterLink>
              {say('，至少一名运行管理员；再登记它的系统。', ', an operator at least; then its systems.')}
            </p>
          </section>
        )}
        <div class="tools">
          <ElInput
            v-model={words.value}
            clearable
            placeholder={say('名称、标识或代码', 'Name, id or code')}
            {...{ 'aria-label': say('筛选单位', 'Filter organisations'), type: 'search' }}
          />
        </div>
        <RefusalNote refusal={switching.refusal.value} />
        <Asked of={organisations}>
          {() =>
            shown().length === 0 ? (
              <EmptyNote
                title={say('没有符合的单位', 'No organisation fits')}
                next={say('换一个词试试。', 'Try another word.')}
              />
            ) : (
              <WideBox label={say('单位', 'Organisations')}>
                <table class="plain-table stacks">
                  <thead>
                    <tr>
                      <th scope="col">{say('名称', 'Name')}</th>
                      <th scope="col">{say('短标识', 'Short id')}</th>
                      <th scope="col">{say('统一代码', 'Unified code')}</th>
                      <th scope="col">{say('状态', 'State')}</th>
                      <th scope="col">{say('登记', 'Registered')}</th>
                      <th scope="col">{say('操作', 'Deeds')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {shown().map((each) => (
                      <tr key={each.id}>
                        <th scope="row">{each.name}</th>
                        <td data-title={say('短标识', 'Short id')}>
                          <code>{each.id}</code>
                        </td>
                        <td data-title={say('统一代码', 'Unified code')}>
                          <code>{each.unifiedCode}</code>
                        </td>
                        <td
                          data-title={say('状态', 'State')}
                          class={['tone', each.status === 'active' ? 'good' : 'bad']}
                        >
                          {standingWord(each)}
                        </td>
                        <td data-title={say('登记', 'Registered')}>{day(each.createdAt)}</td>
                        <td data-title={say('操作', 'Deeds')}>
                          <div class="deeds">
                            <ReasonedButton because={closed()} onPress={() => show(each)}>
                              {say('修改', 'Change')}
                            </ReasonedButton>
                            <ReasonedButton
                              because={
                                each.kind === 'administration'
                                  ? say('数据主管部门不能停用。', 'The data administration cannot be suspended.')
                                  : closed()
                              }
                              onPress={() => void switching.act(each)}
                            >
                              {switchWord(each)}
                            </ReasonedButton>
                          </div>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </WideBox>
            )
          }
        </Asked>
      </>
    );
  },
});
