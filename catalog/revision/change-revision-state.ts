import { actorReference } from '../../identity/index.ts';
import { Problem, requireVersion } from '../../kernel/index.ts';
import { actsForAdministration, requireCatalogueAdministrator } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import { grantsInForce } from '../grant/grant-store.ts';
import { breachesOf } from '../resource/check-resource.ts';
import type { Resource } from '../resource/resource.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import { findResource, saveResource } from '../resource/resource-store.ts';
import { faultsOf } from '../resource/rules.ts';
import { requireVisible } from '../resource/visibility.ts';
import { defaultGraceDays, effectiveFrom } from './grace.ts';
import { revisionProblems } from './problems.ts';
import { nextRevision, type RevisionEventName } from './revision-lifecycle.ts';
import { deleteRevision, findRevision, type Revision, saveRevision } from './revision-store.ts';
import { takeEffect } from './take-effect.ts';

/** What becomes of a revision: it is still under way, or gone, because it is in force or was discarded. */
export interface RevisionOutcome {
  readonly resource: Resource;
  readonly revision: Revision | undefined;
}

/**
 * Takes a revision on its way: submits, recalls, approves, returns, publishes or discards it. Published, it takes effect
 * when the grace period allows; where none is due, at once.
 * @param options.ifMatch when given, the version of the resource that the caller has seen
 * @param options.wished when it is to take effect; undefined: as soon as may be
 * @throws RESOURCE_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, STALE_VERSION, REVISION_NOT_FOUND, and the refusals of
 * {@link nextRevision} and {@link effectiveFrom}
 */
export async function changeRevisionState(
  options: ActingDeps & {
    id: ResourceId;
    event: RevisionEventName;
    reason?: string | undefined;
    wished?: Date | undefined;
    waiveGrace?: boolean | undefined;
    ifMatch?: string | undefined;
  },
): Promise<RevisionOutcome> {
  const { actor, id, event, reason } = options;
  const at = options.clock.now();
  const by = actorReference(actor);
  const { changes, ...outcome } = await options.database.transaction(async (tx) => {
    const before = requireVisible(actor, await findResource(tx, id, 'change'));
    requireCatalogueAdministrator(actor, before.provider);
    if (options.ifMatch !== undefined) requireVersion(options.ifMatch, before.version);
    const open = await findRevision(tx, id);
    if (open === undefined) throw revisionProblems.REVISION_NOT_FOUND();
    const reasonGiven = reason !== undefined && reason.trim() !== '';
    const byAdministration = actsForAdministration(actor);
    const onward = event === 'submit' || event === 'approve' || event === 'publish';
    const status = nextRevision(open.status, event, {
      ...{ reasonGiven, byAdministration },
      ownSubmission: open.submittedBy === by,
      fault: onward ? faultsOf(await breachesOf(tx, open.content))[0] : undefined,
    });
    if (status instanceof Problem) throw status;
    const resource: Resource = { ...before, version: before.version + 1, updatedAt: at, updatedBy: by };
    const entry: CatalogChange = {
      kind: 'resource',
      subject: id,
      event: `revision-${event}`,
      version: resource.version,
    };
    if (status === 'discarded') {
      await saveResource(tx, resource);
      await deleteRevision(tx, id);
      const was = { revision: open.status };
      await recordChange(tx, { change: entry, actor, at, reason, before: was, after: { revision: status } });
      return { resource, revision: undefined, changes: [entry] };
    }
    const revision: Revision = {
      ...open,
      status,
      submittedBy: event === 'submit' ? by : status === 'draft' ? undefined : open.submittedBy,
      updatedAt: at,
      updatedBy: by,
    };
    const scheduled = status === 'scheduled' ? await schedule() : undefined;
    const next: Revision = { ...revision, scheduled };
    await saveResource(tx, resource);
    await saveRevision(tx, next);
    await recordChange(tx, {
      ...{ change: entry, actor, at, reason },
      before: { revision: open.status },
      after: { revision: status, ...(scheduled === undefined ? {} : { effectiveFrom: scheduled.from.toISOString() }) },
    });
    if (scheduled === undefined || scheduled.from > at) return { resource, revision: next, changes: [entry] };
    const recorded = { kind: 'recorded', reference: by, organisation: actor.organisation } as const;
    const effect = await takeEffect(tx, { resource, revision: next, actor: recorded, at });
    return { resource: effect.resource, revision: undefined, changes: [entry, ...effect.changes] };

    async function schedule() {
      const grants = await grantsInForce(tx, id, at);
      const from = effectiveFrom({
        ...{ now: at, wished: options.wished, waived: options.waiveGrace === true, byAdministration, reasonGiven },
        breaking: revision.breaking,
        reliedOn: grants.length > 0 || (before.openness.open && before.status === 'published'),
        graceDays: options.graceDays ?? defaultGraceDays,
      });
      if (from instanceof Problem) throw from;
      return { from, by, organisation: actor.organisation };
    }
  });
  for (const change of changes) await options.onChange?.(change);
  return outcome;
}
