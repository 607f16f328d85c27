import { after, type Clock, type Logger } from '../../kernel/index.ts';
import { type AnswerCode, answerErrors, type Order } from '../protocol/index.ts';
import { Deadline } from '../source/deadline.ts';
import { type Source, SourceError } from '../source/source.ts';
import type { Answers } from './answers.ts';
import { carryOut } from './carry-out.ts';
import { checkOrder, type IncomingOrder, type OrderRules, timeFor } from './check-order.ts';
import type { ConnectorLimits } from './connector-config.ts';
import type { Counts } from './health.ts';
import type { HubKeyring } from './hub-keyring.ts';
import type { ListPlaces } from './list-places.ts';
import type { ResourceSchemas } from './resource-schemas.ts';

export interface OrderDesk {
  readonly rules: OrderRules;
  readonly keyring: HubKeyring;
  readonly sources: ReadonlyMap<string, Source>;
  readonly schemas: ResourceSchemas;
  readonly answers: Answers;
  readonly limits: ConnectorLimits;
  readonly places: ListPlaces;
  readonly counts: Counts;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An order with the time of its arrival and the trace it belongs to. */
export interface Arrival extends IncomingOrder {
  /** SHA-256 of the bytes. */
  readonly digest: Buffer;
  /** Empty when the order names none. */
  readonly traceId: string;
  /** Reading of `performance.now()`: spans of time are measured by a clock that nobody sets. */
  readonly arrivedAt: number;
}

/** Checks an order, carries it out, and writes the answer; whatever happens, there is one. @returns the answer's body */
export async function serveOrder(arrival: Arrival, desk: OrderDesk): Promise<Buffer> {
  desk.counts.orders += 1;
  let order: Order | undefined;
  let code: AnswerCode;
  try {
    const checked = checkOrder(arrival, desk.rules, desk.clock.now());
    order = checked.order;
    if (checked.ok) {
      const bytes = desk.answers.answered(checked.order, arrival.digest, await read({ arrival, checked, desk }));
      if (bytes !== undefined) {
        note(desk, { arrival, order });
        return bytes;
      }
      code = 'ANSWER_TOO_LARGE';
    } else {
      code = checked.code;
    }
  } catch (error) {
    code = error instanceof SourceError ? error.code : 'INTERNAL';
    if (code === 'INTERNAL' || code === 'SOURCE_ERROR') {
      desk.logger.error({ err: error, traceId: arrival.traceId }, 'an order could not be carried out');
    }
  }
  note(desk, { arrival, order, code });
  return desk.answers.declined(code, arrival.digest, order);
}

/** An order that finds no room: no more work than to say so. @returns the answer's body */
export function declineBusy(arrival: Arrival, desk: OrderDesk): Buffer {
  desk.counts.orders += 1;
  note(desk, { arrival, order: undefined, code: 'BUSY' });
  return desk.answers.declined('BUSY', arrival.digest);
}

/**
 * A message of which nothing can be believed: counted as one order, whatever it holds.
 * @param options.digest SHA-256 of the message
 * @returns the answer's body
 */
export function declineBundle(options: { digest: Buffer; code: AnswerCode; desk: OrderDesk }): Buffer {
  const { digest, code, desk } = options;
  desk.counts.orders += 1;
  count(desk.counts, code);
  desk.logger.warn({ code }, 'a bundle of orders was not taken');
  return desk.answers.declined(code, digest);
}

async function read(options: {
  arrival: Arrival;
  checked: Extract<ReturnType<typeof checkOrder>, { ok: true }>;
  desk: OrderDesk;
}) {
  const { arrival, checked, desk } = options;
  const { order, resource } = checked;
  const source = desk.sources.get(resource.source);
  if (source === undefined) throw new SourceError('SOURCE_UNAVAILABLE');
  const waitedMs = performance.now() - arrival.arrivedAt;
  const arrivedAt = after(desk.clock.now(), -waitedMs);
  const timeLeftMs = Math.floor(Math.min(timeFor(order, arrivedAt) - waitedMs, desk.limits.statementTimeoutMs));
  if (timeLeftMs <= 0) throw new SourceError('SOURCE_TIMEOUT');
  const { schemas, limits, places, logger } = desk;
  const deadline = new Deadline(timeLeftMs);
  try {
    return await carryOut({
      order,
      resource,
      source,
      schemas,
      limits,
      places,
      deadline,
      logger,
      traceId: arrival.traceId,
    });
  } finally {
    deadline[Symbol.dispose]();
  }
}

/** Counts and logs one order: codes, ids and milliseconds; never a value. */
function note(desk: OrderDesk, line: { arrival: Arrival; order: Order | undefined; code?: AnswerCode }): void {
  const { arrival, order, code } = line;
  if (code === undefined && !desk.logger.isLevelEnabled('debug')) return;
  const milliseconds = Math.round(performance.now() - arrival.arrivedAt);
  const { traceId } = arrival;
  const facts = { order: order?.id, resource: order?.resource, mode: order?.mode, traceId, milliseconds };
  if (code === undefined) {
    desk.logger.debug(facts, 'order answered');
    return;
  }
  count(desk.counts, code);
  desk.logger.warn({ ...facts, code }, `order ${answerErrors[code].status}`);
}

function count(counts: Counts, code: AnswerCode): void {
  if (answerErrors[code].status === 'refused') counts.refusals += 1;
  else counts.failures += 1;
}
