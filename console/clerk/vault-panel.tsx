import { ElButton, ElForm, ElFormItem, ElInput, ElOption, ElRadioButton, ElRadioGroup, ElSelect } from 'element-plus';
import { defineComponent, nextTick, type PropType, ref, shallowRef, watch } from 'vue';
import { type Answer, call, useAsking } from '../api/index.ts';
import { say, sayBoth } from '../language/language.ts';
import { Asked, EmptyNote, ReasonedButton, RefusalNote, useAct } from '../parts/index.ts';
import { session } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import type { Presented, Purpose } from './checks.ts';
import { ConsentAtCounter } from './consent-at-counter.tsx';
import { CopyDialog } from './copy-dialog.tsx';
import type { LicenceTypes } from './licence-types.ts';
import { termEnd } from './told.ts';
import { type FoundLicence, type FoundPage, fileFor, type HolderNumber, pagesFor, saveFile } from './vault.ts';

type Matter = Answer<'GET /v1/matters'>['items'][number];

/** Fetching from the vault for a case: the case once, then holders' numbers one after the other. */
export const VaultPanel = defineComponent({
  props: {
    matter: { type: String, required: true },
    caseNumber: { type: String, required: true },
    types: { type: Object as PropType<LicenceTypes | undefined>, default: undefined },
  },
  emits: {
    matter: (_code: string) => true,
    caseNumber: (_number: string) => true,
    present: (_things: readonly Presented[]) => true,
  },
  setup(props, { emit, expose }) {
    const kind = ref<HolderNumber['kind']>('001');
    const number = ref('');
    const page = shallowRef<FoundPage>();
    const copying = shallowRef<FoundLicence>();
    const matters = useAsking(async (signal) => {
      const organisation = session.value?.officer.organisation;
      const { items } = await call('GET /v1/matters', {
        query: { ...(organisation === undefined ? {} : { organisation }), status: 'active', limit: 100 },
        signal,
      });
      return items.filter(({ materials }) => materials.some((one) => one.kind === 'licence'));
    });
    // Where there is one matter alone, nobody is asked which.
    watch(matters.value, async (found) => {
      const [only, second] = found ?? [];
      if (props.matter === '' && only !== undefined && second === undefined) emit('matter', only.code);
      await nextTick();
      focusFirst();
    });
    /** What is still to be written: the case once, then the number. */
    const focusFirst = () => {
      const first = props.matter === '' ? 'vault-matter' : props.caseNumber === '' ? 'vault-case' : 'vault-number';
      document.getElementById(first)?.focus();
    };
    expose({ focusFirst });
    const purpose = (): Purpose => ({ matter: props.matter, case: props.caseNumber.trim() });
    const holder = (): HolderNumber => ({ kind: kind.value, number: number.value.trim().toUpperCase() });
    const missing = () => {
      if (props.matter === '') return say('请先选择事项。', 'Choose the matter first.');
      if (props.caseNumber.trim() === '') return say('请先填写办件编号。', 'Write the case number first.');
      if (number.value.trim() === '') return say('请填写持证主体代码。', 'Write the holder’s number.');
      return undefined;
    };
    const submit = (event: Event) => {
      event.preventDefault();
      if (missing() === undefined) void searching.act();
    };
    const searching = useAct(async () => {
      page.value = undefined;
      const found = await call('POST /v1/licences/search', { body: { holder: holder(), ...purpose() } });
      page.value = found;
      announce(say(`找到 ${found.items.length} 份证照`, `${found.items.length} licences found`));
    });
    const opening = useAct(async (licence: FoundLicence) => emit('present', [await pagesFor(licence, purpose())]));
    const saving = useAct(async (licence: FoundLicence, format: 'ofd' | 'pdf') =>
      saveFile(`${licence.identifier}.${format}`, await fileFor(licence, format, purpose())),
    );
    watch([number, kind, () => props.matter, () => props.caseNumber], () => {
      page.value = undefined;
      searching.refusal.value = undefined;
    });
    return () => (
      <section class="vault-panel no-print" aria-labelledby="vault-title">
        <h2 id="vault-title">{say('为本办件从证照库调取', 'Fetch from the vault for this case')}</h2>
        <Asked of={matters}>
          {() => (
            <ElForm labelPosition="top" class="vault-form" {...{ onSubmit: submit }}>
              <ElFormItem label={say('事项', 'Matter')} for="vault-matter">
                <ElSelect
                  id="vault-matter"
                  modelValue={props.matter}
                  onUpdate:modelValue={(code: string) => emit('matter', code)}
                  placeholder={say('选择事项', 'Choose a matter')}
                  noDataText={say('本单位没有使用证照的事项', 'Your organisation has no matter that uses licences')}
                  {...{ 'aria-label': say('事项', 'Matter') }}
                >
                  {(matters.value.value ?? []).map(({ code, name }: Matter) => (
                    <ElOption key={code} value={code} label={`${name} ${code}`} />
                  ))}
                </ElSelect>
              </ElFormItem>
              <ElFormItem label={say('办件编号', 'Case number')} for="vault-case">
                <ElInput
                  id="vault-case"
                  modelValue={props.caseNumber}
                  onUpdate:modelValue={(text: string) => emit('caseNumber', text)}
                  maxlength={64}
                  autocomplete="off"
                />
              </ElFormItem>
              <ElFormItem label={say('持证主体', 'Holder')} for="vault-kind">
                <ElRadioGroup
                  id="vault-kind"
                  v-model={kind.value}
                  {...{ 'aria-label': say('持证主体类别', 'Kind of holder') }}
                >
                  <ElRadioButton value="001">{say('单位', 'Organisation')}</ElRadioButton>
                  <ElRadioButton value="111">{say('个人', 'Person')}</ElRadioButton>
                </ElRadioGroup>
              </ElFormItem>
              <ElFormItem
                label={
                  kind.value === '001'
                    ? say('统一社会信用代码', 'Unified social credit code')
                    : say('公民身份号码', 'Citizen number')
                }
                for="vault-number"
              >
                <ElInput id="vault-number" v-model={number.value} maxlength={18} autocomplete="off" />
              </ElFormItem>
              <div class="vault-go">
                <ReasonedButton type="primary" because={missing()} loading={searching.busy.value} submits>
                  {say('查找证照', 'Find licences')}
                </ReasonedButton>
              </div>
            </ElForm>
          )}
        </Asked>
        <RefusalNote refusal={searching.refusal.value} />
        {page.value !== undefined && (
          <Found
            page={page.value}
            types={props.types}
            busy={opening.busy.value || saving.busy.value}
            onOpen={(licence: FoundLicence) => void opening.act(licence)}
            onSave={(licence: FoundLicence, format: 'ofd' | 'pdf') => void saving.act(licence, format)}
            onCopy={(licence: FoundLicence) => {
              copying.value = licence;
            }}
          />
        )}
        <RefusalNote refusal={opening.refusal.value ?? saving.refusal.value} />
        {(page.value?.withheld ?? []).map(({ type, code }) => (
          <ConsentAtCounter
            key={`${type} ${code}`}
            type={type}
            code={code}
            types={props.types}
            holder={holder()}
            purpose={purpose()}
            onGiven={() => void searching.act()}
          />
        ))}
        {copying.value !== undefined && (
          <CopyDialog
            licence={copying.value}
            purpose={purpose()}
            onClose={() => {
              copying.value = undefined;
            }}
            onMade={(presented: Presented) => emit('present', [presented])}
          />
        )}
      </section>
    );
  },
});

