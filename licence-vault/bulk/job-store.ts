import { sql } from 'kysely';
import { type Actor, type OrganisationId, organisationId } from '../../identity/index.ts';
import type { Clock, Database } from '../../kernel/index.ts';
import { licenceTypeCode } from '../licence-type/licence-type.ts';
import type { IssueJob, IssueJobKind, IssueJobState } from './job.ts';
import type { IssueJobTables } from './tables.ts';

/** Begins a job whose file is still coming in. */
export async function insertJob(database: Database, job: IssueJob): Promise<void> {
  await tablesOf(database)
    .insertInto('vault.issue_job')
    .values({
      id: job.id,
      kind: job.kind,
      type: job.type,
      organisation: job.organisation,
      submitter: JSON.stringify(job.submitter),
      matter: job.purpose?.matter ?? null,
      case_number: job.purpose?.case ?? null,
      state: 'loading',
      held_by: null,
      file_hash: null,
      rows: 0,
      issued: 0,
      repeated: 0,
      refused: 0,
      data_key: job.wrapped.dataKey,
      data_key_id: job.wrapped.dataKeyId,
      claimed_until: null,
      created_at: job.createdAt,
      ended_at: null,
    })
    .execute();
}

/** The file is whole: from now on the job may be taken up. */
export async function readyJob(
  database: Database,
  job: string,
  whole: { readonly fileHash: Buffer; readonly rows: number; readonly refused: number },
): Promise<void> {
  await tablesOf(database)
    .updateTable('vault.issue_job')
    .set({ state: 'waiting', file_hash: whole.fileHash, rows: whole.rows, refused: whole.refused })
    .where('id', '=', job)
    .execute();
}

/** Takes away a job of which nothing is to stay, and its rows. */
export async function deleteJob(database: Database, job: string): Promise<void> {
  await tablesOf(database).deleteFrom('vault.issue_job').where('id', '=', job).execute();
}

/** Nobody sends a file for longer. */
const longestLoadingMs = 3_600_000;
/**
 * How long what became of a file can be looked up. It names licences by the row, and reasons of refusals out of their data, so it
 * is not kept for good: licences, their history and the evidence say for good what was issued.
 */
const keptAfterEndMs = 90 * 24 * 3_600_000;
/** Rows that one statement takes away: with a job of half a million nobody waits for a lock. */
const rowsAtOnce = 20_000;

/**
 * Takes away jobs that ended ninety days ago, and those whose file never came to its end, as when a hub died over it.
 * @returns how many
 */
export async function purgeJobs(options: { database: Database; clock: Clock }): Promise<number> {
  const tables = tablesOf(options.database);
  const now = options.clock.now().getTime();
  const over = await tables
    .selectFrom('vault.issue_job')
    .select('id')
    .where((where) =>
      where.or([
        where.and([where('state', '=', 'loading'), where('created_at', '<', new Date(now - longestLoadingMs))]),
        where('ended_at', '<', new Date(now - keptAfterEndMs)),
      ]),
    )
    .execute();
  for (const { id } of over) {
    const some = () =>
      sql`
      delete from vault.issue_job_row where job = ${id}::uuid and row in (
        select row from vault.issue_job_row where job = ${id}::uuid limit ${rowsAtOnce})`.execute(tables);
    while ((await some()).numAffectedRows === BigInt(rowsAtOnce));
    await deleteJob(options.database, id);
  }
  return over.length;
}

