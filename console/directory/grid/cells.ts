import type { CodeRow } from '../reference.ts';
import type { Sensitivity } from '../words.ts';
import { columnKinds, type Item, type ItemColumn, itemColumns, keyOf } from './columns.ts';

/** One row of the grid: what stands in its cells, as text. Rows are never changed, only replaced. */
export interface GridRow {
  readonly cells: Readonly<Partial<Record<ItemColumn, string>>>;
}

/** Why what stands in a cell cannot be taken. */
export interface CellFault {
  readonly column: ItemColumn;
  readonly zh: string;
  readonly en: string;
}

/** The codes that cells are read by. */
export interface ItemCodes {
  readonly types: readonly CodeRow[];
  readonly sharingTypes: readonly CodeRow[];
}

const typeSynonyms: Readonly<Record<string, readonly string[]>> = {
  C: [
    '字符',
    '字符串',
    '字符串型',
    '文本',
    '文本型',
    'string',
    'char',
    'varchar',
    'varchar2',
    'nvarchar',
    'nvarchar2',
    'text',
    '字符型c',
  ],
  N: ['数值', '数字', '数字型', 'number', 'numeric', 'decimal', '数值型n'],
  Y: ['货币', '金额', '金额型', 'money', '货币型y'],
  D: ['日期', 'date', '日期型d'],
  T: ['日期时间', '时间', '时间型', 'datetime', 'timestamp', 'time', '日期时间型t'],
  L: ['逻辑', '布尔', '布尔型', 'boolean', 'bool', 'bit', '是否型', '逻辑型l'],
  M: ['备注', '长文本', 'memo', 'clob', 'longtext', '备注型m'],
  G: ['通用', '二进制', 'blob', 'binary', '图片', '附件', '通用型g'],
  B: ['双精度', 'double', '双精度型b'],
  I: ['整数', '整数型', 'int', 'integer', 'bigint', 'smallint', '整型i'],
  F: ['浮点', '浮点数', 'float', 'real', '浮点型f'],
};

const sharingSynonyms: Readonly<Record<string, readonly string[]>> = {
  '1': ['无条件', '普遍共享', '无条件共享类'],
  '2': ['有条件', '按需共享', '有条件共享类', '授权共享'],
  '3': ['不共享', '不予共享类', '不予'],
};

const sensitivityNames: Readonly<Record<Sensitivity, readonly string[]>> = {
  public: ['公开', '可公开', '一般', '公开数据'],
  internal: ['内部', '政务内部', '内部使用', '内部数据'],
  personal: ['个人信息', '个人', '一般个人信息'],
  sensitive: ['敏感个人信息', '敏感', '敏感信息'],
};

const yes = new Set(['是', 'y', 'yes', 'true', '1', '√', '✓', '✔', '开放', '可', '有']);
const no = new Set(['否', 'n', 'no', 'false', '0', '×', '✕', 'x', '不开放', '不可', '无']);

/** Names of items whose values speak of one person, as departments write them. */
const personalNames =
  /(公民)?身份证?(件)?号码?|手机|电话|住址|家庭地址|银行账号|病历|诊断|指纹|人脸|宗教|婚姻状况|姓名/;

function codeOf(rows: readonly CodeRow[], synonyms: Readonly<Record<string, readonly string[]>>, text: string) {
  const key = keyOf(text);
  return rows.find(
    ({ code, name, nameEn }) =>
      keyOf(code) === key ||
      keyOf(name) === key ||
      keyOf(nameEn) === key ||
      synonyms[code]?.some((each) => keyOf(each) === key) === true,
  )?.code;
}

/** A type with its size, as databases write it: varchar(50), number(10,2), 字符型（18）, C18. */
function sized(text: string): { readonly type: string; readonly length?: string; readonly scale?: string } {
  const written = text.normalize('NFKC').trim();
  const found =
    /^(?<type>[^()\d]+)\s*\(\s*(?<length>\d+)\s*(?:[,.]\s*(?<scale>\d+)\s*)?\)$/.exec(written) ??
    /^(?<type>[A-Za-z])(?<length>\d+)(?:[,.](?<scale>\d+))?$/.exec(written);
  const { type, length, scale } = found?.groups ?? {};
  return type === undefined
    ? { type: text }
    : { type, ...(length === undefined ? {} : { length }), ...(scale === undefined ? {} : { scale }) };
}

