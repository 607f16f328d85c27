import { freshnessOf } from '../freshness.ts';
import type { FreshnessColumn, ResourceMapping } from '../mapping.ts';
import { type Row, SourceError, type Survey } from '../source.ts';
import type { HttpList } from './http-list.ts';

/** Records up to which doubles are looked for. */
const mostCompared = 1_000_000;

/** Counts at a service that has pages: by what it tells of itself, else by going through them. */
export function httpSurvey(options: {
  pages: HttpList['pages'];
  /** A value in the service's own terms. */
  raw: (record: unknown, from: string) => unknown;
  /** @throws SourceError */
  rowOf: (record: unknown, request: { resource: ResourceMapping; fields: readonly string[] }) => Row;
  zone: string;
}): Survey {
  const { pages, raw, rowOf, zone } = options;

  function readable(record: unknown, resource: ResourceMapping, fields: readonly string[]): Row | undefined {
    try {
      return rowOf(record, { resource, fields });
    } catch (error) {
      if (error instanceof SourceError) return undefined;
      throw error;
    }
  }

  function newer(newest: Date | undefined, record: unknown, { from, date }: FreshnessColumn): Date | undefined {
    const time = freshnessOf(raw(record, from), { date, zone });
    return time !== undefined && (newest === undefined || time > newest) ? time : newest;
  }

  return {
    async extent({ freshness, deadline }) {
      let rows = 0;
      let newest: Date | undefined;
      for await (const { records, total } of pages(deadline)) {
        if (freshness === undefined && total !== undefined) return { rows: total, estimated: false, newest };
        rows += records.length;
        if (freshness !== undefined) for (const record of records) newest = newer(newest, record, freshness);
      }
      return { rows, estimated: false, newest };
    },
    async sample({ resource, most, deadline }) {
      const fields = [...resource.fields.keys()];
      const rows: (Row | undefined)[] = [];
      for await (const { records } of pages(deadline)) {
        const room = most - rows.length;
        rows.push(...records.slice(0, room).map((record) => readable(record, resource, fields)));
        if (records.length > room) return { rows, sampled: true };
      }
      return { rows, sampled: false };
    },
    async duplicates({ resource, fields, deadline }) {
      const seen = new Set<string>();
      let doubles = 0;
      for await (const { records } of pages(deadline)) {
        for (const record of records) {
          const values = Object.values(readable(record, resource, fields) ?? {});
          // A row that lacks a part of the key, or cannot be read, is no double.
          if (values.length === 0 || values.some((value) => value === null || value === '')) continue;
          const key = JSON.stringify(values.map(String));
          if (seen.has(key)) doubles += 1;
          else seen.add(key);
        }
        if (seen.size > mostCompared) return undefined;
      }
      return doubles;
    },
  };
}
