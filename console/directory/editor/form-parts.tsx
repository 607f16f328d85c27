import { ElButton } from 'element-plus';
import { say } from '../../language/language.ts';
import type { Reference } from '../reference.ts';
import { nameOf } from '../reference.ts';
import { forAdministration } from '../who.ts';
import { memberWord } from '../words.ts';
import { choiceControl, dateControl, optionsOf, radioControl, textControl } from './controls.tsx';
import { Field } from './field.tsx';
import type { Draft, Fields } from './form.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** What the parts of the form draw from. `fields` is reactive: the parts write into it. */
export interface FormContext {
  readonly fields: Fields;
  readonly reference: Reference;
  readonly items: Draft['items'];
  /** Id and provider stay for ever once they are entered; the code from the first publication on. */
  readonly isEntered: boolean;
  readonly isPublished: boolean;
}

const slot = (draw: (attributes: Attributes) => unknown) => ({ default: draw });

export function IdentityPart({ fields, reference, isEntered, isPublished }: FormContext) {
  const organisations = reference.organisations.map(({ id, name }) => ({ value: id, label: `${name} ${id}` }));
  return (
    <section class="form-part" aria-labelledby="part-identity">
      <h2 id="part-identity">{say('一、这是什么', '1 What it is')}</h2>
      <div class="form-columns">
        <Field
          pointer="/name"
          label={memberWord('name')}
          isNeeded
          hint={say('按数据内容命名，不以系统或平台命名。', 'Named after the data, not after a system.')}
        >
          {slot((a) =>
            textControl(a, fields.name, (text) => (fields.name = text), {
              longest: 120,
              placeholder: say('户籍人口基本信息', '户籍人口基本信息'),
            }),
          )}
        </Field>
        <Field
          pointer="/nameEn"
          label={memberWord('nameEn')}
          hint={say('不填时与名称相同。', 'Left empty, it is the name.')}
        >
          {slot((a) => textControl(a, fields.nameEn, (text) => (fields.nameEn = text), { longest: 200 }))}
        </Field>
        <Field
          pointer="/id"
          label={memberWord('id')}
          isNeeded
          hint={
            isEntered
              ? say('登记后不再改变。', 'It does not change any more.')
              : say('如 population.resident；登记后不再改变。', 'Like population.resident; it never changes.')
          }
        >
          {slot((a) => textControl(a, fields.id, (text) => (fields.id = text), { longest: 255, isFixed: isEntered }))}
        </Field>
        <Field pointer="/provider" label={memberWord('provider')} isNeeded>
          {slot((a) =>
            isEntered || !forAdministration()
              ? textControl(
                  a,
                  reference.organisations.find(({ id }) => id === fields.provider)?.name ?? fields.provider,
                  () => {},
                  { longest: 200, isFixed: true },
                )
              : choiceControl(a, fields.provider, (value) => (fields.provider = value), organisations),
          )}
        </Field>
      </div>
      <Field
        pointer="/abstract"
        label={memberWord('abstract')}
        isNeeded
        hint={say(
          '几句话说清：登记什么、谁登记、范围和时间。',
          'In a few sentences: what, by whom, of where and when.',
        )}
      >
        {slot((a) => textControl(a, fields.abstract, (text) => (fields.abstract = text), { longest: 2000, lines: 3 }))}
      </Field>
      <h3>{say('分类与代码', 'Class and code')}</h3>
      <Field pointer="/class/category" label={say('类', 'Category')} isNeeded isGroup>
        {slot(() =>
          radioControl(
            'category',
            fields.class.category,
            (value) => {
              fields.class.category = value;
              if (fields.class.section !== '' && value !== '3') fields.class.section = '';
            },
            reference.rows('class-category').map((row) => ({
              value: row.code,
              label: `${row.code} ${nameOf(row)}`,
              hint:
                row.code === '1'
                  ? say('人口、法人、空间地理等基础库', 'base registers: people, bodies, places')
                  : row.code === '2'
                    ? say('围绕一个主题、多部门共建', 'around a theme, by several departments')
                    : say('一个部门职责内的其他数据', 'the rest, of one department'),
            })),
          ),
        )}
      </Field>
      <div class="form-columns">
        <Field
          pointer="/class/section"
          label={say('项', 'Section')}
          isNeeded
          hint={
            fields.class.category === '3' ? say('部门类的“项”写部门名称。', 'Of category 3 it is the department.') : ''
          }
        >
          {slot((a) => {
            const listed = reference.rows('class-section').filter(({ parent }) => parent === fields.class.category);
            return listed.length === 0
              ? textControl(a, fields.class.section, (text) => (fields.class.section = text), { longest: 60 })
              : choiceControl(
                  a,
                  fields.class.section,
                  (value) => (fields.class.section = value),
                  listed.map((row) => ({ value: row.code, label: nameOf(row) })),
                );
          })}
        </Field>
        <Field pointer="/class/item" label={say('目', 'Third level')} isNeeded>
          {slot((a) => textControl(a, fields.class.item, (text) => (fields.class.item = text), { longest: 60 }))}
        </Field>
        <Field pointer="/class/subItem" label={say('细目', 'Fourth level')}>
          {slot((a) => textControl(a, fields.class.subItem, (text) => (fields.class.subItem = text), { longest: 120 }))}
        </Field>
        <Field
          pointer="/code"
          label={memberWord('code')}
          isNeeded
          hint={
            isPublished
              ? say('发布后不再改变。', 'It does not change once published.')
              : fields.class.category === ''
                ? say('先选类；代码首位就是类。', 'Choose the category first: it is the first digit.')
                : say(
                    `以 ${fields.class.category} 开头，如 ${fields.class.category}01001/1。`,
                    `It begins with ${fields.class.category}, like ${fields.class.category}01001/1.`,
                  )
          }
        >
          {slot((a) =>
            textControl(a, fields.code, (text) => (fields.code = text), { longest: 64, isFixed: isPublished }),
          )}
        </Field>
      </div>
    </section>
  );
}