/**
 * What a text means in a column, in the form in which it is kept: codes by their code, yes and no as such. What is not
 * understood stays as it was written, for the cell to be marked. More than one cell where a type says its size.
 */
export function understood(column: ItemColumn, text: string, codes: ItemCodes): GridRow['cells'] {
  const written = text.trim();
  if (written === '') return { [column]: '' };
  switch (column) {
    case 'type': {
      const { type, length, scale } = sized(written);
      const code = codeOf(codes.types, typeSynonyms, type);
      if (code === undefined) return { type: written };
      return { type: code, ...(length === undefined ? {} : { length }), ...(scale === undefined ? {} : { scale }) };
    }
    case 'length': {
      const both = /^(\d+)\s*[,，.]\s*(\d+)$/.exec(written.normalize('NFKC'));
      if (both !== null) return { length: both[1] ?? '', scale: both[2] ?? '' };
      return {
        length: /^(?:[-—–/\\]+|无|不限|不定)$/.test(written) ? '' : written.normalize('NFKC').replaceAll(',', ''),
      };
    }
    case 'sharingType':
      return { sharingType: codeOf(codes.sharingTypes, sharingSynonyms, written) ?? written };
    case 'sensitivity': {
      const key = keyOf(written);
      const level = (Object.keys(sensitivityNames) as Sensitivity[]).find(
        (each) => each === key || sensitivityNames[each].some((name) => keyOf(name) === key),
      );
      return { sensitivity: level ?? written };
    }
    case 'matchable':
    case 'open': {
      const key = written.normalize('NFKC').toLowerCase();
      return { [column]: yes.has(key) ? 'yes' : no.has(key) ? 'no' : written };
    }
    default:
      return { [column]: written };
  }
}

export function isBlankRow({ cells }: GridRow): boolean {
  return itemColumns.every((column) => (cells[column] ?? '').trim() === '');
}

/** A row's item, if nothing of it is amiss, and what is. */
export interface RowReading {
  readonly item: Item;
  readonly faults: readonly CellFault[];
}

