import { actorReference } from '../../identity/index.ts';
import { type Database, requireVersion } from '../../kernel/index.ts';
import { actsForAdministration, requireCatalogueRole } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import { codeTableProblems } from '../code-table/problems.ts';
import type { ActingDeps } from '../deps.ts';
import type { ClockLimit, ClockLimitDraft } from '../generated/schemas.ts';
import { sharingProblems } from '../sharing-problems.ts';
import type { CatalogTables, ClockLimitTable } from '../tables.ts';

/** What clocks are about, and when to remind of the end of a grant. */
export const limitKinds = [
  'unconditional',
  'conditional',
  'unlisted-supply',
  'correction',
  'objection',
  'grant-expiry',
] as const;
export type LimitKind = (typeof limitKinds)[number];

/** The region's limits, by kind. */
export async function clockLimits(database: Database): Promise<ReadonlyMap<string, ClockLimit>> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.clock_limit')
    .selectAll()
    .orderBy('kind')
    .execute();
  return new Map(rows.map((row) => [row.kind, limitOf(row)]));
}

/** One limit. A migration wrote each of {@link limitKinds}, and nothing removes one. */
export async function clockLimit(database: Database, kind: LimitKind): Promise<ClockLimit> {
  const limit = (await clockLimits(database)).get(kind);
  if (limit === undefined) throw new Error(`the limit ${kind} is not there`);
  return limit;
}

/**
 * Sets a limit for what comes from now on; clocks that run keep theirs.
 * @throws ROLE_REQUIRED, ADMINISTRATION_ONLY, CLOCK_LIMIT_UNKNOWN, PRECONDITION_REQUIRED, STALE_VERSION
 */
export async function setClockLimit(
  options: ActingDeps & { kind: string; draft: ClockLimitDraft; ifMatch: string | undefined },
): Promise<ClockLimit> {
  const { actor, kind, draft } = options;
  requireCatalogueRole(actor);
  if (!actsForAdministration(actor)) throw codeTableProblems.ADMINISTRATION_ONLY();
  const at = options.clock.now();
  const { limit, change } = await options.database.transaction(async (tx) => {
    const tables = tx.tables<CatalogTables>();
    const row = await tables
      .selectFrom('catalog.clock_limit')
      .selectAll()
      .where('kind', '=', kind)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw sharingProblems.CLOCK_LIMIT_UNKNOWN({ kinds: limitKinds.join(', ') });
    requireVersion(options.ifMatch, row.version);
    const after: ClockLimitTable = {
      ...row,
      working_days: draft.workingDays,
      reminder_days: draft.reminderDays,
      escalation_days: draft.escalationDays,
      version: row.version + 1,
      updated_at: at,
      updated_by: actorReference(actor),
    };
    await tables.updateTable('catalog.clock_limit').set(after).where('kind', '=', kind).execute();
    const entry: CatalogChange = { kind: 'clock-limit', subject: kind, event: 'set', version: after.version };
    await recordChange(tx, { change: entry, actor, at, before: limitOf(row), after: limitOf(after) });
    return { limit: limitOf(after), change: entry };
  });
  await options.onChange?.(change);
  return limit;
}

function limitOf(row: ClockLimitTable): ClockLimit {
  return {
    kind: row.kind,
    name: row.name,
    nameEn: row.name_en,
    workingDays: row.working_days,
    reminderDays: row.reminder_days,
    escalationDays: row.escalation_days,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  };
}
