import { setMaxListeners } from 'node:events';

/**
 * Holds what a process has opened and closes it in the reverse order, once, however often it is asked.
 * A part that fails to close does not keep the others open; all failures come out together.
 */
export class Lifecycle implements AsyncDisposable {
  readonly #parts: { name: string; close: () => unknown }[] = [];
  readonly #abort = new AbortController();
  #closing: Promise<void> | undefined;

  constructor() {
    // A hub has more loops than the ten listeners that Node takes for a leak.
    setMaxListeners(100, this.#abort.signal);
  }

  /** Aborted at the moment closing begins; loops and waits listen to it. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Takes care of a resource and hands it back. */
  use<T extends AsyncDisposable | Disposable>(name: string, resource: T): T {
    const close =
      Symbol.asyncDispose in resource ? () => resource[Symbol.asyncDispose]() : () => resource[Symbol.dispose]();
    this.#parts.push({ name, close });
    return resource;
  }

  /** Something to do at the end. */
  defer(name: string, close: () => unknown): void {
    this.#parts.push({ name, close });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#abort.abort();
    const failures: Error[] = [];
    for (const part of this.#parts.reverse()) {
      try {
        await part.close();
      } catch (cause) {
        failures.push(new Error(`closing ${part.name} failed`, { cause }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map((f) => f.message).join('; '));
  }
}

/**
 * Waits, or stops waiting when the signal aborts; it then resolves all the same, the caller looks at the signal.
 * Until then it keeps the process alive.
 */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** Waits for work to end, but no longer than this; leaves no timer behind. @returns whether it ended in time */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const late = pause(milliseconds, timer.signal).then(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    timer.abort();
  }
}
