import { after, type Clock, continueTrace, type Logger, type Random, traceparentOf } from '../../kernel/index.ts';
import { type AnswerCode, answerErrors, type Order } from '../protocol/index.ts';
import { Deadline } from '../source/deadline.ts';
import { type Source, SourceError } from '../source/source.ts';
import type { Answers } from './answers.ts';
import { carryOut } from './carry-out.ts';
import { checkOrder, type IncomingOrder, type OrderRules, timeFor } from './check-order.ts';
import type { ConnectorLimits } from './connector-config.ts';
import type { Counts } from './health.ts';
import type { HubKeyring } from './hub-keyring.ts';
import type { ResourceSchemas } from './resource-schemas.ts';

export interface OrderDesk {
  readonly rules: OrderRules;
  readonly keyring: HubKeyring;
  readonly sources: ReadonlyMap<string, Source>;
  readonly schemas: ResourceSchemas;
  readonly answers: Answers;
  readonly limits: ConnectorLimits;
  readonly counts: Counts;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** A message with the time of its arrival and the trace it belongs to. */
export interface Arrival extends IncomingOrder {
  readonly traceparent: string | undefined;
  /** Reading of `performance.now()`: spans of time are measured by a clock that nobody sets. */
  readonly arrivedAt: number;
}

/** An answer, ready to be attested and sent. */
export interface Reply {
  readonly bytes: Buffer;
  readonly traceparent: string;
}

/** Checks an order, carries it out, and writes the answer; whatever happens, there is one. */
export async function serveOrder(arrival: Arrival, desk: OrderDesk): Promise<Reply> {
  const trace = continueTrace(arrival.traceparent, desk.random);
  const traceparent = traceparentOf(trace);
  desk.counts.orders += 1;
  let order: Order | undefined;
  let code: AnswerCode;
  try {
    const checked = await checkWithFreshKeys(arrival, desk);
    order = checked.order;
    if (checked.ok) {
      const bytes = desk.answers.answered(
        checked.order,
        arrival.digest,
        await read({ arrival, checked, desk, traceId: trace.traceId }),
      );
      if (bytes !== undefined) {
        note(desk, { arrival, order, traceId: trace.traceId });
        return { bytes, traceparent };
      }
      code = 'ANSWER_TOO_LARGE';
    } else {
      code = checked.code;
    }
  } catch (error) {
    code = error instanceof SourceError ? error.code : 'INTERNAL';
    if (code === 'INTERNAL' || code === 'SOURCE_ERROR') {
      desk.logger.error({ err: error, traceId: trace.traceId }, 'an order could not be carried out');
    }
  }
  note(desk, { arrival, order, traceId: trace.traceId, code });
  return { bytes: desk.answers.declined(code, arrival.digest, order), traceparent };
}

/** An order that finds no room: no more work than to say so. */
export function declineBusy(arrival: Arrival, desk: OrderDesk): Reply {
  const trace = continueTrace(arrival.traceparent, desk.random);
  desk.counts.orders += 1;
  note(desk, { arrival, order: undefined, traceId: trace.traceId, code: 'BUSY' });
  return { bytes: desk.answers.declined('BUSY', arrival.digest), traceparent: traceparentOf(trace) };
}

/** A key that we do not know may be one that the hub has just begun to use. */
async function checkWithFreshKeys(arrival: Arrival, desk: OrderDesk): Promise<ReturnType<typeof checkOrder>> {
  const first = checkOrder(arrival, desk.rules, desk.clock.now());
  if (first.ok || first.code !== 'ORDER_KEY_UNKNOWN') return first;
  await desk.keyring.refresh();
  return checkOrder(arrival, desk.rules, desk.clock.now());
}

async function read(options: {
  arrival: Arrival;
  checked: Extract<ReturnType<typeof checkOrder>, { ok: true }>;
  desk: OrderDesk;
  traceId: string;
}) {
  const { arrival, checked, desk, traceId } = options;
  const { order, resource } = checked;
  const source = desk.sources.get(resource.source);
  if (source === undefined) throw new SourceError('SOURCE_UNAVAILABLE');
  const waitedMs = performance.now() - arrival.arrivedAt;
  const arrivedAt = after(desk.clock.now(), -waitedMs);
  const timeLeftMs = Math.floor(Math.min(timeFor(order, arrivedAt) - waitedMs, desk.limits.statementTimeoutMs));
  if (timeLeftMs <= 0) throw new SourceError('SOURCE_TIMEOUT');
  const { schemas, limits, logger } = desk;
  const deadline = new Deadline(timeLeftMs);
  try {
    return await carryOut({ order, resource, source, schemas, limits, deadline, logger, traceId });
  } finally {
    deadline[Symbol.dispose]();
  }
}

/** Counts and logs one order: codes, ids and milliseconds; never a value. */
function note(
  desk: OrderDesk,
  line: { arrival: Arrival; order: Order | undefined; traceId: string; code?: AnswerCode },
): void {
  const { arrival, order, traceId, code } = line;
  const milliseconds = Math.round(performance.now() - arrival.arrivedAt);
  const facts = { order: order?.id, resource: order?.resource, mode: order?.mode, traceId, milliseconds };
  if (code === undefined) {
    desk.logger.debug(facts, 'order answered');
    return;
  }
  const { status } = answerErrors[code];
  if (status === 'refused') desk.counts.refusals += 1;
  else desk.counts.failures += 1;
  desk.logger.warn({ ...facts, code }, `order ${status}`);
}
