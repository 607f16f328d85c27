import {
  ElButton,
  ElCheckbox,
  ElDatePicker,
  ElForm,
  ElFormItem,
  ElInput,
  ElOption,
  ElProgress,
  ElSelect,
} from 'element-plus';
import { defineComponent, ref, shallowRef } from 'vue';
import { RouterLink } from 'vue-router';
import { type Answer, call, useAsking } from '../api/index.ts';
import { calendarDay, dayPattern, exactMoment, moment, number, several } from '../language/format.ts';
import { say } from '../language/language.ts';
import { EmptyNote, PageHeading, ReasonedButton, RefusalNote, useAct, useKept, WideBox } from '../parts/index.ts';
import { announce } from '../shell/announce.ts';
import './audit.css';
import { offerFile } from '../parts/offer-file.ts';
import { evidenceBundle } from './evidence-bundle.ts';
import { whyNoVerifying } from './log-key.ts';
import { answerWord, eventNames, eventWord, outcomeSign, outcomeWord } from './words.ts';

type Use = Answer<'POST /v1/uses/search'>['items'][number];

/** As many receipts as one bundle holds; more are two bundles. */
const largestBundle = 200;

/** The auditor's search: uses by what they were, each with its receipt, and a bundle of evidence to take away. */
export const UsesPage = defineComponent({
  setup() {
    const organisation = useKept('organisation');
    const provider = useKept('provider');
    const object = useKept('object');
    const matter = useKept('matter');
    const event = useKept('event');
    const outcome = useKept('outcome');
    const since = useKept('since');
    const until = useKept('until');
    // A case number may be somebody's: it stands in no address.
    const caseNumber = ref('');
    const organisations = useAsking((signal) => call('GET /v1/organisations', { query: { limit: 100 }, signal }));

    const uses = shallowRef<readonly Use[]>([]);
    const next = ref<string | null>(null);
    const searchedTo = ref<string | null>();
    const chosen = shallowRef<readonly Use[]>([]);
    const searching = useAct(async (more: boolean) => {
      const outcomes = { answered: 'answered', refused: 'refused', failed: 'failed' } as const;
      const page = await call('POST /v1/uses/search', {
        body: given({
          organisation: organisation.value,
          provider: provider.value,
          object: object.value.trim(),
          matter: matter.value.trim(),
          case: caseNumber.value.trim(),
          event: event.value,
          outcome: outcomes[outcome.value as keyof typeof outcomes],
          since: startOf(since.value),
          until: startOf(until.value, 1),
          cursor: more ? (next.value ?? undefined) : undefined,
          limit: 50,
        }),
      });
      uses.value = more ? [...uses.value, ...page.items] : page.items;
      next.value = page.next;
      searchedTo.value = page.searchedTo;
      announce(say(`共 ${number(uses.value.length)} 条`, `${number(uses.value.length)} uses`));
    });
    void searching.act(false);

    const done = ref(0);
    const made = ref<{ name: string; count: number }>();
    const bundling = useAct(async () => {
      done.value = 0;
      made.value = undefined;
      const bytes = await evidenceBundle(chosen.value, (count) => {
        done.value = count;
      });
      const name = `hufu-evidence-${calendarDay(new Date())}.zip`;
      offerFile({ name, type: 'application/zip', content: bytes });
      made.value = { name, count: chosen.value.length };
      announce(say('证据包已生成', 'The bundle is made'));
    });
    const whyNoBundle = () => {
      if (chosen.value.length === 0) return say('请先在表中勾选使用记录。', 'Tick uses in the table first.');
      if (chosen.value.length > largestBundle)
        return say(`一个证据包至多 ${largestBundle} 条。`, `A bundle holds ${largestBundle} uses at most.`);
      return whyNoVerifying();
    };

    const choices = () => organisations.value.value?.items ?? [];
    const organisationField = (id: string, label: string, value: typeof organisation) => (
      <ElFormItem label={label} for={id}>
        <ElSelect id={id} v-model={value.value} clearable filterable placeholder={say('全部', 'All')}>
          {choices().map(({ id: each, name }) => (
            <ElOption key={each} value={each} label={name} />
          ))}
        </ElSelect>
      </ElFormItem>
    );
    const submit = (submitted: Event) => {
      submitted.preventDefault();
      void searching.act(false);
    };

    const form = () => (
      <ElForm labelPosition="top" class="audit-search" {...{ onSubmit: submit }}>
        {organisationField('use-organisation', say('使用方', 'Used by'), organisation)}
        {organisationField('use-provider', say('提供方', 'Provided by'), provider)}
        <ElFormItem label={say('资源或证照标识', 'Resource or licence')} for="use-object">
          <ElInput id="use-object" v-model={object.value} placeholder="population.resident" clearable />
        </ElFormItem>
        <ElFormItem label={say('事项编码', 'Matter')} for="use-matter">
          <ElInput id="use-matter" v-model={matter.value} clearable />
        </ElFormItem>
        <ElFormItem label={say('办件号', 'Case')} for="use-case">
          <ElInput id="use-case" v-model={caseNumber.value} clearable autocomplete="off" />
        </ElFormItem>
        <ElFormItem label={say('行为', 'What happened')} for="use-event">
          <ElSelect id="use-event" v-model={event.value} clearable placeholder={say('全部', 'All')}>
            {eventNames.map((name) => (
              <ElOption key={name} value={name} label={eventWord(name)} />
            ))}
          </ElSelect>
        </ElFormItem>
        <ElFormItem label={say('结果', 'Outcome')} for="use-outcome">
          <ElSelect id="use-outcome" v-model={outcome.value} clearable placeholder={say('全部', 'All')}>
            {(['answered', 'refused', 'failed'] as const).map((each) => (
              <ElOption key={each} value={each} label={outcomeWord(each)} />
            ))}
          </ElSelect>
        </ElFormItem>
        <ElFormItem label={say('自', 'From')} for="use-since">
          <ElDatePicker
            id="use-since"
            v-model={since.value}
            type="date"
            format={dayPattern()}
            valueFormat="YYYY-MM-DD"
          />
        </ElFormItem>
        <ElFormItem label={say('至（含当日）', 'To (that day too)')} for="use-until">
          <ElDatePicker
            id="use-until"
            v-model={until.value}
            type="date"
            format={dayPattern()}
            valueFormat="YYYY-MM-DD"
          />
        </ElFormItem>
        <div class="audit-search-go">
          <ElButton type="primary" nativeType="submit" loading={searching.busy.value}>
            {say('检索', 'Search')}
          </ElButton>
        </div>
      </ElForm>
    );

    const isChosen = ({ receipt }: Use) => chosen.value.some((each) => each.receipt === receipt);
    /** Ticks are kept while one searches on, and for the next search. */
    const choose = (some: readonly Use[], ticked: boolean) => {
      const others = chosen.value.filter((each) => !some.some(({ receipt }) => receipt === each.receipt));
      chosen.value = ticked ? [...others, ...some] : others;
    };
    const allChosen = () => uses.value.every(isChosen);
    const chooseAll = () => (
      <ElCheckbox
        modelValue={allChosen()}
        indeterminate={!allChosen() && uses.value.some(isChosen)}
        onChange={(ticked) => choose(uses.value, ticked === true)}
      >
        {say('全部勾选', 'Tick all')}
      </ElCheckbox>
    );

    const line = (use: Use) => (
      <tr key={use.receipt}>
        <td data-title={say('勾选', 'Tick')}>
          <ElCheckbox
            modelValue={isChosen(use)}
            ariaLabel={say(`勾选回执 ${use.receipt}`, `Tick receipt ${use.receipt}`)}
            onChange={(ticked) => choose([use], ticked === true)}
          />
        </td>
        <td data-title={say('时间', 'When')}>
          <span title={exactMoment(use.at)}>{moment(use.at)}</span>
        </td>
        <td data-title={say('行为', 'What happened')}>{eventWord(use.event)}</td>
        <td data-title={say('使用方', 'Used by')}>
          {use.organisationName ?? use.organisation ?? say('本人', 'The holder')}
          {use.sealed && <strong class="sealed-mark">{say('密封', 'under seal')}</strong>}
        </td>
        <td data-title={say('对象', 'Of what')} class="use-object">
          <code>{use.object ?? '—'}</code>
          {use.providerName !== undefined && <small class="under">{use.providerName}</small>}
        </td>
        <td data-title={say('事项与办件', 'Matter and case')}>
          {use.matterName ?? use.matter ?? '—'}
          {use.case !== undefined && <small class="under">{use.case}</small>}
        </td>
        <td data-title={say('结果', 'Outcome')}>
          <span class={`outcome outcome-${use.outcome}`}>
            <span aria-hidden="true">{outcomeSign[use.outcome]}</span> {outcomeWord(use.outcome)}
            <small class="under">{use.code ?? (use.event === 'query' ? answerWord(use.answer) : undefined)}</small>
          </span>
        </td>
        <td data-title={say('回执', 'Receipt')}>
          <RouterLink to={{ name: 'audit-receipt', params: { id: use.receipt } }}>{use.receipt}</RouterLink>
        </td>
      </tr>
    );

    const table = () => (
      <WideBox class="uses-table" label={say('使用记录', 'Uses')}>
        <table class="plain-table stacks">
          <caption>{chooseAll()}</caption>
          <thead>
            <tr>
              <th scope="col">{say('勾选', 'Tick')}</th>
              <th scope="col">{say('时间', 'When')}</th>
              <th scope="col">{say('行为', 'What happened')}</th>
              <th scope="col">{say('使用方', 'Used by')}</th>
              <th scope="col">{say('对象', 'Of what')}</th>
              <th scope="col">{say('事项与办件', 'Matter and case')}</th>
              <th scope="col">{say('结果', 'Outcome')}</th>
              <th scope="col">{say('回执', 'Receipt')}</th>
            </tr>
          </thead>
          <tbody>{uses.value.map(line)}</tbody>
        </table>
      </WideBox>
    );

    return () => (
      <>
        <PageHeading
          title={say('使用记录', 'Uses')}
          about={say(
            '按用途检索，不显示数据主体。每次检索本身也会存证。',
            'Looked for by what they were; nobody’s name is shown. Each search is itself on record.',
          )}
        >
          <ReasonedButton because={whyNoBundle()} loading={bundling.busy.value} onPress={() => void bundling.act()}>
            {say(`导出证据包（${chosen.value.length}）`, `Export a bundle (${chosen.value.length})`)}
          </ReasonedButton>
        </PageHeading>
        {form()}
        {bundling.busy.value && (
          <ElProgress
            percentage={Math.round((100 * done.value) / Math.max(1, chosen.value.length))}
            {...{ 'aria-label': say('正在收集回执', 'Collecting receipts') }}
          />
        )}
        {made.value !== undefined && (
          <p>
            <strong class="receipt-check good">
              {say(
                `✓ ${made.value.name} 已交给浏览器保存，含 ${number(made.value.count)} 份回执。`,
                `✓ ${made.value.name} was handed to the browser, with ${several(made.value.count, 'receipt')}.`,
              )}
            </strong>{' '}
            {say('核验办法写在包内的 README.txt。', 'How to verify it stands in its README.txt.')}
          </p>
        )}
        <RefusalNote refusal={bundling.refusal.value} />
        <RefusalNote refusal={searching.refusal.value} />
        {uses.value.length > 0 && table()}
        {uses.value.length === 0 && searchedTo.value !== undefined && !searching.busy.value && (
          <EmptyNote
            title={say('没有这样的使用记录', 'No such uses')}
            next={say(
              '放宽条件再试；本单位以外的使用只有数据主管部门可见。',
              'Ask for less. Uses of other departments are for the data administration alone.',
            )}
          />
        )}
        {searchedTo.value !== undefined && (
          <p class="audit-more">
            {next.value === null
              ? say('已检索到头。', 'That is all.')
              : say(`已检索至 ${moment(searchedTo.value)}。`, `Searched back to ${moment(searchedTo.value)}.`)}{' '}
            {next.value !== null && (
              <ElButton loading={searching.busy.value} onClick={() => void searching.act(true)}>
                {say('继续检索', 'Search on')}
              </ElButton>
            )}
          </p>
        )}
      </>
    );
  },
});

/** Midnight of a day in the county's time, `later` days after it. */
function startOf(day: string | null, later = 0): string | undefined {
  if (day === null || day === '') return undefined;
  const at = new Date(`${day}T00:00:00+08:00`);
  if (Number.isNaN(at.getTime())) return undefined;
  return new Date(at.getTime() + later * 86_400_000).toISOString();
}

/** Without what was left empty. */
function given<T extends object>(wanted: T): T {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== '' && value !== undefined)) as T;
}
