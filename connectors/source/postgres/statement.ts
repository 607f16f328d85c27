import pg from 'pg';
import type { Scalar } from '../../protocol/index.ts';
import { listOf } from '../conditions.ts';
import type { FieldMapping, ResourceMapping } from '../mapping.ts';
import { type ListRequest, type ReadRequest, type RowCondition, SourceError } from '../source.ts';
import { inward } from '../values.ts';

/** A statement and what goes into its `$n` places. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (Scalar | readonly Scalar[])[];
}

/**
 * The read for one order. Every identifier is one of the configuration, looked up by the order's field name and quoted;
 * every value of the order is a parameter. Undefined when a value cannot occur in the source, so that no row fits.
 * @throws SourceError FIELD_UNKNOWN, SCOPE_NOT_SUPPORTED, VALUE_NOT_USABLE
 * @example
 * select "xm", "zz" from "public"."rk" where "sfzh" = $1 and "xzqh"::text like $2 limit 10
 */
export function readStatement(
  request: Pick<ReadRequest, 'resource' | 'match' | 'fields' | 'scope' | 'limit'>,
): Statement | undefined {
  const { resource } = request;
  const values: (Scalar | readonly Scalar[])[] = [];
  const parts: string[] = [];
  for (const [name, value] of Object.entries(request.match)) {
    const condition = conditionSql(fieldOf(resource, name), { field: name, op: 'eq', value }, values);
    if (condition === undefined) return undefined;
    parts.push(condition);
  }
  for (const rule of request.scope) {
    const condition = conditionSql(fieldOf(resource, rule.field), rule, values);
    if (condition === undefined) return undefined;
    parts.push(condition);
  }
  values.push(request.limit);
  const columns = request.fields.map((name) => columnSql(fieldOf(resource, name)));
  const text = `select ${columns.join(', ')} from ${tableSql(resource)} where ${parts.join(' and ')} limit $${values.length}`;
  return { text, values };
}

/** The columns of a table's primary key, one a row; none of a view. */
export function keyStatement(resource: ResourceMapping): Statement {
  const text = `select attname::text from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)
     where indrelid = to_regclass($1) and indisprimary order by array_position(indkey::int2[], attnum)`;
  return { text, values: [tableSql(resource)] };
}

/**
 * The read of one piece of a list: one row more than asked for, to see whether there is one and that it has a key of its own.
 * Behind the fields stand the texts of the key's columns, by which the list goes on.
 * @throws SourceError FIELD_UNKNOWN
 * @example
 * select "xm", "sfzh"::text from "rk"."czrk" where "sfzh" is not null and ("sfzh") > ($1) order by "sfzh" limit $2
 */
export function listStatement(
  { resource, fields, from, limit }: Pick<ListRequest, 'resource' | 'fields' | 'from' | 'limit'>,
  key: readonly string[],
): Statement {
  const columns = key.map((name) => pg.escapeIdentifier(name));
  const places = columns.map((_, index) => `$${index + 1}`);
  const after = from === undefined ? [] : [`(${columns.join(', ')}) > (${places.join(', ')})`];
  const conditions = [...columns.map((column) => `${column} is not null`), ...after];
  const values = [...(from ?? []).map(String), limit + 1];
  const read = [...fields.map((name) => columnSql(fieldOf(resource, name))), ...columns.map((one) => `${one}::text`)];
  const text = `select ${read.join(', ')} from ${tableSql(resource)} where ${conditions.join(' and ')} order by ${columns.join(', ')} limit $${values.length}`;
  return { text, values };
}

/** A statement that touches every mapped column and gives no row: it fails when the mapping is wrong. */
export function probeStatement(resource: ResourceMapping): string {
  const columns = [...resource.fields.values()].map(columnSql);
  return `select ${columns.join(', ')} from ${tableSql(resource)} limit 0`;
}

/** May the role change the table, and has that a primary key? One row with two booleans. */
export function privilegeStatement(resource: ResourceMapping): Statement {
  return {
    text: `select has_table_privilege($1, 'INSERT') or has_table_privilege($1, 'UPDATE')
             or has_table_privilege($1, 'DELETE') or has_table_privilege($1, 'TRUNCATE') as writes,
             exists (select from pg_index where indrelid = to_regclass($1) and indisprimary) as keyed`,
    values: [tableSql(resource)],
  };
}

