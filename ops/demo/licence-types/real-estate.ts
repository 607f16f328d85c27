import { faceItem, innerItem, type LicenceTypeDefinition, schemaOfItems } from '../../../licence-vault/index.ts';
import type { DemoLicenceType } from './demo-licence-type.ts';
import { box, field, page, table, words } from './page.ts';

const personal = { sensitivity: 'personal' } as const;

const items = [
  faceItem('certificateNumber', '证书号', 'Certificate number', { maxLength: 60 }),
  faceItem('holderName', '权利人', 'Holder of the right', { ...personal }),
  faceItem('coOwnership', '共有情况', 'Co-ownership', {
    ...{ type: 'choice', values: ['单独所有', '共同共有', '按份共有'], ...personal },
  }),
  faceItem('location', '坐落', 'Location', { maxLength: 300, ...personal }),
  faceItem('unitNumber', '不动产单元号', 'Unit number', { maxLength: 40 }),
  faceItem('rightKind', '权利类型', 'Kind of right', { maxLength: 100 }),
  faceItem('rightNature', '权利性质', 'Nature of the right', { maxLength: 100 }),
  faceItem('usage', '用途', 'Use', { maxLength: 100 }),
  faceItem('area', '面积', 'Area', { maxLength: 100 }),
  faceItem('useTerm', '使用期限', 'Term of use', { maxLength: 200 }),
  faceItem('otherRights', '权利其他状况', 'Other particulars of the right', { maxLength: 2000, required: false }),
  faceItem('remarks', '附记', 'Remarks', { maxLength: 4000, required: false }),
  faceItem('registeredOn', '登记日期', 'Registered on', { type: 'day' }),
  innerItem('holderNumber', '权利人证件号', 'Number of the holder', {
    ...{ maxLength: 18, required: true, sensitivity: 'sensitive' },
  }),
  innerItem('coOwners', '其他共有人', 'Other owners', { type: 'list', maxLength: 100, required: false, ...personal }),
  innerItem('businessNumber', '业务号', 'Registration case', { maxLength: 60, required: false }),
];

/** 不动产权证书 (不动产登记暂行条例 art. 21). The number after the authority's code is the demonstration's own. */
const definition: LicenceTypeDefinition = {
  code: '11100000MB03271699001',
  name: 'real-estate-certificate',
  title: { zh: '不动产权证书', en: 'Certificate of real estate' },
  definingAuthority: { zh: '自然资源部', en: 'Ministry of Natural Resources' },
  kind: '1',
  status: 'published',
  holder: { kinds: ['111', '001'], number: 'holderNumber', name: 'holderName' },
  items,
  schema: schemaOfItems(items),
};

const red = '#9c2f2a';
const [width, height] = [297, 210];
const row = (label: string, name: string, height = 11, many = false) =>
  [height, { width: 30, label }, { width: 98, field: name, many }] as const;

const template = page(
  { width, height, seal: { x: 232, y: 160 } },
  box(0, 0, width, height, '#fbf3ef', 0.2, '#fefaf8'),
  `<line x1="148.5" y1="12" x2="148.5" y2="198" stroke="#e6cfc8" stroke-width="0.3"/>`,
  box(8, 8, width - 16, height - 16, red, 0.8),
  field('certificateNumber', 78, 26, 128, { size: 4.6, font: 'hei', align: 'centre', fill: red }),
  table({ x: 14, y: 34, stroke: '#b9867f' }, [
    row('权利人', 'holderName'),
    row('共有情况', 'coOwnership'),
    row('坐落', 'location', 14, true),
    row('不动产单元号', 'unitNumber'),
    row('权利类型', 'rightKind'),
    row('权利性质', 'rightNature'),
    row('用途', 'usage'),
    row('面积', 'area'),
    row('使用期限', 'useTerm', 14, true),
    row('权利其他状况', 'otherRights', 44, true),
  ]),
  words('不动产权证书', 222, 34, { size: 12, font: 'hei', anchor: 'middle', spacing: 2, fill: red }),
  words('附记', 222, 50, { size: 5, font: 'hei', anchor: 'middle', spacing: 8 }),
  box(159, 55, 126, 66, '#b9867f', 0.3),
  field('remarks', 161, 61, 122, { size: 3.6, maxLines: 12, minSize: 2.2, leading: 1.4 }),
  words('登记机构（章）', 160, 136, { size: 4, font: 'hei' }),
  field('licence.issuer', 232, 160, 70, { size: 5, align: 'centre', minSize: 3 }),
  field('registeredOn', 232, 171, 60, { size: 4.4, format: 'day', align: 'centre' }),
  words('中华人民共和国自然资源部监制', 222, 194, { size: 3, anchor: 'middle', fill: '#8d6a64' }),
  field('licence.identifier', 14, 197, 128, { size: 2.6, fill: '#8d6a64' }),
);

export const realEstate: DemoLicenceType = {
  definition,
  template,
  issuers: ['natural'],
  sample: {
    certificateNumber: '桂（2026）灵山县不动产权第0000001号',
    holderName: '演示人甲',
    coOwnership: '共同共有',
    location: '灵山县灵城街道演示路1号演示小区1栋1单元101房',
    unitNumber: '450721001001GB00001F00010001',
    rightKind: '国有建设用地使用权／房屋所有权',
    rightNature: '出让／市场化商品房',
    usage: '城镇住宅用地／住宅',
    area: '共有宗地面积5000.00㎡／房屋建筑面积118.60㎡',
    useTerm: '国有建设用地使用权 2015年6月1日起至2085年5月31日止',
    otherRights:
      '房屋结构：钢筋混凝土结构；专有建筑面积：96.20㎡，分摊建筑面积：22.40㎡；房屋总层数：18，所在层：1；房屋竣工时间：2017年',
    remarks: '业务编号：演示-2026-000001。共有人：演示人乙。',
    registeredOn: '2026-11-20',
    holderNumber: '11010519491231002X',
    coOwners: ['演示人乙'],
  },
};
