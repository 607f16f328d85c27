import { type Actor, actorReference } from '../../identity/index.ts';
import { canonicalJson, type Database, type Problem, placeOf, requireVersion } from '../../kernel/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import { readCodeTables } from '../code-table/code-table-store.ts';
import type { ActingDeps } from '../deps.ts';
import { insertEdition } from '../edition/edition-store.ts';
import type { ResourceDraft } from '../generated/schemas.ts';
import { grantsNotStanding } from '../grant/standing.ts';
import { revisionProblems } from '../revision/problems.ts';
import { findRevision } from '../revision/revision-store.ts';
import { needsReview, resourceDifferences } from './difference.ts';
import type { ResourceDifference } from './difference-texts.ts';
import { rewriting } from './lifecycle.ts';
import { resourceProblems } from './problems.ts';
import { readResourceDraft } from './read-draft.ts';
import type { Resource, ResourceContent } from './resource.ts';
import type { ResourceId } from './resource-id.ts';
import { findResource, saveResource } from './resource-store.ts';
import { resourceFindings } from './rules.ts';
import { requireVisible } from './visibility.ts';

/**
 * Replaces what is written of a resource: of a draft anything, of a published one what touches nobody's program and no
 * decision, which becomes its next edition at once. Everything else of a published one goes by a revision. A different row
 * schema counts as its next version.
 * @param options.ifMatch the ETag of the version the change is based on
 * @throws RESOURCE_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, PRECONDITION_REQUIRED, STALE_VERSION, RESOURCE_ENDED,
 * RESOURCE_UNDER_REVIEW, RESOURCE_IDENTITY_FIXED, REVISION_OPEN, REVISION_NEEDED, RESOURCE_BREAKS_GRANTS,
 * RESOURCE_CODE_TAKEN, RESOURCE_NAME_TAKEN, and the first finding of {@link resourceFindings}
 */
export async function updateResource(
  options: ActingDeps & { id: ResourceId; draft: ResourceDraft; ifMatch: string | undefined },
): Promise<Resource> {
  const { actor, id } = options;
  const content = readResourceDraft(options.draft);
  const at = options.clock.now();
  const { resource, change } = await options.database.transaction(async (tx) => {
    const before = requireVisible(actor, await findResource(tx, id, 'change'));
    requireCatalogueAdministrator(actor, before.provider);
    requireVersion(options.ifMatch, before.version);
    const way = rewriting(before.status);
    if (way === 'ended') throw resourceProblems.RESOURCE_ENDED();
    if (way === 'under-review') throw resourceProblems.RESOURCE_UNDER_REVIEW({ state: before.status });
    requireSameIdentity(before, content);
    const [finding] = resourceFindings(content, await readCodeTables(tx));
    if (finding !== undefined) throw finding;
    return replaceContent(tx, { before, content, actor, at });
  });
  await options.onChange?.(change);
  return resource;
}

/**
 * Writes content over a draft, or over a published resource that nobody's program and no decision notices: the next edition.
 * The resource is locked, and the content is checked.
 * @throws REVISION_OPEN, REVISION_NEEDED, RESOURCE_BREAKS_GRANTS, RESOURCE_CODE_TAKEN, RESOURCE_NAME_TAKEN
 */
export async function replaceContent(
  tx: Database,
  options: { before: Resource; content: ResourceContent; actor: Actor; at: Date; reason?: string | undefined },
): Promise<{ resource: Resource; change: CatalogChange }> {
  const { before, content, actor, at, reason } = options;
  const next: ResourceContent = { ...content, publicationDate: content.publicationDate ?? before.publicationDate };
  const differences = resourceDifferences(before, next);
  const isRevision = rewriting(before.status) === 'revision';
  if (isRevision) await requireHarmless(tx, before.id, differences);
  const published = isRevision && differences.length > 0;
  const after: Resource = {
    ...before,
    ...next,
    version: before.version + 1,
    schemaVersion: before.schemaVersion + (sameRows(before, next) ? 0 : 1),
    edition: before.edition + (published ? 1 : 0),
    updatedAt: at,
    updatedBy: actorReference(actor),
  };
  const broken = await brokenGrants(tx, after, at);
  if (broken !== undefined) throw broken;
  await saveResource(tx, after);
  if (published) await insertEdition(tx, after, { at, by: after.updatedBy, breaking: false });
  const change: CatalogChange = { kind: 'resource', subject: before.id, event: 'updated', version: after.version };
  await recordChange(tx, { change, actor, at, reason, before, after });
  return { resource: after, change };
}

/** Do both have the same row schema? */
export function sameRows(before: Pick<Resource, 'rowSchema'>, after: Pick<Resource, 'rowSchema'>): boolean {
  return canonicalJson(before.rowSchema) === canonicalJson(after.rowSchema);
}

/** What others rely on changes by a revision, and one change at a time is under way. @throws REVISION_OPEN, REVISION_NEEDED */
async function requireHarmless(
  tx: Database,
  id: ResourceId,
  differences: readonly ResourceDifference[],
): Promise<void> {
  const revision = await findRevision(tx, id);
  if (revision !== undefined) throw revisionProblems.REVISION_OPEN({ state: revision.status });
  if (!needsReview(differences)) return;
  const errors = differences
    .filter(({ effect }) => effect === 'breaking' || effect === 'decision')
    .map(({ pointer, text }) => placeOf(pointer, text));
  throw revisionProblems.REVISION_NEEDED({ count: errors.length }, { errors: errors.slice(0, 50) });
}

/** Id and provider stay, and from the first review on the code. @throws RESOURCE_IDENTITY_FIXED */
export function requireSameIdentity(before: Resource, content: ResourceContent): void {
  const fixed = before.status === 'draft' ? (['id', 'provider'] as const) : (['id', 'provider', 'code'] as const);
  const member = fixed.find((name) => before[name] !== content[name]);
  if (member !== undefined) throw resourceProblems.RESOURCE_IDENTITY_FIXED({ member });
}

/** Grants in force that would not be given any more if the resource were as it is to become. */
async function brokenGrants(tx: Database, resource: Resource, at: Date): Promise<Problem | undefined> {
  const broken = await grantsNotStanding(tx, resource, at);
  if (broken.length === 0) return undefined;
  const errors = broken.flatMap(({ grant, findings }) =>
    findings.map(({ code }) => ({ pointer: '', detail: `grant ${grant.id}: ${code}` })),
  );
  return resourceProblems.RESOURCE_BREAKS_GRANTS({ count: broken.length }, { errors: errors.slice(0, 50) });
}