/** A job of the same file for which there is nothing to do again: it is under way, or ended without a refusal. */
export async function findJobOfFile(
  database: Database,
  of: Pick<IssueJob, 'organisation' | 'type' | 'kind'> & { readonly fileHash: Buffer },
): Promise<IssueJob | undefined> {
  const row = await tablesOf(database)
    .selectFrom('vault.issue_job')
    .selectAll()
    .where('organisation', '=', of.organisation)
    .where('type', '=', of.type)
    .where('kind', '=', of.kind)
    .where('file_hash', '=', of.fileHash)
    .where((where) =>
      where.or([
        where('state', 'in', ['waiting', 'running']),
        where.and([where('state', '=', 'done'), where('refused', '=', 0)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : jobOf(row);
}

export async function countUnderWay(database: Database, organisation: OrganisationId): Promise<number> {
  const { count } = await tablesOf(database)
    .selectFrom('vault.issue_job')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('organisation', '=', organisation)
    .where('state', 'in', ['loading', 'waiting', 'running'])
    .executeTakeFirstOrThrow();
  return count;
}

/** A job whose file is whole. `lock` holds it to the end of the transaction. */
export async function findJob(
  database: Database,
  id: string,
  options: { readonly lock?: boolean } = {},
): Promise<IssueJob | undefined> {
  const row = await tablesOf(database)
    .selectFrom('vault.issue_job')
    .selectAll()
    .where('id', '=', id)
    .where('state', '<>', 'loading')
    .$if(options.lock === true, (query) => query.forUpdate())
    .executeTakeFirst();
  return row === undefined ? undefined : jobOf(row);
}

/** Jobs of an organisation, the latest first; one more than `limit`. */
export async function listJobs(
  database: Database,
  options: {
    readonly organisation: OrganisationId;
    readonly before: { readonly at: Date; readonly id: string } | undefined;
    readonly limit: number;
  },
): Promise<readonly IssueJob[]> {
  const { before } = options;
  const rows = await tablesOf(database)
    .selectFrom('vault.issue_job')
    .selectAll()
    .where('organisation', '=', options.organisation)
    .where('state', '<>', 'loading')
    .$if(before !== undefined, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'id'), '<', tuple(before?.at ?? new Date(0), before?.id ?? '')),
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(options.limit + 1)
    .execute();
  return rows.map(jobOf);
}

/**
 * Takes up the job that has waited longest for a turn, for so many milliseconds. One that a hub took up and did not come
 * back to in that time is there for everybody again.
 */
export async function claimJob(database: Database, leaseMs: number): Promise<IssueJob | undefined> {
  const { rows } = await sql<JobRow>`
    update vault.issue_job set state = 'running', claimed_until = now() + ${leaseMs} * interval '1 millisecond'
    where id = (
      select id from vault.issue_job
      where state in ('waiting', 'running') and (claimed_until is null or claimed_until <= now())
      order by claimed_until nulls first, created_at limit 1 for update skip locked
    ) returning *`.execute(tablesOf(database));
  return rows[0] === undefined ? undefined : jobOf(rows[0]);
}

/** Gives a job up for others to take, not before so many milliseconds. */
export async function giveUpClaim(
  database: Database,
  job: string,
  options: { readonly pauseMs: number; readonly heldBy: string | undefined },
): Promise<void> {
  await sql`
    update vault.issue_job set claimed_until = now() + ${options.pauseMs} * interval '1 millisecond',
      state = 'waiting', held_by = ${options.heldBy ?? null}
    where id = ${job}::uuid and state = 'running'`.execute(tablesOf(database));
}

/** Ends a job with every row settled. */
export async function finishJob(database: Database, job: string, at: Date): Promise<void> {
  await tablesOf(database)
    .updateTable('vault.issue_job')
    .set({ state: 'done', held_by: null, claimed_until: null, ended_at: at })
    .where('id', '=', job)
    .where('state', '=', 'running')
    .where(sql<boolean>`issued + repeated + refused = rows`)
    .execute();
}

/** Ends a job before its time: what waits is taken away, what was issued stays. */
export async function stopJob(
  database: Database,
  job: string,
  end: { readonly at: Date; readonly heldBy: string | undefined },
): Promise<void> {
  await database.transaction(async (tx) => {
    const tables = tablesOf(tx);
    await tables
      .updateTable('vault.issue_job')
      .set({ state: 'stopped', held_by: end.heldBy ?? null, claimed_until: null, ended_at: end.at })
      .where('id', '=', job)
      .where('state', 'in', ['waiting', 'running'])
      .execute();
    await tables
      .updateTable('vault.issue_job_row')
      .set({ sealed: null })
      .where('job', '=', job)
      .where('state', '=', 'waiting')
      .execute();
  });
}

function tablesOf(database: Database) {
  return database.tables<IssueJobTables>();
}

interface JobRow {
  id: string;
  kind: IssueJobKind;
  type: string;
  organisation: string;
  submitter: Actor;
  matter: string | null;
  case_number: string | null;
  state: IssueJobState;
  held_by: string | null;
  rows: number;
  issued: number;
  repeated: number;
  refused: number;
  data_key: Buffer;
  data_key_id: string;
  created_at: Date;
  ended_at: Date | null;
}

function jobOf(row: JobRow): IssueJob {
  const { matter, case_number: caseNumber } = row;
  return {
    id: row.id,
    kind: row.kind,
    type: licenceTypeCode(row.type),
    organisation: organisationId(row.organisation),
    submitter: row.submitter,
    purpose: matter === null || caseNumber === null ? undefined : { matter, case: caseNumber },
    state: row.state,
    heldBy: row.held_by ?? undefined,
    rows: row.rows,
    issued: row.issued,
    repeated: row.repeated,
    refused: row.refused,
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
    wrapped: { dataKey: row.data_key, dataKeyId: row.data_key_id },
  };
}
