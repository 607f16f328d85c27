import { dcatProblems } from './problems.ts';

/** Whole directories that go out at once. */
const most = 8;

/** Who is reading the whole directory now: each address once, and no more than there are places. */
export class ReadingPlaces {
  readonly #taken = new Set<string>();

  /** Takes the address's place; what comes back gives it up, however often it is called. @throws CATALOGUE_BUSY */
  take(address: string): () => void {
    if (this.#taken.has(address) || this.#taken.size >= most) {
      throw dcatProblems.CATALOGUE_BUSY({ most }, { retryAfterSeconds: 30 });
    }
    this.#taken.add(address);
    let held = true;
    return () => {
      if (held) this.#taken.delete(address);
      held = false;
    };
  }
}
