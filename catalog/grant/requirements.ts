import type { Actor } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { findMatters } from '../matter/matter-store.ts';
import type { Parties } from '../parties.ts';
import type { Resource } from '../resource/resource.ts';
import { findResource } from '../resource/resource-store.ts';
import { requireVisible } from '../resource/visibility.ts';
import type { GrantTerms } from './grant.ts';
import { grantProblems } from './problems.ts';
import { grantFindings } from './rules.ts';

/** @throws GRANT_CONSUMER_UNKNOWN */
export function requireConsumer(parties: Parties, { consumer }: GrantTerms): void {
  const { organisation, system } = consumer;
  if (parties.organisation(organisation)?.active !== true) throw grantProblems.GRANT_CONSUMER_UNKNOWN();
  if (system === undefined) return;
  const party = parties.system(system);
  const theirs = party?.organisation === organisation && party.kind === 'consumer' && party.active;
  if (!theirs) throw grantProblems.GRANT_CONSUMER_UNKNOWN();
}

/**
 * Lets an administrator give these terms: reads the resource and the matters, keeps them as they are until the
 * transaction ends, and judges.
 * @returns the resource that is granted
 * @throws RESOURCE_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, and the first finding of {@link grantFindings}
 */
export async function requireGrantable(options: {
  tx: Database;
  actor: Actor;
  terms: GrantTerms;
  now: Date;
}): Promise<Resource> {
  const { tx, actor, terms, now } = options;
  const resource = requireVisible(actor, await findResource(tx, terms.resource, 'rely'));
  requireCatalogueAdministrator(actor, resource.provider);
  await requireNoFinding({ tx, terms, resource, now });
  return resource;
}

/**
 * Judges terms on a resource that is kept as it is, and keeps the matters so.
 * @throws the first finding of {@link grantFindings}
 */
export async function requireNoFinding(options: {
  tx: Database;
  terms: GrantTerms;
  resource: Resource;
  now: Date;
}): Promise<void> {
  const { tx, terms, resource, now } = options;
  const matters = [...(await findMatters(tx, terms.matters, 'rely')).values()];
  const [finding] = grantFindings({ terms, resource, matters, now });
  if (finding !== undefined) throw finding;
}
