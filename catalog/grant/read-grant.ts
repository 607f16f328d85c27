import type { Actor } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import type { Grant } from './grant.ts';
import type { GrantId } from './grant-id.ts';
import { findGrant } from './grant-store.ts';
import { requireVisibleGrant } from './visibility.ts';

/** One grant, for who may see it. @throws GRANT_NOT_FOUND */
export async function readGrant(options: { database: Database; actor: Actor; id: GrantId }): Promise<Grant> {
  return requireVisibleGrant(options.actor, await findGrant(options.database, options.id));
}
