import type { CustomData } from '../ofd/model/ofd-file.ts';

/** A purpose-bound copy of a licence (加注件): what is inside what its issuer seals. */
export interface CopyData {
  /** Identifier of the licence that it was made of, as written. */
  readonly original: string | undefined;
  readonly madeAt: Date | undefined;
  /** Name of the organisation that it was made for, and its short id. */
  readonly madeFor: string | undefined;
  readonly organisation: string | undefined;
  readonly matter: string | undefined;
  readonly case: string | undefined;
  readonly cause: string | undefined;
  /** From then on it is worth nothing; undefined: it says no moment that anybody could read. */
  readonly expiresAt: Date | undefined;
}

/** CustomData of copies: the first five as seen in use (创建时间, 加注件制作时间, 制作者, 制作事由, 有效期截止时间), the others ours. */
const names = {
  createdAt: 'CJSJ',
  madeAt: 'JZJZZSJ',
  madeFor: 'JZJZZZ',
  cause: 'JZJZZSY',
  expiresAt: 'JZJYXQJZSJ',
  original: 'KZ_ORIGINAL',
  organisation: 'KZ_REQUESTER',
  matter: 'KZ_MATTER',
  case: 'KZ_CASE',
} as const;

/** Any of these makes a document a copy; its end then has to be there too. */
const marks: ReadonlySet<string> = new Set([names.madeAt, names.madeFor, names.cause, names.expiresAt, names.original]);

/** What a copy says of itself in its CustomData. */
export function copyCustomData(
  copy: {
    readonly [Member in keyof CopyData]: NonNullable<CopyData[Member]>;
  },
): readonly CustomData[] {
  const madeAt = beijingMoment(copy.madeAt);
  const values: Readonly<Record<keyof typeof names, string>> = {
    createdAt: madeAt,
    madeAt,
    madeFor: copy.madeFor,
    cause: copy.cause,
    expiresAt: beijingMoment(copy.expiresAt),
    original: copy.original,
    organisation: copy.organisation,
    matter: copy.matter,
    case: copy.case,
  };
  return (Object.keys(names) as (keyof typeof names)[]).map((member) => ({
    name: names[member],
    value: values[member],
  }));
}

/**
 * Reads what a document says of itself as a copy. Where it says a thing twice and differently, of two ends the earlier one
 * counts, and of two words neither.
 * @returns undefined for a document that is no copy
 */
export function copyIn(customData: readonly CustomData[]): CopyData | undefined {
  if (!customData.some(({ name }) => marks.has(name))) return undefined;
  const all = (name: string) => [
    ...new Set(customData.flatMap((one) => (one.name === name ? [one.value.trim()] : []))),
  ];
  const one = (name: string) => {
    const [value, another] = all(name);
    return value === '' || another !== undefined ? undefined : value;
  };
  const madeAt = one(names.madeAt) ?? one(names.createdAt);
  return {
    original: one(names.original),
    madeAt: madeAt === undefined ? undefined : momentOf(madeAt),
    madeFor: one(names.madeFor),
    organisation: one(names.organisation),
    matter: one(names.matter),
    case: one(names.case),
    cause: one(names.cause),
    expiresAt: earliest(all(names.expiresAt).map((text) => momentOf(text, 'end'))),
  };
}

function earliest(moments: readonly (Date | undefined)[]): Date | undefined {
  let first: Date | undefined;
  for (const moment of moments) {
    if (moment === undefined) return undefined;
    if (first === undefined || moment < first) first = moment;
  }
  return first;
}

const beijingOffsetMs = 8 * 3_600_000;

/** A moment as licences write it: in Beijing time, and saying so. */
function beijingMoment(moment: Date): string {
  return `${new Date(moment.getTime() + beijingOffsetMs).toISOString().slice(0, 19)}+08:00`;
}

/** Day, then perhaps a time of day, then perhaps a zone; with or without what stands between the numbers. */
const written =
  /^(\d{4})[-/.年]?(\d{2})[-/.月]?(\d{2})日?(?:[T ]?(\d{2})[:时]?(\d{2})(?:[:分]?(\d{2})秒?)?(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A moment in the forms that are seen in licences; without a zone it is Beijing's. A day alone begins at midnight, or, as an
 * end, lasts until the next.
 */
function momentOf(text: string, bound: 'begin' | 'end' = 'begin'): Date | undefined {
  const [, year, month, day, hour, minute, second = '00', zone = '+08:00'] = written.exec(text) ?? [];
  if (year === undefined) return undefined;
  const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const instant = new Date(`${year}-${month}-${day}T${hour ?? '00'}:${minute ?? '00'}:${second}${offset}`);
  // A day that no month has is read as one of the next month, or not at all.
  const isReal = new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() === Number(day);
  if (Number.isNaN(instant.getTime()) || !isReal) return undefined;
  return hour === undefined && bound === 'end' ? new Date(instant.getTime() + 24 * 3_600_000) : instant;
}
