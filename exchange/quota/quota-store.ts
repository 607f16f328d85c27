import type { Database } from '../../kernel/index.ts';

/** What is counted: a grant as a whole, or one matter of it, each by day. */
export interface Account {
  readonly grant: string;
  /** Empty for the grant as a whole. */
  readonly matter: string;
  /** Queries a day, at most. */
  readonly limit: number;
}

/** What one hub asks of one account at a time: something back, something more, or both. */
export interface LeaseAsk extends Account {
  /** Id of the lease that the hub holds; undefined for none. */
  readonly lease: string | undefined;
  /** Queries that wait for it now. */
  readonly need: number;
  /** Queries expected soon. */
  readonly want: number;
  /** Queries of the lease that are not needed after all. */
  readonly back: number;
}

export interface LeaseReply {
  /** The lease that now holds what was granted; another than before when that one was over. */
  readonly lease: string | undefined;
  readonly granted: number;
  /** Left of the day after this, in nobody's hands. */
  readonly free: number;
  /** Handed out to other hubs and not spent there yet. */
  readonly elsewhere: number;
  /** The day it is of, in Beijing. */
  readonly day: string;
  readonly untilMidnightMs: number;
}

/** The hub, and the clocks that a lease is judged by. */
export interface LeaseTerms {
  readonly database: Database;
  /** This process of a hub: a UUID of its own at each start. */
  readonly hub: string;
  readonly hubMoment: Date;
  /** In the place of the database's clock. */
  readonly databaseMoment: Date | undefined;
  /** Milliseconds by which the two clocks may differ. */
  readonly toleranceMs: number;
  /** Milliseconds after which others may take back what is unspent. */
  readonly lifeMs: number;
}

/** Gives back and takes in one statement, one reply an item. @throws an error with the SQLSTATE {@link clocksDiffer} */
export async function leaseTogether(terms: LeaseTerms, asks: readonly LeaseAsk[]): Promise<readonly LeaseReply[]> {
  const { rows } = await terms.database.pool.query<{
    place: number;
    lease: string | null;
    granted: number;
    free: number;
    elsewhere: string;
    counted: string;
    until_midnight: number;
  }>(
    `select place, lease, granted, free, elsewhere, counted::text, until_midnight
     from exchange.lease_quota($1, $2, $3, $4::double precision * interval '1 ms', $5::double precision * interval '1 ms', $6)`,
    [
      terms.hub,
      terms.databaseMoment ?? null,
      terms.hubMoment,
      terms.toleranceMs,
      terms.lifeMs,
      JSON.stringify(asks.map((ask) => ({ ...ask, lease: ask.lease ?? null }))),
    ],
  );
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return asks.map((_, place) => {
    const row = byPlace.get(place);
    if (row === undefined) throw new Error('an account was not answered for');
    return {
      lease: row.lease ?? undefined,
      granted: row.granted,
      free: row.free,
      elsewhere: Number(row.elsewhere),
      day: row.counted,
      untilMidnightMs: row.until_midnight * 1000,
    };
  });
}

/** SQLSTATE: the clocks of hub and database differ by more than is allowed. */
export const clocksDiffer = 'HQ002';
/** SQLSTATE of {@link spendStatement}: a lease has run out and was taken back meanwhile. */
export const leaseRanOut = 'HQ001';

/** How a group of answers spends its leases: each lease and how many of the group are on it. */
export interface Spending {
  readonly leases: readonly string[];
  readonly counts: readonly number[];
}

/**
 * Adds up what a group of answers is charged to. Whoever writes their evidence calls
 * `exchange.spend_quota(leases uuid[], counts bigint[])` in the same transaction: answered and charged are one commit, so
 * a crash leaves neither an answer that was not charged nor a charge without its answer.
 */
export function spendingOf(charges: Iterable<readonly string[]>): Spending {
  const counts = new Map<string, number>();
  for (const leases of charges) for (const lease of leases) counts.set(lease, (counts.get(lease) ?? 0) + 1);
  return { leases: [...counts.keys()], counts: [...counts.values()] };
}

/** Settles leases of days gone by that a crashed hub left behind: what was not spent on them was not used. */
export async function settleOldLeases(options: {
  database: Database;
  databaseMoment: Date | undefined;
}): Promise<void> {
  await options.database.pool.query(
    `with gone as (
       delete from exchange.quota_lease
       where day < (select day from exchange.quota_day) and reclaimable_at < coalesce($1::timestamptz, clock_timestamp())
       returning grant_id, matter, day, size - spent as unspent
     )
     update exchange.quota_account a set leased = a.leased - g.unspent
     from (select grant_id, matter, day, sum(unspent) as unspent from gone group by 1, 2, 3) g
     where a.grant_id = g.grant_id and a.matter = g.matter and a.day = g.day`,
    [options.databaseMoment ?? null],
  );
}

/** A day's account as the whole exchange sees it. */
export interface AccountState {
  readonly matter: string;
  /** Queries answered. */
  readonly used: number;
  /** Handed out to hubs, not used so far. */
  readonly reserved: number;
}

/** Reads a grant's accounts of the current day, and when that ends. */
export async function readAccounts(options: {
  database: Database;
  grant: string;
  databaseMoment: Date | undefined;
}): Promise<{ readonly day: string; readonly untilMidnightMs: number; readonly accounts: readonly AccountState[] }> {
  const { rows } = await options.database.pool.query<{
    day: string;
    until_midnight: number;
    matter: string | null;
    leased: number;
    unspent: string;
  }>(
    `with moment as (select coalesce($2::timestamptz, clock_timestamp()) as at),
     today as (
       select at, greatest(((at at time zone 'UTC') + interval '8 hours')::date, (select day from exchange.quota_day)) as day from moment
     )
     select today.day::text, a.matter, a.leased,
       extract(epoch from ((today.day + 1)::timestamp - interval '8 hours') at time zone 'UTC' - today.at)::double precision as until_midnight,
       coalesce((select sum(l.size - l.spent) from exchange.quota_lease l
         where l.grant_id = a.grant_id and l.matter = a.matter and l.day = a.day), 0) as unspent
     from today left join exchange.quota_account a on a.grant_id = $1 and a.day = today.day`,
    [options.grant, options.databaseMoment ?? null],
  );
  const accounts = rows.flatMap(({ matter, leased, unspent }) =>
    matter === null ? [] : [{ matter, used: leased - Number(unspent), reserved: Number(unspent) }],
  );
  const [first] = rows;
  return { day: first?.day ?? '', untilMidnightMs: (first?.until_midnight ?? 0) * 1000, accounts };
}
