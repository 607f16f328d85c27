import { standardKey } from '../code-table/code-table.ts';
import type { InformationItem } from '../resource/resource.ts';

/** What an item speaks of, as far as its code table and name tell: values of these are made to fit each other. */
export type Meaning =
  | 'citizen-number'
  | 'unified-code'
  | 'person-name'
  | 'organisation-name'
  | 'sex'
  | 'birth-date'
  | 'division-code'
  | 'division-name'
  | 'address'
  | 'phone';

/** Whose it is: '' for whom the row is about, else the part of the name that says so, such as 配偶 or 法定代表人. */
export interface Speaking {
  readonly meaning: Meaning;
  readonly role: string;
}

const byStandard: readonly (readonly [Meaning, RegExp])[] = [
  ['citizen-number', /^GB11643/],
  ['unified-code', /^GB32100/],
  ['sex', /^GB\/T2261\.1$/],
  ['division-code', /^GB\/T(2260|10114)/],
];

/** The ends of names that departments give such items (1272 leaves the wording to them). */
const byName: readonly (readonly [Meaning, RegExp])[] = [
  ['citizen-number', /(的?(公民)?身份(证件?)?号码?|居民身份证号码?)$/],
  ['unified-code', /(统一社会信用代码|统一代码|信用代码)$/],
  ['organisation-name', /((单位|企业|机构|公司|组织|法人|商户|字号|市场主体)(名称|全称))$/],
  ['person-name', /(的?姓名|名字)$/],
  ['sex', /(性别(代码)?)$/],
  ['birth-date', /(出生(日期|年月日?|时间))$/],
  ['division-code', /((所属|所在)?(行政)?区划(代码|编码))$/],
  ['division-name', /((所属|所在)?(行政)?区划(名称)?)$/],
  ['address', /((户籍|居住|联系|通讯|注册|经营|家庭)?(地址|住址|住所))$/],
  ['phone', /((联系|手机|移动)?(电话|手机)(号码?)?|手机号码?)$/],
];

/** Persons whom a name names without saying 姓名. */
const personsOnly = /^(法定代表人|负责人|联系人|经办人|申请人|户主|监护人|法人代表)$/;

/** What the item speaks of; undefined for what has no meaning that is known here. */
export function speakingOf({ name, codeTable }: Pick<InformationItem, 'name' | 'codeTable'>): Speaking | undefined {
  const plain = name.normalize('NFKC').replace(/[\s()]/g, '');
  const named = byName.find(([, pattern]) => pattern.test(plain));
  const standard = codeTable === undefined ? undefined : standardKey(codeTable);
  const told = standard === undefined ? undefined : byStandard.find(([, pattern]) => pattern.test(standard));
  if (told === undefined && named === undefined) {
    return personsOnly.test(plain) ? { meaning: 'person-name', role: plain } : undefined;
  }
  const [meaning] = told ?? named ?? [];
  if (meaning === undefined) return undefined;
  const role = named?.[0] === meaning ? plain.replace(named[1], '') : plain;
  // 公民身份号码 of a table that is told by its standard alone is about nobody else.
  return { meaning, role: told !== undefined && named === undefined ? '' : role };
}
