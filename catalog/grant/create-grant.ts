import { type Actor, actorReference, type OrganisationId } from '../../identity/index.ts';
import type { Database, Random } from '../../kernel/index.ts';
import { requireCatalogueRole } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import type { GrantDraft } from '../generated/schemas.ts';
import type { Grant, GrantTerms } from './grant.ts';
import { parseGrantId } from './grant-id.ts';
import { insertGrant } from './grant-store.ts';
import { readGrantDraft } from './read-draft.ts';
import { requireConsumer, requireGrantable } from './requirements.ts';

/**
 * Gives a grant, in force within its validity from now on, for a catalogue administrator of the resource's provider.
 * @throws ROLE_REQUIRED, NOT_IN_REACH, RESOURCE_NOT_FOUND, GRANT_CONSUMER_UNKNOWN, and the first finding of `grantFindings`
 */
export async function createGrant(options: ActingDeps & { draft: GrantDraft }): Promise<Grant> {
  const { actor } = options;
  requireCatalogueRole(actor);
  const terms = readGrantDraft(options.draft);
  requireConsumer(options.parties, terms);
  const at = options.clock.now();
  const given = await options.database.transaction(async (tx) => {
    const { provider } = await requireGrantable({ tx, actor, terms, now: at });
    return giveGrant(tx, { random: options.random, terms, provider, actor, at });
  });
  await options.onChange?.(given.change);
  return given.grant;
}

/** Enters a grant on terms that have been judged, in the transaction of who judged them. */
export async function giveGrant(
  tx: Database,
  options: {
    random: Random;
    terms: GrantTerms;
    provider: OrganisationId;
    actor: Actor;
    at: Date;
    reason?: string | undefined;
  },
): Promise<{ grant: Grant; change: CatalogChange }> {
  const { terms, provider, actor, at, reason } = options;
  const by = actorReference(actor);
  const id = parseGrantId(options.random.uuid());
  const change: CatalogChange = { kind: 'grant', subject: id, event: 'created', version: 1 };
  const grant: Grant = {
    ...terms,
    id,
    provider,
    status: 'active',
    version: 1,
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
  };
  await insertGrant(tx, grant);
  await recordChange(tx, { change, actor, at, reason, before: undefined, after: grant });
  return { grant, change };
}
