import { type Attestation, type AttestedType, attest } from './attestation.ts';
import type { SigningKey } from './keys.ts';
import { maxTreeSize } from './limits.ts';

/** A message that waits: it is told of its attestation, or of why there is none. */
export interface Awaiting {
  readonly attested: (attestation: Attestation) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Gathers messages that leave together and signs them together.
 *
 * A signature takes this thread some thirty microseconds and no less when handed to another one (measured: twice the
 * processor time with `crypto.sign`'s callback on the thread pool), so it is made here, once for all that wait.
 */
export class Attester {
  readonly #typ: AttestedType;
  readonly #key: () => SigningKey;
  readonly #schedule: (flush: () => void) => () => void;
  #digests: Uint8Array[] = [];
  #waiting: Awaiting[] = [];
  #cancel: (() => void) | undefined;

  /**
   * @param options.key the key to sign with, asked for at each signature
   * @param options.schedule arranges for `flush` to be called when the first message has waited long enough, and
   * returns what calls it off: see {@link endOfTurn} and {@link withinMs}
   */
  constructor(options: {
    typ: AttestedType;
    key: () => SigningKey;
    schedule: (flush: () => void) => () => void;
  }) {
    this.#typ = options.typ;
    this.#key = options.key;
    this.#schedule = options.schedule;
  }

  /**
   * Takes a message, to be attested at the latest when the schedule says so.
   * @param digest SHA-256 of its body
   */
  add(digest: Uint8Array, message: Awaiting): void {
    this.#digests.push(digest);
    this.#waiting.push(message);
    if (this.#digests.length >= maxTreeSize) this.flush();
    else this.#cancel ??= this.#schedule(() => this.flush());
  }

  /** Signs for what waits, now: when there is nothing more to wait for. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#digests.length === 0) return;
    const waiting = this.#waiting;
    const digests = this.#digests;
    this.#waiting = [];
    this.#digests = [];
    let attestations: readonly Attestation[];
    try {
      attestations = attest({ typ: this.#typ, digests, key: this.#key() });
    } catch (error) {
      for (const message of waiting) message.failed(error);
      return;
    }
    attestations.forEach((attestation, index) => {
      waiting[index]?.attested(attestation);
    });
  }
}

/** Messages of one turn of the event loop leave together: none waits for anything that is not there yet. */
export function endOfTurn(flush: () => void): () => void {
  const turn = setImmediate(flush);
  return () => clearImmediate(turn);
}

/** Messages leave together that are ready within so many milliseconds of the first. */
export function withinMs(milliseconds: number): (flush: () => void) => () => void {
  return (flush) => {
    const timer = setTimeout(flush, milliseconds);
    return () => clearTimeout(timer);
  };
}