export function SharingPart({ fields, reference }: FormContext) {
  const modes = reference.rows('sharing-mode');
  const { category } = fields.format;
  const fitting = category === '' ? modes : modes.filter(({ fits }) => fits?.includes(category) === true);
  const unfit = modes.filter((mode) => !fitting.includes(mode));
  const held = fields.sharing.mode;
  const openClosed =
    fields.sharing.type === '3' ? say('不予共享的资源不能开放。', 'What is not shared is not open.') : undefined;
  return (
    <section class="form-part" aria-labelledby="part-sharing">
      <h2 id="part-sharing">{say('二、怎么共享', '2 How it is shared')}</h2>
      <div class="form-columns">
        <Field
          pointer="/format/category"
          label={memberWord('format')}
          isNeeded
          hint={say('先选格式：它决定可以怎样共享。', 'Choose the format first: it decides how it can be shared.')}
        >
          {slot((a) =>
            choiceControl(
              a,
              category,
              (value) => (fields.format.category = value),
              optionsOf(reference.rows('format')),
            ),
          )}
        </Field>
        <Field pointer="/format/concrete" label={memberWord('concrete')} isNeeded hint={concreteHint(category)}>
          {slot((a) =>
            textControl(a, fields.format.concrete, (text) => (fields.format.concrete = text), { longest: 60 }),
          )}
        </Field>
        <Field
          pointer="/sharing/mode"
          label={memberWord('mode')}
          isNeeded
          hint={
            category === ''
              ? ''
              : unfit.length === 0
                ? say('此格式可用各种方式。', 'All modes carry this format.')
                : say(
                    `与此格式不符，未列出：${unfit.map(nameOf).join('、')}。`,
                    `Not listed, as they do not carry this format: ${unfit.map(nameOf).join(', ')}.`,
                  )
          }
        >
          {slot((a) =>
            choiceControl(a, held, (value) => (fields.sharing.mode = value), [
              ...fitting.map((row) => ({ value: row.code, label: nameOf(row) })),
              ...unfit
                .filter(({ code }) => code === held)
                .map((row) => ({
                  value: row.code,
                  label: say(`${nameOf(row)}（与格式不符）`, `${nameOf(row)} (does not fit)`),
                })),
            ]),
          )}
        </Field>
        <Field
          pointer="/updateCycle"
          label={memberWord('updateCycle')}
          isNeeded
          hint={say('声明后会与实测比较。', 'What is declared is measured.')}
        >
          {slot((a) =>
            choiceControl(
              a,
              fields.updateCycle,
              (value) => (fields.updateCycle = value),
              optionsOf(reference.rows('update-cycle')),
            ),
          )}
        </Field>
      </div>
      <Field pointer="/sharing/type" label={say('共享类型', 'Sharing type')} isNeeded isGroup>
        {slot(() =>
          radioControl(
            'sharing-type',
            fields.sharing.type,
            (value) => {
              fields.sharing.type = value;
              if (value === '3') fields.openness.open = false;
            },
            reference
              .rows('sharing-type')
              .map((row) => ({ value: row.code, label: nameOf(row), hint: sharingHint(row.code) })),
          ),
        )}
      </Field>
      {fields.sharing.type === '2' && (
        <Field
          pointer="/sharing/condition"
          label={say('共享条件', 'Condition of sharing')}
          isNeeded
          hint={say(
            '写明谁、办什么事、什么范围可用，申请时据此审核。',
            'Who may use it, for what, how far: applications are reviewed by it.',
          )}
        >
          {slot((a) =>
            textControl(a, fields.sharing.condition, (text) => (fields.sharing.condition = text), {
              longest: 1000,
              lines: 2,
            }),
          )}
        </Field>
      )}
      {fields.sharing.type === '3' && (
        <Field
          pointer="/sharing/lawBasis"
          label={memberWord('lawBasis')}
          isNeeded
          hint={say(
            '法律、行政法规或国务院政策的名称和条款；会列入负面清单。',
            'Law, regulation or State Council policy with its article; it goes into the negative list.',
          )}
        >
          {slot((a) =>
            textControl(a, fields.sharing.lawBasis, (text) => (fields.sharing.lawBasis = text), {
              longest: 1000,
              lines: 2,
            }),
          )}
        </Field>
      )}
      <Field pointer="/openness" label={memberWord('openness')} isNeeded isGroup>
        {slot(() =>
          radioControl(
            'openness',
            fields.openness.open ? 'open' : 'closed',
            (value) => (fields.openness.open = value === 'open'),
            [
              {
                value: 'closed',
                label: say('不开放', 'Not open'),
                hint: say('只在政府内部共享', 'within government alone'),
              },
              {
                value: 'open',
                label: say('向社会开放', 'Open to the public'),
                hint: say('任何人可下载；不得含个人或敏感信息', 'anybody downloads it; nothing personal in it'),
                because: openClosed,
              },
            ],
          ),
        )}
      </Field>
      {fields.openness.open && (
        <Field
          pointer="/openness/condition"
          label={say('开放条件', 'Condition of opening')}
          hint={say('没有条件的不填。', 'Empty where there is none.')}
        >
          {slot((a) =>
            textControl(a, fields.openness.condition, (text) => (fields.openness.condition = text), { longest: 1000 }),
          )}
        </Field>
      )}
    </section>
  );
}

