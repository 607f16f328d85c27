import { faceItem, innerItem, type LicenceTypeDefinition, schemaOfItems } from '../../../licence-vault/index.ts';
import type { DemoLicenceType } from './demo-licence-type.ts';
import { box, field, page, table, words } from './page.ts';

const personal = { sensitivity: 'personal' } as const;
const optional = { required: false, sensitivity: 'personal' } as const;

const items = [
  faceItem('householdNumber', '户号', 'Household number', { maxLength: 20, ...personal }),
  faceItem('householdKind', '户别', 'Kind of household', {
    ...{ type: 'choice', values: ['家庭户', '集体户'], ...personal },
  }),
  faceItem('householdHead', '户主姓名', 'Head of the household', { maxLength: 60, ...personal }),
  faceItem('address', '住址', 'Address', { maxLength: 200, ...personal }),
  faceItem('name', '姓名', 'Name', { maxLength: 60, ...personal }),
  faceItem('relation', '户主或与户主关系', 'Relation to the head', { maxLength: 20, ...personal }),
  faceItem('formerName', '曾用名', 'Former name', { maxLength: 60, ...optional }),
  faceItem('sex', '性别', 'Sex', { type: 'choice', values: ['男', '女'], ...personal }),
  faceItem('birthplace', '出生地', 'Place of birth', { maxLength: 100, ...optional }),
  faceItem('ethnicity', '民族', 'Ethnicity', { maxLength: 20, sensitivity: 'sensitive' }),
  faceItem('nativePlace', '籍贯', 'Native place', { maxLength: 100, ...optional }),
  faceItem('birthDate', '出生日期', 'Date of birth', { type: 'day', ...personal }),
  faceItem('citizenNumber', '公民身份号码', 'Citizen number', { type: 'citizen-number', sensitivity: 'sensitive' }),
  faceItem('education', '文化程度', 'Education', { maxLength: 20, ...optional }),
  faceItem('maritalStatus', '婚姻状况', 'Marital status', { maxLength: 20, ...optional }),
  faceItem('militaryService', '兵役状况', 'Military service', { maxLength: 40, ...optional }),
  faceItem('employer', '服务处所', 'Place of work', { maxLength: 200, ...optional }),
  faceItem('occupation', '职业', 'Occupation', { maxLength: 60, ...optional }),
  faceItem('movedToCounty', '何时由何地迁来本市（县）', 'When and whence to this county', {
    maxLength: 200,
    ...optional,
  }),
  faceItem('movedToAddress', '何时由何地迁来本址', 'When and whence to this address', { maxLength: 200, ...optional }),
  faceItem('registrar', '承办人', 'Registrar', { maxLength: 60, required: false }),
  faceItem('registeredOn', '登记日期', 'Registered on', { type: 'day' }),
  innerItem('religion', '宗教信仰', 'Religion', { maxLength: 40, required: false, sensitivity: 'sensitive' }),
];

/**
 * 居民户口簿, a copy of the front page and of one member's card (户口登记条例). The number after the authority's code is the
 * demonstration's own.
 */
const definition: LicenceTypeDefinition = {
  code: '11100000000013127D003',
  name: 'household-register',
  title: { zh: '居民户口簿', en: 'Household register' },
  definingAuthority: { zh: '公安部', en: 'Ministry of Public Security' },
  kind: '1',
  status: 'published',
  holder: { kinds: ['111'], number: 'citizenNumber', name: 'name' },
  items,
  schema: schemaOfItems(items),
};

const brown = '#7a4a32';
const [width, height] = [210, 297];

