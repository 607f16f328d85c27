import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import { every, type HolderVaultTables } from './tables.ts';

/** A holder's stop (停止共享): from now on an organisation, or all, get a type, or all types, by law alone. */
export interface Stop {
  readonly id: string;
  /** `*`: every organisation. */
  readonly organisation: string;
  /** Code of the licence type; `*`: every type. */
  readonly type: string;
  readonly stoppedAt: Date;
}

/** Does the stop, which is against whoever asks, cover a licence of this type? */
export function covers(stop: Pick<Stop, 'type'>, type: string): boolean {
  return stop.type === every || stop.type === type;
}

/**
 * Lets one decision of a holder come after the other until the transaction ends: else a consent that is being given would outlive
 * a stop that is being set.
 */
export async function decideInTurn(tx: Database, holderIndex: Buffer): Promise<void> {
  await sql`select pg_advisory_xact_lock(${holderIndex.readBigInt64BE().toString()}::bigint)`.execute(
    tx.tables<HolderVaultTables>(),
  );
}

/** A holder's stops that are in force against an organisation. */
export async function stopsAgainst(
  database: Database,
  { holderIndex, organisation }: { readonly holderIndex: Buffer; readonly organisation: string },
): Promise<readonly Stop[]> {
  const rows = await inForce(database, holderIndex).where('organisation', 'in', [organisation, every]).execute();
  return rows.map(stopOf);
}

/** All stops of a holder that are in force, the latest first. */
export async function stopsOf(database: Database, holderIndex: Buffer): Promise<readonly Stop[]> {
  const rows = await inForce(database, holderIndex).orderBy('stopped_at', 'desc').orderBy('id').execute();
  return rows.map(stopOf);
}

export async function insertStop(tx: Database, holderIndex: Buffer, stop: Stop): Promise<void> {
  const { id, organisation, type, stoppedAt } = stop;
  await tx
    .tables<HolderVaultTables>()
    .insertInto('vault.sharing_stop')
    .values({ holder_index: holderIndex, id, organisation, type, stopped_at: stoppedAt, lifted_at: null })
    .execute();
}

/** @returns the stop that was lifted; undefined: the holder has none of this id in force */
export async function liftStop(tx: Database, holderIndex: Buffer, id: string, now: Date): Promise<Stop | undefined> {
  const row = await tx
    .tables<HolderVaultTables>()
    .updateTable('vault.sharing_stop')
    .set({ lifted_at: now })
    .where('holder_index', '=', holderIndex)
    .where('id', '=', id)
    .where('lifted_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : stopOf(row);
}

function inForce(database: Database, holderIndex: Buffer) {
  return database
    .tables<HolderVaultTables>()
    .selectFrom('vault.sharing_stop')
    .selectAll()
    .where('holder_index', '=', holderIndex)
    .where('lifted_at', 'is', null);
}

function stopOf(row: { id: string; organisation: string; type: string; stopped_at: Date }): Stop {
  return { id: row.id, organisation: row.organisation, type: row.type, stoppedAt: row.stopped_at };
}
