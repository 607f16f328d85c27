import type { Answer, Order } from '../generated/schemas.ts';

export type AnswerFault =
  /** It names another order, or other bytes. */
  | 'ANSWER_TO_OTHER_ORDER'
  /** It comes in the name of another organisation. */
  | 'ANSWER_OF_OTHER_PROVIDER'
  /** It holds something that was not ordered: a field, a claim, a row too many, another mode or schema. */
  | 'ANSWER_BEYOND_ORDER'
  /** A verdict is missing. */
  | 'ANSWER_INCOMPLETE';

/**
 * Does this answer answer this order, and nothing besides? For the hub, after signature and schema have passed; that the
 * key belongs to `answer.system` is the hub's to know.
 * @param options.orderDigest `digestOf` the bytes that were sent
 * @returns undefined when all is well
 */
export function answerFault(options: { answer: Answer; order: Order; orderDigest: string }): AnswerFault | undefined {
  const { answer, order } = options;
  if (answer.orderDigest !== options.orderDigest) return 'ANSWER_TO_OTHER_ORDER';
  if (answer.order !== undefined && answer.order !== order.id) return 'ANSWER_TO_OTHER_ORDER';
  if (answer.provider !== order.provider) return 'ANSWER_OF_OTHER_PROVIDER';
  if (answer.status !== 'answered') return undefined;
  if (answer.resource !== order.resource || answer.mode !== order.mode) return 'ANSWER_BEYOND_ORDER';
  if (answer.schemaVersion !== order.schemaVersion) return 'ANSWER_BEYOND_ORDER';
  return order.mode === 'verify' ? verdictsFault(answer, order) : rowsFault(answer, order);
}

function rowsFault({ rows = [] }: Answer, order: Order): AnswerFault | undefined {
  const ordered = new Set(order.fields);
  const within = rows.length <= order.limit && rows.every((row) => Object.keys(row).every((name) => ordered.has(name)));
  return within ? undefined : 'ANSWER_BEYOND_ORDER';
}

function verdictsFault({ verdicts = {} }: Answer, order: Order): AnswerFault | undefined {
  if (!Object.keys(verdicts).every((name) => Object.hasOwn(order.claims, name))) return 'ANSWER_BEYOND_ORDER';
  return Object.keys(order.claims).every((name) => Object.hasOwn(verdicts, name)) ? undefined : 'ANSWER_INCOMPLETE';
}
