import { type Database, isUniqueViolation } from '../../../kernel/index.ts';

/** A nonce that is to be used once. */
export interface NonceClaim {
  /** 128 bits of the digest of system and nonce, in hexadecimal digits. */
  readonly claim: string;
  /** Seconds since 1970. */
  readonly expires: number;
}

/**
 * Claims stand in four tables that take turns, each for the signatures that expire within ten minutes. No signature lives
 * for ten minutes, so the two tables that are not in turn hold nothing that still counts, and are emptied whole.
 */
const turnSeconds = 600;
const turns = 4;

/**
 * Stores claims in one statement. One result each: false for one that stood there already. The commit does not wait for
 * the disk: an answer leaves only after its evidence is on disk, and what was committed before that is on disk then as
 * well. A crash can so forget the nonce of a request that was never answered, and of no other.
 *
 * It is taken for granted that all are new, which costs a third less than asking of each; where one is not, the
 * statement changes nothing, and the next one asks.
 */
export async function storeClaims(database: Database, claims: readonly NonceClaim[]): Promise<readonly boolean[]> {
  const values = claimParameters(claims);
  try {
    await database.pool.query({ name: 'request-nonces', text: insertClaims, values });
    return claims.map(() => true);
  } catch (error) {
    if (!isClaimTaken(error)) throw error;
  }
  const { rows } = await database.pool.query<{ claim: string }>({
    name: 'request-nonces-known',
    text: `${insertClaims} on conflict do nothing returning replace(claim::text, '-', '') as claim`,
    values,
  });
  const stored = new Set(rows.map(({ claim }) => claim));
  return claims.map(({ claim }) => stored.delete(claim));
}

/** What a statement is given to insert claims: turns and claims, as arrays. */
export function claimParameters(claims: readonly NonceClaim[]): [turns: string, claims: string] {
  // Hubs that claim the same nonces at the same time wait for each other in the same order.
  const sorted = claims.length < 2 ? claims : claims.toSorted((a, b) => (a.claim < b.claim ? -1 : 1));
  return [
    `{${sorted.map(({ expires }) => Math.floor(expires / turnSeconds) % turns).join(',')}}`,
    `{${sorted.map(({ claim }) => claim).join(',')}}`,
  ];
}

/** Did a statement fail because one of the claims in it stood there already? It changed nothing then. */
export function isClaimTaken(error: unknown): boolean {
  return (
    isUniqueViolation(error) &&
    'table' in error &&
    typeof error.table === 'string' &&
    error.table.startsWith(tableOfClaims)
  );
}

const tableOfClaims = 'request_nonce';

const insertClaims = `with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
  insert into exchange.request_nonce (turn, claim)
  select c.turn, c.claim from unnest($1::smallint[], $2::uuid[]) as c(turn, claim), unhurried`;

/**
 * Empties the table that was in turn twenty minutes ago, by the clock of the database, which is one for all hubs: a hub
 * whose clock jumps forgets nothing that another still needs.
 */
export async function clearOldClaims(database: Database): Promise<void> {
  const { rows } = await database.pool.query<{ turn: number }>(
    `select ((floor(extract(epoch from now()) / ${turnSeconds})::bigint + 2) % ${turns})::int as turn`,
  );
  const turn = Number(rows[0]?.turn);
  const table = `exchange.request_nonce_${turn}`;
  const { rows: some } = await database.pool.query(`select 1 from ${table} limit 1`);
  if (some.length > 0) await database.pool.query(`truncate ${table}`);
}
