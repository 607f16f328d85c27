import type { Problem } from '../../kernel/index.ts';

/** Long documents of one kind that go out at once. */
const most = 8;

/** Who is reading a long document now: each address once, and no more than there are places. */
export class ReadingPlaces {
  readonly #taken = new Set<string>();
  readonly #refusal: (params: { most: number }, extras: { retryAfterSeconds: number }) => Problem;

  constructor(refusal: (params: { most: number }, extras: { retryAfterSeconds: number }) => Problem) {
    this.#refusal = refusal;
  }

  /** Takes the address's place; what comes back gives it up, however often it is called. @throws the refusal given */
  take(address: string): () => void {
    if (this.#taken.has(address) || this.#taken.size >= most) {
      throw this.#refusal({ most }, { retryAfterSeconds: 30 });
    }
    this.#taken.add(address);
    let held = true;
    return () => {
      if (held) this.#taken.delete(address);
      held = false;
    };
  }
}
