import { type Actor, actorReference } from '../../identity/index.ts';
import { type Database, requireVersion } from '../../kernel/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import { readCodeTables } from '../code-table/code-table-store.ts';
import type { ActingDeps } from '../deps.ts';
import type { ResourceDraft } from '../generated/schemas.ts';
import { isBreaking, resourceDifferences } from '../resource/difference.ts';
import { rewriting } from '../resource/lifecycle.ts';
import { readResourceDraft } from '../resource/read-draft.ts';
import { type Resource, type ResourceContent, writtenContent } from '../resource/resource.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import { findResource, saveResource } from '../resource/resource-store.ts';
import { resourceFindings } from '../resource/rules.ts';
import { requireSameIdentity } from '../resource/update-resource.ts';
import { requireVisible } from '../resource/visibility.ts';
import { revisionProblems } from './problems.ts';
import { findRevision, type Revision, saveRevision } from './revision-store.ts';

/**
 * Writes the next edition of a published resource, or writes it anew while it is a draft. Nothing in force changes.
 * @param options.ifMatch the ETag of the resource's version that the change is based on
 * @throws RESOURCE_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, PRECONDITION_REQUIRED, STALE_VERSION, REVISION_NOT_DUE,
 * REVISION_OPEN, RESOURCE_IDENTITY_FIXED, REVISION_EMPTY, and the first finding of {@link resourceFindings}
 */
export async function writeRevision(
  options: ActingDeps & { id: ResourceId; draft: ResourceDraft; ifMatch: string | undefined },
): Promise<{ resource: Resource; revision: Revision }> {
  const { actor, id } = options;
  const content = readResourceDraft(options.draft);
  const at = options.clock.now();
  const { change, ...written } = await options.database.transaction(async (tx) => {
    const before = requireVisible(actor, await findResource(tx, id, 'change'));
    requireCatalogueAdministrator(actor, before.provider);
    requireVersion(options.ifMatch, before.version);
    if (rewriting(before.status) !== 'revision') throw revisionProblems.REVISION_NOT_DUE({ state: before.status });
    const open = await findRevision(tx, id);
    if (open !== undefined && open.status !== 'draft') throw revisionProblems.REVISION_OPEN({ state: open.status });
    requireSameIdentity(before, content);
    const [finding] = resourceFindings(content, await readCodeTables(tx));
    if (finding !== undefined) throw finding;
    return reviseContent(tx, { before, open, content, actor, at });
  });
  await options.onChange?.(change);
  return written;
}

/**
 * Writes content as the next edition of a published resource, in the place of an open draft of it. The resource is locked,
 * and the content is checked.
 * @throws REVISION_EMPTY
 */
export async function reviseContent(
  tx: Database,
  options: {
    before: Resource;
    open: Revision | undefined;
    content: ResourceContent;
    actor: Actor;
    at: Date;
    reason?: string | undefined;
  },
): Promise<{ resource: Resource; revision: Revision; change: CatalogChange }> {
  const { before, open, content, actor, at, reason } = options;
  const by = actorReference(actor);
  const next = { ...content, publicationDate: content.publicationDate ?? before.publicationDate };
  const differences = resourceDifferences(before, next);
  if (differences.length === 0) throw revisionProblems.REVISION_EMPTY();
  const revision: Revision = {
    ...{ resource: before.id, status: 'draft', content: next, submittedBy: undefined, scheduled: undefined },
    breaking: isBreaking(differences),
    createdAt: open?.createdAt ?? at,
    createdBy: open?.createdBy ?? by,
    updatedAt: at,
    updatedBy: by,
  };
  const resource: Resource = { ...before, version: before.version + 1, updatedAt: at, updatedBy: by };
  await saveResource(tx, resource);
  await saveRevision(tx, revision);
  const change: CatalogChange = {
    kind: 'resource',
    subject: before.id,
    event: 'revision-written',
    version: resource.version,
  };
  const was = writtenContent(open?.content ?? before);
  await recordChange(tx, { change, actor, at, reason, before: was, after: writtenContent(next) });
  return { resource, revision, change };
}
