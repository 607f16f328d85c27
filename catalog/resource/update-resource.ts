import { actorReference } from '../../identity/index.ts';
import { canonicalJson, type Database, type Problem, requireVersion } from '../../kernel/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import { readCodeTables } from '../code-table/code-table-store.ts';
import type { ActingDeps } from '../deps.ts';
import type { ResourceDraft } from '../generated/schemas.ts';
import { grantsInForce } from '../grant/grant-store.ts';
import { offerFindings } from '../grant/rules.ts';
import { findMatters } from '../matter/matter-store.ts';
import { resourceProblems } from './problems.ts';
import { readResourceDraft } from './read-draft.ts';
import type { Resource, ResourceContent } from './resource.ts';
import type { ResourceId } from './resource-id.ts';
import { findResource, saveResource } from './resource-store.ts';
import { resourceFindings } from './rules.ts';
import { requireVisible } from './visibility.ts';

/**
 * Replaces what is written of a resource. A different row schema counts as its next version.
 * @param options.ifMatch the ETag of the version the change is based on
 * @throws RESOURCE_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, PRECONDITION_REQUIRED, STALE_VERSION, RESOURCE_ENDED,
 * RESOURCE_IDENTITY_FIXED, RESOURCE_BREAKS_GRANTS, RESOURCE_CODE_TAKEN, RESOURCE_NAME_TAKEN, and the first finding of
 * {@link resourceFindings}
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
    if (before.status === 'withdrawn') throw resourceProblems.RESOURCE_ENDED();
    requireSameIdentity(before, content);
    const [finding] = resourceFindings(content, await readCodeTables(tx));
    if (finding !== undefined) throw finding;
    const schemaChanged = canonicalJson(before.rowSchema) !== canonicalJson(content.rowSchema);
    const after: Resource = {
      ...before,
      ...content,
      publicationDate: content.publicationDate ?? before.publicationDate,
      version: before.version + 1,
      schemaVersion: before.schemaVersion + (schemaChanged ? 1 : 0),
      updatedAt: at,
      updatedBy: actorReference(actor),
    };
    const broken = await brokenGrants(tx, after, at);
    if (broken !== undefined) throw broken;
    await saveResource(tx, after);
    const entry: CatalogChange = { kind: 'resource', subject: id, event: 'updated', version: after.version };
    await recordChange(tx, { change: entry, actor, at, before, after });
    return { resource: after, change: entry };
  });
  await options.onChange?.(change);
  return resource;
}

function requireSameIdentity(before: Resource, content: ResourceContent): void {
  const fixed = before.status === 'draft' ? (['id', 'provider'] as const) : (['id', 'provider', 'code'] as const);
  const member = fixed.find((name) => before[name] !== content[name]);
  if (member !== undefined) throw resourceProblems.RESOURCE_IDENTITY_FIXED({ member });
}

/** Grants in force that would not be given any more if the resource were as it is to become. */
async function brokenGrants(tx: Database, resource: Resource, at: Date): Promise<Problem | undefined> {
  const grants = await grantsInForce(tx, resource.id, at);
  const matters = await findMatters(tx, [...new Set(grants.flatMap((grant) => grant.matters))]);
  const errors = grants.flatMap((grant) => {
    const ofGrant = grant.matters.flatMap((code) => matters.get(code) ?? []);
    return offerFindings({ terms: grant, resource, matters: ofGrant }).map((finding) => ({
      pointer: '',
      detail: `grant ${grant.id}: ${finding.code}`,
    }));
  });
  if (errors.length === 0) return undefined;
  const count = new Set(errors.map(({ detail }) => detail.split(':')[0])).size;
  return resourceProblems.RESOURCE_BREAKS_GRANTS({ count }, { errors: errors.slice(0, 50) });
}