/** What the vault has of the holder for the matter. */
const Found = defineComponent({
  props: {
    page: { type: Object as PropType<FoundPage>, required: true },
    types: { type: Object as PropType<LicenceTypes | undefined>, default: undefined },
    busy: { type: Boolean, required: true },
  },
  emits: {
    open: (_licence: FoundLicence) => true,
    copy: (_licence: FoundLicence) => true,
    save: (_licence: FoundLicence, _format: 'ofd' | 'pdf') => true,
  },
  setup(props, { emit }) {
    return () => {
      const { items, withheld = [], next } = props.page;
      if (items.length === 0 && withheld.length === 0) {
        return (
          <EmptyNote
            title={say('证照库中没有本事项可用的证照', 'The vault has no licence that the matter may use')}
            next={say(
              '请核对代码；或请持证主体出示证照文件、二维码；确未办过的，请其到颁发机构办理。',
              'Check the number; or ask the holder for a file or a code; if there never was one, send them to the issuer.',
            )}
          />
        );
      }
      if (items.length === 0) return null;
      return (
        <section class="table-box" tabindex={0} aria-label={say('找到的证照', 'Licences found')}>
          <table class="plain-table stacks">
            <caption class="visually-hidden">{say('找到的证照', 'Licences found')}</caption>
            <thead>
              <tr>
                <th scope="col">{say('证照', 'Licence')}</th>
                <th scope="col">{say('状态', 'State')}</th>
                <th scope="col">{say('有效期至', 'Until')}</th>
                <th scope="col">{say('办理', 'Do')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((licence) => (
                <tr key={licence.id}>
                  <th scope="row">
                    {sayBoth(
                      props.types?.byCode(licence.type)?.title ?? { zh: licence.typeName, en: licence.typeName },
                    )}
                    <br />
                    <code>{licence.identifier}</code>
                  </th>
                  <td data-title={say('状态', 'State')}>
                    <span class={licence.state === '01' ? 'good-word' : 'bad-word'}>
                      {licence.state === '01' ? '✓ ' : '✕ '}
                      {sayBoth(licence.stateName)}
                    </span>
                  </td>
                  <td data-title={say('有效期至', 'Until')}>{termEnd(licence.validTo)}</td>
                  <td>
                    <div class="table-deeds">
                      <ElButton type="primary" loading={props.busy} onClick={() => emit('open', licence)}>
                        {say('打开', 'Open')}
                      </ElButton>
                      <ElButton onClick={() => emit('copy', licence)}>{say('制作加注件', 'Make a copy')}</ElButton>
                      <ElButton onClick={() => emit('save', licence, 'ofd')}>{say('下载', 'Save')} OFD</ElButton>
                      <ElButton onClick={() => emit('save', licence, 'pdf')}>{say('下载', 'Save')} PDF</ElButton>
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {next !== null && (
            <p class="hint">{say('还有更多；请以证照标识查找。', 'There are more; find one by its identifier.')}</p>
          )}
        </section>
      );
    };
  },
});
