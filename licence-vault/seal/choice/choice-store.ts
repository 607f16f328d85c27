import { sql } from 'kysely';
import type { Database } from '../../../kernel/index.ts';
import type { SealTables } from '../registry/tables.ts';

/** In the place of an organisation: the county's one approval seal, for all who have none of their own. */
export const everyOrganisation = '*';

/** Which seal licences bear: those of an organisation and type, of all types (`type` undefined), of all organisations (`*`). */
export interface SealChoice {
  readonly organisation: string;
  /** Code of the licence type. */
  readonly type: string | undefined;
  /** Undefined: there is no choice any more. */
  readonly seal: string | undefined;
  /** `officer:…`. */
  readonly chosenBy: string;
  readonly chosenAt: Date;
  readonly revision: number;
}

/** What holds at present, by organisation and type; of one organisation, or of all. Choices that were taken back are left out. */
export async function listChoices(
  database: Database,
  organisation: string | undefined,
): Promise<readonly SealChoice[]> {
  const rows = await database
    .tables<SealTables>()
    .selectFrom('vault.seal_choice')
    .distinctOn(['organisation', 'type'])
    .selectAll()
    .$if(organisation !== undefined, (query) => query.where('organisation', '=', organisation ?? ''))
    .orderBy('organisation')
    .orderBy('type')
    .orderBy('revision', 'desc')
    .execute();
  return rows.map(choiceOf).filter(({ seal }) => seal !== undefined);
}

/** The last word on an organisation and type; held to the end of the transaction, as is its absence. */
export async function lockChoice(
  tx: Database,
  { organisation, type }: Pick<SealChoice, 'organisation' | 'type'>,
): Promise<SealChoice | undefined> {
  const name = `seal-choice/${organisation}/${type ?? ''}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx.tables<SealTables>());
  const row = await tx
    .tables<SealTables>()
    .selectFrom('vault.seal_choice')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('type', type === undefined ? 'is' : '=', type ?? null)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : choiceOf(row);
}

/**
 * Is one of these files, by their digests, a seal of the organisation's own, or one that was ever chosen for what it issues? What
 * was sealed with a seal that was stopped since stays sealed.
 */
export async function isSealFor(
  database: Database,
  { digests, organisation }: { readonly digests: readonly Buffer[]; readonly organisation: string },
): Promise<boolean> {
  if (digests.length === 0) return false;
  const row = await database
    .tables<SealTables>()
    .selectFrom('vault.seal as s')
    .select('s.id')
    .where('s.file_digest', 'in', [...digests])
    .where((where) =>
      where.or([
        where('s.organisation', '=', organisation),
        where.exists(
          where
            .selectFrom('vault.seal_choice as c')
            .select('c.seal')
            .whereRef('c.seal', '=', 's.id')
            .where('c.organisation', 'in', [organisation, everyOrganisation]),
        ),
      ]),
    )
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertChoice(tx: Database, choice: SealChoice): Promise<void> {
  await tx
    .tables<SealTables>()
    .insertInto('vault.seal_choice')
    .values({
      organisation: choice.organisation,
      type: choice.type ?? null,
      revision: choice.revision,
      seal: choice.seal ?? null,
      chosen_by: choice.chosenBy,
      chosen_at: choice.chosenAt,
    })
    .execute();
}

function choiceOf(row: SealTables['vault.seal_choice']): SealChoice {
  return {
    organisation: row.organisation,
    type: row.type ?? undefined,
    seal: row.seal ?? undefined,
    chosenBy: row.chosen_by,
    chosenAt: row.chosen_at,
    revision: row.revision,
  };
}
