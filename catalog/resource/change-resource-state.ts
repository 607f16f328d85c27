import { actorReference } from '../../identity/index.ts';
import { Problem, requireVersion } from '../../kernel/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { dateInBeijing } from '../beijing.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import { grantsInForce } from '../grant/grant-store.ts';
import { next, type ResourceEventName } from './lifecycle.ts';
import type { Resource } from './resource.ts';
import type { ResourceId } from './resource-id.ts';
import { findResource, saveResource } from './resource-store.ts';
import { requireVisible } from './visibility.ts';

/**
 * Publishes, suspends, resumes or withdraws a resource. The first publication sets the publication date.
 * @param options.ifMatch when given, the version the caller has seen
 * @throws RESOURCE_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, STALE_VERSION, and the refusals of {@link next}
 */
export async function changeResourceState(
  options: ActingDeps & {
    id: ResourceId;
    event: ResourceEventName;
    reason?: string | undefined;
    ifMatch?: string | undefined;
  },
): Promise<Resource> {
  const { actor, id, event, reason } = options;
  const at = options.clock.now();
  const { resource, change } = await options.database.transaction(async (tx) => {
    const before = requireVisible(actor, await findResource(tx, id, 'change'));
    requireCatalogueAdministrator(actor, before.provider);
    if (options.ifMatch !== undefined) requireVersion(options.ifMatch, before.version);
    const status = next(before.status, event, {
      providerActive: options.parties.organisation(before.provider)?.active === true,
      grantsInForce: (await grantsInForce(tx, id, at)).length,
      reasonGiven: reason !== undefined && reason.trim() !== '',
    });
    if (status instanceof Problem) throw status;
    const after: Resource = {
      ...before,
      status,
      publicationDate: before.publicationDate ?? (status === 'published' ? dateInBeijing(at) : undefined),
      version: before.version + 1,
      updatedAt: at,
      updatedBy: actorReference(actor),
    };
    await saveResource(tx, after);
    const entry: CatalogChange = { kind: 'resource', subject: id, event, version: after.version };
    await recordChange(tx, { change: entry, actor, at, reason, before, after });
    return { resource: after, change: entry };
  });
  await options.onChange?.(change);
  return resource;
}
