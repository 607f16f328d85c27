import type { OfficerActor } from '../../../identity/index.ts';
import { actorReference } from '../../../identity/index.ts';
import type { Clock, Database, Random } from '../../../kernel/index.ts';
import { after } from '../../../kernel/index.ts';
import type { OpenLog } from '../evidence-log.ts';
import { evidenceProblems } from '../problems.ts';

interface SealTables {
  'exchange.usage_seal': {
    id: string;
    organisation: string;
    matter: string;
    case_number: string | null;
    until: Date;
    basis: string;
    by: string;
    at: Date;
  };
}

/** A seal on uses (密封): until its date they are not shown to the holder. */
export interface UseSeal {
  readonly id: string;
  readonly organisation: string;
  readonly matter: string;
  /** Undefined: every case of the matter. */
  readonly case: string | undefined;
  readonly until: Date;
  readonly basis: string;
  readonly by: string;
  readonly at: Date;
}

/** Two years: no investigation keeps a use from its holder for longer without a decision anew. */
const longestSealMs = 730 * 86_400_000;

/**
 * Puts uses under seal. The act is in the log itself, and so is its basis; the uses were recorded like all others and are shown
 * when the date has come, without anybody doing anything.
 * @throws SEAL_TOO_LONG
 */
export async function sealUses(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Pick<OpenLog, 'appendWithin'>;
  readonly actor: OfficerActor;
  readonly seal: Pick<UseSeal, 'organisation' | 'matter' | 'case' | 'until' | 'basis'>;
}): Promise<UseSeal> {
  const { database, log, actor, seal } = options;
  const at = options.clock.now();
  const latest = after(at, longestSealMs);
  if (seal.until > latest) throw evidenceProblems.SEAL_TOO_LONG({ latest: latest.toISOString() });
  const by = actorReference(actor);
  const row = { ...seal, id: options.random.uuid(), by, at };
  await database.transaction(async (tx) => {
    const { case: caseNumber, ...rest } = row;
    await tx
      .tables<SealTables>()
      .insertInto('exchange.usage_seal')
      .values({ ...rest, case_number: caseNumber ?? null })
      .execute();
    await log.appendWithin(tx, {
      event: 'uses-sealed',
      outcome: 'answered',
      actor: by,
      organisation: seal.organisation,
      matter: seal.matter,
      caseNumber: seal.case,
      facts: { basis: seal.basis, seal: row.id, until: seal.until.toISOString() },
    });
  });
  return row;
}

/** Seals that are in force now, the first to end first. */
export async function sealsInForce(database: Database, now: Date): Promise<readonly UseSeal[]> {
  const rows = await database
    .tables<SealTables>()
    .selectFrom('exchange.usage_seal')
    .selectAll()
    .where('until', '>', now)
    .orderBy('until')
    .execute();
  return rows.map(({ case_number, ...row }) => ({ ...row, case: case_number ?? undefined }));
}

/** Is a use under one of the seals? */
export function isSealed(
  seals: readonly UseSeal[],
  use: {
    readonly organisation?: string | undefined;
    readonly matter?: string | undefined;
    readonly case?: string | undefined;
  },
): boolean {
  return seals.some(
    (seal) =>
      seal.organisation === use.organisation &&
      seal.matter === use.matter &&
      (seal.case === undefined || seal.case === use.case),
  );
}
