import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import { every, type HolderVaultTables } from './tables.ts';

/** A holder's consent (同意): an organisation may use a type for a matter, for one case, until a moment. */
export interface Consent {
  readonly id: string;
  readonly organisation: string;
  readonly matter: string;
  /** Code of the licence type. */
  readonly type: string;
  /** Keyed hash of the case; undefined: the first case that uses it. */
  readonly caseHash: Buffer | undefined;
  readonly givenAt: Date;
  readonly until: Date;
  readonly firstUsedAt: Date | undefined;
}

/** For what a consent is looked for. */
export interface WantedConsent {
  readonly holderIndex: Buffer;
  readonly organisation: string;
  readonly matter: string;
  readonly type: string;
  readonly caseHash: Buffer;
  readonly now: Date;
}

/** Is there a consent that could be used? */
export async function hasConsent(database: Database, wanted: WantedConsent): Promise<boolean> {
  return (await usable(database, wanted).executeTakeFirst()) !== undefined;
}

/**
 * Uses a consent for a case, which it belongs to from then on: of two cases at once one gets it. The row is held while it is
 * chosen, so one that is withdrawn meanwhile is not used.
 * @returns its id
 */
export async function claimConsent(database: Database, wanted: WantedConsent): Promise<string | undefined> {
  const row = await database
    .tables<HolderVaultTables>()
    .updateTable('vault.consent')
    .set({ case_hash: wanted.caseHash, first_used_at: sql<Date>`coalesce(first_used_at, ${wanted.now})` })
    .where('holder_index', '=', wanted.holderIndex)
    .where('id', '=', usable(database, wanted).forUpdate())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function insertConsent(tx: Database, holderIndex: Buffer, consent: Consent): Promise<void> {
  await tx
    .tables<HolderVaultTables>()
    .insertInto('vault.consent')
    .values({
      holder_index: holderIndex,
      id: consent.id,
      organisation: consent.organisation,
      matter: consent.matter,
      type: consent.type,
      case_hash: consent.caseHash ?? null,
      given_at: consent.givenAt,
      until: consent.until,
      first_used_at: null,
      withdrawn_at: null,
    })
    .execute();
}

/** A holder's consents that count, the latest first. */
export async function consentsOf(database: Database, holderIndex: Buffer, now: Date): Promise<readonly Consent[]> {
  const rows = await database
    .tables<HolderVaultTables>()
    .selectFrom('vault.consent')
    .selectAll()
    .where('holder_index', '=', holderIndex)
    .where('withdrawn_at', 'is', null)
    .where('until', '>', now)
    .orderBy('given_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(consentOf);
}

/** Withdraws one. @returns it; undefined: the holder has none of this id that counts */
export async function withdraw(tx: Database, holderIndex: Buffer, id: string, now: Date): Promise<Consent | undefined> {
  const row = await withdrawing(tx, holderIndex, now).where('id', '=', id).returningAll().executeTakeFirst();
  return row === undefined ? undefined : consentOf(row);
}

/** Withdraws those that a stop covers. @returns how many */
export async function withdrawStopped(
  tx: Database,
  holderIndex: Buffer,
  stop: { readonly organisation: string; readonly type: string },
  now: Date,
): Promise<number> {
  let update = withdrawing(tx, holderIndex, now);
  if (stop.organisation !== every) update = update.where('organisation', '=', stop.organisation);
  if (stop.type !== every) update = update.where('type', '=', stop.type);
  return Number((await update.executeTakeFirst()).numUpdatedRows);
}

function withdrawing(tx: Database, holderIndex: Buffer, now: Date) {
  return tx
    .tables<HolderVaultTables>()
    .updateTable('vault.consent')
    .set({ withdrawn_at: now })
    .where('holder_index', '=', holderIndex)
    .where('withdrawn_at', 'is', null)
    .where('until', '>', now);
}

/** The consent that fits best: one that belongs to this case already, before one that is still free. */
function usable(database: Database, wanted: WantedConsent) {
  return database
    .tables<HolderVaultTables>()
    .selectFrom('vault.consent')
    .select('id')
    .where('holder_index', '=', wanted.holderIndex)
    .where('organisation', '=', wanted.organisation)
    .where('matter', '=', wanted.matter)
    .where('type', '=', wanted.type)
    .where((e) => e.or([e('case_hash', 'is', null), e('case_hash', '=', wanted.caseHash)]))
    .where('withdrawn_at', 'is', null)
    .where('until', '>', wanted.now)
    .orderBy('case_hash', (order) => order.asc().nullsLast())
    .orderBy('given_at')
    .limit(1);
}

function consentOf(row: HolderVaultTables['vault.consent']): Consent {
  return {
    id: row.id,
    organisation: row.organisation,
    matter: row.matter,
    type: row.type,
    caseHash: row.case_hash ?? undefined,
    givenAt: row.given_at,
    until: row.until,
    firstUsedAt: row.first_used_at ?? undefined,
  };
}
