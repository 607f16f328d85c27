import type { Field } from './field.ts';
import { type DemoResource, demoResource } from './resource.ts';

/** Members are named as market registers name them: capitals of the English terms. */
const fields: readonly Field[] = [
  {
    field: 'unifiedCode',
    ...{ zh: '统一社会信用代码', en: 'Unified social credit code', type: 'C', length: 18, sensitivity: 'public' },
    codeTable: 'GB 32100',
    rule: { pattern: '^[0-9A-HJ-NPQRTUWXY]{2}\\d{6}[0-9A-HJ-NPQRTUWXY]{10}$' },
    from: '/UNISCID',
  },
  { field: 'name', zh: '企业名称', en: 'Name', type: 'C', length: 200, sensitivity: 'public', from: '/ENTNAME' },
  { field: 'type', zh: '企业类型', en: 'Type', type: 'C', length: 100, sensitivity: 'public', from: '/ENTTYPE' },
  {
    field: 'legalRepresentative',
    ...{ zh: '法定代表人（负责人）', en: 'Legal representative', type: 'C', length: 50, sensitivity: 'public' },
    from: '/LEREP/NAME',
  },
  {
    field: 'legalRepresentativeNumber',
    ...{ zh: '法定代表人公民身份号码', en: 'Citizen number of the legal representative', type: 'C', length: 18 },
    sensitivity: 'sensitive',
    codeTable: 'GB 11643',
    rule: { pattern: '^\\d{17}[\\dX]$' },
    from: '/LEREP/CERNO',
  },
  {
    field: 'registeredCapital',
    ...{ zh: '注册资本', en: 'Registered capital', type: 'N', length: 16, unit: '万元', sensitivity: 'public' },
    rule: { minimum: 0 },
    from: { from: '/REGCAP', type: 'number' },
  },
  {
    field: 'establishedOn',
    ...{ zh: '成立日期', en: 'Established on', type: 'D', sensitivity: 'public' },
    from: { from: '/ESTDATE', type: 'date' },
  },
  { field: 'address', zh: '住所', en: 'Address', type: 'C', length: 200, sensitivity: 'public', from: '/DOM' },
  {
    field: 'divisionCode',
    ...{ zh: '住所县级区划代码', en: 'County', type: 'C', length: 6, sensitivity: 'public', codeTable: 'GB/T 2260' },
    rule: { pattern: '^\\d{6}$' },
    from: '/DOMDISTRICT',
  },
  {
    field: 'townCode',
    ...{ zh: '住所乡镇（街道）代码', en: 'Town', type: 'C', length: 9, sensitivity: 'public' },
    rule: { pattern: '^\\d{9}$' },
    from: '/DOMTOWN',
  },
  {
    field: 'villageCode',
    ...{ zh: '住所村（居）委会代码', en: 'Village', type: 'C', length: 12, sensitivity: 'public' },
    rule: { pattern: '^\\d{12}$' },
    from: '/DOMVILLAGE',
  },
  {
    field: 'industryCode',
    ...{ zh: '行业代码', en: 'Industry', type: 'C', length: 3, sensitivity: 'public', codeTable: 'GB/T 4754' },
    rule: { pattern: '^[A-T]\\d{2}$' },
    from: '/INDUSTRYCO',
  },
  {
    field: 'businessScope',
    ...{ zh: '经营范围', en: 'Business scope', type: 'C', length: 2000, sensitivity: 'public' },
    from: '/OPSCOPE',
  },
  {
    field: 'status',
    ...{ zh: '登记状态', en: 'State of registration', type: 'C', length: 8, sensitivity: 'public' },
    rule: { enum: ['存续', '吊销', '注销', '迁出'] },
    from: { from: '/REGSTATE', codes: { '1': '存续', '2': '吊销', '3': '注销', '4': '迁出' } },
  },
  {
    field: 'registrationAuthority',
    ...{ zh: '登记机关', en: 'Registration authority', type: 'C', length: 100, sensitivity: 'public' },
    from: '/REGORG',
  },
  {
    field: 'termFrom',
    ...{ zh: '营业期限自', en: 'Term from', type: 'D', sensitivity: 'public' },
    from: { from: '/OPFROM', type: 'date' },
  },
  {
    field: 'termTo',
    ...{ zh: '营业期限至', en: 'Term to', type: 'D', sensitivity: 'public', nullable: true },
    description: '空：长期',
    from: { from: '/OPTO', type: 'date' },
  },
  {
    field: 'approvedOn',
    ...{ zh: '核准日期', en: 'Newest entry on', type: 'D', sensitivity: 'public' },
    from: { from: '/APPRDATE', type: 'date' },
  },
];

/** The register of enterprises: the market regulator's REST interface, see {@link ./market-register.ts}. */
export const enterpriseResource: DemoResource = demoResource({
  id: 'legal-person.enterprise',
  code: '102001/1',
  name: '企业登记基本信息',
  nameEn: 'Registered enterprises',
  abstract: '本县登记企业的名称、住所、法定代表人、经营范围和状态。演示数据，均为虚构，不指向任何真实的企业。',
  provider: 'market',
  system: 'market-connector',
  class: { category: '1', section: '法人单位', item: '企业' },
  format: { category: '7', concrete: 'REST/JSON' },
  sharing: {
    type: '2',
    condition: '法定代表人公民身份号码仅限依法办理的许可、登记事项；其余信息项无附加条件',
    mode: 'platform-interface',
  },
  openness: { open: false },
  updateCycle: '1',
  matchKeys: [['unifiedCode']],
  source: {
    kind: 'http',
    path: '/enterprises/{unifiedCode}',
    rows: '/data',
    list: { path: '/enterprises?offset={offset}', by: 'offset', rows: '/data/list', total: '/data/total' },
    health: '/health',
    freshness: '/APPRDATE',
    keyHeader: 'X-Api-Key',
  },
  fields,
});
