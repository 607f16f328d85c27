import './operate.css';
import { ElButton, ElCheckbox, ElCheckboxGroup, ElFormItem, ElInput, ElOption, ElSelect } from 'element-plus';
import { defineComponent, nextTick, reactive, ref } from 'vue';
import { type Answer, call, callWithVersion, useAsking } from '../api/index.ts';
import { say } from '../language/language.ts';
import {
  Asked,
  CopyBlock,
  confirm,
  EmptyNote,
  PageHeading,
  ReasonedButton,
  RefusalNote,
  useAct,
  useKept,
  WideBox,
} from '../parts/index.ts';
import { everyOrganisation, organisationName } from '../session/organisations.ts';
import { roleNames, roleWord } from '../session/role-words.ts';
import { has, type Role, session } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { EntryForm } from './entry-form.tsx';
import { newPassword } from './new-password.ts';
import { standingWord, switchWord, useSwitching } from './standing.ts';

type Officer = Answer<'GET /v1/officers'>['items'][number];

const loginPattern = /^[a-z][a-z0-9._-]{2,63}$/;

/** Officers' accounts of the organisations in reach: made, given roles, suspended, given another password. */
export const OfficersPage = defineComponent({
  setup() {
    const own = session.value?.officer;
    const administration = own?.administration === true;
    const organisation = useKept('organisation');
    const role = useKept('role');
    const officers = useAsking(
      async (signal) => {
        const all: Officer[] = [];
        let cursor: string | undefined;
        do {
          const query = {
            limit: 200,
            cursor,
            ...(organisation.value === '' ? {} : { organisation: organisation.value }),
          };
          const page = await call('GET /v1/officers', { query, signal });
          all.push(...page.items);
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        return all;
      },
      { on: () => organisation.value },
    );
    const organisations = useAsking(async (signal) => (administration ? everyOrganisation(signal) : []));
    /** Whose roles are being changed, or a new account. */
    const open = ref<Officer | 'new'>();
    const tried = ref(false);
    const told = ref<{ login: string; password: string }>();
    const toldBox = ref<HTMLElement>();
    const draft = reactive<{ login: string; name: string; organisation: string; roles: Role[] }>({
      login: '',
      name: '',
      organisation: own?.organisation ?? '',
      roles: [],
    });
    const show = (what: Officer | 'new') => {
      open.value = what;
      tried.value = false;
      Object.assign(
        draft,
        what === 'new'
          ? // Whoever looks at one organisation's accounts makes the next one there.
            { login: '', name: '', organisation: organisation.value || (own?.organisation ?? ''), roles: [] }
          : { login: what.login, name: what.name, organisation: what.organisation, roles: [...what.roles] },
      );
    };
    const tell = async (login: string, password: string) => {
      told.value = { login, password };
      announce(say('口令只显示这一次，请当面交给本人。', 'The password is shown this once: hand it over in person.'));
      await nextTick();
      toldBox.value?.focus();
    };
    const loginFault = () =>
      tried.value && open.value === 'new' && !loginPattern.test(draft.login)
        ? say(
            '3 至 64 位小写字母、数字、点、横线，以字母开头；不要用证件号码',
            '3 to 64 lower-case letters, digits, dots and hyphens, a letter first; never a personal number',
          )
        : '';
    const nameFault = () => (tried.value && draft.name.trim() === '' ? say('必填', 'needed') : '');
    const saving = useAct(async () => {
      tried.value = true;
      if (loginFault() !== '' || nameFault() !== '') return;
      if (open.value === 'new') {
        const password = newPassword();
        const { login } = await call('POST /v1/officers', {
          body: { ...draft, name: draft.name.trim(), roles: [...draft.roles], password },
        });
        open.value = undefined;
        await officers.again();
        await tell(login, password);
        return;
      }
      const officer = open.value;
      if (officer === undefined) return;
      const params = { id: officer.id };
      let version = officer.version;
      // Nobody changes their own roles.
      if (officer.id !== own?.id) {
        const { answer } = await callWithVersion('PUT /v1/officers/{id}/roles', {
          params,
          body: { roles: [...draft.roles] },
          ifMatch: `"${version}"`,
        });
        version = answer.version;
      }
      if (draft.name.trim() !== officer.name)
        await call('PATCH /v1/officers/{id}', { params, body: { name: draft.name.trim() }, ifMatch: `"${version}"` });
      announce(say('已保存，立即生效。', 'Saved, and in force at once.'));
      open.value = undefined;
      await officers.again();
    });
    const switching = useSwitching<Officer>({
      nameOf: ({ login }) => login,
      effect: () =>
        say(
          '停用后立即退出登录，不能再登录，直到恢复。',
          'It ends their sessions at once; they cannot log in until reactivated.',
        ),
      put: ({ id }, change) => call('PUT /v1/officers/{id}/status', { params: { id }, ...change }),
      again: officers.again,
    });
    const resetting = useAct(async ({ id, login, version }: Officer) => {
      const agreed = await confirm({
        title: say(`重置 ${login} 的口令`, `Reset the password of ${login}`),
        text: say(
          '原口令立即失效，全部会话结束，登录锁定解除。新口令只显示一次。',
          'The old one stops working, all sessions end, a lock is lifted. The new one is shown once.',
        ),
        deed: say('重置口令', 'Reset'),
      });
      if (!agreed) return;
      const password = newPassword();
      await call('PUT /v1/officers/{id}/password', { params: { id }, body: { password }, ifMatch: `"${version}"` });
      await officers.again();
      await tell(login, password);
    });
    const isSelf = () => open.value !== undefined && open.value !== 'new' && open.value.id === own?.id;
    const closed = () => (has('operator') ? '' : say('由运行管理员办理。', 'An operator does this.'));
    const self = (officer: Officer) =>
      officer.id === own?.id
        ? say('不能对自己这样做，请另一位运行管理员办理。', 'Not to oneself: another operator has to.')
        : closed();
    const shown = () =>
      (officers.value.value ?? []).filter(
        (each) => role.value === '' || each.roles.some((held) => held === role.value),
      );
    const form = () => (
      <EntryForm
        key={open.value === 'new' ? 'new' : draft.login}
        title={
          open.value === 'new'
            ? say('开设账户', 'Make an account')
            : say(`修改 ${draft.login}`, `Change ${draft.login}`)
        }
        save={open.value === 'new' ? say('开设并生成口令', 'Make it, with a password') : say('保存', 'Save')}
        saving={saving}
        fields={{
          '/login': say('登录名', 'Login'),
          '/name': say('姓名或岗位', 'Name or post'),
          '/organisation': say('单位', 'Organisation'),
          '/roles': say('角色', 'Roles'),
        }}
        onCancel={() => {
          open.value = undefined;
        }}
      >
        {open.value === 'new' && (
          <>
            <ElFormItem label={say('登录名', 'Login')} for="officer-login" error={loginFault()}>
              <ElInput id="officer-login" v-model={draft.login} maxlength={64} autocomplete="off" />
            </ElFormItem>
            {administration && (
              <ElFormItem label={say('单位', 'Organisation')} for="officer-organisation">
                <ElSelect
                  id="officer-organisation"
                  v-model={draft.organisation}
                  filterable
                  {...{ 'aria-label': say('单位', 'Organisation') }}
                >
                  {(organisations.value.value ?? []).map(({ id, name }) => (
                    <ElOption key={id} value={id} label={name} />
                  ))}
                </ElSelect>
              </ElFormItem>
            )}
          </>
        )}
        <ElFormItem label={say('姓名或岗位', 'Name or post')} for="officer-name" error={nameFault()}>
          <ElInput id="officer-name" v-model={draft.name} maxlength={120} autocomplete="off" />
        </ElFormItem>
        {isSelf() ? (
          <p class="hint">
            {say('自己的角色由另一位运行管理员调整。', 'One’s own roles are changed by another operator.')}
          </p>
        ) : (
          <ElFormItem label={say('角色', 'Roles')}>
            <ElCheckboxGroup v-model={draft.roles} class="role-choice" {...{ 'aria-label': say('角色', 'Roles') }}>
              {roleNames.map((each) => (
                <ElCheckbox key={each} value={each}>
                  {roleWord(each)}
                </ElCheckbox>
              ))}
            </ElCheckboxGroup>
          </ElFormItem>
        )}
      </EntryForm>
    );
    const once = ({ login, password }: { login: string; password: string }) => (
      <section class="told-once" ref={toldBox} tabindex={-1} aria-label={say('新口令', 'New password')}>
        <p>
          <strong>{say(`${login} 的新口令，只显示这一次`, `New password of ${login}, shown this once`)}</strong>
        </p>
        <CopyBlock label={say('口令', 'Password')} text={password} />
        <p>
          {say(
            '当面交给本人，并请其登录后更改：点右上角的登录名。',
            'Hand it over in person, and have it changed after logging in: by the login name at the top right.',
          )}
        </p>
        <ElButton
          onClick={() => {
            told.value = undefined;
          }}
        >
          {say('已交给本人，不再显示', 'Handed over: hide it')}
        </ElButton>
      </section>
    );
    return () => (
      <>
        <PageHeading
          title={say('人员账户', 'Officers')}
          about={say(
            '账户的角色决定能做什么，立即生效。口令由浏览器随机生成，只显示一次。',
            'Roles decide what an account may do, at once. Passwords are made by chance in the browser and shown once.',
          )}
        >
          <ReasonedButton type="primary" because={closed()} onPress={() => show('new')}>
            {say('开设账户', 'Make an account')}
          </ReasonedButton>
        </PageHeading>
        {told.value !== undefined && once(told.value)}
        {open.value !== undefined && form()}
        <div class="tools">
          {administration && (
            <ElSelect
              v-model={organisation.value}
              clearable
              filterable
              placeholder={say('全部单位', 'Any organisation')}
              {...{ 'aria-label': say('单位', 'Organisation') }}
            >
              {(organisations.value.value ?? []).map(({ id, name }) => (
                <ElOption key={id} value={id} label={name} />
              ))}
            </ElSelect>
          )}
          <ElSelect
            v-model={role.value}
            clearable
            placeholder={say('全部角色', 'Any role')}
            {...{ 'aria-label': say('角色', 'Role') }}
          >
            {roleNames.map((each) => (
              <ElOption key={each} value={each} label={roleWord(each)} />
            ))}
          </ElSelect>
        </div>
        <RefusalNote refusal={switching.refusal.value} />
        <RefusalNote refusal={resetting.refusal.value} />
        <Asked of={officers}>
          {() =>
            shown().length === 0 ? (
              <EmptyNote
                title={say('没有符合的账户', 'No account fits')}
                next={say('去掉筛选，或开设一个账户。', 'Lift the filter, or make an account.')}
              />
            ) : (
              <WideBox label={say('人员账户', 'Officers')}>
                <table class="plain-table stacks">
                  <thead>
                    <tr>
                      <th scope="col">{say('登录名', 'Login')}</th>
                      <th scope="col">{say('姓名或岗位', 'Name or post')}</th>
                      {administration && <th scope="col">{say('单位', 'Organisation')}</th>}
                      <th scope="col">{say('角色', 'Roles')}</th>
                      <th scope="col">{say('状态', 'State')}</th>
                      <th scope="col">{say('操作', 'Deeds')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {shown().map((each) => (
                      <tr key={each.id}>
                        <th scope="row">{each.login}</th>
                        <td data-title={say('姓名或岗位', 'Name or post')}>{each.name}</td>
                        {administration && (
                          <td data-title={say('单位', 'Organisation')}>{organisationName(each.organisation)}</td>
                        )}
                        <td data-title={say('角色', 'Roles')}>
                          {each.roles.map(roleWord).join(say('、', ', ')) || say('（无）', '(none)')}
                        </td>
                        <td
                          data-title={say('状态', 'State')}
                          class={['tone', each.status === 'active' ? 'good' : 'bad']}
                        >
                          {standingWord(each)}
                        </td>
                        <td data-title={say('操作', 'Deeds')}>
                          <div class="deeds">
                            <ReasonedButton because={closed()} onPress={() => show(each)}>
                              {say('修改', 'Change')}
                            </ReasonedButton>
                            <ReasonedButton because={self(each)} onPress={() => void resetting.act(each)}>
                              {say('重置口令', 'Reset password')}
                            </ReasonedButton>
                            <ReasonedButton because={self(each)} onPress={() => void switching.act(each)}>
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
