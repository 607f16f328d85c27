import { type Clock, numericDate } from '../../kernel/index.ts';

/** What is known of a token that was verified: what it says, and by which key. */
interface KnownToken<Claims> {
  readonly claims: Claims;
  readonly keyId: string;
}

/** Tokens remembered at most: a county has some hundreds of systems, each with a token of ten minutes. */
const most = 10_000;

/**
 * Access tokens that were verified before: a token comes with every request, and reading it anew took a twentieth of a
 * query. Known by its digest, it is believed while the key that signed it verifies and until it has run out; whether its
 * system may still act is for the facts to say, each time.
 */
export class KnownTokens<Claims extends { readonly exp: number }> {
  readonly #clock: Clock;
  readonly #verifies: (keyId: string) => boolean;
  readonly #known = new Map<string, KnownToken<Claims>>();

  /** @param options.verifies does the key with this id verify access tokens now? */
  constructor(options: { clock: Clock; verifies: (keyId: string) => boolean }) {
    this.#clock = options.clock;
    this.#verifies = options.verifies;
  }

  /** What the token with this digest says; undefined when it has to be verified. */
  claimsOf(digest: string): Claims | undefined {
    const known = this.#known.get(digest);
    if (known === undefined) return undefined;
    if (known.claims.exp > numericDate(this.#clock.now()) && this.#verifies(known.keyId)) return known.claims;
    this.#known.delete(digest);
    return undefined;
  }

  /** Keeps a token whose signature, issuer, audience and times were right. */
  remember(digest: string, known: KnownToken<Claims>): void {
    this.#known.set(digest, known);
    if (this.#known.size <= most) return;
    for (const eldest of this.#known.keys()) {
      this.#known.delete(eldest);
      return;
    }
  }
}