function sharingHint(code: string): string {
  if (code === '1') return say('有正当事项即可用，不逐件审核', 'used for any proper matter, without a review of each');
  if (code === '2') return say('按条件审核后使用，须写条件', 'used after a review by its condition, which is stated');
  if (code === '3') return say('须有法律、行政法规或国务院政策依据', 'rests on a law, which is cited');
  return '';
}

function concreteHint(category: string): string {
  const examples: Readonly<Record<string, string>> = {
    '1': 'OFD, PDF, DOCX',
    '2': 'XLSX, ET, CSV',
    '3': '达梦 DM8, PostgreSQL, MySQL',
    '4': 'JPG, TIFF, SHP',
    '5': 'MP4, MP3',
    '6': 'GeoJSON, GML',
    '7': 'REST, WebService',
  };
  const example = examples[category];
  return example === undefined ? '' : say(`如 ${example}`, `such as ${example}`);
}

export function MatchKeysPart({ fields, items }: FormContext) {
  const matchable = items.filter((item) => item.matchable && item.name !== '–');
  const nameOfField = (field: string) => {
    const item = items.find((each) => each.field === field);
    return item === undefined ? field : nameOf(item);
  };
  const isInterface = fields.sharing.mode === 'platform-interface';
  return (
    <Field
      pointer="/matchKeys"
      label={say('匹配组合（凭哪些项查到一条）', 'Match keys (by what a row is looked up)')}
      isGroup
      hint={
        isInterface
          ? say(
              '接口方式至少要有一个组合；只能用“可匹配”的信息项。',
              'An interface needs at least one; only matchable items can be in it.',
            )
          : say('按文件共享的可以没有。', 'What is shared as files may have none.')
      }
    >
      {slot(() => (
        <>
          {fields.matchKeys.map((key, index) => (
            <div class="line" key={index}>
              <fieldset class="key-choice">
                <legend>
                  {say(`匹配组合 ${index + 1}：`, `Match key ${index + 1}: `)}
                  {key.length === 0 ? say('（还没有选）', '(nothing chosen)') : key.map(nameOfField).join(' + ')}
                </legend>
                {[...new Set([...matchable.map(({ field }) => field), ...key])].map((field) => (
                  <label key={field}>
                    <input
                      type="checkbox"
                      checked={key.includes(field)}
                      onChange={(event: Event) => {
                        const isIn = (event.target as HTMLInputElement).checked;
                        fields.matchKeys[index] = isIn ? [...key, field] : key.filter((each) => each !== field);
                      }}
                    />{' '}
                    {nameOfField(field)}
                    {!matchable.some((item) => item.field === field) && say('（不可匹配）', ' (not matchable)')}
                  </label>
                ))}
              </fieldset>
              <ElButton onClick={() => fields.matchKeys.splice(index, 1)}>{say('删除', 'Remove')}</ElButton>
            </div>
          ))}
          <ElButton onClick={() => fields.matchKeys.push([])}>{say('增加组合', 'Add a key')}</ElButton>
          {matchable.length === 0 && (
            <span class="hint">
              {' '}
              {say('先在表格里把信息项标为“可匹配”。', 'First mark items as matchable in the sheet.')}
            </span>
          )}
        </>
      ))}
    </Field>
  );
}