/** The server's estimate of the rows of a table, in one row; none for a view. */
export function sizeStatement(resource: ResourceMapping): Statement {
  const text = "select reltuples::float8 from pg_class where oid = to_regclass($1) and relkind in ('r', 'm', 'p')";
  return { text, values: [tableSql(resource)] };
}

/** Number of rows and newest value of a column; null in the place of what is not wanted. */
export function extentStatement(
  resource: ResourceMapping,
  { count, freshness }: { count: boolean; freshness: string | undefined },
): Statement {
  const newest = freshness === undefined ? 'null' : `max(${pg.escapeIdentifier(freshness)})`;
  const rows = count ? 'count(*)::float8' : 'null::float8';
  return { text: `select ${rows}, ${newest} from ${tableSql(resource)}`, values: [] };
}

/**
 * Some rows: of a share of the table's pages that the server picks, or from its beginning.
 * @param options.percent of the pages; undefined: no sampling, which a view does not know
 */
export function sampleStatement(
  resource: ResourceMapping,
  options: { fields: readonly string[]; percent: number | undefined; limit: number },
): Statement {
  const columns = options.fields.map((name) => columnSql(fieldOf(resource, name)));
  const pages = options.percent === undefined ? '' : ` tablesample system (${options.percent.toFixed(6)})`;
  return { text: `select ${columns.join(', ')} from ${tableSql(resource)}${pages} limit $1`, values: [options.limit] };
}

/** Rows beyond the first of each combination of these fields; a row that lacks one of them is no double. */
export function doublesStatement(resource: ResourceMapping, fields: readonly string[]): Statement {
  const columns = fields.map((name) => columnSql(fieldOf(resource, name)));
  const known = columns.map((column) => `${column} is not null`).join(' and ');
  const groups = `select count(*) as n from ${tableSql(resource)} where ${known} group by ${columns.join(', ')}`;
  return { text: `select coalesce(sum(n - 1), 0)::float8 from (${groups} having count(*) > 1) as doubled`, values: [] };
}

function conditionSql(
  field: FieldMapping,
  { op, value }: RowCondition,
  values: (Scalar | readonly Scalar[])[],
): string | undefined {
  const column = columnSql(field);
  if (op === 'prefix') {
    // Of a code or a date written otherwise, the beginning means nothing in the source's terms.
    if (field.codes !== undefined || field.date !== undefined) throw new SourceError('SCOPE_NOT_SUPPORTED');
    values.push(`${String(value).replaceAll(/[\\%_]/g, '\\$&')}%`);
    return `${column}::text like $${values.length}`;
  }
  const known = listOf(value).map((one) => inward(field, one));
  const possible = known.filter((one) => one !== undefined);
  const [first] = possible;
  if (first === undefined) return undefined;
  values.push(op === 'in' ? possible.map(String) : first);
  return op === 'in' ? `${column} = any($${values.length})` : `${column} = $${values.length}`;
}

function fieldOf(resource: ResourceMapping, name: string): FieldMapping {
  const field = resource.fields.get(name);
  if (field === undefined) throw new SourceError('FIELD_UNKNOWN');
  return field;
}

/** Names as they stand in statements; they are the configuration's, so they are the same for every order. */
const columnNames = new WeakMap<FieldMapping, string>();
const tableNames = new WeakMap<ResourceMapping, string>();

function columnSql(field: FieldMapping): string {
  return kept(columnNames, field, () => pg.escapeIdentifier(field.from));
}

/** `schema.table`, each part quoted, so that a name in the configuration stays a name. */
function tableSql(resource: ResourceMapping): string {
  return kept(tableNames, resource, () => (resource.from ?? '').split('.').map(pg.escapeIdentifier).join('.'));
}

function kept<T extends object>(names: WeakMap<T, string>, key: T, make: () => string): string {
  const present = names.get(key);
  if (present !== undefined) return present;
  const made = make();
  names.set(key, made);
  return made;
}
