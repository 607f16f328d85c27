import type { HealthReport } from '../../connectors/protocol/index.ts';

type ReportedResource = HealthReport['resources'][number];

/** How much there is and how new it is, as far as it can be so. */
export interface Extent {
  readonly at: Date;
  readonly rows: number;
  readonly estimated: boolean;
  readonly newest: Date | undefined;
  /** How old the newest record was, seconds. */
  readonly ageSeconds: number | undefined;
}

/** What the rules of quality found, as it is stored and shown. */
export interface Quality {
  readonly at: string;
  readonly rows: number;
  readonly sampled: boolean;
  readonly invalid: number;
  readonly duplicates?: number | undefined;
  readonly missing: Readonly<Record<string, number>>;
}

/** Why a figure was set aside; shown, so that the department hears of it. */
export type Doubt =
  | 'CLOCK_AHEAD'
  | 'NOT_OF_LATE'
  | 'NEWEST_IN_FUTURE'
  | 'NEWEST_TOO_OLD'
  | 'TOO_MANY_ROWS'
  | 'COUNTS_DISAGREE'
  | 'FIELD_UNKNOWN';

/** Milliseconds that a department's clock may be ahead of ours. */
const aheadMs = 5 * 60_000;
/** Milliseconds after which a figure says nothing of today: once a day, and a day's patience. */
const oldMs = 2 * 86_400_000;
/** No register was written by a machine before. */
const earliest = Date.UTC(1950, 0);
/** Rows that no register of a department has. */
const mostRows = 1e12;

function doubtOfTime(at: number, now: Date): Doubt | undefined {
  // So that a moment that is none, a leap second, does not pass either.
  if (!(at - now.getTime() <= aheadMs)) return 'CLOCK_AHEAD';
  return now.getTime() - at > oldMs ? 'NOT_OF_LATE' : undefined;
}

/** Reads what a connector counted: what can be so, or why it cannot. */
export function readExtent(
  reported: NonNullable<ReportedResource['measured']>,
  now: Date,
): { readonly value: Extent } | { readonly doubt: Doubt } {
  const at = Date.parse(reported.at);
  const doubt = doubtOfTime(at, now);
  if (doubt !== undefined) return { doubt };
  if (reported.rows > mostRows) return { doubt: 'TOO_MANY_ROWS' };
  const newest = reported.newest === undefined ? undefined : Date.parse(reported.newest);
  if (newest !== undefined && !(newest <= at)) return { doubt: 'NEWEST_IN_FUTURE' };
  if (newest !== undefined && newest < earliest) return { doubt: 'NEWEST_TOO_OLD' };
  const { rows, estimated } = reported;
  return {
    value: {
      ...{ at: new Date(at), rows, estimated },
      newest: newest === undefined ? undefined : new Date(newest),
      ageSeconds: newest === undefined ? undefined : Math.round((at - newest) / 1000),
    },
  };
}

/** Reads what a connector found of its rows: what can be so, or why it cannot. */
export function readQuality(
  reported: NonNullable<ReportedResource['quality']>,
  options: { readonly now: Date; readonly fields: ReadonlySet<string> },
): { readonly value: Quality } | { readonly doubt: Doubt } {
  const { rows, invalid, duplicates = 0, missing } = reported;
  const doubt = doubtOfTime(Date.parse(reported.at), options.now);
  if (doubt !== undefined) return { doubt };
  if (Math.max(rows, duplicates) > mostRows) return { doubt: 'TOO_MANY_ROWS' };
  if (invalid > rows || Object.values(missing).some((count) => count > rows)) return { doubt: 'COUNTS_DISAGREE' };
  if (Object.keys(missing).some((field) => !options.fields.has(field))) return { doubt: 'FIELD_UNKNOWN' };
  return { value: reported };
}