/** One row as an item: what is amiss is named and filled with what may stand there, so that the rest can be judged. Pure. */
export function readRow({ cells }: GridRow, codes: ItemCodes): RowReading {
  const faults: CellFault[] = [];
  const text = (column: ItemColumn) => (cells[column] ?? '').trim();
  const fault = (column: ItemColumn, zh: string, en: string) => void faults.push({ column, zh, en });
  for (const column of itemColumns) {
    const { longest } = columnKinds[column];
    if (longest !== undefined && text(column).length > longest)
      fault(column, `至多 ${longest} 个字符`, `at most ${longest} characters`);
  }
  const whole = (column: 'length' | 'scale', least: number, most: number) => {
    const written = text(column);
    if (written === '') return undefined;
    const value = Number(written);
    if (/^\d+$/.test(written) && value >= least && value <= most) return value;
    fault(column, `应为 ${least} 到 ${most} 的整数`, `a whole number from ${least} to ${most}`);
    return undefined;
  };
  const decision = (column: 'matchable' | 'open') => {
    const written = text(column);
    if (written === 'yes') return true;
    if (written === 'no') return false;
    if (written !== '') fault(column, '应为“是”或“否”', 'is neither yes nor no');
    return undefined;
  };

  const name = text('name');
  if (name === '') fault('name', '缺少名称', 'the name is missing');
  const field = text('field');
  if (field === '') fault('field', '缺少字段名', 'the field is missing');
  else if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(field))
    fault(
      'field',
      '字段名以字母开头，只含字母、数字和下划线',
      'begins with a letter, holds letters, digits and underscores',
    );
  const type = text('type');
  if (type === '') fault('type', '缺少数据类型', 'the type is missing');
  else if (!codes.types.some(({ code }) => code === type))
    fault('type', '不是信息项的数据类型', 'is no type of an item');
  const level = text('sensitivity');
  const sensitivity = (Object.keys(sensitivityNames) as Sensitivity[]).find((each) => each === level);
  if (sensitivity === undefined)
    fault(
      'sensitivity',
      level === '' ? '缺少敏感级别' : '应为公开、政务内部、个人信息或敏感个人信息',
      level === '' ? 'the sensitivity is missing' : 'is no level of sensitivity',
    );
  const sharingType = text('sharingType');
  if (sharingType !== '' && !codes.sharingTypes.some(({ code }) => code === sharingType))
    fault('sharingType', '不是共享类型', 'is no type of sharing');
  if (sharingType === '' && (text('sharingCondition') !== '' || text('sharingLaw') !== ''))
    fault('sharingType', '写了条件或依据，也要写共享类型', 'a condition or law needs a type of sharing');
  const open = decision('open');
  if (text('open') === '' && text('openCondition') !== '')
    fault('open', '写了开放条件，也要写是否开放', 'a condition needs a yes or no');
  const [length, scale] = [whole('length', 1, 1_000_000), whole('scale', 0, 30)];
  const matchable = decision('matchable') ?? false;
  const given = (member: string, column: ItemColumn) => {
    const written = text(column);
    return written === '' ? {} : { [member]: written };
  };
  const item: Item = {
    ...{ field: field || 'x', name: name || '–', nameEn: text('nameEn') || name || '–', type: type || 'C' },
    ...{ sensitivity: sensitivity ?? 'internal', matchable },
    ...(length === undefined ? {} : { length }),
    ...(scale === undefined ? {} : { scale }),
    ...given('unit', 'unit'),
    ...given('codeTable', 'codeTable'),
    ...given('description', 'description'),
    ...(sharingType === ''
      ? {}
      : {
          sharing: { type: sharingType, ...given('condition', 'sharingCondition'), ...given('lawBasis', 'sharingLaw') },
        }),
    ...(open === undefined ? {} : { openness: { open, ...given('condition', 'openCondition') } }),
  };
  return { item, faults };
}

/** An item as a row of the grid. */
export function rowOfItem(item: Item): GridRow {
  const cells: Partial<Record<ItemColumn, string>> = {
    name: item.name,
    field: item.field,
    nameEn: item.nameEn,
    type: item.type,
    sensitivity: item.sensitivity,
    matchable: item.matchable ? 'yes' : 'no',
    length: item.length === undefined ? '' : String(item.length),
    scale: item.scale === undefined ? '' : String(item.scale),
    unit: item.unit ?? '',
    codeTable: item.codeTable ?? '',
    description: item.description ?? '',
    sharingType: item.sharing?.type ?? '',
    sharingCondition: item.sharing?.condition ?? '',
    sharingLaw: item.sharing?.lawBasis ?? '',
    open: item.openness === undefined ? '' : item.openness.open ? 'yes' : 'no',
    openCondition: item.openness?.condition ?? '',
  };
  return { cells };
}

/** What a new row is proposed where it says nothing: a field for programs, a sensitivity by its name, and no matching. */
export function proposed(cells: GridRow['cells'], taken: Set<string>): GridRow['cells'] {
  const name = (cells.name ?? '').trim();
  const field = (cells.field ?? '').trim();
  const next = { ...cells };
  if (field === '') {
    const [start = '', ...more] = (cells.nameEn ?? '').match(/[A-Za-z][A-Za-z0-9]*/g) ?? [];
    const camel =
      start.toLowerCase() + more.map((each) => each.charAt(0).toUpperCase() + each.slice(1).toLowerCase()).join('');
    let proposal = camel.slice(0, 50);
    for (let number = 1; proposal === '' || taken.has(proposal.toLowerCase()); number += 1)
      proposal = `${camel.slice(0, 50) || 'item'}${number + (camel === '' ? 0 : 1)}`;
    next.field = proposal;
  }
  taken.add((next.field ?? '').toLowerCase());
  if ((cells.sensitivity ?? '') === '')
    next.sensitivity =
      personalNames.test(name) && !/单位|企业|机构|法定代表人|联系/.test(name) ? 'personal' : 'internal';
  if ((cells.matchable ?? '') === '') next.matchable = 'no';
  return next;
}
