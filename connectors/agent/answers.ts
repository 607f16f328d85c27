import type { Clock } from '../../kernel/index.ts';
import { type Answer, type AnswerCode, answerErrors, maxMessageBytes, type Order } from '../protocol/index.ts';
import type { Content } from './carry-out.ts';
import type { ConnectorConfig } from './connector-config.ts';

/** Writes answers in the system's name: their bytes, once, as they will be attested and travel. */
export interface Answers {
  /**
   * @param orderDigest SHA-256 of the order's bytes as they arrived
   * @returns undefined when the answer would be larger than allowed
   */
  answered(order: Order, orderDigest: Buffer, content: Content): Buffer | undefined;
  /** A coded no. What repeats the order is left out while the order could not be believed. */
  declined(code: AnswerCode, orderDigest: Buffer, order?: Order): Buffer;
}

export function createAnswers(
  config: Pick<ConnectorConfig, 'organisation' | 'system' | 'limits'>,
  clock: Clock,
): Answers {
  const maxBytes = Math.min(config.limits.answerBytes, maxMessageBytes);
  const write = (body: Answer) => Buffer.from(JSON.stringify(body));
  const head = (orderDigest: Buffer, order: Order | undefined) => ({
    v: 3 as const,
    ...(order === undefined
      ? {}
      : { order: order.id, resource: order.resource, schemaVersion: order.schemaVersion, mode: order.mode }),
    orderDigest: orderDigest.toString('base64url'),
    provider: config.organisation,
    system: config.system,
  });
  return {
    answered(order, orderDigest, content) {
      const bytes = write({ ...head(orderDigest, order), status: 'answered', ...content });
      return bytes.length > maxBytes ? undefined : bytes;
    },
    declined(code, orderDigest, order) {
      const { status, detail } = answerErrors[code];
      return write({
        ...head(orderDigest, order),
        asOf: clock.now().toISOString(),
        status,
        error: { code, detail },
      });
    },
  };
}
