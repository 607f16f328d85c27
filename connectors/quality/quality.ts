import type { Row, Sample } from '../source/source.ts';

/** Fields that are told by name, at most: those that lack most. */
const mostFields = 8;

/** What the rules of quality found: numbers alone. */
export interface Findings {
  /** Rows that were looked at. */
  readonly rows: number;
  readonly sampled: boolean;
  /** Validity: rows that the mapping cannot read or that break the schema. */
  readonly invalid: number;
  /** Completeness: field → rows that lack it, where any do; the eight worst. */
  readonly missing: Readonly<Record<string, number>>;
}

/**
 * Holds rows against the rules of completeness and validity. A row that cannot be read lacks nothing that could be told.
 * @param options.isValid does the row keep to the schema of the resource?
 */
export function assess(options: {
  sample: Sample;
  fields: readonly string[];
  isValid: (row: Row) => boolean;
}): Findings {
  const { sample, fields, isValid } = options;
  const readable = sample.rows.filter((row) => row !== undefined);
  const lacking = fields
    .map((field) => [field, readable.filter((row) => isMissing(row[field])).length] as const)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  return {
    rows: sample.rows.length,
    sampled: sample.sampled,
    invalid: sample.rows.length - readable.filter(isValid).length,
    missing: Object.fromEntries(lacking.slice(0, mostFields)),
  };
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}
