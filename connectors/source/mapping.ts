/** What a value is turned into on its way out. Undefined: as the source gives it. */
export type FieldType = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'date-time' | 'json';

/** How a source writes a day. */
export type DateForm = 'yyyyMMdd' | 'yyyy-MM-dd' | 'yyyy/MM/dd' | 'yyyy年MM月dd日';

/** Where one field of a resource comes from and how its value is changed: trim, then codes or date, then type. */
export interface FieldMapping {
  /** Column, property or JSON pointer. It comes from the department's configuration, never from an order. */
  readonly from: string;
  readonly type: FieldType | undefined;
  readonly trim: boolean;
  readonly date: DateForm | undefined;
  /** Value in the source → value that leaves. */
  readonly codes: ReadonlyMap<string, string | number | boolean> | undefined;
}

/** The column that says when a row was last written. */
export interface FreshnessColumn {
  readonly from: string;
  readonly date: DateForm | undefined;
}

/** What is measured of a resource, and how often. */
export interface Measuring {
  readonly freshness: FreshnessColumn | undefined;
  readonly everyMinutes: number;
  /** Undefined: rows are not looked through. */
  readonly quality: { readonly sample: number; readonly unique: readonly string[] } | undefined;
}

/** A resource as this connector serves it. */
export interface ResourceMapping {
  readonly id: string;
  /** Name of the source in the configuration. */
  readonly source: string;
  /** PostgreSQL: table or view. */
  readonly from: string | undefined;
  /** PostgreSQL: the columns by which records are listed. Undefined: the primary key. */
  readonly listBy?: readonly string[] | undefined;
  /** Combinations of fields by which a record may be found; an order uses exactly one of them. */
  readonly match: readonly (readonly string[])[];
  readonly fields: ReadonlyMap<string, FieldMapping>;
  /** Undefined: nothing is measured. */
  readonly measure?: Measuring | undefined;
  /** A schema kept here in place of the hub's. */
  readonly schema: { readonly version: number; readonly schema: Readonly<Record<string, unknown>> } | undefined;
}

/** The combination that an order uses, or undefined when there is no such one. */
export function matchCombination(resource: ResourceMapping, fields: readonly string[]): readonly string[] | undefined {
  return resource.match.find(
    (combination) => combination.length === fields.length && combination.every((field) => fields.includes(field)),
  );
}
