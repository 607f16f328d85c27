import {
  ElButton,
  ElCheckbox,
  ElCheckboxGroup,
  ElFormItem,
  ElInput,
  ElOption,
  ElRadio,
  ElRadioGroup,
  ElSelect,
} from 'element-plus';
import { defineComponent, type PropType, useId } from 'vue';
import { type Asking, call, useAsking } from '../api/index.ts';
import { say } from '../language/language.ts';
import { session } from '../session/session.ts';
import {
  type ClaimKind,
  claimKinds,
  type Missing,
  offeredItems,
  type QuestionState,
  type Resource,
  valueKind,
} from './question.ts';
import { itemName, modeWord } from './words.ts';

type Matters = Awaited<ReturnType<typeof readMatters>>;

async function readMatters(signal: AbortSignal) {
  const organisation = session.value?.officer.administration === true ? undefined : session.value?.officer.organisation;
  const query = { status: 'active', limit: 100, ...(organisation === undefined ? {} : { organisation }) } as const;
  return (await call('GET /v1/matters', { query, signal })).items;
}

/** Matters of the own organisation, for which questions may be put; of all organisations for the data administration. */
export const useMatters = (): Asking<Matters> => useAsking(readMatters);

const kindWords: Readonly<Record<ClaimKind, readonly [string, string]>> = {
  equals: ['等于', 'equals'],
  ageAtLeast: ['年满（岁）', 'is aged at least'],
  ageBelow: ['未满（岁）', 'is younger than'],
  division: ['属于区划', 'is in the division'],
  oneOf: ['属于其一', 'is one of'],
  atLeast: ['不小于', 'is at least'],
  atMost: ['不大于', 'is at most'],
  onOrAfter: ['不早于', 'is on or after'],
  before: ['早于', 'is before'],
};

export const claimKindWord = (kind: string) => {
  const [zh, en] = kindWords[kind as ClaimKind] ?? [kind, kind];
  return say(zh, en);
};

const needed = () => say('必填', 'needed');

/**
 * A question about a resource: what is wanted, by which match key, for which matter and case. Written into `state`.
 * `values: false` leaves out the values, where only the decision counts: it looks at none.
 */
