import { faceItem, innerItem, type LicenceItem, schemaOfItems } from './item.ts';
import type { LicenceTypeDefinition } from './licence-type.ts';

const items: readonly LicenceItem[] = [
  faceItem('name', '名称', 'Name'),
  faceItem('unifiedCode', '统一社会信用代码', 'Unified social credit code', { type: 'unified-code' }),
  faceItem('enterpriseType', '类型', 'Type of enterprise', { maxLength: 100 }),
  faceItem('legalRepresentative', '法定代表人', 'Legal representative', { maxLength: 100 }),
  faceItem('registeredCapital', '注册资本', 'Registered capital', {
    maxLength: 100,
    required: false,
    note: '如执照所印，例如“壹佰万元整”；个体工商户无此项',
  }),
  faceItem('establishedOn', '成立日期', 'Established on', { type: 'day' }),
  faceItem('operatingTerm', '营业期限', 'Operating term', { type: 'term' }),
  faceItem('address', '住所', 'Address', { maxLength: 300 }),
  faceItem('businessScope', '经营范围', 'Business scope', { maxLength: 5000 }),
  faceItem('registrationAuthority', '登记机关', 'Registration authority'),
  faceItem('registeredOn', '登记日期', 'Registered on', { type: 'day' }),
  innerItem('registrationNumber', '注册号', 'Registration number', { maxLength: 60, sensitivity: 'open' }),
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
