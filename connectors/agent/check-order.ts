import {
  type AnswerCode,
  clockSkewMs,
  maxOrderBytes,
  type Order,
  orderSubject,
  parseOrder,
} from '../protocol/index.ts';
import { matchCombination, type ResourceMapping } from '../source/mapping.ts';
import type { SeenOrders } from './seen-orders.ts';

/** An order as it came in, attested by the hub. */
export interface IncomingOrder {
  readonly subject: string;
  readonly bytes: Uint8Array;
}

export interface OrderRules {
  readonly organisation: string;
  readonly resources: ReadonlyMap<string, ResourceMapping>;
  readonly seen: SeenOrders;
}

export type CheckedOrder =
  | { readonly ok: true; readonly order: Order; readonly resource: ResourceMapping }
  /** `order` as soon as it could be read. */
  | { readonly ok: false; readonly code: AnswerCode; readonly order?: Order };

/**
 * Is this an order that we may carry out? What it says first, then that it is for us, in time, new, and within the
 * mapping.
 */
export function checkOrder(incoming: IncomingOrder, rules: OrderRules, now: Date): CheckedOrder {
  if (incoming.bytes.length > maxOrderBytes) return { ok: false, code: 'ORDER_TOO_LARGE' };
  const parsed = parseOrder(incoming.bytes);
  if (!parsed.ok) {
    return { ok: false, code: parsed.code === 'VERSION_UNSUPPORTED' ? 'ORDER_VERSION_UNSUPPORTED' : 'ORDER_MALFORMED' };
  }
  const order = parsed.value;
  const resource = rules.resources.get(order.resource);
  const fault =
    addressFault(order, incoming, rules) ??
    timeFault(order, now) ??
    replayFault(order, rules.seen, now) ??
    (resource === undefined ? 'RESOURCE_UNKNOWN' : mappingFault(order, resource));
  if (fault !== undefined) return { ok: false, code: fault, order };
  return resource === undefined ? { ok: false, code: 'RESOURCE_UNKNOWN', order } : { ok: true, order, resource };
}

function addressFault(order: Order, { subject }: IncomingOrder, rules: OrderRules): AnswerCode | undefined {
  const ours = order.provider === rules.organisation && subject === orderSubject(order.provider, order.resource);
  return ours ? undefined : 'ORDER_NOT_FOR_US';
}

function timeFault(order: Order, now: Date): AnswerCode | undefined {
  if (Date.parse(order.issuedAt) > now.getTime() + clockSkewMs) return 'ORDER_FROM_THE_FUTURE';
  return lastMoment(order) < now.getTime() ? 'ORDER_EXPIRED' : undefined;
}

/** From then on the order is refused as expired, whatever this clock says within the allowance. */
function lastMoment(order: Order): number {
  return Date.parse(order.deadline) + clockSkewMs;
}

function replayFault(order: Order, seen: SeenOrders, now: Date): AnswerCode | undefined {
  switch (seen.take(order.id, lastMoment(order), now.getTime())) {
    case 'new':
      return undefined;
    case 'replayed':
      return 'ORDER_REPLAYED';
    case 'full':
      return 'BUSY';
  }
}

function mappingFault(order: Order, resource: ResourceMapping): AnswerCode | undefined {
  const matched = Object.keys(order.match);
  const named = [...matched, ...order.fields, ...Object.keys(order.claims), ...order.scope.map(({ field }) => field)];
  if (named.some((field) => !resource.fields.has(field))) return 'FIELD_UNKNOWN';
  // A list looks for nobody's record.
  if (order.mode === 'list') return undefined;
  return matchCombination(resource, matched) === undefined ? 'MATCH_NOT_SUPPORTED' : undefined;
}

/**
 * Milliseconds that may be spent on an order from its arrival on. The hub waits from `issuedAt` to `deadline`, which two
 * clocks that differ do not change; an order that was long on its way has less. A part is kept for the way back.
 */
export function timeFor(order: Order, now: Date): number {
  const deadline = Date.parse(order.deadline);
  const granted = deadline - Date.parse(order.issuedAt);
  const left = Math.min(granted, deadline + clockSkewMs - now.getTime());
  return Math.max(0, left - Math.min(wayBackMs, left / 10));
}

const wayBackMs = 100;
