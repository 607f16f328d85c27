import type { NatsConnection } from 'nats';
import type { Logger } from '../kernel/index.ts';

/** Something that is held in memory has changed in PostgreSQL. */
export interface ChangeNotice {
  readonly part: 'identity' | 'catalog';
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
  /** Tells the others of a change that is committed, and applies it here. Resolves once it holds here. */
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
      // First, since the others must hear of it also if it cannot be applied here.
      try {
        connection.publish(noticeSubject, JSON.stringify({ ...notice, hub }));
      } catch (error) {
        logger.warn(
          { err: error },
          'the other hubs could not be told of a change; they will find it at their next reading',
        );
      }
      await options.apply(notice);
    },
    [Symbol.dispose]: () => subscription.unsubscribe(),
  };
}

/** Only hubs may publish here; still, what does not read as a notice is passed over. */
function read(text: string): (ChangeNotice & { hub: string }) | undefined {
  try {
    const { part, kind, subject, hub }: Record<string, unknown> = JSON.parse(text) ?? {};
    if ((part === 'identity' || part === 'catalog') && typeof hub === 'string')
      return { part, kind: textOf(kind), subject: textOf(subject), hub };
  } catch {
    // Passed over.
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
