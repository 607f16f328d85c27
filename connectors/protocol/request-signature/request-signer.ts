import type { Clock, Random } from '../../../kernel/index.ts';
import { endOfTurn, withinMs } from '../bundler.ts';
import type { SigningKey } from '../keys.ts';
import { bundlePatienceMs, maxTreeSize } from '../limits.ts';
import {
  baseAndHeaders,
  type ReadyToSign,
  type RequestToSign,
  readyToSign,
  type SignatureHeaders,
  secondsOf,
} from './request-signature.ts';
import { signTree, treeAlgorithmNames } from './request-tree.ts';
import { signText } from './signature-base.ts';

/** Of a signature's nonce. */
const nonceBytes = 16;

interface Waiting {
  readonly ready: ReadyToSign;
  readonly signed: (headers: SignatureHeaders) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Signs the requests of one system. Those that leave in one turn of the event loop share one signature, since making it is
 * what takes time: a tree over their bases. While requests follow each other closely, those of a moment share one: fewer to
 * make, and fewer for the hub to check. One that leaves alone is signed at once and for itself, in the form that every
 * library of RFC 9421 knows.
 * @example const headers = await signer.sign({ method: 'POST', targetUri, authorization, content });
 */
export class RequestSigner {
  readonly #key: SigningKey;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #paceMs: number;
  #waiting: Waiting[] = [];
  #lastSigned = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(options: {
    key: SigningKey;
    clock: Clock;
    random: Random;
    /** Milliseconds from one signature to the next, at least; what comes after a longer pause is signed at once. */
    paceMs?: number | undefined;
  }) {
    this.#key = options.key;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#paceMs = options.paceMs ?? bundlePatienceMs;
  }

  /**
   * Signs a request for one sending, at the end of this turn or within a moment of the signature before; a second sending
   * needs a signature of its own. Rejects with TypeError for a header that holds a line break.
   */
  sign(request: RequestToSign): Promise<SignatureHeaders> {
    return new Promise((signed, failed) => {
      this.#waiting.push({ ready: readyToSign(request), signed, failed });
      if (this.#waiting.length >= maxTreeSize) this.#flush();
      else this.#cancel ??= this.#schedule();
    });
  }

  #schedule(): () => void {
    const restMs = this.#lastSigned + this.#paceMs - performance.now();
    const leave = restMs > 0 ? withinMs(restMs) : endOfTurn;
    return leave(() => this.#flush());
  }

  #flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#lastSigned = performance.now();
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const headers = this.#headersOf(waiting.map(({ ready }) => ready));
      for (const [index, { signed }] of waiting.entries()) signed(headers[index] as SignatureHeaders); // one for each
    } catch (error) {
      for (const { failed } of waiting) failed(error);
    }
  }

  #headersOf(requests: readonly ReadyToSign[]): SignatureHeaders[] {
    const key = this.#key;
    const isTree = requests.length > 1;
    const created = secondsOf(this.#clock.now());
    const algorithm = isTree ? treeAlgorithmNames[key.alg] : undefined;
    const unsigned = requests.map((ready) => {
      const nonce = this.#random.bytes(nonceBytes).toString('base64url');
      return baseAndHeaders(ready, { created, nonce, keyId: key.kid, algorithm });
    });
    const bases = unsigned.map(({ base }) => base);
    const signatures = isTree ? signTree(bases, key) : bases.map((base) => signText(base, key));
    return unsigned.map(({ headers }, index) => headers(signatures[index] as Buffer)); // one for each
  }
}