export const QuestionForm = defineComponent({
  props: {
    resource: { type: Object as PropType<Resource>, required: true },
    state: { type: Object as PropType<QuestionState>, required: true },
    matters: { type: Object as PropType<Asking<Matters>>, required: true },
    values: { type: Boolean, required: true },
    /** Shown once somebody has tried: what is missing. */
    missing: { type: Object as PropType<Missing | undefined>, default: undefined },
  },
  setup(props) {
    const id = useId();
    const named = (field: string) => {
      const item = props.resource.items.find((each) => each.field === field);
      return item === undefined ? field : `${itemName(item)} ${field}`;
    };
    const keyFields = () => props.resource.matchKeys[props.state.key] ?? [];
    const placeholder = (field: string, kind: ClaimKind) => {
      if (kind === 'oneOf') return say('以逗号分隔', 'separated by commas');
      if (kind === 'division') return '450721';
      if (kind === 'onOrAfter' || kind === 'before') return '2026-01-01';
      if (kind === 'ageAtLeast' || kind === 'ageBelow') return '60';
      const value = valueKind(props.resource, field);
      return value === 'date' ? '1960-01-01' : value === 'boolean' ? 'true / false' : '';
    };
    const addClaim = () => {
      const taken = new Set(props.state.claims.map(({ field }) => field));
      const items = offeredItems(props.resource);
      const free = items.find(({ field }) => !taken.has(field)) ?? items[0];
      if (free !== undefined) props.state.claims.push({ field: free.field, kind: 'equals', value: '' });
    };
    const modeSwitch = () => (
      <ElFormItem label={say('要什么', 'What is wanted')}>
        <ElRadioGroup v-model={props.state.mode} {...{ 'aria-label': say('查询方式', 'Mode') }}>
          <ElRadio value="lookup">{`${modeWord('lookup')} — ${say('取回字段', 'fields come back')}`}</ElRadio>
          <ElRadio value="verify">{`${modeWord('verify')} — ${say('只答是否，不给数据', 'true or false, no data')}`}</ElRadio>
        </ElRadioGroup>
      </ElFormItem>
    );
    const matchPart = () => (
      <>
        {props.resource.matchKeys.length > 1 && (
          <ElFormItem label={say('按什么查找', 'Found by')} for={`${id}-key`}>
            <ElSelect id={`${id}-key`} v-model={props.state.key} {...{ 'aria-label': say('匹配组合', 'Match key') }}>
              {props.resource.matchKeys.map((key, index) => (
                <ElOption key={key.join('+')} value={index} label={key.map(named).join(' + ')} />
              ))}
            </ElSelect>
          </ElFormItem>
        )}
        {props.values &&
          keyFields().map((field) => (
            <ElFormItem
              key={field}
              label={named(field)}
              for={`${id}-match-${field}`}
              error={props.missing?.match.includes(field) ? needed() : ''}
            >
              <ElInput
                id={`${id}-match-${field}`}
                modelValue={props.state.match[field] ?? ''}
                onUpdate:modelValue={(value: string) => {
                  props.state.match[field] = value;
                }}
                placeholder={placeholder(field, 'equals')}
                autocomplete="off"
              />
            </ElFormItem>
          ))}
      </>
    );
    const fieldsPart = () => (
      <fieldset class="plain-set">
        <legend>{say('要哪些字段', 'Fields wanted')}</legend>
        <p class="hint">
          <ElButton
            link
            type="primary"
            onClick={() => {
              props.state.fields = offeredItems(props.resource).map(({ field }) => field);
            }}
          >
            {say('全选', 'All')}
          </ElButton>
          <ElButton
            link
            type="primary"
            onClick={() => {
              props.state.fields = [];
            }}
          >
            {say('清空', 'None')}
          </ElButton>
          {say(
            '正式查询只能要事项所列、授权所含的字段。',
            'A real query gets what the matter lists and the grant gives.',
          )}
        </p>
        <ElCheckboxGroup
          v-model={props.state.fields}
          class="field-choice"
          {...{ 'aria-label': say('要哪些字段', 'Fields wanted') }}
        >
          {offeredItems(props.resource).map((item) => (
            <ElCheckbox key={item.field} value={item.field}>
              {itemName(item)} <code>{item.field}</code>
            </ElCheckbox>
          ))}
        </ElCheckboxGroup>
        {props.missing?.fields === true && (
          <p class="el-form-item__error" role="alert">
            {say('至少选一个字段。', 'Choose one field at least.')}
          </p>
        )}
      </fieldset>
    );
    const claimsPart = () => (
      <fieldset class="plain-set">
        <legend>{say('要核验的内容', 'Claims to verify')}</legend>
        {props.state.claims.map((claim, index) => {
          const wrong = Array.isArray(props.missing?.claims) && props.missing.claims.includes(index);
          const kinds = claimKinds(props.resource, claim.field);
          return (
            <div class="claim-line" key={index}>
              <ElSelect
                modelValue={claim.field}
                {...{ 'aria-label': say(`第 ${index + 1} 项的字段`, `Field of claim ${index + 1}`) }}
                onUpdate:modelValue={(field: string) => {
                  claim.field = field;
                  if (!claimKinds(props.resource, field).includes(claim.kind)) claim.kind = 'equals';
                }}
              >
                {offeredItems(props.resource).map((item) => (
                  <ElOption key={item.field} value={item.field} label={`${itemName(item)} ${item.field}`} />
                ))}
              </ElSelect>
              <ElSelect
                v-model={claim.kind}
                {...{ 'aria-label': say(`第 ${index + 1} 项的断言`, `Kind of claim ${index + 1}`) }}
              >
                {kinds.map((kind) => (
                  <ElOption key={kind} value={kind} label={claimKindWord(kind)} />
                ))}
              </ElSelect>
              {(props.values || claim.kind !== 'equals') && (
                <ElInput
                  v-model={claim.value}
                  placeholder={placeholder(claim.field, claim.kind)}
                  autocomplete="off"
                  {...{
                    'aria-label': say(`第 ${index + 1} 项的值`, `Value of claim ${index + 1}`),
                    'aria-invalid': wrong,
                  }}
                />
              )}
              <ElButton
                {...{ 'aria-label': say(`去掉第 ${index + 1} 项`, `Remove claim ${index + 1}`) }}
                onClick={() => props.state.claims.splice(index, 1)}
              >
                {say('去掉', 'Remove')}
              </ElButton>
              {wrong && (
                <p class="el-form-item__error" role="alert">
                  {say('请填写符合该字段的值。', 'Give a value that fits the field.')}
                </p>
              )}
            </div>
          );
        })}
        <ElButton onClick={addClaim}>{say('添加一项', 'Add a claim')}</ElButton>
        {props.missing?.claims === 'none' && (
          <p class="el-form-item__error" role="alert">
            {say('至少核验一项。', 'Verify one claim at least.')}
          </p>
        )}
      </fieldset>
    );
    const purposePart = () => (
      <div class="two-columns matter-and-case">
        <ElFormItem
          label={say('为哪个事项', 'For which matter')}
          for={`${id}-matter`}
          error={props.missing?.matter === true ? needed() : ''}
        >
          <ElSelect
            id={`${id}-matter`}
            v-model={props.state.matter}
            filterable
            allowCreate
            defaultFirstOption
            {...{ 'aria-label': say('事项', 'Matter') }}
            placeholder={say('选择或输入事项编码', 'Choose, or type a code')}
            noDataText={say('本单位还没有事项，可输入编码', 'No matters yet: type a code')}
          >
            {(props.matters.value.value ?? []).map(({ code, name }) => (
              <ElOption key={code} value={code} label={`${name} ${code}`} />
            ))}
          </ElSelect>
        </ElFormItem>
        <ElFormItem
          label={say('办件编号', 'Case number')}
          for={`${id}-case`}
          error={props.missing?.caseNumber === true ? needed() : ''}
        >
          <ElInput id={`${id}-case`} v-model={props.state.caseNumber} maxlength={64} autocomplete="off" />
        </ElFormItem>
      </div>
    );
    return () => (
      <>
        {modeSwitch()}
        {matchPart()}
        {props.state.mode === 'lookup' ? fieldsPart() : claimsPart()}
        {purposePart()}
      </>
    );
  },
});
