import type { Clock } from '../../kernel/index.ts';
import {
  type Answer,
  type AnswerCode,
  answerErrors,
  digestOf,
  maxMessageBytes,
  type Order,
  type SignedMessage,
  sealMessage,
} from '../protocol/index.ts';
import type { Content } from './carry-out.ts';
import type { ConnectorConfig } from './connector-config.ts';

/** Writes and signs answers in the system's name. */
export interface Answers {
  /** @returns undefined when the answer would be larger than allowed */
  answered(order: Order, orderBytes: Uint8Array, content: Content): SignedMessage | undefined;
  /** A coded no. What repeats the order is left out while the order could not be believed. */
  declined(code: AnswerCode, orderBytes: Uint8Array, order?: Order): SignedMessage;
}

export function createAnswers(
  config: Pick<ConnectorConfig, 'organisation' | 'system' | 'signingKey' | 'limits'>,
  clock: Clock,
): Answers {
  const maxBytes = Math.min(config.limits.answerBytes, maxMessageBytes);
  const seal = (body: Answer) => sealMessage({ typ: 'hufu-answer', body, key: config.signingKey });
  const head = (orderBytes: Uint8Array, order: Order | undefined) => ({
    v: 1 as const,
    ...(order === undefined
      ? {}
      : { order: order.id, resource: order.resource, schemaVersion: order.schemaVersion, mode: order.mode }),
    orderDigest: digestOf(orderBytes),
    provider: config.organisation,
    system: config.system,
  });
  return {
    answered(order, orderBytes, content) {
      const message = seal({ ...head(orderBytes, order), status: 'answered', ...content });
      return message.bytes.length > maxBytes ? undefined : message;
    },
    declined(code, orderBytes, order) {
      const { status, detail } = answerErrors[code];
      return seal({
        ...head(orderBytes, order),
        asOf: clock.now().toISOString(),
        status,
        error: { code, detail },
      });
    },
  };
}
