/** One row of a code table (代码表) as it is seeded. */
export interface SeedRow {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly parent?: string;
  /** Of a sharing mode: the formats it can carry. */
  readonly fits?: readonly string[];
  /** Not in the national list. */
  readonly extension?: true;
}

/**
 * The code tables of 政务信息资源目录编制指南 (2017-1272) as they were when the first migration wrote them. Later rows come
 * in later migrations, a region's own rows through {@link ./extend-code-table.ts}: this text never changes.
 */
export const seedRows: Readonly<Record<string, readonly SeedRow[]>> = {
  'class-category': [
    { code: '1', name: '基础信息资源', nameEn: 'Base information' },
    { code: '2', name: '主题信息资源', nameEn: 'Themes' },
    { code: '3', name: '部门信息资源', nameEn: 'Departments' },
  ],
  'class-section': [
    { code: '人口', name: '人口', nameEn: 'Population', parent: '1' },
    { code: '法人单位', name: '法人单位', nameEn: 'Legal persons', parent: '1' },
    { code: '自然资源和空间地理', name: '自然资源和空间地理', nameEn: 'Natural resources and space', parent: '1' },
    { code: '社会信用', name: '社会信用', nameEn: 'Social credit', parent: '1' },
    { code: '电子证照', name: '电子证照', nameEn: 'Electronic licences', parent: '1' },
    { code: '宏观经济', name: '宏观经济', nameEn: 'Macro-economy', parent: '1', extension: true },
    { code: '公共服务', name: '公共服务', nameEn: 'Public services', parent: '2' },
    { code: '健康保障', name: '健康保障', nameEn: 'Health', parent: '2' },
    { code: '社会保障', name: '社会保障', nameEn: 'Social security', parent: '2' },
    { code: '食品药品安全', name: '食品药品安全', nameEn: 'Food and drug safety', parent: '2' },
    { code: '安全生产', name: '安全生产', nameEn: 'Safety at work', parent: '2' },
    { code: '价格监管', name: '价格监管', nameEn: 'Price supervision', parent: '2' },
    { code: '能源安全', name: '能源安全', nameEn: 'Energy security', parent: '2' },
    { code: '信用体系', name: '信用体系', nameEn: 'Credit system', parent: '2' },
    { code: '城乡建设', name: '城乡建设', nameEn: 'Urban and rural construction', parent: '2' },
    { code: '社区治理', name: '社区治理', nameEn: 'Community governance', parent: '2' },
    { code: '生态环保', name: '生态环保', nameEn: 'Ecology and environment', parent: '2' },
    { code: '应急维稳', name: '应急维稳', nameEn: 'Emergencies and stability', parent: '2' },
  ],
  format: [
    { code: '1', name: '电子文件', nameEn: 'Electronic document' },
    { code: '2', name: '电子表格', nameEn: 'Spreadsheet' },
    { code: '3', name: '数据库', nameEn: 'Database' },
    { code: '4', name: '图形图像', nameEn: 'Graphics and images' },
    { code: '5', name: '流媒体', nameEn: 'Streaming media' },
    { code: '6', name: '自描述', nameEn: 'Self-describing' },
    { code: '7', name: '服务接口', nameEn: 'Service interface' },
  ],
  'update-cycle': [
    { code: '1', name: '实时', nameEn: 'Real time' },
    { code: '2', name: '每日', nameEn: 'Daily' },
    { code: '3', name: '每周', nameEn: 'Weekly' },
    { code: '4', name: '每月', nameEn: 'Monthly' },
    { code: '5', name: '每季度', nameEn: 'Quarterly' },
    { code: '6', name: '每年', nameEn: 'Yearly' },
    { code: '7', name: '每半年', nameEn: 'Half-yearly', extension: true },
    { code: '9', name: '其他', nameEn: 'Other', extension: true },
  ],
  'sharing-type': [
    { code: '1', name: '无条件共享', nameEn: 'Shared without condition' },
    { code: '2', name: '有条件共享', nameEn: 'Shared under a condition' },
    { code: '3', name: '不予共享', nameEn: 'Not shared' },
  ],
  'sharing-mode': [
    { code: 'platform', name: '共享平台', nameEn: 'Exchange platform', fits: ['1', '2', '3', '4', '5', '6', '7'] },
    {
      code: 'platform-interface',
      name: '共享平台（接口）',
      nameEn: 'Exchange platform, interface',
      parent: 'platform',
      fits: ['2', '3', '4', '6', '7'],
    },
    {
      code: 'platform-table',
      name: '共享平台（库表）',
      nameEn: 'Exchange platform, table',
      parent: 'platform',
      fits: ['3'],
    },
    {
      code: 'platform-file',
      name: '共享平台（文件）',
      nameEn: 'Exchange platform, file',
      parent: 'platform',
      fits: ['1', '2', '4', '5', '6'],
    },
    { code: 'mail', name: '邮件', nameEn: 'Mail', fits: ['1', '2', '4', '6'] },
    { code: 'medium', name: '介质', nameEn: 'Storage medium', fits: ['1', '2', '4', '5', '6'] },
  ],
  'item-type': [
    { code: 'C', name: '字符型', nameEn: 'Characters' },
    { code: 'N', name: '数值型', nameEn: 'Numeric' },
    { code: 'Y', name: '货币型', nameEn: 'Money' },
    { code: 'D', name: '日期型', nameEn: 'Date' },
    { code: 'T', name: '日期时间型', nameEn: 'Date and time' },
    { code: 'L', name: '逻辑型', nameEn: 'Logical' },
    { code: 'M', name: '备注型', nameEn: 'Memo' },
    { code: 'G', name: '通用型', nameEn: 'General' },
    { code: 'B', name: '双精度型', nameEn: 'Double precision' },
    { code: 'I', name: '整型', nameEn: 'Integer' },
    { code: 'F', name: '浮点型', nameEn: 'Floating point' },
  ],
};
