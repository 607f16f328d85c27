import { type Actor, requireReach } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import type { Resource } from './resource.ts';
import type { ResourceId } from './resource-id.ts';
import { findResource } from './resource-store.ts';
import { requireVisible } from './visibility.ts';

/** One resource, for who may see it. @throws RESOURCE_NOT_FOUND */
export async function readResource(options: { database: Database; actor: Actor; id: ResourceId }): Promise<Resource> {
  return requireVisible(options.actor, await findResource(options.database, options.id));
}

/**
 * One resource, for those who keep it: its provider's and the data administration's people.
 * @throws RESOURCE_NOT_FOUND, NOT_IN_REACH for one that others may see
 */
export async function readOwnResource(options: {
  database: Database;
  actor: Actor;
  id: ResourceId;
}): Promise<Resource> {
  const resource = await readResource(options);
  requireReach(options.actor, resource.provider);
  return resource;
}
