import { faceItem, innerItem, type LicenceTypeDefinition, schemaOfItems } from '../../../licence-vault/index.ts';
import type { DemoLicenceType } from './demo-licence-type.ts';
import { box, field, frame, page, waves, words } from './page.ts';

const personal = { sensitivity: 'personal' } as const;
const sex = { type: 'choice', values: ['男', '女'], ...personal } as const;
const number = { type: 'citizen-number', sensitivity: 'sensitive' } as const;

const items = [
  faceItem('certificateNumber', '结婚证字号', 'Certificate number', { maxLength: 60 }),
  faceItem('registeredOn', '登记日期', 'Registered on', { type: 'day' }),
  faceItem('holderName', '持证人', 'Holder', { maxLength: 60, ...personal }),
  faceItem('holderSex', '持证人性别', 'Sex of the holder', sex),
  faceItem('holderNationality', '持证人国籍', 'Nationality of the holder', { maxLength: 40, ...personal }),
  faceItem('holderBirthDate', '持证人出生日期', 'Birth of the holder', { type: 'day', ...personal }),
  faceItem('holderNumber', '持证人身份证件号', 'Number of the holder', number),
  faceItem('spouseName', '配偶姓名', 'Spouse', { maxLength: 60, ...personal }),
  faceItem('spouseSex', '配偶性别', 'Sex of the spouse', sex),
  faceItem('spouseNationality', '配偶国籍', 'Nationality of the spouse', { maxLength: 40, ...personal }),
  faceItem('spouseBirthDate', '配偶出生日期', 'Birth of the spouse', { type: 'day', ...personal }),
  faceItem('spouseNumber', '配偶身份证件号', 'Number of the spouse', {
    ...{ maxLength: 40 },
    sensitivity: 'sensitive',
  }),
  faceItem('remarks', '备注', 'Remarks', { maxLength: 500, required: false, ...personal }),
  innerItem('registrar', '婚姻登记员', 'Registrar', { maxLength: 60, required: false }),
];

/**
 * 结婚证 (民法典 art. 1049); husband and wife hold one each. Neither the defining authority's code nor the number after it has
 * been seen in use: they are the demonstration's own.
 */
const definition: LicenceTypeDefinition = {
  code: '11100000000013178M001',
  name: 'marriage-certificate',
  title: { zh: '结婚证', en: 'Marriage certificate' },
  definingAuthority: { zh: '民政部', en: 'Ministry of Civil Affairs' },
  kind: '1',
  status: 'published',
  holder: { kinds: ['111'], number: 'holderNumber', name: 'holderName' },
  items,
  schema: schemaOfItems(items),
};

const red = '#b3262e';
const [width, height] = [210, 148];
const size = 3.7;
const label = (text: string, x: number, y: number) => words(text, x, y, { size, font: 'hei', fill: '#5b1a1d' });
const person = (who: string, of: 'holder' | 'spouse', y: number) => [
  label(who, 100, y),
  field(`${of}Name`, 118, y, 34, { size: 4.2, font: 'hei', minSize: 2.4 }),
  label('性别', 158, y),
  field(`${of}Sex`, 170, y, 22, { size }),
  label('国籍', 100, y + 8),
  field(`${of}Nationality`, 118, y + 8, 34, { size, minSize: 2.4 }),
  label('出生日期', 100, y + 16),
  field(`${of}BirthDate`, 118, y + 16, 60, { size, format: 'day' }),
  label('身份证件号', 100, y + 24),
  field(`${of}Number`, 122, y + 24, 68, { size, minSize: 2.4 }),
];

const template = page(
  { width, height, seal: { x: 52, y: 104 } },
  box(0, 0, width, height, '#fdeeee', 0.2, '#fffafa'),
  waves(width, height, 10, '#fbe3e3', 10),
  frame(width, height, 6, red),
  words('结婚证', 52, 36, { size: 15, font: 'kai', anchor: 'middle', spacing: 4, fill: red }),
  `<text font-size="3.7" font-family="fang" fill="#2a2420" text-anchor="middle"><tspan x="52" y="50">结婚申请，符合《中华人民共和国</tspan><tspan x="52" y="56">民法典》规定，予以登记，</tspan><tspan x="52" y="62">发给此证。</tspan></text>`,
  label('登记机关', 20, 76),
  field('licence.issuer', 52, 104, 60, { size: 4.4, align: 'centre', minSize: 2.8 }),
  `<line x1="94" y1="18" x2="94" y2="130" stroke="#e2b4b6" stroke-width="0.3"/>`,
  label('登记日期', 100, 26),
  field('registeredOn', 122, 26, 66, { size, format: 'day' }),
  label('结婚证字号', 100, 34),
  field('certificateNumber', 122, 34, 66, { size, minSize: 2.4 }),
  ...person('持证人', 'holder', 47),
  ...person('配偶', 'spouse', 85),
  label('备注', 100, 121),
  field('remarks', 118, 121, 72, { size: 3.4, maxLines: 2, minSize: 2 }),
  field('licence.identifier', width / 2, 135, 180, { size: 2.4, align: 'centre', fill: '#9b7577' }),
);

export const marriageCertificate: DemoLicenceType = {
  definition,
  template,
  issuers: ['civil'],
  sample: {
    certificateNumber: 'J450721-2026-000001',
    registeredOn: '2026-11-20',
    holderName: '演示人甲',
    holderSex: '男',
    holderNationality: '中国',
    holderBirthDate: '1949-12-31',
    holderNumber: '11010519491231002X',
    spouseName: '演示人乙',
    spouseSex: '女',
    spouseNationality: '中国',
    spouseBirthDate: '1951-05-06',
    spouseNumber: '演示证件号',
    registrar: '演示登记员',
  },
};
