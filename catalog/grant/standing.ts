import type { Database, Problem } from '../../kernel/index.ts';
import { findMatters } from '../matter/matter-store.ts';
import type { Resource } from '../resource/resource.ts';
import type { Grant } from './grant.ts';
import { grantsInForce } from './grant-store.ts';
import { offerFindings } from './rules.ts';

/** A grant that a resource no longer carries, and why. */
export interface FallenGrant {
  readonly grant: Grant;
  readonly findings: readonly Problem[];
}

/** Grants in force that would not be given any more on the resource as it is given here. */
export async function grantsNotStanding(tx: Database, resource: Resource, at: Date): Promise<readonly FallenGrant[]> {
  const grants = await grantsInForce(tx, resource.id, at);
  const matters = await findMatters(tx, [...new Set(grants.flatMap((grant) => grant.matters))]);
  return grants
    .map((grant) => {
      const ofGrant = grant.matters.flatMap((code) => matters.get(code) ?? []);
      return { grant, findings: offerFindings({ terms: grant, resource, matters: ofGrant }) };
    })
    .filter(({ findings }) => findings.length > 0);
}
