import type { Actor } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { readCodeTables } from '../code-table/code-table-store.ts';
import type { ResourceDraft } from '../generated/schemas.ts';
import { type Breach, type Finding, findingsOf } from './finding.ts';
import { loadNeighbours } from './neighbours.ts';
import { readResourceDraft } from './read-draft.ts';
import { readOwnResource } from './read-resource.ts';
import type { ResourceContent } from './resource.ts';
import type { ResourceId } from './resource-id.ts';
import { checkResource } from './rules.ts';

/** Everything that is wrong with a record, held against the code tables and the rest of the directory as they are. */
export async function breachesOf(database: Database, content: ResourceContent): Promise<readonly Breach[]> {
  const [tables, neighbours] = [await readCodeTables(database), await loadNeighbours(database, [content])];
  return checkResource(content, { tables, neighbours });
}

/**
 * Says everything that is wrong, or looks wrong, with a draft, and stores nothing.
 * @throws ROLE_REQUIRED, NOT_IN_REACH, and the refusals of {@link readResourceDraft}
 */
export async function checkResourceDraft(options: {
  database: Database;
  actor: Actor;
  draft: ResourceDraft;
}): Promise<readonly Finding[]> {
  const content = readResourceDraft(options.draft);
  requireCatalogueAdministrator(options.actor, content.provider);
  return findingsOf(await breachesOf(options.database, content));
}

/** The same of a resource as it stands in the directory, for those who keep it. @throws RESOURCE_NOT_FOUND, NOT_IN_REACH */
export async function checkStoredResource(options: {
  database: Database;
  actor: Actor;
  id: ResourceId;
}): Promise<readonly Finding[]> {
  const resource = await readOwnResource(options);
  return findingsOf(await breachesOf(options.database, resource));
}
