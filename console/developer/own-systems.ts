import { type Answer, type Asking, call, useAsking } from '../api/index.ts';
import { has, session } from '../session/session.ts';

export type System = Answer<'GET /v1/systems/{id}'>;

/** Every system of the own organisation, of one kind or both; the data administration sees those of all. */
export function useOwnSystems(kind?: System['kind']): Asking<readonly System[]> {
  return useAsking(async (signal) => {
    const systems: System[] = [];
    let cursor: string | undefined;
    do {
      const query = {
        limit: 200,
        ...(kind === undefined ? {} : { kind }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      const page = await call('GET /v1/systems', { query, signal });
      systems.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return systems;
  });
}

/** Is the officer's organisation the data administration, which reaches over all? */
export const isAdministration = () => session.value?.officer.administration === true;

export const ownOrganisation = () => session.value?.officer.organisation ?? '';

/** May the officer read grants? Those who give, use and audit them do. */
export const mayReadGrants = () => has('catalogue-administrator') || has('approval-clerk') || has('auditor');
