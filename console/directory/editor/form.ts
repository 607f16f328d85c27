import type { Answer, Body } from '../../api/index.ts';
import type { Finding } from '../finding.ts';
import { type GridRow, type ItemCodes, isBlankRow, type RowReading, readRow, rowOfItem } from '../grid/cells.ts';
import { columnKinds } from '../grid/columns.ts';

export type Draft = Body<'POST /v1/resources'>;
export type Resource = Answer<'GET /v1/resources/{id}'>;

interface FigureFields {
  total: string;
  shared: string;
  open: string;
}

/** A record as it stands in the form: texts, so that whatever is typed can stand there. Items are in the grid beside it. */
export interface Fields {
  id: string;
  code: string;
  name: string;
  nameEn: string;
  provider: string;
  abstract: string;
  class: { category: string; section: string; item: string; subItem: string };
  format: { category: string; concrete: string };
  sharing: { type: string; condition: string; lawBasis: string; mode: string };
  openness: { open: boolean; condition: string };
  updateCycle: string;
  publicationDate: string;
  related: string;
  relations: { kind: string; code: string }[];
  census: {
    system: string;
    duty: string;
    asOf: string;
    storageGigabytes: FigureFields;
    recordsTenThousand: FigureFields;
  };
  extension: { name: string; text: string }[];
  synthetic: boolean;
  matchKeys: string[][];
  /** The row schema follows the items; otherwise the stored one is kept and fitted to them. */
  derivesRules: boolean;
}

const noFigures = (): FigureFields => ({ total: '', shared: '', open: '' });

export function emptyFields(provider: string): Fields {
  return {
    ...{ id: '', code: '', name: '', nameEn: '', provider, abstract: '' },
    class: { category: '', section: '', item: '', subItem: '' },
    format: { category: '', concrete: '' },
    sharing: { type: '', condition: '', lawBasis: '', mode: '' },
    openness: { open: false, condition: '' },
    ...{ updateCycle: '', publicationDate: '', related: '', relations: [] },
    census: { system: '', duty: '', asOf: '', storageGigabytes: noFigures(), recordsTenThousand: noFigures() },
    ...{ extension: [], synthetic: false, matchKeys: [], derivesRules: true },
  };
}

type Figures = NonNullable<NonNullable<Draft['census']>['storageGigabytes']>;

const figureFields = (figures: Figures | undefined): FigureFields => ({
  total: figures === undefined ? '' : String(figures.total),
  shared: figures?.shared === undefined ? '' : String(figures.shared),
  open: figures?.open === undefined ? '' : String(figures.open),
});

/** What is written of a resource, as the form shows it. */
export function fieldsOf(content: Draft): { fields: Fields; rows: readonly GridRow[] } {
  const { census } = content;
  return {
    fields: {
      ...{ id: content.id, code: content.code, name: content.name, nameEn: content.nameEn },
      ...{ provider: content.provider, abstract: content.abstract, updateCycle: content.updateCycle },
      class: { ...content.class, subItem: content.class.subItem ?? '' },
      format: { ...content.format },
      sharing: {
        ...{ type: content.sharing.type, mode: content.sharing.mode },
        ...{ condition: content.sharing.condition ?? '', lawBasis: content.sharing.lawBasis ?? '' },
      },
      openness: { open: content.openness.open, condition: content.openness.condition ?? '' },
      publicationDate: content.publicationDate ?? '',
      related: (content.relatedResources ?? []).join('\n'),
      relations: (content.relations ?? []).map(({ kind, code }) => ({ kind, code })),
      census: {
        ...{ system: census?.system ?? '', duty: census?.duty ?? '', asOf: census?.asOf ?? '' },
        storageGigabytes: figureFields(census?.storageGigabytes),
        recordsTenThousand: figureFields(census?.recordsTenThousand),
      },
      extension: Object.entries(content.extension ?? {}).map(([name, text]) => ({ name, text: text ?? '' })),
      synthetic: content.synthetic ?? false,
      matchKeys: content.matchKeys.map((key) => [...key]),
      derivesRules: content.rowSchema === undefined,
    },
    rows: content.items.map(rowOfItem),
  };
}

