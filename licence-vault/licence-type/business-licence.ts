import type { LicenceItem, LicenceTypeDefinition } from './licence-type.ts';

/** Text on the face of a licence: no control characters, no space at its ends. */
const line = (maxLength: number) => ({
  type: 'string',
  minLength: 1,
  maxLength,
  pattern: '^[^\\s\\p{Cc}]([^\\p{Cc}]*[^\\s\\p{Cc}])?$',
});
const day = { type: 'string', format: 'date' };

const face = (name: string, zh: string, en: string): LicenceItem => ({ name, title: { zh, en }, place: 'face' });

/**
 * 营业执照, the business licence of companies, sole proprietors and other market entities (市场主体登记管理条例 art. 22).
 * Its code is the one of 国家市场监督管理总局 (11100000MB0143028R) seen in use at approval counters.
 */
export const businessLicence: LicenceTypeDefinition = {
  code: '11100000MB0143028R001',
  name: 'business-licence',
  title: { zh: '营业执照', en: 'Business licence' },
  definingAuthority: { zh: '国家市场监督管理总局', en: 'State Administration for Market Regulation' },
  kind: '1',
  status: 'published',
  holder: { kinds: ['001'], number: 'unifiedCode', name: 'name' },
  term: 'operatingTerm',
  items: [
    face('name', '名称', 'Name'),
    face('unifiedCode', '统一社会信用代码', 'Unified social credit code'),
    face('enterpriseType', '类型', 'Type of enterprise'),
    face('legalRepresentative', '法定代表人', 'Legal representative'),
    face('registeredCapital', '注册资本', 'Registered capital'),
    face('establishedOn', '成立日期', 'Established on'),
    face('operatingTerm', '营业期限', 'Operating term'),
    face('address', '住所', 'Address'),
    face('businessScope', '经营范围', 'Business scope'),
    face('registrationAuthority', '登记机关', 'Registration authority'),
    face('registeredOn', '登记日期', 'Registered on'),
    { name: 'registrationNumber', title: { zh: '注册号', en: 'Registration number' }, place: 'inner' },
  ],
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    required: [
      'name',
      'unifiedCode',
      'enterpriseType',
      'legalRepresentative',
      'establishedOn',
      'operatingTerm',
      'address',
      'businessScope',
      'registrationAuthority',
      'registeredOn',
    ],
    properties: {
      name: { ...line(200), title: '名称', 'x-title-en': 'Name' },
      unifiedCode: {
        type: 'string',
        pattern: '^[0-9A-HJ-NPQRTUWXY]{18}$',
        title: '统一社会信用代码',
        'x-title-en': 'Unified social credit code',
      },
      enterpriseType: { ...line(100), title: '类型', 'x-title-en': 'Type of enterprise' },
      legalRepresentative: { ...line(100), title: '法定代表人', 'x-title-en': 'Legal representative' },
      registeredCapital: {
        ...line(100),
        title: '注册资本',
        'x-title-en': 'Registered capital',
        description: '如执照所印，例如“壹佰万元整”；个体工商户无此项',
      },
      establishedOn: { ...day, title: '成立日期', 'x-title-en': 'Established on' },
      operatingTerm: {
        type: 'object',
        title: '营业期限',
        'x-title-en': 'Operating term',
        additionalProperties: false,
        required: ['from', 'to'],
        properties: {
          from: day,
          to: { type: 'string', anyOf: [{ format: 'date' }, { const: '长期' }], description: '日期或“长期”' },
        },
      },
      address: { ...line(300), title: '住所', 'x-title-en': 'Address' },
      businessScope: { ...line(5000), title: '经营范围', 'x-title-en': 'Business scope' },
      registrationAuthority: { ...line(200), title: '登记机关', 'x-title-en': 'Registration authority' },
      registeredOn: { ...day, title: '登记日期', 'x-title-en': 'Registered on' },
      registrationNumber: { ...line(60), title: '注册号', 'x-title-en': 'Registration number' },
    },
  },
};