export function CensusPart({ fields }: FormContext) {
  const figures = (member: 'storageGigabytes' | 'recordsTenThousand') =>
    (['total', 'shared', 'open'] as const).map((part) => (
      <Field
        key={part}
        pointer={`/census/${member}/${part}`}
        label={`${memberWord(member)} · ${part === 'open' ? say('已开放', 'open') : memberWord(part)}`}
      >
        {slot((a) =>
          textControl(
            { ...a, inputmode: 'decimal' },
            fields.census[member][part],
            (text) => (fields.census[member][part] = text),
            { longest: 20 },
          ),
        )}
      </Field>
    ));
  return (
    <section class="form-part" aria-labelledby="part-census">
      <h2 id="part-census">{say('四、普查数据', '4 Census')}</h2>
      <p class="hint">
        {say(
          '普查、共享开放决定和编目同步进行（三同步）；不填只是提醒。',
          'Inventory, decision and cataloguing in one step; left empty it is a warning only.',
        )}
      </p>
      <div class="form-columns">
        <Field pointer="/census/system" label={memberWord('system')}>
          {slot((a) => textControl(a, fields.census.system, (text) => (fields.census.system = text), { longest: 120 }))}
        </Field>
        <Field pointer="/census/duty" label={memberWord('duty')}>
          {slot((a) => textControl(a, fields.census.duty, (text) => (fields.census.duty = text), { longest: 500 }))}
        </Field>
        <Field pointer="/census/asOf" label={memberWord('asOf')}>
          {slot((a) => dateControl(a, fields.census.asOf, (text) => (fields.census.asOf = text)))}
        </Field>
      </div>
      <div class="form-columns">{figures('storageGigabytes')}</div>
      <div class="form-columns">{figures('recordsTenThousand')}</div>
    </section>
  );
}

