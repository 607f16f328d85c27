import type { Field } from './field.ts';
import { type DemoResource, demoResource } from './resource.ts';

/** Columns are named as a statistician writes them. */
const fields: readonly Field[] = [
  {
    field: 'indicatorCode',
    ...{ zh: '指标代码', en: 'Indicator', type: 'C', length: 32, sensitivity: 'public' },
    rule: { pattern: '^[A-Z][A-Z_]{1,31}$' },
    from: '指标代码',
  },
  {
    field: 'indicatorName',
    zh: '指标名称',
    en: 'Name',
    type: 'C',
    length: 100,
    sensitivity: 'public',
    from: '指标名称',
  },
  {
    field: 'divisionCode',
    ...{ zh: '地区代码', en: 'Area', type: 'C', length: 9, sensitivity: 'public' },
    description: '县 6 位，乡级 9 位',
    rule: { pattern: '^\\d{6}(\\d{3})?$' },
    from: '地区代码',
  },
  {
    field: 'divisionName',
    zh: '地区名称',
    en: 'Area name',
    type: 'C',
    length: 100,
    sensitivity: 'public',
    from: '地区名称',
  },
  {
    field: 'frequency',
    ...{ zh: '频度', en: 'Frequency', type: 'C', length: 1, sensitivity: 'public', codeTable: 'SDMX CL_FREQ' },
    description: 'A 年度，Q 季度，M 月度',
    rule: { enum: ['A', 'Q', 'M'] },
    from: { from: '频度', codes: { 年度: 'A', 季度: 'Q', 月度: 'M' } },
  },
  {
    field: 'period',
    ...{ zh: '报告期', en: 'Period', type: 'C', length: 7, sensitivity: 'public' },
    description: '2025、2025-Q3 或 2025-08',
    rule: { pattern: '^\\d{4}(-(Q[1-4]|\\d{2}))?$' },
    from: '报告期',
  },
  {
    field: 'value',
    ...{ zh: '数值', en: 'Value', type: 'N', length: 20, sensitivity: 'public' },
    from: { from: '数值', type: 'number' },
  },
  { field: 'unit', zh: '计量单位', en: 'Unit', type: 'C', length: 16, sensitivity: 'public', from: '计量单位' },
];

/** The economy in figures: a CSV file of the statistics bureau, see {@link ./files.ts}. */
export const indicatorResource: DemoResource = demoResource({
  id: 'economy.indicator',
  code: '106001/1',
  name: '宏观经济指标',
  nameEn: 'Economic indicators',
  abstract: '本县和各乡镇 2016 年以来的生产总值、财政收入、零售总额、居民收入和人口。演示数据，均为模拟值。',
  provider: 'statistics',
  system: 'statistics-connector',
  class: { category: '1', section: '宏观经济', item: '经济指标' },
  format: { category: '2', concrete: 'CSV' },
  sharing: { type: '1', mode: 'platform-interface' },
  openness: { open: true },
  updateCycle: '4',
  matchKeys: [
    ['indicatorCode', 'divisionCode'],
    ['indicatorCode', 'divisionCode', 'period'],
    ['divisionCode', 'period'],
  ],
  source: { kind: 'csv', file: 'jjzb.csv', unique: ['indicatorCode', 'divisionCode', 'period'] },
  fields,
});
