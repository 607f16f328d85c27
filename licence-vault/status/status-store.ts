import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import type { LicenceState } from '../licence/state.ts';
import type { StatusValue } from './status-value.ts';
import { statusValue, superseded } from './status-value.ts';
import type { StatusTables } from './tables.ts';

/** A version of a licence. */
export interface StatusHolder {
  readonly licence: string;
  readonly version: string;
}

/** Gives new versions their places in the status lists, in the transaction that stores them; they begin as valid. */
export async function giveStatusPlaces(tx: Database, versions: readonly StatusHolder[]): Promise<void> {
  const licences = versions.map(({ licence }) => licence);
  const numbers = versions.map(({ version }) => version);
  await sql`
    insert into vault.licence_status (list, position, licence, version)
    select (number >> 20)::integer + 1, vault.status_position(number), licence, version
    from (
      select nextval('vault.status_number') as number, licence, version
      from unnest(${licences}::uuid[], ${numbers}::text[]) as made (licence, version)
    ) numbered`.execute(tx.tables<StatusTables>());
}

/**
 * Brings what the lists will say of a licence up to its state, in the transaction that changes it: its present version has
 * the value of the state, the ones before are superseded. A list that says something else from now on is marked.
 */
export async function keepStatus(
  tx: Database,
  licence: StatusHolder & { readonly state: LicenceState },
): Promise<void> {
  const { version, state } = licence;
  await sql`
    with told as (
      update vault.licence_status
      set value = case when version = ${version} then ${statusValue(state)}::smallint else ${superseded}::smallint end
      where licence = ${licence.licence}
        and value <> case when version = ${version} then ${statusValue(state)}::smallint else ${superseded}::smallint end
      returning list
    )
    insert into vault.status_change (list) select distinct list from told`.execute(tx.tables<StatusTables>());
}

/** Where a version stands; undefined: it is no version of ours. */
export async function statusPlaceOf(
  database: Database,
  { licence, version }: StatusHolder,
): Promise<{ readonly list: number; readonly position: number } | undefined> {
  return database
    .tables<StatusTables>()
    .selectFrom('vault.licence_status')
    .select(['list', 'position'])
    .where('licence', '=', licence)
    .where('version', '=', version)
    .executeTakeFirst();
}

/** A list as it was published last, and whether it has to say something else since. */
export interface PublishedList {
  readonly issuedAt: Date;
  readonly jwt: string;
  readonly cwt: Buffer;
  readonly isBehind: boolean;
}

export async function findPublished(database: Database, list: number): Promise<PublishedList | undefined> {
  const row = await database
    .tables<StatusTables>()
    .selectFrom('vault.status_list')
    .select(['issued_at', 'jwt', 'cwt'])
    .select((one) =>
      one.exists(one.selectFrom('vault.status_change').select('list').where('list', '=', list)).as('is_behind'),
    )
    .where('id', '=', list)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { issuedAt: row.issued_at, jwt: row.jwt, cwt: row.cwt, isBehind: Boolean(row.is_behind) };
}

/** How many lists there are: as many as the numbers given out need. */
export async function countLists(database: Database): Promise<number> {
  const { rows } = await sql<{ lists: number }>`
    select case when is_called then (last_value >> 20)::integer + 1 else 0 end as lists from vault.status_number`.execute(
    database.tables<StatusTables>(),
  );
  return rows[0]?.lists ?? 0;
}

/** Lets one publisher at a time work on a list, until the transaction ends. */
export async function lockList(tx: Database, list: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('vault.status_list', ${list}))`.execute(
    tx.tables<StatusTables>(),
  );
}

/** Takes the marks of a list; a change that is stored after this leaves a mark of its own. @returns were there any? */
export async function takeMarks(tx: Database, list: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .tables<StatusTables>()
    .deleteFrom('vault.status_change')
    .where('list', '=', list)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** The list as it was compressed last. */
export async function lastCompressed(tx: Database, list: number): Promise<Buffer | undefined> {
  const row = await tx
    .tables<StatusTables>()
    .selectFrom('vault.status_list')
    .select('compressed')
    .where('id', '=', list)
    .executeTakeFirst();
  return row?.compressed;
}

/** Places of a list whose value is not 0. */
export async function toldStatuses(
  tx: Database,
  list: number,
): Promise<readonly { readonly position: number; readonly value: StatusValue }[]> {
  const rows = await tx
    .tables<StatusTables>()
    .selectFrom('vault.licence_status')
    .select(['position', 'value'])
    .where('list', '=', list)
    .where('value', '<>', 0)
    .execute();
  // The table's own check has held the values to two bits.
  return rows.map(({ position, value }) => ({ position, value: value as StatusValue }));
}

export async function storeList(
  tx: Database,
  list: {
    readonly id: number;
    readonly issuedAt: Date;
    readonly compressed: Buffer;
    readonly jwt: string;
    readonly cwt: Buffer;
  },
): Promise<void> {
  const { id, issuedAt, ...rest } = list;
  const values = { issued_at: issuedAt, ...rest };
  await tx
    .tables<StatusTables>()
    .insertInto('vault.status_list')
    .values({ id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}
