import type { Deadline } from '../deadline.ts';
import { freshnessOf } from '../freshness.ts';
import type { ResourceMapping } from '../mapping.ts';
import { type Row, SourceError, type Survey } from '../source.ts';
import type { Rows } from './lanes.ts';
import { doublesStatement, extentStatement, type Statement, sampleStatement, sizeStatement } from './statement.ts';

/** Rows up to which a table is counted and grouped; of a larger one the server's own estimate is taken. */
const mostCounted = 1_000_000;
/** A table so many times as large as the sample is sampled by its pages; a smaller one is read from its beginning. */
const worthSampling = 10;
/** Pages hold more rows or fewer; so much more than is wanted is aimed at. */
const roomForChance = 1.5;

/** Counts at a PostgreSQL source: aggregates of the server's, and one bounded read. */
export function postgresSurvey(options: {
  read: (statement: Statement, deadline: Deadline) => Promise<Rows>;
  /** The row in the resource's own terms. @throws SourceError */
  rowOf: (values: readonly unknown[], resource: ResourceMapping, fields: readonly string[]) => Row;
  zone: string;
}): Survey {
  const { read, rowOf, zone } = options;

  /** The server's estimate of a table's rows; 0 for a view, and for what was never analysed. */
  async function estimate(resource: ResourceMapping, deadline: Deadline): Promise<number> {
    const [[rows] = []] = await read(sizeStatement(resource), deadline);
    return Math.max(0, Number(rows ?? 0));
  }

  function readRow(values: readonly unknown[], resource: ResourceMapping, fields: readonly string[]): Row | undefined {
    try {
      return rowOf(values, resource, fields);
    } catch (error) {
      if (error instanceof SourceError) return undefined;
      throw error;
    }
  }

  return {
    async extent({ resource, freshness, deadline }) {
      const about = await estimate(resource, deadline);
      const estimated = about > mostCounted;
      const [[rows, newest] = []] = await read(
        extentStatement(resource, { count: !estimated, freshness: freshness?.from }),
        deadline,
      );
      return {
        rows: estimated ? Math.round(about) : Number(rows),
        estimated,
        newest: freshness === undefined ? undefined : freshnessOf(newest, { date: freshness.date, zone }),
      };
    },
    async sample({ resource, most, deadline }) {
      const about = await estimate(resource, deadline);
      const percent = about > most * worthSampling ? (100 * roomForChance * most) / about : undefined;
      const fields = [...resource.fields.keys()];
      const rows = await read(sampleStatement(resource, { fields, percent, limit: most + 1 }), deadline);
      return {
        rows: rows.slice(0, most).map((values) => readRow(values, resource, fields)),
        sampled: percent !== undefined || rows.length > most,
      };
    },
    async duplicates({ resource, fields, deadline }) {
      if ((await estimate(resource, deadline)) > mostCounted) return undefined;
      const [[doubles] = []] = await read(doublesStatement(resource, fields), deadline);
      return Number(doubles);
    },
  };
}
