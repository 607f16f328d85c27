import { type LicenceItem, schemaOfItems } from './item.ts';
import type { LicenceTypeDefinition } from './licence-type.ts';

const face = (
  name: string,
  zh: string,
  en: string,
  rest: Partial<Omit<LicenceItem, 'name' | 'title' | 'place'>> = {},
): LicenceItem => ({
  ...{ name, title: { zh, en }, place: 'face', type: 'text', required: true, sensitivity: 'open' },
  ...rest,
});

const items: readonly LicenceItem[] = [
  face('name', '名称', 'Name'),
  face('unifiedCode', '统一社会信用代码', 'Unified social credit code', { type: 'unified-code' }),
  face('enterpriseType', '类型', 'Type of enterprise', { maxLength: 100 }),
  face('legalRepresentative', '法定代表人', 'Legal representative', { maxLength: 100 }),
  face('registeredCapital', '注册资本', 'Registered capital', {
    maxLength: 100,
    required: false,
    note: '如执照所印，例如“壹佰万元整”；个体工商户无此项',
  }),
  face('establishedOn', '成立日期', 'Established on', { type: 'day' }),
  face('operatingTerm', '营业期限', 'Operating term', { type: 'term' }),
  face('address', '住所', 'Address', { maxLength: 300 }),
  face('businessScope', '经营范围', 'Business scope', { maxLength: 5000 }),
  face('registrationAuthority', '登记机关', 'Registration authority'),
  face('registeredOn', '登记日期', 'Registered on', { type: 'day' }),
  {
    ...{ name: 'registrationNumber', title: { zh: '注册号', en: 'Registration number' }, place: 'inner' },
    ...{ type: 'text', maxLength: 60, required: false, sensitivity: 'open' },
  },
];

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
  items,
  schema: schemaOfItems(items),
};
