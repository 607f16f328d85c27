import type { RowCondition } from '../../catalog/index.ts';
import type { Problem } from '../../kernel/index.ts';
import { beijingHour } from './beijing-time.ts';
import type { DecisionFacts, DecisionRequest, GrantFact, ResourceFact } from './facts.ts';
import { policyProblems } from './problems.ts';

/** The links of the chain, in the order they are checked. */
export type LinkName = 'resource' | 'grant' | 'validity' | 'hours' | 'matter' | 'mode' | 'match' | 'fields';

/** One link that was looked at. `reference` names what it rests on (a resource, a grant, a matter). */
export interface Link {
  readonly link: LinkName;
  readonly passed: boolean;
  readonly reference: string | null;
}

export interface Permission {
  readonly allowed: true;
  readonly resource: ResourceFact;
  readonly grant: GrantFact;
  /** The projection: what the provider is asked to give, never more than the grant. */
  readonly fields: readonly string[];
  readonly scope: readonly RowCondition[];
  readonly links: readonly Link[];
}

export interface Refusal {
  readonly allowed: false;
  readonly problem: Problem;
  readonly links: readonly Link[];
}

export type Decision = Permission | Refusal;

/**
 * Decides one query: a pure function, the same for the real query and for `POST /v1/query/explain`. Deny by default:
 * every link must hold. With several grants the first that permits everything decides; if none does, the refusal
 * speaks of the one that came furthest, since that is the one the asker meant.
 */
export function decide(request: DecisionRequest, facts: DecisionFacts): Decision {
  const { resource } = facts;
  if (resource === undefined && facts.mayKnow) {
    return refuse([], 'resource', null, policyProblems.RESOURCE_UNKNOWN({ resource: request.resource }));
  }
  if (resource !== undefined && resource.status !== 'published' && facts.mayKnow) {
    return refuse(
      [],
      'resource',
      resource.id,
      policyProblems.RESOURCE_NOT_PUBLISHED({ resource: resource.id, state: resource.status }),
    );
  }
  // A stranger hears the same of a resource that is not there, one that is not published and one without a grant.
  if (resource?.status !== 'published' || facts.grants.length === 0) {
    return refuse([], 'grant', null, policyProblems.QUERY_NOT_AUTHORISED({ resource: request.resource }));
  }
  const known: Link = { link: 'resource', passed: true, reference: resource.id };
  let furthest: Refusal | undefined;
  for (const grant of facts.grants) {
    const decision = decideByGrant({ request, facts, resource, grant, links: [known] });
    if (decision.allowed) return decision;
    if (furthest === undefined || decision.links.length > furthest.links.length) furthest = decision;
  }
  return (
    furthest ?? refuse([known], 'grant', null, policyProblems.QUERY_NOT_AUTHORISED({ resource: request.resource }))
  );
}

interface Chain {
  readonly request: DecisionRequest;
  readonly facts: DecisionFacts;
  readonly resource: ResourceFact;
  readonly grant: GrantFact;
  readonly links: readonly Link[];
}

/** One link: its name and the refusal when it does not hold. */
type Check = readonly [LinkName, string, (chain: Chain) => Problem | undefined];

const checks = (chain: Chain): readonly Check[] => [
  ['grant', chain.grant.id, holder],
  ['validity', chain.grant.id, inForce],
  ['hours', chain.grant.id, withinHours],
  ['matter', chain.request.matter, matterCovered],
  ['mode', chain.grant.id, modeGranted],
  ['match', chain.grant.id, matchGranted],
  ['fields', chain.grant.id, fieldsGranted],
];

function decideByGrant(chain: Chain): Decision {
  const links = [...chain.links];
  for (const [link, reference, check] of checks(chain)) {
    const problem = check(chain);
    if (problem !== undefined) return refuse(links, link, reference, problem);
    links.push({ link, passed: true, reference });
  }
  const fields = chain.request.mode === 'lookup' ? chain.request.fields : chain.request.claimFields;
  return { allowed: true, resource: chain.resource, grant: chain.grant, fields, scope: chain.grant.rowScope, links };
}

function holder({ request, grant, resource }: Chain): Problem | undefined {
  const { organisation, system } = grant.consumer;
  const theirs = organisation === request.organisation && (system === undefined || system === request.system);
  return theirs && grant.resource === resource.id
    ? undefined
    : policyProblems.QUERY_NOT_AUTHORISED({ resource: request.resource });
}

function inForce({ grant, facts }: Chain): Problem | undefined {
  if (grant.validFrom <= facts.now && facts.now < grant.validUntil) return undefined;
  return policyProblems.GRANT_NOT_IN_FORCE({
    grant: grant.id,
    from: grant.validFrom.toISOString(),
    until: grant.validUntil.toISOString(),
  });
}

function withinHours({ grant, facts }: Chain): Problem | undefined {
  if (grant.hours === undefined) return undefined;
  const { from, until } = grant.hours;
  const hour = beijingHour(facts.now);
  return from <= hour && hour < until ? undefined : policyProblems.OUTSIDE_HOURS({ grant: grant.id, from, until });
}

function matterCovered({ request, grant, facts }: Chain): Problem | undefined {
  if (!grant.matters.some((matter) => matter === request.matter)) {
    return policyProblems.MATTER_NOT_COVERED({
      grant: grant.id,
      matter: request.matter,
      matters: grant.matters.join(', '),
    });
  }
  const current = facts.matter?.status === 'active' && facts.matter.organisation === request.organisation;
  return current ? undefined : policyProblems.MATTER_NOT_ACTIVE({ matter: request.matter });
}

function modeGranted({ request, grant }: Chain): Problem | undefined {
  if (grant.modes.includes(request.mode)) return undefined;
  return policyProblems.MODE_NOT_GRANTED({ grant: grant.id, mode: request.mode, modes: grant.modes.join(', ') });
}

function matchGranted({ request, grant, resource }: Chain): Problem | undefined {
  const permitted = resource.matchKeys.filter((key) => key.every((field) => grant.matchFields.includes(field)));
  const asked = new Set(request.matchFields);
  const fits = permitted.some((key) => key.length === asked.size && key.every((field) => asked.has(field)));
  if (fits) return undefined;
  const allowed = permitted.map((key) => key.join(' + ')).join('; ');
  return policyProblems.MATCH_NOT_GRANTED({
    grant: grant.id,
    fields: request.matchFields.join(', '),
    allowed: allowed === '' ? '–' : allowed,
  });
}

function fieldsGranted({ request, grant }: Chain): Problem | undefined {
  // What may be seen may also be confirmed without being seen.
  const [asked, granted] =
    request.mode === 'lookup'
      ? [request.fields, grant.fields]
      : [request.claimFields, [...new Set([...grant.fields, ...grant.verifyFields])]];
  const missing = asked.filter((field) => !granted.includes(field));
  if (missing.length === 0) return undefined;
  return policyProblems.FIELD_NOT_GRANTED(
    { grant: grant.id, fields: missing.join(', '), granted: granted.join(', ') },
    {
      errors: missing.map((field) => ({
        pointer: request.mode === 'lookup' ? `/fields/${request.fields.indexOf(field)}` : `/claims/${field}`,
        detail: 'not granted',
      })),
    },
  );
}

function refuse(links: readonly Link[], link: LinkName, reference: string | null, problem: Problem): Refusal {
  return { allowed: false, problem, links: [...links, { link, passed: false, reference }] };
}
