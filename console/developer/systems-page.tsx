import './developer.css';
import { ElButton, ElForm, ElFormItem, ElInput, ElOption, ElRadio, ElRadioGroup, ElSelect } from 'element-plus';
import { defineComponent, reactive, ref } from 'vue';
import { RouterLink, useRouter } from 'vue-router';
import { call, useAsking } from '../api/index.ts';
import { day, inBrackets } from '../language/format.ts';
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
import { everyOrganisation, organisationName } from '../session/organisations.ts';
import { has } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { isAdministration, ownOrganisation, type System, useOwnSystems } from './own-systems.ts';
import { statusWord, systemKindWord } from './words.ts';

const idPattern = /^[a-z][a-z0-9-]{1,31}$/;

/** The systems of the own organisation, and registering another. */
export const SystemsPage = defineComponent({
  setup() {
    const router = useRouter();
    const systems = useOwnSystems();
    const words = useKept('q');
    const opened = ref(false);
    const tried = ref(false);
    const draft = reactive({ id: '', name: '', kind: 'consumer' as System['kind'], organisation: ownOrganisation() });
    const organisations = useAsking(async (signal) => (isAdministration() ? everyOrganisation(signal) : []));
    const idFault = () =>
      idPattern.test(draft.id)
        ? ''
        : say(
            '2 至 32 位小写字母、数字、连字符，以字母开头',
            '2 to 32 lower-case letters, digits and hyphens, a letter first',
          );
    const nameFault = () => (draft.name.trim() === '' ? say('必填', 'needed') : '');
    const registering = useAct(async () => {
      tried.value = true;
      if (idFault() !== '' || nameFault() !== '') return;
      const system = await call('POST /v1/systems', { body: { ...draft, name: draft.name.trim() } });
      announce(say(`系统 ${system.id} 已登记。`, `System ${system.id} is registered.`));
      await router.push({ name: 'develop-system', params: { id: system.id } });
    });
    const submit = (event: Event) => {
      event.preventDefault();
      void registering.act();
    };
    const shown = () =>
      (systems.value.value ?? []).filter(({ id, name, organisation }) =>
        `${id} ${name} ${organisation}`.toLowerCase().includes(words.value.trim().toLowerCase()),
      );
    const form = () => (
      <section class="panel" aria-labelledby="new-system">
        <h2 id="new-system">{say('登记系统', 'Register a system')}</h2>
        <ElForm class="form-narrow" labelPosition="top" {...{ onSubmit: submit, novalidate: true }}>
          {isAdministration() && (
            <ElFormItem label={say('单位', 'Organisation')} for="system-organisation">
              <ElSelect
                id="system-organisation"
                v-model={draft.organisation}
                filterable
                {...{ 'aria-label': say('单位', 'Organisation') }}
              >
                {(organisations.value.value ?? []).map(({ id, name }) => (
                  <ElOption key={id} value={id} label={`${name}${inBrackets(id)}`} />
                ))}
              </ElSelect>
            </ElFormItem>
          )}
          <ElFormItem
            label={say('系统短标识（登记后不可更改）', 'Short id (never changes)')}
            for="system-id"
            error={tried.value ? idFault() : ''}
          >
            <ElInput
              id="system-id"
              v-model={draft.id}
              placeholder={`${draft.organisation}-…`}
              maxlength={32}
              autocomplete="off"
            />
          </ElFormItem>
          <ElFormItem label={say('名称', 'Name')} for="system-name" error={tried.value ? nameFault() : ''}>
            <ElInput id="system-name" v-model={draft.name} maxlength={120} autocomplete="off" />
          </ElFormItem>
          <ElFormItem label={say('做什么', 'What it does')}>
            <ElRadioGroup v-model={draft.kind} {...{ 'aria-label': say('做什么', 'What it does') }}>
              <ElRadio value="consumer">
                {say('使用方：查询别的单位的数据', 'It asks other organisations’ data')}
              </ElRadio>
              <ElRadio value="provider">
                {say('提供方：连接器，提供本单位的数据', 'It is a connector and gives our own data')}
              </ElRadio>
            </ElRadioGroup>
          </ElFormItem>
          <div class="wizard-buttons">
            <ElButton type="primary" nativeType="submit" loading={registering.busy.value}>
              {say('登记', 'Register')}
            </ElButton>
            <ElButton
              onClick={() => {
                opened.value = false;
              }}
            >
              {say('取消', 'Cancel')}
            </ElButton>
          </div>
          <RefusalNote
            refusal={registering.refusal.value}
            fields={{
              '/id': say('系统短标识', 'Short id'),
              '/name': say('名称', 'Name'),
              '/organisation': say('单位', 'Organisation'),
            }}
          />
        </ElForm>
      </section>
    );
    const table = () => (
      <WideBox label={say('系统', 'Systems')}>
        <table class="plain-table stacks">
          <caption>
            {say(
              '系统可以做什么由授权决定；没有密钥的系统什么也不能做。',
              'Grants decide what a system may do; without a key it can do nothing.',
            )}
          </caption>
          <thead>
            <tr>
              <th scope="col">{say('系统', 'System')}</th>
              <th scope="col">{say('名称', 'Name')}</th>
              {isAdministration() && <th scope="col">{say('单位', 'Organisation')}</th>}
              <th scope="col">{say('类别', 'Kind')}</th>
              <th scope="col">{say('状态', 'State')}</th>
              <th scope="col">{say('登记日期', 'Registered')}</th>
            </tr>
          </thead>
          <tbody>
            {shown().map((system) => (
              <tr key={system.id}>
                <th scope="row">
                  <RouterLink to={{ name: 'develop-system', params: { id: system.id } }}>{system.id}</RouterLink>
                </th>
                <td data-title={say('名称', 'Name')}>{system.name}</td>
                {isAdministration() && (
                  <td data-title={say('单位', 'Organisation')}>{organisationName(system.organisation)}</td>
                )}
                <td data-title={say('类别', 'Kind')}>{systemKindWord(system.kind)}</td>
                <td
                  data-title={say('状态', 'State')}
                  class={['verdict-word', system.status === 'active' ? 'good' : 'bad']}
                >
                  {system.status === 'active' ? '✓ ' : '✕ '}
                  {statusWord(system.status)}
                </td>
                <td data-title={say('登记日期', 'Registered')}>{day(system.createdAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideBox>
    );
    return () => (
      <>
        <PageHeading
          title={say('系统与密钥', 'Systems and keys')}
          about={say(
            '本单位的系统：使用方查询数据，提供方（连接器）提供数据。私钥在浏览器里生成，只存到您的文件里。',
            'Your organisation’s systems: consumers ask, providers (connectors) answer. Private keys are made in the browser and kept in your file alone.',
          )}
        >
          <ReasonedButton
            type="primary"
            because={
              has('operator') ? '' : say('由本单位运行管理员登记。', 'Your organisation’s operator registers systems.')
            }
            onPress={() => {
              opened.value = true;
            }}
          >
            {say('登记系统', 'Register a system')}
          </ReasonedButton>
        </PageHeading>
        {opened.value && form()}
        <Asked of={systems}>
          {() => (
            <>
              {(systems.value.value?.length ?? 0) > 10 && (
                <div class="choices">
                  <ElInput
                    v-model={words.value}
                    clearable
                    placeholder={say('标识、名称或单位', 'Id, name or organisation')}
                    {...{ 'aria-label': say('筛选系统', 'Filter systems'), type: 'search' }}
                  />
                </div>
              )}
              {shown().length === 0 ? (
                <EmptyNote
                  title={
                    words.value.trim() === ''
                      ? say('本单位还没有系统', 'Your organisation has no system yet')
                      : say('没有符合的系统', 'No system fits')
                  }
                  next={
                    words.value.trim() === ''
                      ? say(
                          '由运行管理员登记一个，再为它生成密钥。',
                          'Have the operator register one, then make its key.',
                        )
                      : say('换一个词试试。', 'Try another word.')
                  }
                />
              ) : (
                table()
              )}
            </>
          )}
        </Asked>
      </>
    );
  },
});
