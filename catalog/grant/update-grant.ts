import { actorReference } from '../../identity/index.ts';
import { requireVersion } from '../../kernel/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import type { GrantDraft } from '../generated/schemas.ts';
import type { Grant, GrantTerms } from './grant.ts';
import type { GrantId } from './grant-id.ts';
import { findGrant, saveGrant } from './grant-store.ts';
import { grantProblems } from './problems.ts';
import { readGrantDraft } from './read-draft.ts';
import { requireConsumer, requireGrantable } from './requirements.ts';
import { requireVisibleGrant } from './visibility.ts';

/**
 * Replaces the terms of a grant; they are judged like new ones. Consumer and resource stay.
 * @param options.ifMatch the ETag of the version the change is based on
 * @throws GRANT_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, PRECONDITION_REQUIRED, STALE_VERSION, GRANT_ENDED,
 * GRANT_IDENTITY_FIXED, GRANT_CONSUMER_UNKNOWN, and the first finding of `grantFindings`
 */
export async function updateGrant(
  options: ActingDeps & { id: GrantId; draft: GrantDraft; ifMatch: string | undefined },
): Promise<Grant> {
  const { actor, id } = options;
  const terms = readGrantDraft(options.draft);
  const at = options.clock.now();
  const { grant, change } = await options.database.transaction(async (tx) => {
    const before = requireVisibleGrant(actor, await findGrant(tx, id, 'change'));
    requireCatalogueAdministrator(actor, before.provider);
    requireVersion(options.ifMatch, before.version);
    if (before.status === 'revoked') throw grantProblems.GRANT_ENDED();
    requireSameParties(before, terms);
    requireConsumer(options.parties, terms);
    await requireGrantable({ tx, actor, terms, now: at });
    const version = before.version + 1;
    const after: Grant = { ...before, ...terms, version, updatedAt: at, updatedBy: actorReference(actor) };
    await saveGrant(tx, after);
    const entry: CatalogChange = { kind: 'grant', subject: id, event: 'updated', version };
    await recordChange(tx, { change: entry, actor, at, before, after });
    return { grant: after, change: entry };
  });
  await options.onChange?.(change);
  return grant;
}

function requireSameParties(before: Grant, { consumer, resource }: GrantTerms): void {
  const sameConsumer =
    before.consumer.organisation === consumer.organisation && before.consumer.system === consumer.system;
  if (!sameConsumer) throw grantProblems.GRANT_IDENTITY_FIXED({ member: 'consumer' });
  if (before.resource !== resource) throw grantProblems.GRANT_IDENTITY_FIXED({ member: 'resource' });
}