export function MorePart({ fields, reference, isEntered }: FormContext) {
  return (
    <section class="form-part" aria-labelledby="part-more">
      <h2 id="part-more">{say('五、关联与其他', '5 Relations and the rest')}</h2>
      <Field
        pointer="/relatedResources"
        label={memberWord('relatedResources')}
        hint={say('每行一个代码，如 101001/1。', 'A code a line, like 101001/1.')}
      >
        {slot((a) => textControl(a, fields.related, (text) => (fields.related = text), { longest: 7000, lines: 2 }))}
      </Field>
      <Field pointer="/relations" label={say('特定关系', 'Relations of a kind')} isGroup>
        {slot(() => (
          <>
            {fields.relations.map((relation, index) => (
              <div class="line" key={index}>
                {choiceControl(
                  { 'aria-label': say(`关系 ${index + 1}`, `Kind ${index + 1}`) },
                  relation.kind,
                  (value) => (relation.kind = value),
                  optionsOf(reference.rows('relation-kind')),
                )}
                {textControl(
                  { 'aria-label': say(`关系 ${index + 1} 的代码`, `Code of relation ${index + 1}`) },
                  relation.code,
                  (text) => (relation.code = text),
                  { longest: 64, placeholder: '101001/1' },
                )}
                <ElButton onClick={() => fields.relations.splice(index, 1)}>{say('删除', 'Remove')}</ElButton>
              </div>
            ))}
            <ElButton
              onClick={() => fields.relations.push({ kind: reference.rows('relation-kind')[0]?.code ?? '', code: '' })}
            >
              {say('增加关系', 'Add a relation')}
            </ElButton>
          </>
        ))}
      </Field>
      <Field
        pointer="/extension"
        label={say('扩展要素', 'Extension elements')}
        isGroup
        hint={say('本地区要求的其他元数据。', 'Further metadata that the region asks for.')}
      >
        {slot(() => (
          <>
            {fields.extension.map((element, index) => (
              <div class="line" key={index}>
                {textControl(
                  { 'aria-label': say(`要素 ${index + 1} 名称`, `Name of element ${index + 1}`) },
                  element.name,
                  (text) => (element.name = text),
                  { longest: 100 },
                )}
                {textControl(
                  { 'aria-label': say(`要素 ${index + 1} 内容`, `Text of element ${index + 1}`) },
                  element.text,
                  (text) => (element.text = text),
                  { longest: 2000 },
                )}
                <ElButton onClick={() => fields.extension.splice(index, 1)}>{say('删除', 'Remove')}</ElButton>
              </div>
            ))}
            <ElButton onClick={() => fields.extension.push({ name: '', text: '' })}>
              {say('增加要素', 'Add an element')}
            </ElButton>
          </>
        ))}
      </Field>
      <Field
        pointer="/publicationDate"
        label={memberWord('publicationDate')}
        hint={say('不填时为首次发布之日。', 'Left empty, it is the day of the first publication.')}
      >
        {slot((a) => dateControl(a, fields.publicationDate, (text) => (fields.publicationDate = text)))}
      </Field>
      <label class="check">
        <input
          type="checkbox"
          checked={fields.synthetic}
          onChange={(event: Event) => (fields.synthetic = (event.target as HTMLInputElement).checked)}
        />{' '}
        {say('数据为生成，不指向真实的人', 'The data is generated and speaks of nobody')}
      </label>
      {isEntered && (
        <Field pointer="/rowSchema" label={memberWord('rowSchema')} isGroup>
          {slot(() =>
            radioControl(
              'rules',
              fields.derivesRules ? 'derive' : 'keep',
              (value) => (fields.derivesRules = value === 'derive'),
              [
                {
                  value: 'keep',
                  label: say('沿用现有规则', 'Keep what stands'),
                  hint: say('取值范围等规则不变，随信息项增删', 'patterns and the like stay, fitted to the items'),
                },
                {
                  value: 'derive',
                  label: say('按信息项重新生成', 'Derive from the items'),
                  hint: say(
                    '原有的取值规则会丢失，可能不兼容',
                    'patterns of before are lost, which may break programs',
                  ),
                },
              ],
            ),
          )}
        </Field>
      )}
    </section>
  );
}
