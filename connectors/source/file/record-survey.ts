import { setImmediate as breathe } from 'node:timers/promises';
import { freshnessOf } from '../freshness.ts';
import type { FreshnessColumn, ResourceMapping } from '../mapping.ts';
import type { Sample } from '../source.ts';
import type { RecordTable } from './record-table.ts';

/** Records looked through in one go: some milliseconds of work. */
const recordsAtATime = 10_000;

async function* numbersOf(count: number): AsyncGenerator<number> {
  for (let record = 0; record < count; record += 1) {
    if (record % recordsAtATime === 0) await breathe();
    yield record;
  }
}

/** The newest time in a column. @throws SourceError ROWS_INVALID */
export async function newestOf(table: RecordTable, { from, date }: FreshnessColumn): Promise<Date | undefined> {
  let newest: Date | undefined;
  for await (const record of numbersOf(table.count)) {
    const time = freshnessOf(table.raw(record, from), { date, zone: table.zone });
    if (time !== undefined && (newest === undefined || time > newest)) newest = time;
  }
  return newest;
}

/** Records at even distances. */
export function sampleOf(table: RecordTable, resource: ResourceMapping, most: number): Sample {
  const { count } = table;
  const wanted = Math.min(count, most);
  const fields = [...resource.fields.keys()];
  const rows = Array.from({ length: wanted }, (_, index) =>
    table.readable(Math.floor((index * count) / wanted), resource, fields),
  );
  return { rows, sampled: count > wanted };
}

/** Records beyond the first of each combination; one that lacks a field of it, or cannot be read, is no double. */
export async function doublesOf(
  table: RecordTable,
  resource: ResourceMapping,
  fields: readonly string[],
): Promise<number> {
  const seen = new Set<string>();
  let doubles = 0;
  for await (const record of numbersOf(table.count)) {
    const values = Object.values(table.readable(record, resource, fields) ?? {});
    if (values.length === 0 || values.some((value) => value === null || value === '')) continue;
    const key = JSON.stringify(values.map(String));
    if (seen.has(key)) doubles += 1;
    else seen.add(key);
  }
  return doubles;
}
