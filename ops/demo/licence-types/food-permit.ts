import { faceItem, innerItem, type LicenceTypeDefinition, schemaOfItems } from '../../../licence-vault/index.ts';
import type { DemoLicenceType } from './demo-licence-type.ts';
import { field, frame, page, waves, words } from './page.ts';

const items = [
  faceItem('permitNumber', '许可证编号', 'Permit number', { maxLength: 40 }),
  faceItem('name', '经营者名称', 'Name of the operator'),
  faceItem('unifiedCode', '统一社会信用代码', 'Unified social credit code', { type: 'unified-code' }),
  faceItem('legalRepresentative', '法定代表人（负责人）', 'Legal representative', { maxLength: 100 }),
  faceItem('address', '住所', 'Address', { maxLength: 300 }),
  faceItem('premises', '经营场所', 'Premises', { maxLength: 300 }),
  faceItem('businessForm', '主体业态', 'Form of business', {
    ...{ type: 'choice', values: ['食品销售经营者', '餐饮服务经营者', '集中用餐单位食堂'] },
  }),
  faceItem('businessItems', '经营项目', 'Items of business', { maxLength: 2000 }),
  faceItem('term', '有效期', 'Term', { type: 'term' }),
  faceItem('supervisor', '日常监督管理机构', 'Supervising body'),
  faceItem('authority', '发证机关', 'Issuing authority'),
  faceItem('signedBy', '签发人', 'Signed by', { maxLength: 60, required: false }),
  faceItem('issuedOn', '发证日期', 'Issued on', { type: 'day' }),
  innerItem('storage', '仓库地址', 'Storehouses', { type: 'list', maxLength: 300, required: false }),
];

/** 食品经营许可证 (食品经营许可和备案管理办法). The number after the authority's code is the demonstration's own. */
const definition: LicenceTypeDefinition = {
  code: '11100000MB0143028R012',
  name: 'food-permit',
  title: { zh: '食品经营许可证', en: 'Food business permit' },
  definingAuthority: { zh: '国家市场监督管理总局', en: 'State Administration for Market Regulation' },
  kind: '1',
  status: 'published',
  holder: { kinds: ['001'], number: 'unifiedCode', name: 'name' },
  term: 'term',
  items,
  // What the market register holds of the operator is asked of it, not typed again.
  fetchFrom: [
    {
      resource: 'legal-person.enterprise',
      match: { unifiedCode: 'unifiedCode' },
      map: { name: 'name', legalRepresentative: 'legalRepresentative', address: 'address' },
    },
  ],
  schema: schemaOfItems(items),
};

const green = '#3f7d58';
const [width, height] = [297, 210];
const label = (text: string, x: number, y: number) => words(text, x, y, { size: 4, font: 'hei' });
const value = { size: 4, minSize: 2.4 } as const;
const two = { ...value, maxLines: 2, leading: 1.35 } as const;

const template = page(
  { width, height, seal: { x: 234, y: 154 } },
  waves(width, height, 12, '#e0efe4', 14),
  frame(width, height, 8, green),
  words('食品经营许可证', width / 2, 46, { size: 15, font: 'hei', anchor: 'middle', spacing: 4, fill: '#1d4a30' }),
  label('许可证编号', 196, 62),
  field('permitNumber', 220, 62, 55, { ...value, font: 'hei' }),
  label('经营者名称', 26, 76),
  field('name', 72, 76, 80, two),
  label('统一社会信用代码', 26, 90),
  field('unifiedCode', 72, 90, 80, value),
  label('法定代表人（负责人）', 26, 102),
  field('legalRepresentative', 72, 102, 80, value),
  label('住所', 26, 114),
  field('address', 72, 114, 80, two),
  label('经营场所', 26, 128),
  field('premises', 72, 128, 80, two),
  label('主体业态', 26, 142),
  field('businessForm', 72, 142, 80, value),
  label('经营项目', 26, 154),
  field('businessItems', 72, 154, 80, { ...value, maxLines: 5, minSize: 2.2, leading: 1.4 }),
  label('日常监督管理机构', 166, 76),
  field('supervisor', 204, 76, 72, two),
  label('投诉举报电话', 166, 90),
  words('12315', 204, 90),
  label('有效期', 166, 102),
  field('term', 204, 102, 72, { ...value, format: 'term' }),
  label('签发人', 166, 114),
  field('signedBy', 204, 114, 72, value),
  label('发证机关', 166, 136),
  field('authority', 234, 154, 70, { size: 5, align: 'centre', minSize: 3 }),
  field('issuedOn', 234, 166, 60, { size: 4.4, format: 'day', align: 'centre' }),
  words('国家市场监督管理总局监制', 271, 192, { size: 2.8, anchor: 'end', fill: '#5f6f64' }),
  field('licence.identifier', 26, 192, 150, { size: 2.6, fill: '#5f6f64' }),
);

export const foodPermit: DemoLicenceType = {
  definition,
  template,
  issuers: ['approval'],
  sample: {
    permitNumber: 'JY14507210000016',
    name: '灵山县演示食品有限公司',
    unifiedCode: '91450721MA5N000009',
    legalRepresentative: '演示人',
    address: '灵山县灵城街道演示路1号',
    premises: '灵山县灵城街道演示路1号一楼',
    businessForm: '食品销售经营者',
    businessItems: '预包装食品（含冷藏冷冻食品）销售，散装食品（不含冷藏冷冻食品、不含散装熟食）销售',
    term: { from: '2026-11-20', to: '2031-11-19' },
    supervisor: '灵山县市场监督管理局灵城所',
    authority: '灵山县行政审批局',
    signedBy: '演示签发人',
    issuedOn: '2026-11-20',
    storage: ['灵山县灵城街道演示路3号'],
  },
};
