import type { Field } from './field.ts';
import { type DemoResource, demoResource } from './resource.ts';

const county = { rule: { pattern: '^\\d{6}$' }, length: 6 } as const;

/** Columns are named as police registers name them: initials of the Chinese terms. */
const fields: readonly Field[] = [
  {
    field: 'citizenNumber',
    ...{ zh: '公民身份号码', en: 'Citizen number', type: 'C', length: 18, sensitivity: 'sensitive' },
    rule: { pattern: '^\\d{17}[\\dX]$' },
    codeTable: 'GB 11643',
    from: 'gmsfhm',
  },
  { field: 'name', zh: '姓名', en: 'Name', type: 'C', length: 50, sensitivity: 'personal', from: 'xm' },
  {
    field: 'sex',
    ...{ zh: '性别', en: 'Sex', type: 'C', length: 1, sensitivity: 'personal', codeTable: 'GB/T 2261.1' },
    description: '1 男，2 女',
    rule: { enum: ['1', '2'] },
    from: 'xb',
  },
  {
    field: 'birthDate',
    ...{ zh: '出生日期', en: 'Birth date', type: 'D', sensitivity: 'personal' },
    from: { from: 'csrq', date: 'yyyyMMdd' },
  },
  {
    field: 'ethnicity',
    ...{ zh: '民族', en: 'Nationality', type: 'C', length: 2, sensitivity: 'sensitive', codeTable: 'GB/T 3304' },
    rule: { pattern: '^\\d{2}$' },
    from: 'mz',
  },
  {
    field: 'address',
    zh: '户籍地址',
    en: 'Registered address',
    type: 'C',
    length: 200,
    sensitivity: 'personal',
    from: 'dz',
  },
  {
    field: 'divisionCode',
    ...{ zh: '户籍地县级区划代码', en: 'County of registration', type: 'C', sensitivity: 'personal', ...county },
    codeTable: 'GB/T 2260',
    from: 'hjdxzqh',
  },
  {
    field: 'townCode',
    ...{ zh: '乡镇（街道）代码', en: 'Town', type: 'C', length: 9, sensitivity: 'personal' },
    rule: { pattern: '^\\d{9}$' },
    from: 'xzjddm',
  },
  {
    field: 'villageCode',
    ...{ zh: '村（居）委会代码', en: 'Village', type: 'C', length: 12, sensitivity: 'personal' },
    rule: { pattern: '^\\d{12}$' },
    from: 'cjwhdm',
  },
  {
    field: 'householdNumber',
    ...{ zh: '户号', en: 'Household number', type: 'C', length: 15, sensitivity: 'personal' },
    rule: { pattern: '^\\d{15}$' },
    from: 'hh',
  },
  {
    field: 'relationToHead',
    ...{ zh: '与户主关系', en: 'Relation to the head', type: 'C', length: 2, sensitivity: 'personal' },
    codeTable: 'GB/T 4761',
    description: '02 户主，11 夫，12 妻，20 子，30 女，38 儿媳，41 孙子，42 孙女，51 父亲，52 母亲',
    rule: { pattern: '^\\d{2}$' },
    from: 'yhzgx',
  },
  {
    field: 'maritalStatus',
    ...{ zh: '婚姻状况', en: 'Marital status', type: 'C', length: 2, sensitivity: 'sensitive' },
    codeTable: 'GB/T 2261.2',
    description: '10 未婚，20 已婚，30 丧偶，40 离婚',
    rule: { enum: ['10', '20', '30', '40'] },
    from: 'hyzk',
  },
  {
    field: 'residencyStatus',
    ...{ zh: '户籍状态', en: 'State of registration', type: 'C', length: 8, sensitivity: 'personal' },
    rule: { enum: ['在册', '迁出', '死亡注销'] },
    from: { from: 'hjzt', codes: { '1': '在册', '2': '迁出', '3': '死亡注销' } },
  },
  {
    field: 'registeredSince',
    ...{ zh: '登记日期', en: 'Registered since', type: 'D', sensitivity: 'personal' },
    from: { from: 'djrq', date: 'yyyyMMdd' },
  },
  {
    field: 'registeredUntil',
    ...{ zh: '注销日期', en: 'Registered until', type: 'D', sensitivity: 'personal', nullable: true },
    from: { from: 'zxrq', date: 'yyyyMMdd' },
  },
];

/** The population register: a table in the police's own PostgreSQL, see {@link ./police.ts}. */
export const residentResource: DemoResource = demoResource({
  id: 'population.resident',
  code: '101001/1',
  name: '户籍人口基本信息',
  nameEn: 'Registered residents',
  abstract: '本县户籍人口的身份、户和地址信息，由公安机关登记。演示数据，均为虚构，不指向任何真实的人。',
  provider: 'police',
  system: 'police-connector',
  class: { category: '1', section: '人口', item: '户籍人口' },
  format: { category: '3', concrete: 'PostgreSQL' },
  sharing: { type: '2', condition: '仅限办理登记的事项，按事项所需的最小范围使用', mode: 'platform-interface' },
  openness: { open: false },
  updateCycle: '1',
  matchKeys: [['citizenNumber'], ['householdNumber'], ['name', 'birthDate']],
  source: { kind: 'postgres', from: 'huji.czrk_jbxx', freshness: 'gxsj' },
  fields,
});
