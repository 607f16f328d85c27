import { type Clock, pause } from '../kernel/index.ts';

/**
 * Joins refreshes: a call that comes while one runs waits for the next, not for that one, since what made it call may
 * have been committed after the running one read. So after `await refresh()` memory is at least as new as the call.
 */
export function joinRefreshes(load: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let queued: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    running = load().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (running === undefined) return begin();
    queued ??= running
      .catch(() => {})
      .then(() => {
        queued = undefined;
        return begin();
      });
    return queued;
  };
}

/** Lets a refresh that strangers can provoke (with made-up ids) happen once in `everyMs` at most. */
export function seldom(options: { clock: Clock; everyMs: number; refresh: () => Promise<void> }): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  let latest: Promise<void> = Promise.resolve();
  return () => {
    const now = options.clock.now().getTime();
    if (now - last >= options.everyMs) {
      last = now;
      latest = options.refresh();
    }
    return latest;
  };
}

/**
 * Refreshes again and again until the signal aborts. Notices between hubs are quick but may get lost; this bounds how
 * long a hub can be behind.
 */
export async function keepFresh(options: {
  parts: readonly { refresh(): Promise<void> }[];
  everyMs: number;
  signal: AbortSignal;
  onError: (error: unknown) => void;
}): Promise<void> {
  while (!options.signal.aborted) {
    await pause(options.everyMs, options.signal);
    if (options.signal.aborted) return;
    for (const part of options.parts) await part.refresh().catch(options.onError);
  }
}
