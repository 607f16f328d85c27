import type { LicenceType } from '../licence-type/licence-type.ts';

/** A column of a workbook of licences. */
export interface Column {
  /** What it may be called; the first is the one that people use. */
  readonly names: readonly [string, ...string[]];
  /** Where its values go in a LicenceJobRow. */
  readonly path: readonly string[];
  /** What a cell's text stands for. */
  readonly value: (text: string) => unknown;
}

const asText = (text: string) => text;
const mediums: Readonly<Record<string, string>> = { 纸质: 'paper', 电子: 'electronic' };

/** Columns besides the items of the type. */
const always: readonly Column[] = [
  { names: ['业务编号', 'issuerReference'], path: ['issuerReference'], value: asText },
  { names: ['持证主体代码类型', 'holder.kind'], path: ['holder', 'kind'], value: asText },
  { names: ['持证主体代码', 'holder.number'], path: ['holder', 'number'], value: asText },
  { names: ['迁入前证照标识', 'transferredFrom'], path: ['transferredFrom'], value: asText },
  { names: ['法定事由', 'legalReason'], path: ['legalReason'], value: asText },
  { names: ['事项编码', 'purpose.matter'], path: ['purpose', 'matter'], value: asText },
  { names: ['办件编号', 'purpose.case'], path: ['purpose', 'case'], value: asText },
  { names: ['来源介质', 'origin.medium'], path: ['origin', 'medium'], value: (text) => mediums[text] ?? text },
  { names: ['来源登记簿', 'origin.register'], path: ['origin', 'register'], value: asText },
  { names: ['原证编号', 'origin.number'], path: ['origin', 'number'], value: asText },
  { names: ['原证颁发日期', 'origin.issuedOn'], path: ['origin', 'issuedOn'], value: dayOf },
];
const term: readonly Column[] = [
  { names: ['有效期起始日期', 'validFrom'], path: ['validFrom'], value: dayOf },
  { names: ['有效期截止日期', 'validTo'], path: ['validTo'], value: dayOf },
];

/**
 * The columns that a workbook of this type may have: an item by its title or its name, a member of an item by both
 * (`营业期限.to`), of a term also as 营业期限起 and 营业期限止. Lists of texts stand in one cell with ； or line breaks between
 * them; lists of objects have no column.
 */
export function columnsOf(type: LicenceType): readonly Column[] {
  const properties = membersOf(type.schema);
  const items = type.items.flatMap((item): readonly Column[] => {
    const schema = properties[item.name];
    const titles = [item.title.zh, item.name, item.title.en] as const;
    const members = Object.entries(membersOf(schema));
    if (members.length === 0) {
      const value = readerOf(schema);
      return value === undefined ? [] : [{ names: distinct(titles), path: ['data', item.name], value }];
    }
    return members.flatMap(([member, one]): readonly Column[] => {
      const value = readerOf(one);
      if (value === undefined) return [];
      const short = { from: '起', to: '止' }[member];
      const names = [
        ...(short === undefined ? [] : [`${item.title.zh}${short}`]),
        ...[`${item.title.zh}.${titleOf(one) ?? member}`, `${item.title.zh}.${member}`, `${item.name}.${member}`],
      ];
      return [{ names: distinct(names as [string, ...string[]]), path: ['data', item.name, member], value }];
    });
  });
  return [...items, ...(type.term === undefined ? term : []), ...always];
}

/** A schema with what is looked at here. */
interface Described {
  readonly type?: unknown;
  readonly title?: unknown;
  readonly format?: unknown;
  readonly anyOf?: unknown;
  readonly items?: unknown;
  readonly properties?: unknown;
}

function membersOf(schema: unknown): Readonly<Record<string, Described>> {
  const { properties } = described(schema);
  return typeof properties === 'object' && properties !== null ? (properties as Record<string, Described>) : {};
}

function described(schema: unknown): Described {
  return typeof schema === 'object' && schema !== null ? schema : {};
}

function titleOf({ title }: Described): string | undefined {
  return typeof title === 'string' ? title : undefined;
}

/** How a cell is read for a schema; undefined where no cell can hold what it asks for. */
function readerOf(schema: unknown): Column['value'] | undefined {
  const { type, items } = described(schema);
  if (type === 'array') {
    const one = readerOf(items);
    return one === undefined ? undefined : (text) => text.split(/[；;\n]+/).map((part) => one(part.trim()));
  }
  if (type === 'object') return undefined;
  if (type === 'integer' || type === 'number') return numberOf;
  if (type === 'boolean') return (text) => ({ 是: true, true: true, 否: false, false: false })[text] ?? text;
  return isDay(schema) ? dayOf : asText;
}

function isDay(schema: unknown): boolean {
  const { format, anyOf } = described(schema);
  return format === 'date' || (Array.isArray(anyOf) && anyOf.some(isDay));
}

/** What is no number stays as it is, and the type's schema says so. */
function numberOf(text: string): unknown {
  return /^-?\d{1,15}(\.\d{1,10})?$/.test(text) ? Number(text) : text;
}

/** A day in one of the ways in which people write it, as `YYYY-MM-DD`; anything else as it is. */
function dayOf(text: string): string {
  const [, year, month = '', day = ''] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? [];
  return year === undefined ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function distinct(names: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return [names[0], ...new Set(names.slice(1).filter((name) => name !== names[0]))];
}
