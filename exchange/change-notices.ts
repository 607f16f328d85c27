import type { NatsConnection } from 'nats';
import type { Logger } from '../kernel/index.ts';

/** Something that is held in memory has changed in PostgreSQL. */
export interface ChangeNotice {
  readonly part: 'identity' | 'catalog' | 'signing-keys';
  /** For the catalogue: which kind of record, and which one. */
  readonly kind?: string | undefined;
  readonly subject?: string | undefined;
}

const noticeSubject = 'hufu.changed';

/**
 * Tells the other hubs that something changed, so that what they hold in memory is right within a moment. A notice that
 * is lost costs time, not correctness: every hub also reads everything again now and then.
 */
export function changeNotices(options: {
  connection: NatsConnection;
  hub: string;
  logger: Logger;
  apply: (notice: ChangeNotice) => Promise<void>;
}): {
  /** Applies a change here and tells the others. Resolves once it holds here. */
  announce(notice: ChangeNotice): Promise<void>;
} & Disposable {
  const { connection, hub, logger } = options;
  const failed = (error: unknown) => logger.error({ err: error }, 'a change notice could not be applied');
  const subscription = connection.subscribe(noticeSubject, {
    callback: (error, message) => {
      if (error !== null) return failed(error);
      const notice = read(message.string());
      if (notice !== undefined && notice.hub !== hub) options.apply(notice).catch(failed);
    },
  });
  return {
    async announce(notice) {
      await options.apply(notice);
      try {
        connection.publish(noticeSubject, JSON.stringify({ ...notice, hub }));
      } catch (error) {
        logger.warn(
          { err: error },
          'the other hubs could not be told of a change; they will find it at their next reading',
        );
      }
    },
    [Symbol.dispose]: () => subscription.unsubscribe(),
  };
}

/** Only hubs may publish here; still, what does not read as a notice is passed over. */
function read(text: string): (ChangeNotice & { hub: string }) | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (
      typeof value === 'object' &&
      value !== null &&
      'part' in value &&
      'hub' in value &&
      typeof value.hub === 'string'
    ) {
      return value as ChangeNotice & { hub: string };
    }
  } catch {
    // Passed over.
  }
  return undefined;
}
