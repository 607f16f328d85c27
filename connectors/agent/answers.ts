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
  return {
    answered(order, orderDigest, content) {
      // One literal: spread from parts, an object takes longer to make than its text does.
      const bytes = write({
        v: 3,
        order: order.id,
        resource: order.resource,
        schemaVersion: order.schemaVersion,
        mode: order.mode,
        orderDigest: orderDigest.toString('base64url'),
        provider: config.organisation,
        system: config.system,
        status: 'answered',
        asOf: content.asOf,
        // What is undefined is not written.
        rows: content.rows,
        next: content.next,
        matched: content.matched,
        verdicts: content.verdicts,
      } as Answer);
      return bytes.length > maxBytes ? undefined : bytes;
    },
    declined(code, orderDigest, order) {
      const { status, detail } = answerErrors[code];
      return write({
        v: 3,
        ...(order === undefined
          ? {}
          : { order: order.id, resource: order.resource, schemaVersion: order.schemaVersion, mode: order.mode }),
        orderDigest: orderDigest.toString('base64url'),
        provider: config.organisation,
        system: config.system,
        asOf: clock.now().toISOString(),
        status,
        error: { code, detail },
      });
    },
  };
}
