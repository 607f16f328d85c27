import { actorReference } from '../../identity/index.ts';
import { Problem, requireVersion } from '../../kernel/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import type { Grant } from './grant.ts';
import type { GrantId } from './grant-id.ts';
import { findGrant, saveGrant } from './grant-store.ts';
import { type GrantEventName, next } from './lifecycle.ts';
import { requireVisibleGrant } from './visibility.ts';

/**
 * Suspends, resumes or revokes a grant.
 * @param options.ifMatch when given, the version the caller has seen
 * @throws GRANT_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, STALE_VERSION, and the refusals of {@link next}
 */
export async function changeGrantState(
  options: ActingDeps & {
    id: GrantId;
    event: GrantEventName;
    reason?: string | undefined;
    ifMatch?: string | undefined;
  },
): Promise<Grant> {
  const { actor, id, event, reason } = options;
  const at = options.clock.now();
  const { grant, change } = await options.database.transaction(async (tx) => {
    const before = requireVisibleGrant(actor, await findGrant(tx, id, 'change'));
    requireCatalogueAdministrator(actor, before.provider);
    if (options.ifMatch !== undefined) requireVersion(options.ifMatch, before.version);
    const status = next(before.status, event, {
      over: before.validUntil <= at,
      reasonGiven: reason !== undefined && reason.trim() !== '',
    });
    if (status instanceof Problem) throw status;
    const version = before.version + 1;
    const after: Grant = { ...before, status, version, updatedAt: at, updatedBy: actorReference(actor) };
    await saveGrant(tx, after);
    const entry: CatalogChange = { kind: 'grant', subject: id, event, version };
    await recordChange(tx, { change: entry, actor, at, reason, before, after });
    return { grant: after, change: entry };
  });
  await options.onChange?.(change);
  return grant;
}
