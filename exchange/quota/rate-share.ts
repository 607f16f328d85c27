import type { Database } from '../../kernel/index.ts';

/** Milliseconds for which a share counts here; others may have it back after `storedLifeMs`. */
const shareLifeMs = 6_000;
const storedLifeMs = 8_000;
/** Milliseconds after which a share that is in use is asked for again. */
const renewAfterMs = 1_000;

export interface RateAsk {
  readonly grant: string;
  /** Queries a second over all hubs. */
  readonly limit: number;
  /** Queries a second that were asked for here of late. */
  readonly demand: number;
}

/** Takes or renews shares of rates in one statement. @returns queries a second for this hub, one an item */
export async function shareTogether(
  options: { database: Database; hub: string; databaseMoment: Date | undefined },
  asks: readonly RateAsk[],
): Promise<readonly number[]> {
  const { rows } = await options.database.pool.query<{ place: number; share: number }>(
    `select place, share from exchange.share_rate($1, $2, $3::double precision * interval '1 ms', $4)`,
    [options.hub, options.databaseMoment ?? null, storedLifeMs, JSON.stringify(asks)],
  );
  const byPlace = new Map(rows.map(({ place, share }) => [place, share]));
  return asks.map((_, place) => byPlace.get(place) ?? 0);
}

/**
 * This hub's share of a rate: a bucket that fills at the share and holds one second's worth, at least one query. The
 * shares of all hubs never add up to more than the limit, so over any t seconds the hubs together let through at most
 * limit × (t + 1) queries, and one more for each hub that came newly in that time.
 */
export class RateShare {
  #share = 0;
  #tokens = 1;
  #filledAt: number | undefined;
  #usableUntil = 0;
  #renewAt = 0;
  #asked = 0;
  #askedSince: number | undefined;

  /** One more query asks. True when it may pass; undefined when there is no share in force to judge it by. */
  take(now: number): boolean | undefined {
    this.#asked += 1;
    if (now >= this.#usableUntil) return undefined;
    const elapsed = now - (this.#filledAt ?? now);
    this.#filledAt = now;
    this.#tokens = Math.min(Math.max(1, this.#share), this.#tokens + (elapsed / 1000) * this.#share);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** It was not used after all. */
  giveBack(): void {
    this.#tokens += 1;
  }

  get remaining(): number {
    return this.#tokens;
  }

  /** Milliseconds until one more may pass, at the present share. */
  get nextMs(): number {
    return this.#share === 0 ? renewAfterMs : Math.max(0, ((1 - this.#tokens) / this.#share) * 1000);
  }

  needsRenewal(now: number): boolean {
    return now >= this.#renewAt;
  }

  isForgotten(now: number): boolean {
    return now >= this.#usableUntil + storedLifeMs;
  }

  /** Queries a second that asked since the last time. */
  demand(now: number): number {
    const seconds = Math.max(renewAfterMs, now - (this.#askedSince ?? now - renewAfterMs)) / 1000;
    const demand = this.#asked / seconds;
    this.#asked = 0;
    this.#askedSince = now;
    return demand;
  }

  /** @param askedAt reading of the clock before the question left */
  set(share: number, askedAt: number): void {
    this.#share = share;
    this.#usableUntil = askedAt + shareLifeMs;
    this.#renewAt = askedAt + renewAfterMs;
  }
}