const template = page(
  { width, height, seal: { x: 158, y: 252 } },
  box(0, 0, width, height, '#fbf6ec', 0.2, '#fdfaf3'),
  words('居民户口簿', width / 2, 28, { size: 11, font: 'hei', anchor: 'middle', spacing: 3, fill: brown }),
  words('（首页）', width / 2, 37, { size: 4, anchor: 'middle', fill: brown }),
  table({ x: 17, y: 43, stroke: brown }, [
    [
      11,
      { width: 28, label: '户别' },
      { width: 60, field: 'householdKind' },
      { width: 28, label: '户主姓名' },
      { width: 60, field: 'householdHead' },
    ],
    [
      11,
      { width: 28, label: '户号' },
      { width: 60, field: 'householdNumber' },
      { width: 28, label: '承办人' },
      { width: 60, field: 'registrar' },
    ],
    [16, { width: 28, label: '住址' }, { width: 148, field: 'address', many: true }],
  ]),
  words('常住人口登记卡', width / 2, 99, { size: 8, font: 'hei', anchor: 'middle', spacing: 2, fill: brown }),
  table({ x: 17, y: 107, stroke: brown }, [
    [
      12,
      { width: 28, label: '姓名' },
      { width: 60, field: 'name' },
      { width: 40, label: '户主或|与户主关系' },
      { width: 48, field: 'relation' },
    ],
    [
      12,
      { width: 28, label: '曾用名' },
      { width: 60, field: 'formerName' },
      { width: 40, label: '性别' },
      { width: 48, field: 'sex' },
    ],
    [
      12,
      { width: 28, label: '出生地' },
      { width: 60, field: 'birthplace', many: true },
      { width: 40, label: '民族' },
      { width: 48, field: 'ethnicity' },
    ],
    [
      12,
      { width: 28, label: '籍贯' },
      { width: 60, field: 'nativePlace', many: true },
      { width: 40, label: '出生日期' },
      { width: 48, field: 'birthDate', format: 'day' },
    ],
    [12, { width: 40, label: '公民身份号码' }, { width: 136, field: 'citizenNumber', size: 4.4 }],
    [
      12,
      { width: 28, label: '文化程度' },
      { width: 30, field: 'education' },
      { width: 28, label: '婚姻状况' },
      { width: 30, field: 'maritalStatus' },
      { width: 28, label: '兵役状况' },
      { width: 32, field: 'militaryService' },
    ],
    [
      12,
      { width: 28, label: '服务处所' },
      { width: 88, field: 'employer', many: true },
      { width: 28, label: '职业' },
      { width: 32, field: 'occupation', many: true },
    ],
    [12, { width: 60, label: '何时由何地迁来本市（县）' }, { width: 116, field: 'movedToCounty', many: true }],
    [12, { width: 60, label: '何时由何地迁来本址' }, { width: 116, field: 'movedToAddress', many: true }],
  ]),
  words('户口登记机关（印章）', 17, 232, { size: 4, font: 'hei' }),
  field('licence.issuer', 158, 252, 60, { size: 4.6, align: 'centre', minSize: 3 }),
  words('登记日期', 17, 244, { size: 4, font: 'hei' }),
  field('registeredOn', 40, 244, 60, { size: 4, format: 'day' }),
  words('本页为户口簿的电子复制件', 17, 256, { size: 3.4, fill: brown }),
  field('licence.identifier', width / 2, 286, 170, { size: 2.6, align: 'centre', fill: brown }),
);

export const householdRegister: DemoLicenceType = {
  definition,
  template,
  issuers: ['police'],
  sample: {
    householdNumber: '450721100000001',
    householdKind: '家庭户',
    householdHead: '演示人甲',
    address: '灵山县灵城街道演示社区演示路1号',
    name: '演示人甲',
    relation: '户主',
    sex: '男',
    birthplace: '广西壮族自治区灵山县',
    ethnicity: '壮族',
    nativePlace: '广西壮族自治区灵山县',
    birthDate: '1949-12-31',
    citizenNumber: '11010519491231002X',
    education: '高中',
    maritalStatus: '已婚',
    militaryService: '未服兵役',
    employer: '灵山县演示食品有限公司',
    occupation: '演示职业',
    movedToCounty: '1975年3月由北京市朝阳区迁来',
    registrar: '演示承办人',
    registeredOn: '2026-11-20',
  },
};
