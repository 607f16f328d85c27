import { ElForm, ElFormItem, ElOption, ElSelect } from 'element-plus';
import { computed, defineComponent, reactive } from 'vue';
import { RouterLink } from 'vue-router';
import { type Answer, call, useAsking } from '../api/index.ts';
import { moment } from '../language/format.ts';
import { say } from '../language/language.ts';
import {
  Asked,
  confirm,
  EmptyNote,
  PageHeading,
  ReasonedButton,
  RefusalNote,
  useAct,
  WideBox,
} from '../parts/index.ts';
import { organisationName } from '../session/organisations.ts';
import { has, session } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import './seal.css';

type Choice = Answer<'GET /v1/seal-choices'>['items'][number];

/** The county's own choice, for every organisation that made none. */
const everyOrganisation = '*';

/** Which seal licences bear: for all of them, for an organisation's, for one type's. */
export const ChoicesPage = defineComponent({
  setup() {
    const choices = useAsking((signal) => call('GET /v1/seal-choices', { signal }));
    const seals = useAsking((signal) => call('GET /v1/seals', { query: { state: 'active', limit: 100 }, signal }));
    const types = useAsking((signal) => call('GET /v1/licence-types', { signal }));
    const organisations = useAsking((signal) => call('GET /v1/organisations', { query: { limit: 100 }, signal }));
    const isAdministration = computed(() => session.value?.officer.administration ?? false);
    const form = reactive({
      organisation: session.value?.officer.organisation ?? '',
      type: '',
      seal: '',
    });
    const held = () =>
      choices.value.value?.items.find(
        ({ organisation, type }) => organisation === form.organisation && (type ?? '') === form.type,
      );
    const put = (choice: { organisation: string; type: string | null; seal: string | null }, revision?: number) =>
      call('PUT /v1/seal-choices', {
        body: choice,
        ...(revision === undefined ? {} : { ifMatch: `"${revision}"` }),
      });
    const choosing = useAct(async () => {
      const { organisation, type, seal } = form;
      await put({ organisation, type: type || null, seal }, held()?.revision);
      await choices.again();
      announce(say('已指定', 'Chosen'));
    });
    const takingBack = useAct(async (choice: Choice) => {
      const agreed = await confirm({
        title: say('取消指定', 'Take the choice back'),
        text: say(
          '此后签发的证照改用上一级指定的印章；没有上一级指定时不能签发。已签发的不受影响。',
          'Licences issued from now on bear the seal chosen one level up; where there is none they cannot be issued. Issued ones stay as they are.',
        ),
        deed: say('取消指定', 'Take it back'),
      });
      if (!agreed) return;
      await put({ organisation: choice.organisation, type: choice.type, seal: null }, choice.revision);
      await choices.again();
    });
    const nameOf = (organisation: string) =>
      organisation === everyOrganisation
        ? say('全县（统一审批章）', 'The whole county')
        : organisationName(organisation);
    const typeName = (type: string | null) =>
      type === null
        ? say('全部类型', 'All types')
        : (types.value.value?.items.find(({ code }) => code === type)?.name ?? type);
    const sealName = (seal: string | null) =>
      seals.value.value?.items.find(({ id }) => id === seal)?.name ?? say('查看印章', 'The seal');
    const why = () => {
      if (!has('seal-keeper')) return say('只有印章管理岗可以指定。', 'Only seal keepers choose.');
      return form.seal === '' ? say('请选择一枚启用的印章。', 'Choose an active seal.') : undefined;
    };
    return () => {
      const items = (choices.value.value?.items ?? []).filter(({ seal }) => seal !== null);
      return (
        <>
          <PageHeading
            title={say('证照用章', 'Seals of licences')}
            about={say(
              '先看该类型的指定，再看单位的，最后用全县统一的审批章。',
              'The choice for the type goes before the organisation’s, and that before the county’s one approval seal.',
            )}
          />
          <Asked of={choices}>
            {() =>
              items.length === 0 ? (
                <EmptyNote
                  title={say('尚未指定', 'Nothing is chosen yet')}
                  next={say('没有指定时不能签发带章的证照。', 'Without a choice no sealed licence can be issued.')}
                />
              ) : (
                <WideBox label={say('现行的指定', 'Choices in force')}>
                  <table class="plain-table stacks">
                    <thead>
                      <tr>
                        <th scope="col">{say('单位', 'Organisation')}</th>
                        <th scope="col">{say('证照类型', 'Type')}</th>
                        <th scope="col">{say('印章', 'Seal')}</th>
                        <th scope="col">{say('指定时间', 'Chosen')}</th>
                        <th scope="col">{say('办理', 'Action')}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {items.map((choice) => (
                        <tr key={`${choice.organisation} ${choice.type}`}>
                          <td data-title={say('单位', 'Organisation')}>{nameOf(choice.organisation)}</td>
                          <td data-title={say('证照类型', 'Type')}>{typeName(choice.type)}</td>
                          <td data-title={say('印章', 'Seal')}>
                            <RouterLink to={{ name: 'seal', params: { id: choice.seal ?? '' } }}>
                              {sealName(choice.seal)}
                            </RouterLink>
                          </td>
                          <td data-title={say('指定时间', 'Chosen')}>{moment(choice.chosenAt)}</td>
                          <td data-title={say('办理', 'Action')}>
                            <ReasonedButton
                              because={
                                has('seal-keeper')
                                  ? undefined
                                  : say('只有印章管理岗可以取消。', 'Only seal keepers may.')
                              }
                              onPress={() => void takingBack.act(choice)}
                            >
                              {say('取消指定', 'Take back')}
                            </ReasonedButton>
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </WideBox>
              )
            }
          </Asked>
          <RefusalNote refusal={takingBack.refusal.value} />
          <h2>{say('指定印章', 'Choose a seal')}</h2>
          <ElForm labelPosition="top" class="narrow">
            <ElFormItem label={say('单位', 'Organisation')} for="choice-organisation">
              <ElSelect id="choice-organisation" v-model={form.organisation}>
                {isAdministration.value && <ElOption value={everyOrganisation} label={nameOf(everyOrganisation)} />}
                {organisations.value.value?.items
                  .filter(({ id }) => isAdministration.value || id === session.value?.officer.organisation)
                  .map(({ id, name }) => (
                    <ElOption key={id} value={id} label={name} />
                  ))}
              </ElSelect>
            </ElFormItem>
            <ElFormItem label={say('证照类型', 'Type')} for="choice-type">
              <ElSelect
                id="choice-type"
                v-model={form.type}
                clearable
                filterable
                placeholder={say('全部类型', 'All types')}
              >
                {types.value.value?.items.map(({ code, name }) => (
                  <ElOption key={code} value={code} label={name} />
                ))}
              </ElSelect>
            </ElFormItem>
            <ElFormItem label={say('印章（启用的）', 'Seal (active ones)')} for="choice-seal">
              <ElSelect id="choice-seal" v-model={form.seal}>
                {seals.value.value?.items.map(({ id, name }) => (
                  <ElOption key={id} value={id} label={name} />
                ))}
              </ElSelect>
            </ElFormItem>
            <ReasonedButton
              type="primary"
              because={why()}
              loading={choosing.busy.value}
              onPress={() => void choosing.act()}
            >
              {say('指定', 'Choose')}
            </ReasonedButton>
          </ElForm>
          <RefusalNote refusal={choosing.refusal.value} />
        </>
      );
    };
  },
});
