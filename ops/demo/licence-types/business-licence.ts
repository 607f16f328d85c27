import { businessLicence as definition } from '../../../licence-vault/index.ts';
import type { DemoLicenceType } from './demo-licence-type.ts';
import { field, frame, page, waves, words } from './page.ts';

const gold = '#b08a3c';
const [width, height] = [297, 210];
const label = (text: string, x: number, y: number) => words(text, x, y, { size: 4.2, font: 'hei' });
const value = { size: 4.2, maxLines: 1, minSize: 2.6 } as const;

const template = page(
  { width, height, seal: { x: 236, y: 163 } },
  waves(width, height, 12, '#f3ead2', 14),
  frame(width, height, 8, gold),
  label('统一社会信用代码', 26, 36),
  field('unifiedCode', 26, 43, 70, { size: 4.6, font: 'hei' }),
  words('营业执照', width / 2 + 4, 52, { size: 19, font: 'hei', anchor: 'middle', spacing: 8, fill: '#3a2a12' }),
  label('名称', 28, 80),
  field('name', 60, 80, 90, { ...value, maxLines: 1 }),
  label('类型', 28, 92),
  field('enterpriseType', 60, 92, 90, value),
  label('法定代表人', 28, 104),
  field('legalRepresentative', 60, 104, 90, value),
  label('经营范围', 28, 116),
  field('businessScope', 60, 116, 90, { size: 3.8, maxLines: 12, minSize: 2.2, leading: 1.4 }),
  label('注册资本', 164, 80),
  field('registeredCapital', 194, 80, 78, value),
  label('成立日期', 164, 92),
  field('establishedOn', 194, 92, 78, { ...value, format: 'day' }),
  label('营业期限', 164, 104),
  field('operatingTerm', 194, 104, 78, { ...value, format: 'term' }),
  label('住所', 164, 116),
  field('address', 194, 116, 78, { ...value, maxLines: 3, leading: 1.4 }),
  label('登记机关', 164, 150),
  field('registrationAuthority', 236, 163, 70, { size: 5, align: 'centre', minSize: 3 }),
  field('registeredOn', 236, 175, 60, { size: 4.6, format: 'day', align: 'centre' }),
  field('licence.identifier', 28, 192, 150, { size: 2.6, fill: '#6b6156' }),
);

/** 营业执照. The definition comes with the program; the page is the demonstration's. */
export const businessLicence: DemoLicenceType = {
  definition,
  template,
  issuers: ['approval'],
  sample: {
    name: '灵山县演示食品有限公司',
    unifiedCode: '91450721MA5N000009',
    enterpriseType: '有限责任公司（自然人投资或控股）',
    legalRepresentative: '演示人',
    registeredCapital: '壹佰万元整',
    establishedOn: '2020-03-18',
    operatingTerm: { from: '2020-03-18', to: '长期' },
    address: '灵山县灵城街道演示路1号',
    businessScope:
      '许可项目：食品生产；食品销售。一般项目：农产品初加工；新鲜水果批发（依法须经批准的项目，经相关部门批准后方可开展经营活动）',
    registrationAuthority: '灵山县行政审批局',
    registeredOn: '2026-11-20',
  },
};
