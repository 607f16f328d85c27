import { type Logger, momentText } from '../../kernel/index.ts';
import { type Answer, beijingDayOf, claimKindOf, compareClaims, type Order } from '../protocol/index.ts';
import type { Deadline } from '../source/deadline.ts';
import type { ResourceMapping } from '../source/mapping.ts';
import { type Reading, type Source, SourceError, untilOver } from '../source/source.ts';
import type { ConnectorLimits } from './connector-config.ts';
import type { ListPlaces } from './list-places.ts';
import type { ResourceSchemas, SchemaVersion } from './resource-schemas.ts';
import { distinctPlaces, propertyOf, type RowCheck } from './row-check.ts';

/** What an answer says when all went well. */
export type Content = Pick<Answer, 'asOf' | 'rows' | 'next' | 'matched' | 'verdicts'>;

/**
 * Carries out an order that has been checked: reads what was granted and no more, holds every row against the schema, and
 * for a verification compares and keeps the rows to itself.
 * @throws SourceError with the code of the answer
 */
export async function carryOut(options: {
  order: Order;
  resource: ResourceMapping;
  source: Source;
  schemas: ResourceSchemas;
  limits: ConnectorLimits;
  places: ListPlaces;
  deadline: Deadline;
  logger: Logger;
  traceId: string;
}): Promise<Content> {
  const { order, resource, source, deadline } = options;
  const known = options.schemas.get(resource, order.schemaVersion);
  const schema = known instanceof Promise ? await untilOver(known, deadline) : known;
  const fields = order.mode === 'verify' ? Object.keys(order.claims) : order.fields;
  // One more than is given tells "all of it" from "cut off". A verification looks at every record that fits.
  const enough = options.limits.rows + 1;
  if (order.list !== undefined) {
    if (source.list === undefined) throw new SourceError('LIST_NOT_SUPPORTED');
    const from = order.list.from === undefined ? undefined : options.places.open(order.list.from, resource.id);
    const limit = Math.min(order.limit, options.limits.rows);
    const piece = await untilOver(source.list({ resource, fields, from, limit, deadline }), deadline);
    const content = contentOf(piece, schema, fields, options);
    return piece.next === undefined ? content : { ...content, next: options.places.seal(piece.next, resource.id) };
  }
  const limit = order.mode === 'lookup' ? Math.min(order.limit, enough) : enough;
  const request = { resource, match: order.match, fields, scope: order.scope, limit, deadline };
  return contentOf(await untilOver(source.read(request), deadline), schema, fields, options);
}

function contentOf(
  reading: Reading,
  schema: SchemaVersion,
  fields: readonly string[],
  options: { order: Order; limits: ConnectorLimits; logger: Logger; traceId: string },
): Content {
  if (reading.rows.length > options.limits.rows) throw new SourceError('TOO_MANY_ROWS');
  const { order } = options;
  const check = schema.checkFor(fields);
  const rows = reading.rows.map(check.settle);
  requireSound(rows, check, options);
  const asOf = momentText(reading.asOf);
  if (order.mode !== 'verify') return { asOf, rows };
  const { matched, verdicts } = compareClaims({
    claims: order.claims,
    rows,
    kindOf: (field) => claimKindOf(propertyOf(schema.schema, field)),
    today: beijingDayOf(new Date(order.issuedAt)),
  });
  return { asOf, matched, verdicts: { ...verdicts } };
}

/** All or nothing: one bad row says that the source is not what it is described to be. */
function requireSound(
  rows: readonly Record<string, unknown>[],
  check: RowCheck,
  { order, logger, traceId }: { order: Order; logger: Logger; traceId: string },
): void {
  const errors = rows.flatMap(check.errors);
  if (errors.length === 0) return;
  const places = distinctPlaces(errors);
  logger.warn(
    { order: order.id, resource: order.resource, places, traceId },
    'rows break the schema; none of them leaves',
  );
  throw new SourceError('ROWS_INVALID');
}
