import { keepFresh, purgeIdentity } from '../identity/index.ts';
import { type Clock, type Database, type Logger, pause } from '../kernel/index.ts';

/**
 * Milliseconds between two rounds. Notices between hubs may be lost; `fresh` bounds how long a hub may be behind. Revocation
 * and status lists are renewed well before their end; looking every minute keeps them on time to the minute.
 */
const standardIntervals = {
  fresh: 15_000,
  save: 15_000,
  expire: 60_000,
  publish: 60_000,
  revise: 60_000,
  remind: 60_000,
  purge: 300_000,
  index: 300_000,
};

/** What a hub does by itself now and then, until the signal aborts: read anew, save what it saw, clear away what ran out. */
export function startUpkeep(options: {
  database: Database;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
  fresh: readonly { refresh(): Promise<void> }[];
  save: () => Promise<void>;
  /** Lets licences lapse whose term is over. */
  expire: () => Promise<unknown>;
  /** Publishes the revocation and status lists that are due. */
  publish: () => Promise<unknown>;
  /** Lets scheduled revisions of resources take effect. */
  revise: () => Promise<unknown>;
  /** Reminds of what is due in sharing management, and escalates what is late. */
  remind: () => Promise<unknown>;
  /** Clears away what has run out, besides identity's. */
  purge: () => Promise<unknown>;
  /** Makes the search rows that a hub of an older version left out. */
  index: () => Promise<unknown>;
  intervals?: typeof standardIntervals | undefined;
}): void {
  const { database, clock, logger, signal, intervals = standardIntervals } = options;
  const failed = (what: string) => (error: unknown) => logger.warn({ err: error, what }, 'upkeep will be tried again');
  void keepFresh({ parts: options.fresh, everyMs: intervals.fresh, signal, onError: failed('refresh') });
  void every(intervals.save, signal, () => options.save().catch(failed('save')));
  void every(intervals.expire, signal, () => options.expire().catch(failed('terms of licences')));
  void every(intervals.publish, signal, () => options.publish().catch(failed('revocation and status lists')));
  void every(intervals.revise, signal, () => options.revise().catch(failed('revisions')));
  void every(intervals.remind, signal, () => options.remind().catch(failed('reminders')));
  void every(intervals.purge, signal, () => purgeIdentity({ database, clock }).catch(failed('purge')));
  void every(intervals.purge, signal, () => options.purge().catch(failed('purge')));
  void every(intervals.index, signal, () => options.index().catch(failed('search rows')));
}

async function every(milliseconds: number, signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) {
    await pause(milliseconds, signal);
    if (!signal.aborted) await work();
  }
}
