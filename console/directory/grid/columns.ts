import type { Body } from '../../api/index.ts';

export type Item = Body<'POST /v1/resources'>['items'][number];

/** The columns of the grid of information items, in the order in which they stand. */
export const itemColumns = [
  'name',
  'field',
  'type',
  'length',
  'scale',
  'unit',
  'sensitivity',
  'matchable',
  'codeTable',
  'description',
  'nameEn',
  'sharingType',
  'sharingCondition',
  'sharingLaw',
  'open',
  'openCondition',
] as const;
export type ItemColumn = (typeof itemColumns)[number];

/** What a column is: how it is headed, how wide it is, what other headings mean it, and its place within the item. */
export interface ColumnKind {
  readonly zh: string;
  readonly en: string;
  readonly width: number;
  readonly names: readonly string[];
  readonly pointer: string;
  /** Characters at most. */
  readonly longest?: number;
}

export const columnKinds: Readonly<Record<ItemColumn, ColumnKind>> = {
  name: {
    ...{ zh: '名称', en: 'Name', width: 150, pointer: 'name', longest: 120 },
    names: [
      '信息项名称',
      '信息项',
      '字段中文名',
      '字段中文名称',
      '中文名',
      '中文名称',
      '数据项',
      '数据项名称',
      '指标名称',
      'item',
      'item name',
      'name',
      'chinese name',
      'title',
      'label',
    ],
  },
  field: {
    ...{ zh: '字段名', en: 'Field', width: 150, pointer: 'field', longest: 63 },
    names: [
      '字段',
      '字段英文名',
      '字段代码',
      '列名',
      '英文字段名',
      '字段标识',
      '信息项字段',
      'field',
      'field name',
      'column',
      'column name',
      'property',
    ],
  },
  type: {
    ...{ zh: '类型', en: 'Type', width: 125, pointer: 'type', longest: 8 },
    names: ['数据类型', '字段类型', '信息项类型', '信息项数据类型', 'type', 'data type', 'datatype'],
  },
  length: {
    ...{ zh: '长度', en: 'Length', width: 80, pointer: 'length', longest: 12 },
    names: ['数据长度', '字段长度', '长度位', 'length', 'size', 'max length'],
  },
  scale: {
    ...{ zh: '小数位', en: 'Decimals', width: 95, pointer: 'scale', longest: 12 },
    names: ['小数位数', '精度', 'scale', 'decimals', 'decimal places'],
  },
  unit: {
    ...{ zh: '单位', en: 'Unit', width: 80, pointer: 'unit', longest: 40 },
    names: ['计量单位', '度量单位', 'unit', 'unit of measure'],
  },
  sensitivity: {
    ...{ zh: '敏感级别', en: 'Sensitivity', width: 130, pointer: 'sensitivity', longest: 20 },
    names: ['敏感程度', '数据级别', '分级', '安全级别', '信息项敏感级别', 'sensitivity', 'level', 'classification'],
  },
  matchable: {
    ...{ zh: '可匹配', en: 'Matchable', width: 90, pointer: 'matchable', longest: 10 },
    names: ['可查询', '可作查询条件', '是否可匹配', '查询条件', 'matchable', 'match', 'searchable', 'key'],
  },
  codeTable: {
    ...{ zh: '代码表', en: 'Code table', width: 130, pointer: 'codeTable', longest: 120 },
    names: [
      '代码标准',
      '引用标准',
      '值域',
      '字典',
      '数据字典',
      '代码表标准',
      'code table',
      'codetable',
      'standard',
      'dictionary',
    ],
  },
  description: {
    ...{ zh: '说明', en: 'Description', width: 220, pointer: 'description', longest: 1000 },
    names: ['备注', '描述', '信息项说明', '字段说明', 'description', 'remark', 'remarks', 'note', 'comment'],
  },
  nameEn: {
    ...{ zh: '英文名称', en: 'English name', width: 150, pointer: 'nameEn', longest: 200 },
    names: ['英文名', '信息项英文名称', 'name en', 'nameen', 'english', 'english name'],
  },
  sharingType: {
    ...{ zh: '共享类型', en: 'Sharing', width: 130, pointer: 'sharing/type', longest: 20 },
    names: ['信息项共享类型', '共享属性', '信息项共享属性', 'sharing', 'sharing type'],
  },
  sharingCondition: {
    ...{ zh: '共享条件', en: 'Sharing condition', width: 180, pointer: 'sharing/condition', longest: 1000 },
    names: ['信息项共享条件', 'sharing condition', 'condition'],
  },
  sharingLaw: {
    ...{ zh: '不予共享依据', en: 'Law against sharing', width: 180, pointer: 'sharing/lawBasis', longest: 1000 },
    names: ['信息项不予共享依据', '依据', 'law', 'law basis', 'lawbasis'],
  },
  open: {
    ...{ zh: '是否开放', en: 'Open', width: 90, pointer: 'openness/open', longest: 10 },
    names: ['开放', '是否向社会开放', '信息项是否开放', '开放属性', 'open', 'openness'],
  },
  openCondition: {
    ...{ zh: '开放条件', en: 'Opening condition', width: 160, pointer: 'openness/condition', longest: 1000 },
    names: ['信息项开放条件', 'open condition', 'opening condition', 'openness condition'],
  },
};

/** Columns that people keep and that say nothing of an item. */
export const silentHeadings: readonly string[] = ['序号', '编号', '行号', 'no', 'number', 'id', '#'];

/** What remains of a text when width, case, white space, marks and what stands in brackets do not count. */
export function keyOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[（(][^）)]*[）)]/gu, '')
    .replace(/[\s\p{P}\p{S}]/gu, '');
}

const columnOfKey = new Map<string, ItemColumn>(
  itemColumns.flatMap((column) => {
    const { zh, en, names } = columnKinds[column];
    return [zh, en, ...names].map((name) => [keyOf(name), column] as const);
  }),
);
const silentKeys = new Set(silentHeadings.map(keyOf));

/** Which column a heading means; `silent` for one that says nothing, undefined for one that nobody knows. */
export function columnOfHeading(heading: string): ItemColumn | 'silent' | undefined {
  const key = keyOf(heading);
  if (key === '' || silentKeys.has(key)) return 'silent';
  return columnOfKey.get(key);
}
