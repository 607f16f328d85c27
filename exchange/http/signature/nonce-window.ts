/**
 * Which nonces this hub has seen lately, in memory. Two generations are kept and the older dropped whole, so that
 * forgetting costs nothing: what was added is known for at least `lifeMs`, and for twice that at most.
 */
export class NonceWindow {
  readonly #lifeMs: number;
  #current = new ClaimSet();
  #previous = new ClaimSet();
  #since = 0;

  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs;
  }

  /**
   * Notes a nonce.
   * @param claim what stands for it, 32 hexadecimal digits of a digest
   * @returns false when it is known already
   */
  add(claim: string, now: Date): boolean {
    this.#turn(now.getTime());
    const words = wordsOf(claim);
    if (this.#previous.has(words)) return false;
    return this.#current.add(words);
  }

  #turn(now: number): void {
    const age = now - this.#since;
    // A clock that was set back turns nothing, so that nothing is forgotten too early.
    if (age < this.#lifeMs) return;
    this.#previous = age < 2 * this.#lifeMs ? this.#current : new ClaimSet();
    this.#current = new ClaimSet();
    this.#since = now;
  }
}

type Words = readonly [number, number, number, number];

/** The last word is never zero, so an empty place cannot be taken for a claim. */
function wordsOf(claim: string): Words {
  const word = (at: number) => Number.parseInt(claim.slice(at, at + 8), 16);
  return [word(0), word(8), word(16), (word(24) | 1) >>> 0];
}

/** Places of one table, a power of two, and how many of them may be taken. */
const places = 1 << 16;
const mostTaken = Math.floor(places * 0.7);

/**
 * A set of 128-bit digests outside the garbage collector's sight: a hub at its peak remembers hundreds of thousands, and as
 * strings they would be marked again and again, and moved all at once whenever the set grows. It grows by a table instead.
 */
class ClaimSet {
  readonly #tables: Uint32Array[] = [];
  #taken = mostTaken;

  has(words: Words): boolean {
    return this.#tables.some((table) => isAt(table, placeOf(table, words)));
  }

  /** @returns false when it is in the set already */
  add(words: Words): boolean {
    if (this.has(words)) return false;
    if (this.#taken >= mostTaken) {
      this.#tables.push(new Uint32Array(places * 4));
      this.#taken = 0;
    }
    const table = this.#tables.at(-1);
    if (table === undefined) throw new Error('a set without a table');
    table.set(words, placeOf(table, words) * 4);
    this.#taken += 1;
    return true;
  }
}

/** The place of a digest, or the free one where it would go. There is always one that is free. */
function placeOf(table: Uint32Array, [first, second, third, fourth]: Words): number {
  let place = first & (places - 1);
  for (;;) {
    const at = place * 4;
    if (!isAt(table, place)) return place;
    if (table[at] === first && table[at + 1] === second && table[at + 2] === third && table[at + 3] === fourth)
      return place;
    place = (place + 1) & (places - 1);
  }
}

/** Is a place taken? */
function isAt(table: Uint32Array, place: number): boolean {
  return table[place * 4 + 3] !== 0;
}
