import type { Database } from '../../../kernel/index.ts';

/** A try of a request with a key. */
export interface Try {
  /** Keyed digest of caller and key, as a UUID's 32 digits. */
  readonly id: string;
  /** Keyed digest of the request. */
  readonly request: Buffer;
  /** Of this try alone. */
  readonly attempt: string;
  /** May it take over from a try that has died? */
  readonly takesOver: boolean;
}

export type Beginning =
  /** The first with its key. */
  | { readonly found: 'nothing' }
  /** Taken over from a try that died; `charged` when its record may stand. */
  | { readonly found: 'dead'; readonly charged: boolean }
  | { readonly found: 'in hand' }
  | { readonly found: 'uncertain' }
  | { readonly found: 'other request' }
  | { readonly found: 'answer'; readonly sealed: Buffer };

/** Milliseconds for which a try holds its key, and for which an answer is kept. */
export interface RepetitionTimes {
  readonly heldMs: number;
  readonly keptMs: number;
}

interface Row {
  id: string;
  attempt: string;
  before: string | null;
  known: boolean;
  same: boolean;
  stage: string;
  held: boolean;
  answer: Buffer | null;
}

/**
 * Begins tries in one statement, each with an id that no other of the group has. The commit does not wait for the disk: an
 * answer leaves only after its evidence is on disk, and what was committed before that is on disk then as well.
 */
export async function beginTries(
  database: Database,
  tries: readonly Try[],
  times: RepetitionTimes,
): Promise<readonly Beginning[]> {
  const sorted = tries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const { rows } = await database.pool.query<Row>({
    name: 'begin-repetitions',
    // A row that another hub is just writing is not to be seen yet and was not written by us: it is in hand.
    text: `with unhurried as materialized (select set_config('synchronous_commit', 'off', true)), wanted as (
       select w.* from unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::boolean[]) as w(id, request, attempt, takes_over), unhurried
     ), before as materialized (
       select r.* from exchange.repeated_request r join wanted using (id) where r.expires_at > now()
     ), begun as (
       insert into exchange.repeated_request as r (id, request, attempt, held_until, expires_at)
       select id, request, attempt, now() + $5 * interval '1 ms', now() + $6 * interval '1 ms' from wanted order by id
       on conflict (id) do update set attempt = excluded.attempt, request = excluded.request, answer = null,
         stage = case when r.expires_at > now() then r.stage else 'begun' end,
         held_until = excluded.held_until, expires_at = excluded.expires_at
       where r.expires_at <= now() or (r.stage <> 'answered' and r.held_until <= now() and r.request = excluded.request
         and (select w.takes_over from wanted w where w.id = excluded.id))
       returning id, attempt
     )
     select replace(w.id::text, '-', '') as id, begun.attempt, before.id as before, before.id is not null as known,
       before.request = w.request as same, before.stage, before.held_until > now() as held, before.answer
     from wanted w left join begun using (id) left join before using (id)`,
    values: [
      sorted.map(({ id }) => id),
      sorted.map(({ request }) => request),
      sorted.map(({ attempt }) => attempt),
      sorted.map(({ takesOver }) => takesOver),
      times.heldMs,
      times.keptMs,
    ],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return tries.map(({ id }) => beginningOf(byId.get(id)));
}

function beginningOf(row: Row | undefined): Beginning {
  if (row === undefined) throw new Error('a try has no row');
  if (row.attempt !== null) {
    return row.known ? { found: 'dead', charged: row.stage === 'recording' } : { found: 'nothing' };
  }
  if (!row.known) return { found: 'in hand' };
  if (!row.same) return { found: 'other request' };
  if (row.answer !== null) return { found: 'answer', sealed: row.answer };
  return { found: row.held ? 'in hand' : 'uncertain' };
}

/** Notes that the records of these tries are about to be written, and their charges with them. */
export async function markRecording(
  database: Database,
  tries: readonly { readonly id: string; readonly attempt: string }[],
): Promise<void> {
  await database.pool.query({
    name: 'record-repetitions',
    text: `with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
     update exchange.repeated_request r set stage = 'recording'
     from unnest($1::uuid[], $2::uuid[]) as t(id, attempt), unhurried
     where r.id = t.id and r.attempt = t.attempt and r.stage = 'begun'`,
    values: [tries.map(({ id }) => id), tries.map(({ attempt }) => attempt)],
  });
}

/** Keeps the sealed answers of tries. */
export async function keepAnswers(
  database: Database,
  answers: readonly { readonly id: string; readonly attempt: string; readonly sealed: Buffer }[],
): Promise<void> {
  await database.pool.query({
    name: 'keep-repetitions',
    text: `with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
     update exchange.repeated_request r set stage = 'answered', answer = a.sealed
     from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as a(id, attempt, sealed), unhurried
     where r.id = a.id and r.attempt = a.attempt`,
    values: [answers.map(({ id }) => id), answers.map(({ attempt }) => attempt), answers.map(({ sealed }) => sealed)],
  });
}

/** Lets go of a key: nothing was done, so the next try is the first. */
export async function forgetTry(database: Database, { id, attempt }: { id: string; attempt: string }): Promise<void> {
  await database.pool.query('delete from exchange.repeated_request where id = $1 and attempt = $2', [id, attempt]);
}

/** Ends a try of which something may stand: the next one takes over at once. */
export async function endTry(database: Database, { id, attempt }: { id: string; attempt: string }): Promise<void> {
  await database.pool.query('update exchange.repeated_request set held_until = now() where id = $1 and attempt = $2', [
    id,
    attempt,
  ]);
}

/** Deletes what has expired. */
export async function clearRepetitions(database: Database): Promise<void> {
  await database.pool.query('delete from exchange.repeated_request where expires_at <= now()');
}
