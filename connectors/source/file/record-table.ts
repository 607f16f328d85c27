import { setImmediate as breathe } from 'node:timers/promises';
import { conditionsOf, meets } from '../conditions.ts';
import type { FieldMapping, ResourceMapping } from '../mapping.ts';
import { type ListRequest, type ReadRequest, type Row, SourceError } from '../source.ts';
import { matchKey, outward } from '../values.ts';

/** Records of a file, in the file's own terms. */
export interface Records {
  readonly count: number;
  /** The value of one record at a column, property or pointer of the mapping. */
  value(record: number, from: string): unknown;
}

/** Record numbers by field, then by value. */
type Index = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>;

/** The records of one file with an index for every field that somebody may match by. */
export class RecordTable {
  readonly #records: Records;
  readonly #zone: string;
  readonly #indexes: ReadonlyMap<string, Index>;

  private constructor(records: Records, zone: string, indexes: ReadonlyMap<string, Index>) {
    this.#records = records;
    this.#zone = zone;
    this.#indexes = indexes;
  }

  /** Indexes the records, pausing now and then so that orders are answered from the last table meanwhile. */
  static async build(options: {
    records: Records;
    resources: readonly ResourceMapping[];
    zone: string;
  }): Promise<RecordTable> {
    const indexes = new Map<string, Index>();
    for (const resource of options.resources) {
      const index = new Map<string, ReadonlyMap<string, readonly number[]>>();
      for (const name of new Set(resource.match.flat())) {
        index.set(name, await columnIndex(options, fieldOf(resource, name)));
      }
      indexes.set(resource.id, index);
    }
    return new RecordTable(options.records, options.zone, indexes);
  }

  /** Rows that meet match and scope, with the fields asked for. @throws SourceError FIELD_UNKNOWN, ROWS_INVALID */
  read(request: Pick<ReadRequest, 'resource' | 'match' | 'scope' | 'fields' | 'limit'>): readonly Row[] {
    const { resource } = request;
    const conditions = conditionsOf(request);
    const rows: Row[] = [];
    for (const record of this.#candidates(request)) {
      if (rows.length >= request.limit) break;
      const fits = conditions.every((one) => meets(this.#value(record, fieldOf(resource, one.field)), one));
      if (fits) rows.push(this.#row(record, request));
    }
    return rows;
  }

  /** Up to `limit` records from one on, in the file's order. @throws SourceError FIELD_UNKNOWN, ROWS_INVALID */
  from(first: number, request: Pick<ListRequest, 'resource' | 'fields' | 'limit'>): readonly Row[] {
    const length = Math.max(0, Math.min(request.limit, this.count - first));
    return Array.from({ length }, (_, index) => this.#row(first + index, request));
  }

  get count(): number {
    return this.#records.count;
  }

  /** Offset of moments without one. */
  get zone(): string {
    return this.#zone;
  }

  /** A value in the file's own terms. */
  raw(record: number, from: string): unknown {
    return this.#records.value(record, from);
  }

  /** One record in the resource's terms, or undefined when the mapping cannot read it. */
  readable(record: number, resource: ResourceMapping, fields: readonly string[]): Row | undefined {
    try {
      return this.#row(record, { resource, fields });
    } catch (error) {
      if (error instanceof SourceError) return undefined;
      throw error;
    }
  }

  #row(record: number, { resource, fields }: Pick<ReadRequest, 'resource' | 'fields'>): Row {
    return Object.fromEntries(fields.map((name) => [name, this.#value(record, fieldOf(resource, name))]));
  }

  #value(record: number, field: FieldMapping): unknown {
    return outward(field, this.#records.value(record, field.from), this.#zone);
  }

  /** The shortest list of records that the match leaves; nothing is ever found by looking through all of them. */
  #candidates({ resource, match }: Pick<ReadRequest, 'resource' | 'match'>): readonly number[] {
    const index = this.#indexes.get(resource.id);
    const lists = Object.entries(match).map(([field, value]) => index?.get(field)?.get(matchKey(value)) ?? []);
    return lists.reduce((shortest, list) => (list.length < shortest.length ? list : shortest), lists[0] ?? []);
  }
}

/** Records indexed in one go: some milliseconds of work. */
const recordsAtATime = 10_000;

async function columnIndex(
  { records, zone }: { records: Records; zone: string },
  field: FieldMapping,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const byValue = new Map<string, number[]>();
  for (let record = 0; record < records.count; record += 1) {
    if (record % recordsAtATime === 0) await breathe();
    const key = keyOf(field, records.value(record, field.from), zone);
    if (key === undefined) continue;
    const present = byValue.get(key);
    if (present === undefined) byValue.set(key, [record]);
    else present.push(record);
  }
  return byValue;
}

/** A record whose key cannot be read is not found by it; the other records are none the worse. */
function keyOf(field: FieldMapping, raw: unknown, zone: string): string | undefined {
  try {
    const value = outward(field, raw, zone);
    return value === null || typeof value === 'object' ? undefined : matchKey(value);
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}

function fieldOf(resource: ResourceMapping, name: string): FieldMapping {
  const field = resource.fields.get(name);
  if (field === undefined) throw new SourceError('FIELD_UNKNOWN');
  return field;
}
