import { type Actor, actorReference } from '../../identity/index.ts';
import { Problem, requireVersion } from '../../kernel/index.ts';
import { actsForAdministration, requireCatalogueAdministrator } from '../access.ts';
import { dateInBeijing } from '../beijing.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import { insertEdition } from '../edition/edition-store.ts';
import { grantsInForce } from '../grant/grant-store.ts';
import { deleteRevision } from '../revision/revision-store.ts';
import { breachesOf } from './check-resource.ts';
import { next, type ResourceEventName, type ResourceStatus } from './lifecycle.ts';
import type { Resource } from './resource.ts';
import type { ResourceId } from './resource-id.ts';
import { findResource, saveResource } from './resource-store.ts';
import { faultsOf } from './rules.ts';
import { requireVisible } from './visibility.ts';

/**
 * Takes a resource through its life: submits, recalls, approves, returns, publishes, suspends, resumes, withdraws, archives.
 * The first publication sets the publication date and makes the first edition; a withdrawal drops a revision under way.
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
  const by = actorReference(actor);
  const { resource, change } = await options.database.transaction(async (tx) => {
    const before = requireVisible(actor, await findResource(tx, id, 'change'));
    requireCatalogueAdministrator(actor, before.provider);
    if (options.ifMatch !== undefined) requireVersion(options.ifMatch, before.version);
    const status = next(before.status, event, {
      providerActive: options.parties.organisation(before.provider)?.active === true,
      grantsInForce: (await grantsInForce(tx, id, at)).length,
      reasonGiven: reason !== undefined && reason.trim() !== '',
      byAdministration: actsForAdministration(actor),
      ownSubmission: before.submittedBy === by,
      held: before.held,
      fault: onward.has(event) ? faultsOf(await breachesOf(tx, before))[0] : undefined,
    });
    if (status instanceof Problem) throw status;
    const after = {
      ...afterEvent(before, { event, status, actor, at }),
      version: before.version + 1,
      updatedAt: at,
      updatedBy: by,
    };
    await saveResource(tx, after);
    if (after.edition > before.edition) await insertEdition(tx, after, { at, by, breaking: false });
    if (status === 'withdrawn') await deleteRevision(tx, id);
    const entry: CatalogChange = { kind: 'resource', subject: id, event, version: after.version };
    await recordChange(tx, { change: entry, actor, at, reason, before, after });
    return { resource: after, change: entry };
  });
  await options.onChange?.(change);
  return resource;
}

/** Events before which the record is checked once more: code tables and neighbours change under it. */
const onward: ReadonlySet<ResourceEventName> = new Set(['submit', 'approve', 'publish']);

function afterEvent(
  before: Resource,
  { event, status, actor, at }: { event: ResourceEventName; status: ResourceStatus; actor: Actor; at: Date },
): Resource {
  if (event === 'submit') return { ...before, status, submittedBy: actorReference(actor) };
  if (status === 'draft') return { ...before, status, submittedBy: undefined };
  if (event === 'suspend') return { ...before, status, held: actsForAdministration(actor) };
  if (event === 'resume') return { ...before, status, held: false };
  if (event !== 'publish') return { ...before, status };
  return {
    ...before,
    status,
    edition: before.edition + 1,
    publicationDate: before.publicationDate ?? dateInBeijing(at),
  };
}
