import { actorReference } from '../../identity/index.ts';
import { Problem, requireVersion } from '../../kernel/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import { type MatterEventName, next } from './lifecycle.ts';
import type { Matter } from './matter.ts';
import type { MatterCode } from './matter-code.ts';
import { findMatter, saveMatter } from './matter-store.ts';
import { matterProblems } from './problems.ts';

/**
 * Ends a matter or takes it into use again.
 * @param options.ifMatch when given, the version the caller has seen
 * @throws MATTER_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, STALE_VERSION, and the refusals of {@link next}
 */
export async function changeMatterState(
  options: ActingDeps & {
    code: MatterCode;
    event: MatterEventName;
    reason?: string | undefined;
    ifMatch?: string | undefined;
  },
): Promise<Matter> {
  const { actor, code, event, reason } = options;
  const at = options.clock.now();
  const { matter, change } = await options.database.transaction(async (tx) => {
    const before = await findMatter(tx, code, 'change');
    if (before === undefined) throw matterProblems.MATTER_NOT_FOUND();
    requireCatalogueAdministrator(actor, before.organisation);
    if (options.ifMatch !== undefined) requireVersion(options.ifMatch, before.version);
    const status = next(before.status, event, {
      organisationActive: options.parties.organisation(before.organisation)?.active === true,
      reasonGiven: reason !== undefined && reason.trim() !== '',
    });
    if (status instanceof Problem) throw status;
    const version = before.version + 1;
    const after: Matter = { ...before, status, version, updatedAt: at, updatedBy: actorReference(actor) };
    await saveMatter(tx, after);
    const entry: CatalogChange = { kind: 'matter', subject: code, event, version };
    await recordChange(tx, { change: entry, actor, at, reason, before, after });
    return { matter: after, change: entry };
  });
  await options.onChange?.(change);
  return matter;
}