/** What is written in the form, as the hub takes it, with what is amiss in its form and would be refused unread. */
export interface Written {
  readonly draft: Draft;
  readonly findings: readonly Finding[];
  /** Places that were filled with something that may stand there, so that the rest can be judged. */
  readonly filled: readonly string[];
  /** The row of the grid of each item, and the item of each row. */
  readonly rowOfItem: readonly number[];
  readonly itemOfRow: ReadonlyMap<number, number>;
}

const readings = new WeakMap<GridRow, { readonly codes: ItemCodes; readonly reading: RowReading }>();

/** {@link readRow}, read once for each row: rows are never changed. */
export function readingOf(row: GridRow, codes: ItemCodes): RowReading {
  const known = readings.get(row);
  if (known !== undefined && known.codes === codes) return known.reading;
  const reading = readRow(row, codes);
  readings.set(row, { codes, reading });
  return reading;
}

export const mostItems = 500;
/** Of findings that say only that nothing was written there yet. */
export const missing = 'MISSING';
const wellFormedId = /^[a-z][a-z0-9-]{0,62}(\.[a-z][a-z0-9-]{0,62}){1,3}$/;
const wellFormedCode = /^[123]\d{5,}\/\d+$/;

/** Reads the form. `base`: what is stored, for rules of rows that are kept. Pure. */
export function writtenOf(
  fields: Fields,
  rows: readonly GridRow[],
  context: { readonly codes: ItemCodes; readonly base: Draft | undefined; readonly ownOrganisation: string },
): Written {
  const findings: Finding[] = [];
  const filled: string[] = [];
  const amiss = (pointer: string, zh: string, en: string, remedyZh: string, remedyEn: string, code = '') => {
    const title = { zh: '填写不完整或不合格式', en: 'Missing or malformed' };
    findings.push({
      ...{ code, severity: 'error', pointer, title, reason: title },
      detail: { zh, en },
      remedy: { zh: remedyZh, en: remedyEn },
    });
  };
  /** What stands there, or with a finding what may. */
  const needed = (pointer: string, text: string, stand: string, zh: string, en: string): string => {
    if (text.trim() !== '') return text.trim();
    amiss(pointer, `缺少${zh}`, `${en} is missing`, `请填写${zh}。`, 'Fill it in.', missing);
    filled.push(pointer);
    return stand;
  };
  const shaped = (pointer: string, text: string, stand: string, shape: RegExp, zh: string, en: string): string => {
    if (shape.test(text.trim())) return text.trim();
    if (text.trim() === '') amiss(pointer, '尚未填写', 'is missing', zh, en, missing);
    else amiss(pointer, '不合格式', 'is not well formed', zh, en);
    filled.push(pointer);
    return stand;
  };
  const optional = (member: string, text: string) => (text.trim() === '' ? {} : { [member]: text.trim() });

  const category = needed('/class/category', fields.class.category, '3', '类', 'the category');
  const lines = rows.map((row, row_) => ({ row, at: row_ })).filter(({ row }) => !isBlankRow(row));
  if (lines.length > mostItems)
    amiss(
      '/items',
      `信息项 ${lines.length} 个，至多 ${mostItems} 个`,
      `${lines.length} items, ${mostItems} at most`,
      '把资源拆为几个，或删去多余的行。',
      'Part the resource into several, or remove rows.',
    );
  const kept = lines.slice(0, mostItems);
  const items = kept.map(({ row }, index) => {
    const { item, faults } = readingOf(row, context.codes);
    for (const { column, zh, en } of faults) {
      const pointer = `/items/${index}/${columnKinds[column].pointer}`;
      filled.push(pointer);
      amiss(pointer, zh, en, '改正该格。', 'Put the cell right.');
    }
    // What is amiss in a field must not meet that of another.
    return faults.some(({ column }) => column === 'field') ? { ...item, field: `unnamed${index}` } : item;
  });
  if (items.length === 0) {
    amiss(
      '/items',
      '还没有信息项',
      'there are no items',
      '从表格软件粘贴，或逐行填写。',
      'Paste them from a spreadsheet, or type them.',
      missing,
    );
    filled.push('/items');
    items.push({ field: 'unnamed', name: '–', nameEn: '–', type: 'C', sensitivity: 'internal', matchable: true });
  }

  const figuresOf = (member: 'storageGigabytes' | 'recordsTenThousand') => {
    const given = fields.census[member];
    const read = (part: keyof FigureFields) => {
      const text = given[part].trim();
      if (text === '') return undefined;
      const value = Number(text);
      if (Number.isFinite(value) && value >= 0 && value <= 1e12) return value;
      amiss(
        `/census/${member}/${part}`,
        '应为不小于 0 的数',
        'is no number from 0 on',
        '只写数字。',
        'Write digits alone.',
      );
      filled.push(`/census/${member}`);
      return undefined;
    };
    const [total, shared, open] = [read('total'), read('shared'), read('open')];
    if (total === undefined) {
      if (shared !== undefined || open !== undefined)
        amiss(`/census/${member}/total`, '缺少总量', 'the total is missing', '先填总量。', 'Fill in the total first.');
      return {};
    }
    return {
      [member]: { total, ...(shared === undefined ? {} : { shared }), ...(open === undefined ? {} : { open }) },
    };
  };
  const { census } = fields;
  const hasCensus =
    [census.system, census.duty, census.asOf].some((text) => text.trim() !== '') ||
    [census.storageGigabytes, census.recordsTenThousand].some((figures) =>
      Object.values(figures).some((text) => text.trim() !== ''),
    );

  const related = fields.related
    .split(/[\s,，、;；]+/)
    .filter((code) => code !== '')
    .filter((code, index) => {
      if (wellFormedCode.test(code)) return true;
      amiss(
        `/relatedResources`,
        `第 ${index + 1} 个代码“${code}”不合格式`,
        `code no. ${index + 1}, “${code}”, is not well formed`,
        '改为例如 101001/1 的形式。',
        'Write it like 101001/1.',
      );
      return false;
    });
  const relations = fields.relations.filter(({ code }, index) => {
    if (wellFormedCode.test(code.trim())) return true;
    amiss(
      `/relations/${index}/code`,
      '关联代码不合格式',
      'the code is not well formed',
      '改为例如 101001/1 的形式，或删去该行。',
      'Write it like 101001/1, or remove the line.',
    );
    return false;
  });
  const extension = fields.extension.filter(({ name }) => name.trim() !== '');

  const draft: Draft = {
    id: shaped(
      '/id',
      fields.id,
      'draft.unnamed',
      wellFormedId,
      '2 至 4 段，以点分隔，只含小写字母、数字和连字符，如 population.resident；登记后不再改变。',
      'Two to four words joined by dots, of lower-case letters, digits and hyphens, like population.resident; it never changes.',
    ),
    code: shaped(
      '/code',
      fields.code,
      `${category}99999/999999`,
      wellFormedCode,
      '类 1 位、项 2 位、目 3 位、细目若干位、斜杠、顺序号，如 101001/1。',
      '类 one digit, 项 two, 目 three, 细目 any, a slash, the serial, like 101001/1.',
    ),
    name: needed('/name', fields.name, '（未命名）', '名称', 'the name'),
    nameEn: fields.nameEn.trim() || fields.name.trim() || '–',
    provider: needed('/provider', fields.provider, context.ownOrganisation, '提供方', 'the provider'),
    abstract: needed('/abstract', fields.abstract, '–', '摘要', 'the abstract'),
    class: {
      category,
      section: needed('/class/section', fields.class.section, '–', '项', 'the section'),
      item: needed('/class/item', fields.class.item, '–', '目', 'the third level'),
      ...optional('subItem', fields.class.subItem),
    },
    format: {
      category: needed('/format/category', fields.format.category, '3', '格式', 'the format'),
      concrete: needed('/format/concrete', fields.format.concrete, '–', '具体类型', 'the concrete type'),
    },
    items,
    sharing: {
      type: needed('/sharing/type', fields.sharing.type, '1', '共享类型', 'the type of sharing'),
      mode: needed('/sharing/mode', fields.sharing.mode, 'platform', '共享方式', 'the mode of sharing'),
      // A condition or a law that another choice needed does not travel on unseen.
      ...(fields.sharing.type === '2' ? optional('condition', fields.sharing.condition) : {}),
      ...(fields.sharing.type === '3' ? optional('lawBasis', fields.sharing.lawBasis) : {}),
    },
    openness: {
      open: fields.openness.open,
      ...(fields.openness.open ? optional('condition', fields.openness.condition) : {}),
    },
    updateCycle: needed('/updateCycle', fields.updateCycle, '6', '更新周期', 'the update cycle'),
    ...optional('publicationDate', fields.publicationDate),
    relatedResources: related,
    relations: relations.map(({ kind, code }) => ({ kind, code: code.trim() })),
    ...(hasCensus
      ? {
          census: {
            system: needed('/census/system', census.system, '–', '所属信息系统', 'the holding system'),
            ...optional('duty', census.duty),
            ...optional('asOf', census.asOf),
            ...figuresOf('storageGigabytes'),
            ...figuresOf('recordsTenThousand'),
          },
        }
      : {}),
    extension: Object.fromEntries(extension.map(({ name, text }) => [name.trim(), text])),
    synthetic: fields.synthetic,
    matchKeys: fields.matchKeys.filter((key) => key.length > 0),
  };
  const base = context.base?.rowSchema;
  const withRules =
    fields.derivesRules || base === undefined || context.base === undefined
      ? draft
      : { ...draft, rowSchema: fittedRules(base, context.base.items, draft) };
  return {
    draft: withRules,
    ...{ findings, filled },
    rowOfItem: kept.map(({ at }) => at),
    itemOfRow: new Map(kept.map(({ at }, index) => [at, index])),
  };
}

