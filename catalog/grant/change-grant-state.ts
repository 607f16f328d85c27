import { actorReference } from '../../identity/index.ts';
import { type Database, Problem, requireVersion } from '../../kernel/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import { findMatters } from '../matter/matter-store.ts';
import { findResource } from '../resource/resource-store.ts';
import type { Grant } from './grant.ts';
import type { GrantId } from './grant-id.ts';
import { findGrant, saveGrant } from './grant-store.ts';
import { type GrantEventName, next } from './lifecycle.ts';
import { offerFindings } from './rules.ts';
import { requireVisibleGrant } from './visibility.ts';

/**
 * Suspends, resumes or revokes a grant.
 * @param options.ifMatch when given, the version the caller has seen
 * @throws GRANT_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, STALE_VERSION, the refusals of {@link next}, and to resume it the
 * first finding of `offerFindings`
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
    // What the resource no longer carries does not come back by being resumed.
    if (event === 'resume') await requireStanding(tx, before);
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

async function requireStanding(tx: Database, grant: Grant): Promise<void> {
  const resource = await findResource(tx, grant.resource, 'rely');
  const matters = [...(await findMatters(tx, grant.matters, 'rely')).values()];
  const [finding] = resource === undefined ? [] : offerFindings({ terms: grant, resource, matters });
  if (finding !== undefined) throw finding;
}
