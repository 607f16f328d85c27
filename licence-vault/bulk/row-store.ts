import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import type { IssueJobTables, RowState } from './tables.ts';

/** A row as it is written down: waiting, or refused because it cannot be read. */
export interface NewRow {
  readonly row: number;
  readonly sealed: Buffer;
  readonly code: string | undefined;
}

/** What became of a row. */
export interface SettledRow {
  readonly row: number;
  readonly state: Exclude<RowState, 'waiting'>;
  readonly licence: string | undefined;
  readonly identifier: string | undefined;
  readonly code: string | undefined;
  /** Of a refusal. */
  readonly sealed: Buffer | undefined;
}

/** Writes down rows of a file that is coming in. */
export async function insertRows(database: Database, job: string, rows: readonly NewRow[]): Promise<void> {
  await sql`
    insert into vault.issue_job_row (job, row, state, sealed, code)
    select ${job}::uuid, r.row, case when r.code is null then 'waiting' else 'refused' end, r.sealed, r.code
    from unnest(${rows.map(({ row }) => row)}::integer[], ${rows.map(({ sealed }) => sealed)}::bytea[],
      ${rows.map(({ code }) => code ?? null)}::text[]) as r(row, sealed, code)`.execute(tablesOf(database));
}

/** Waiting rows after one, in the order of the file. */
export async function readWaitingRows(
  database: Database,
  job: string,
  options: { readonly after: number; readonly limit: number },
): Promise<readonly { readonly row: number; readonly sealed: Buffer }[]> {
  const rows = await tablesOf(database)
    .selectFrom('vault.issue_job_row')
    .select(['row', 'sealed'])
    .where('job', '=', job)
    .where('state', '=', 'waiting')
    .where('row', '>', options.after)
    .orderBy('row')
    .limit(options.limit)
    .execute();
  return rows.flatMap(({ row, sealed }) => (sealed === null ? [] : [{ row, sealed }]));
}

/**
 * Writes down what became of rows, counts it and keeps the claim for so many milliseconds more. A row that was settled
 * meanwhile by somebody else stays as that one left it.
 */
export async function settleRows(
  tx: Database,
  job: string,
  rows: readonly SettledRow[],
  leaseMs: number,
): Promise<void> {
  const column = <K extends keyof SettledRow>(name: K) => rows.map((row) => row[name] ?? null);
  await sql`
    with settled as (
      update vault.issue_job_row one set state = r.state, licence = r.licence, identifier = r.identifier,
        code = r.code, sealed = r.sealed
      from unnest(${column('row')}::integer[], ${column('state')}::text[], ${column('licence')}::uuid[],
        ${column('identifier')}::text[], ${column('code')}::text[], ${column('sealed')}::bytea[])
        as r(row, state, licence, identifier, code, sealed)
      where one.job = ${job}::uuid and one.row = r.row and one.state = 'waiting'
      returning one.state
    )
    update vault.issue_job set
      issued = issued + (select count(*) from settled where state = 'issued'),
      repeated = repeated + (select count(*) from settled where state = 'repeated'),
      refused = refused + (select count(*) from settled where state = 'refused'),
      held_by = case when state = 'running' then null else held_by end,
      claimed_until = case when state = 'running' then now() + ${leaseMs} * interval '1 millisecond' end
    where id = ${job}::uuid`.execute(tablesOf(tx));
}

/** A row with what became of it. */
export interface ResultRow {
  readonly row: number;
  readonly state: RowState;
  readonly sealed: Buffer | null;
  readonly licence: string | null;
  readonly identifier: string | null;
}

/** Rows of a job in the order of the file, of one state if one is named; one more than `limit`. */
export function listRows(
  database: Database,
  job: string,
  options: { readonly state: RowState | undefined; readonly after: number; readonly limit: number },
): Promise<readonly ResultRow[]> {
  const { state } = options;
  return tablesOf(database)
    .selectFrom('vault.issue_job_row')
    .select(['row', 'state', 'sealed', 'licence', 'identifier'])
    .where('job', '=', job)
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'waiting'))
    .where('row', '>', options.after)
    .orderBy('row')
    .limit(options.limit + 1)
    .execute();
}

function tablesOf(database: Database) {
  return database.tables<IssueJobTables>();
}