const jsonTypes: Readonly<Record<string, string>> = {
  ...{ C: 'string', M: 'string', D: 'string', T: 'string', N: 'number', Y: 'number', B: 'number', F: 'number' },
  ...{ I: 'integer', L: 'boolean' },
};

/** The stored rules of rows, fitted to the items: what went goes, what came is derived, what stayed the same stays. */
export function fittedRules(
  stored: NonNullable<Draft['rowSchema']>,
  before: Draft['items'],
  draft: Draft,
): NonNullable<Draft['rowSchema']> {
  const rules = (stored.properties ?? {}) as Record<string, unknown>;
  const was = new Map(before.map((item) => [item.field, item]));
  const keys = new Set(draft.matchKeys.flat());
  const properties = Object.fromEntries(
    draft.items.map((item) => {
      const earlier = was.get(item.field);
      const rule = rules[item.field];
      const annotations = { title: item.name, 'x-title-en': item.nameEn, 'x-sensitivity': item.sensitivity };
      if (earlier !== undefined && rule !== undefined && earlier.type === item.type && earlier.length === item.length)
        return [item.field, typeof rule === 'object' ? { ...rule, ...annotations } : rule];
      const type = jsonTypes[item.type];
      if (type === undefined) return [item.field, annotations];
      return [
        item.field,
        {
          type: keys.has(item.field) ? type : [type, 'null'],
          ...(item.type === 'D' ? { format: 'date' } : item.type === 'T' ? { format: 'date-time' } : {}),
          ...((item.type === 'C' || item.type === 'M') && item.length !== undefined ? { maxLength: item.length } : {}),
          ...annotations,
        },
      ];
    }),
  );
  const required = Array.isArray(stored.required)
    ? stored.required.filter((field) => Object.hasOwn(properties, String(field)))
    : [];
  const needed = [...keys].filter((field) => Object.hasOwn(properties, field));
  return { ...stored, properties, required: [...new Set([...required, ...needed])] };
}

/** Does a finding speak of a place that was only filled so that the rest could be judged? */
export function isOfFilled(pointer: string, filled: readonly string[]): boolean {
  return filled.some((place) => pointer === place || pointer.startsWith(`${place}/`));
}
