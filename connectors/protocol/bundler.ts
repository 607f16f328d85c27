import type { AttestedType } from './attestation.ts';
import { bundleFrameBytes, memberBytes, type OutgoingMember, writeBundle } from './bundle.ts';
import type { SigningKey } from './keys.ts';
import { maxBundleMembers } from './limits.ts';

/** Arranges for `leave` to be called when the first member has waited long enough; returns what calls it off. */
export type Schedule = (leave: () => void) => () => void;

/**
 * Gathers orders or answers for one destination, which leave together as one signed bundle: when the schedule says so, or
 * before that when a bundle is full.
 *
 * A signature takes this thread some thirty microseconds and no less when handed to another one (measured: twice the
 * processor time with `crypto.sign`'s callback on the thread pool), so it is made here, once for all that wait.
 */
export class Bundler<T extends OutgoingMember> {
  readonly #typ: AttestedType;
  readonly #key: () => SigningKey;
  readonly #schedule: Schedule;
  readonly #maxBytes: () => number;
  readonly #send: (bundle: Buffer, members: readonly T[]) => void;
  readonly #failed: (error: unknown, members: readonly T[]) => void;
  #members: T[] = [];
  #bytes = 0;
  #cancel: (() => void) | undefined;

  constructor(options: {
    typ: AttestedType;
    /** The key to sign with, asked for at each bundle. */
    key: () => SigningKey;
    /** See {@link endOfTurn} and {@link withinMs}. */
    schedule: Schedule;
    /** Bytes of the largest message that can be sent now. A member that is too large by itself leaves alone. */
    maxBytes: () => number;
    send: (bundle: Buffer, members: readonly T[]) => void;
    /** Told of members that could not be signed. */
    failed: (error: unknown, members: readonly T[]) => void;
  }) {
    this.#typ = options.typ;
    this.#key = options.key;
    this.#schedule = options.schedule;
    this.#maxBytes = options.maxBytes;
    this.#send = options.send;
    this.#failed = options.failed;
  }

  /** Takes a member, to leave at the latest when the schedule says so. */
  add(member: T): void {
    const bytes = memberBytes(member);
    if (this.#bytes + bytes + bundleFrameBytes > this.#maxBytes()) this.leave();
    this.#members.push(member);
    this.#bytes += bytes;
    if (this.#members.length >= maxBundleMembers) this.leave();
    else this.#cancel ??= this.#schedule(() => this.leave());
  }

  /** Signs and sends what waits, now: when there is nothing more to wait for. */
  leave(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#members.length === 0) return;
    const members = this.#members;
    this.#members = [];
    this.#bytes = 0;
    let bundle: Buffer;
    try {
      bundle = writeBundle({ typ: this.#typ, members, key: this.#key() });
    } catch (error) {
      this.#failed(error, members);
      return;
    }
    this.#send(bundle, members);
  }
}

/** What comes up in one turn of the event loop leaves together: nothing waits for what is not there yet. */
export function endOfTurn(leave: () => void): () => void {
  const turn = setImmediate(leave);
  return () => clearImmediate(turn);
}

/** What comes up within so many milliseconds of the first leaves together. */
export function withinMs(milliseconds: number): Schedule {
  return (leave) => {
    const timer = setTimeout(leave, milliseconds);
    return () => clearTimeout(timer);
  };
}
