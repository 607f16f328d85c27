import type { Column } from './columns.ts';

/** How a column is headed. */
export interface ColumnText {
  readonly column: Column;
  /** The heading over several columns, as the guide has it. */
  readonly group?: string | undefined;
  /** The heading, as it is written on the way out. */
  readonly title: string;
  /** Other headings that mean the same, wherever they stand. */
  readonly names?: readonly string[] | undefined;
  /** Headings that mean it only under a heading that contains one of `under`. */
  readonly short?: readonly string[] | undefined;
  readonly under?: readonly string[] | undefined;
  /** Width in characters. */
  readonly width?: number | undefined;
}

const itemGroup = '信息项信息';
const classGroup = '信息资源分类';

/**
 * The columns: the first are those of the template of 政务信息资源目录编制指南 (2017-1272), then those of the census (信息资源
 * 普查), then what the guide does not know and a record has. White space, punctuation, width, case and what stands in brackets
 * do not count in a heading, so `*数据长度（位）` is 数据长度. What people write more kinds of goes here.
 */
export const columnTexts: readonly ColumnText[] = [
  { column: 'ordinal', title: '序号', names: ['编号', 'No', '行号'] },
  { column: 'category', group: classGroup, title: '类', names: ['一级分类', '类别', '类名称', '分类类'], width: 12 },
  { column: 'section', group: classGroup, title: '项', names: ['二级分类', '项名称', '分类项'], width: 14 },
  { column: 'classItem', group: classGroup, title: '目', names: ['三级分类', '目名称', '分类目'], width: 14 },
  { column: 'subItem', group: classGroup, title: '细目', names: ['四级分类', '细目名称', '分类细目'], width: 12 },
  {
    column: 'name',
    title: '信息资源名称',
    names: [
      '资源名称',
      '政务信息资源名称',
      '政务数据资源名称',
      '数据资源名称',
      '数据目录名称',
      '目录名称',
      '资源目录名称',
    ],
    width: 26,
  },
  {
    column: 'code',
    title: '信息资源代码',
    names: [
      '资源代码',
      '政务信息资源代码',
      '数据资源代码',
      '信息资源编码',
      '资源编码',
      '目录代码',
      '目录编码',
      '资源目录代码',
    ],
    width: 16,
  },
  {
    column: 'provider',
    title: '信息资源提供方',
    names: [
      '资源提供方',
      '提供方',
      '提供单位',
      '资源提供单位',
      '提供部门',
      '数据提供方',
      '数据提供单位',
      '数源单位',
      '责任单位',
      '资源提供方名称',
      '信息资源提供方名称',
    ],
    width: 20,
  },
  {
    column: 'providerCode',
    title: '资源提供方代码',
    names: ['信息资源提供方代码', '提供方代码', '提供单位代码', '提供方统一社会信用代码', '统一社会信用代码'],
    width: 22,
  },
  {
    column: 'abstract',
    title: '信息资源摘要',
    names: ['资源摘要', '摘要', '资源描述', '信息资源描述', '数据资源摘要'],
    width: 40,
  },
  {
    column: 'format',
    group: '信息资源格式',
    title: '信息资源格式分类',
    names: ['资源格式分类', '信息资源格式', '资源格式', '格式分类', '数据格式'],
    short: ['分类', '格式分类', '大类'],
    under: ['格式'],
    width: 14,
  },
  {
    column: 'concrete',
    group: '信息资源格式',
    title: '信息资源格式类型',
    names: ['资源格式类型', '格式类型', '具体格式', '信息资源格式具体类型'],
    short: ['类型', '格式类型', '具体类型'],
    under: ['格式'],
    width: 14,
  },
  {
    column: 'itemName',
    group: itemGroup,
    title: '信息项名称',
    names: ['数据项名称', '字段中文名', '字段中文名称', '数据项', '信息项', '指标项名称', '字段名称'],
    short: ['名称', '中文名称'],
    under: ['信息项', '数据项'],
    width: 22,
  },
  {
    column: 'itemType',
    group: itemGroup,
    title: '数据类型',
    names: ['信息项类型', '数据项类型', '字段类型', '信息项数据类型'],
    short: ['类型'],
    under: ['信息项', '数据项'],
    width: 12,
  },
  {
    column: 'itemLength',
    group: itemGroup,
    title: '数据长度',
    names: ['信息项长度', '字段长度', '信息项数据长度'],
    short: ['长度'],
    under: ['信息项', '数据项'],
    width: 10,
  },
  {
    column: 'sharingType',
    group: '共享属性',
    title: '共享类型',
    names: ['资源共享类型', '共享属性'],
    short: ['类型', '属性'],
    under: ['共享'],
    width: 14,
  },
  {
    column: 'sharingCondition',
    group: '共享属性',
    title: '共享条件',
    names: ['资源共享条件'],
    short: ['条件'],
    under: ['共享'],
    width: 26,
  },
  {
    column: 'sharingMode',
    group: '共享属性',
    title: '共享方式分类',
    names: ['共享方式', '资源共享方式'],
    short: ['方式', '方式分类', '分类'],
    under: ['共享'],
    width: 18,
  },
  {
    column: 'sharingWay',
    group: '共享属性',
    title: '共享方式类型',
    names: ['共享方式具体类型'],
    short: ['方式类型'],
    under: ['共享'],
    width: 14,
  },
  {
    column: 'open',
    group: '开放属性',
    title: '是否向社会开放',
    names: ['是否开放', '开放类型', '社会开放', '是否社会开放', '开放属性'],
    short: ['类型', '属性'],
    under: ['开放'],
    width: 12,
  },
  {
    column: 'openCondition',
    group: '开放属性',
    title: '开放条件',
    names: ['社会开放条件'],
    short: ['条件'],
    under: ['开放'],
    width: 18,
  },
  { column: 'updateCycle', title: '更新周期', names: ['数据更新周期', '更新频率', '资源更新周期'], width: 10 },
  { column: 'publicationDate', title: '发布日期', names: ['资源发布日期', '目录发布日期', '发布时间'], width: 12 },
  {
    column: 'related',
    title: '关联资源代码',
    names: ['关联信息资源代码', '关联类目及资源代码', '关联资源编码', '关联资源目录代码', '关联及类目名称'],
    width: 16,
  },

  {
    column: 'sharingLaw',
    group: '目录补充',
    title: '不予共享依据',
    names: ['不共享依据', '不予共享的依据', '不予共享理由及依据'],
    width: 26,
  },
  { column: 'relations', group: '目录补充', title: '关联关系', names: ['资源关联关系'], width: 20 },
  {
    column: 'system',
    group: '信息资源普查',
    title: '所属信息系统',
    names: ['所属系统', '信息系统名称', '来源系统', '所属系统名称', '业务系统名称'],
    width: 20,
  },
  {
    column: 'duty',
    group: '信息资源普查',
    title: '职责或事项',
    names: ['对应职责', '业务事项', '职责事项'],
    width: 20,
  },
  {
    column: 'asOf',
    group: '信息资源普查',
    title: '普查日期',
    names: ['统计日期', '数据统计日期', '统计截止日期'],
    width: 12,
  },
  {
    column: 'storageTotal',
    group: '信息资源普查',
    title: '数据存储总量（GB）',
    names: ['数据存储量', '存储量', '数据量', '存储总量'],
    width: 12,
  },
  {
    column: 'storageShared',
    group: '信息资源普查',
    title: '已共享数据存储量（GB）',
    names: ['已共享的数据存储量', '已共享数据量', '共享数据存储量'],
    width: 12,
  },
  {
    column: 'storageOpen',
    group: '信息资源普查',
    title: '已开放数据存储量（GB）',
    names: ['已开放的数据存储量', '已开放数据量', '开放数据存储量'],
    width: 12,
  },
  {
    column: 'recordsTotal',
    group: '信息资源普查',
    title: '结构化信息记录总数（万）',
    names: ['结构化信息记录数', '结构化记录总数', '数据记录数', '记录数', '记录总数'],
    width: 12,
  },
  {
    column: 'recordsShared',
    group: '信息资源普查',
    title: '已共享的结构化记录数（万）',
    names: ['已共享结构化信息记录数', '已共享记录数', '共享记录数'],
    width: 12,
  },
  {
    column: 'recordsOpen',
    group: '信息资源普查',
    title: '已开放的结构化记录数（万）',
    names: ['已开放结构化信息记录数', '已开放记录数', '开放记录数'],
    width: 12,
  },

  { column: 'itemScale', group: '信息项补充', title: '小数位数', names: ['小数位', '数据精度', '精度'], width: 8 },
  { column: 'itemUnit', group: '信息项补充', title: '计量单位', names: ['单位'], width: 8 },
  {
    column: 'itemCodeTable',
    group: '信息项补充',
    title: '信息项代码表',
    names: ['代码表', '代码标准', '引用标准', '值域'],
    width: 14,
  },
  {
    column: 'itemDescription',
    group: '信息项补充',
    title: '信息项说明',
    names: ['数据项说明', '字段说明', '信息项描述', '数据项描述', '字段描述'],
    width: 24,
  },
  {
    column: 'itemSensitivity',
    group: '信息项补充',
    title: '敏感级别',
    names: ['数据敏感级别', '信息项敏感级别', '数据分级', '敏感程度', '安全级别'],
    width: 10,
  },
  {
    column: 'itemMatchable',
    group: '信息项补充',
    title: '可作查询条件',
    names: ['是否查询条件', '查询条件', '可匹配'],
    width: 10,
  },
  {
    column: 'itemSharingType',
    group: '信息项补充',
    title: '信息项共享类型',
    names: ['信息项共享属性', '数据项共享类型', '字段共享类型'],
    width: 14,
  },
  {
    column: 'itemSharingCondition',
    group: '信息项补充',
    title: '信息项共享条件',
    names: ['数据项共享条件', '字段共享条件'],
    width: 18,
  },
  {
    column: 'itemSharingLaw',
    group: '信息项补充',
    title: '信息项不予共享依据',
    names: ['数据项不予共享依据'],
    width: 18,
  },
  {
    column: 'itemOpen',
    group: '信息项补充',
    title: '信息项是否开放',
    names: ['数据项是否开放', '信息项是否向社会开放', '信息项开放属性', '字段是否开放'],
    width: 10,
  },
  { column: 'itemOpenCondition', group: '信息项补充', title: '信息项开放条件', names: ['数据项开放条件'], width: 18 },
  {
    column: 'itemField',
    group: '信息项补充',
    title: '信息项字段名',
    names: ['字段英文名', '字段英文名称', '数据项英文名', '字段名', '英文字段名'],
    width: 18,
  },
  { column: 'itemNameEn', group: '信息项补充', title: '信息项英文名称', names: ['信息项英文名'], width: 18 },

  { column: 'id', group: '系统要素', title: '资源标识', names: ['信息资源标识'], width: 22 },
  { column: 'nameEn', group: '系统要素', title: '信息资源英文名称', names: ['资源英文名称', '英文名称'], width: 22 },
  { column: 'providerId', group: '系统要素', title: '提供方标识', width: 12 },
  { column: 'synthetic', group: '系统要素', title: '合成数据', names: ['是否合成数据'], width: 8 },
  { column: 'matchKeys', group: '系统要素', title: '匹配组合', names: ['查询条件组合'], width: 22 },
  { column: 'version', group: '系统要素', title: '记录版本', width: 8 },
  { column: 'rowSchema', group: '系统要素', title: '数据行模式', width: 20 },
  { column: 'moreExtension', group: '系统要素', title: '其他扩展要素', width: 20 },
  { column: 'findings', title: '核对结果', names: ['核验结果', '检查结果'], width: 60 },
];

/** Over columns of a region's own; every heading below it is the name of an extension element. */
export const extensionGroup = '扩展要素';
