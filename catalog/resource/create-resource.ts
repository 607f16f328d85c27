import { actorReference } from '../../identity/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import { readCodeTables } from '../code-table/code-table-store.ts';
import type { ActingDeps } from '../deps.ts';
import type { ResourceDraft } from '../generated/schemas.ts';
import { resourceProblems } from './problems.ts';
import { readResourceDraft } from './read-draft.ts';
import type { Resource } from './resource.ts';
import { insertResource } from './resource-store.ts';
import { resourceFindings } from './rules.ts';

/**
 * Enters a resource into the directory as a draft, for a catalogue administrator of its provider.
 * @throws ROLE_REQUIRED, NOT_IN_REACH, PROVIDER_UNKNOWN, RESOURCE_ID_TAKEN, RESOURCE_CODE_TAKEN, RESOURCE_NAME_TAKEN, and the
 * first finding of {@link resourceFindings}
 */
export async function createResource(options: ActingDeps & { draft: ResourceDraft }): Promise<Resource> {
  const { actor, database } = options;
  const content = readResourceDraft(options.draft);
  requireCatalogueAdministrator(actor, content.provider);
  if (options.parties.organisation(content.provider)?.active !== true) throw resourceProblems.PROVIDER_UNKNOWN();
  const [finding] = resourceFindings(content, await readCodeTables(database));
  if (finding !== undefined) throw finding;
  const at = options.clock.now();
  const by = actorReference(actor);
  const resource: Resource = {
    ...content,
    status: 'draft',
    submittedBy: undefined,
    held: false,
    edition: 0,
    version: 1,
    schemaVersion: 1,
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
  };
  const change: CatalogChange = { kind: 'resource', subject: resource.id, event: 'created', version: 1 };
  await database.transaction(async (tx) => {
    await insertResource(tx, resource);
    await recordChange(tx, { change, actor, at, before: undefined, after: resource });
  });
  await options.onChange?.(change);
  return resource;
}
