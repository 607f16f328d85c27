import type { RowCondition } from '../../catalog/index.ts';
import type { OfficerFact } from '../../identity/index.ts';
import type { Problem } from '../../kernel/index.ts';
import { beijingHour } from './beijing-time.ts';
import { type PurposeForm, purposeForm } from './compile.ts';
import type { DecisionFacts, DecisionRequest, GrantFact, MatterFact, ResourceFact } from './facts.ts';
import { type Link, type LinkName, referenceOf } from './link.ts';
import { policyProblems } from './problems.ts';
import { fieldsGranted, matchGranted, neededByMatter, predicatesGranted } from './scope-of-purpose.ts';

export interface Permission {
  readonly allowed: true;
  readonly resource: ResourceFact;
  readonly grant: GrantFact;
  /** The projection: what the provider is asked to give or to judge, never more than grant and matter both say. */
  readonly fields: readonly string[];
  readonly scope: readonly RowCondition[];
  /** The officer whom it is for, where the question names one. */
  readonly officer: OfficerFact | undefined;
  readonly links: readonly Link[];
}

export interface Refusal {
  readonly allowed: false;
  readonly problem: Problem;
  readonly links: readonly Link[];
  /** The grant that came furthest. */
  readonly grant: GrantFact | undefined;
}

export type Decision = Permission | Refusal;

/**
 * Decides one query: a pure function, the same for the real query, for `POST /v1/query/explain` and for a replay. Deny by
 * default: every link must hold. With several grants the first that permits everything decides; if none does, the refusal
 * speaks of the one that came furthest, since that is the one the asker meant.
 */
export function decide(request: DecisionRequest, facts: DecisionFacts): Decision {
  const { resource, grants } = facts;
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
  if (resource?.status !== 'published' || grants.length === 0) {
    return refuse([], 'grant', null, policyProblems.QUERY_NOT_AUTHORISED({ resource: request.resource }));
  }
  let furthest: Refusal | undefined;
  for (const grant of grants) {
    const decision = decideByGrant({ request, facts, resource, grant });
    if (decision.allowed) return decision;
    if (furthest === undefined || decision.links.length > furthest.links.length) furthest = decision;
  }
  return furthest ?? refuse([], 'grant', null, policyProblems.QUERY_NOT_AUTHORISED({ resource: request.resource }));
}

interface Chain {
  readonly request: DecisionRequest;
  readonly facts: DecisionFacts;
  readonly resource: ResourceFact;
  readonly grant: GrantFact;
}

/** Links that rest on the grant and on who asks. One link: its name and the refusal when it does not hold. */
const standing: readonly (readonly [LinkName, (chain: Chain) => Problem | undefined])[] = [
  ['system', askerInForce],
  ['grant', holder],
  ['provider', providerInForce],
  ['validity', inForce],
  ['hours', withinHours],
  ['matter', matterCovered],
  ['officer', officerAssigned],
  ['representation', mayRepresent],
  ['mode', modeGranted],
];

/** Links that rest on grant and matter together. */
const purpose: readonly (readonly [
  LinkName,
  (request: DecisionRequest, form: PurposeForm, grant: GrantFact, matter: MatterFact) => Problem | undefined,
])[] = [
  ['match', matchGranted],
  ['fields', fieldsGranted],
  ['predicates', predicatesGranted],
  ['need', neededByMatter],
];

function decideByGrant(chain: Chain): Decision {
  const { request, facts, resource, grant } = chain;
  for (const [link, check] of standing) {
    const problem = check(chain);
    if (problem !== undefined) return refuseByGrant(chain, link, problem);
  }
  const { matter } = facts;
  // The link "matter" has passed, so there is one.
  if (matter === undefined) return refuseByGrant(chain, 'matter', matterNotActive(request));
  const form = purposeForm(grant, matter, resource);
  for (const [link, check] of purpose) {
    const problem = check(request, form, grant, matter);
    if (problem !== undefined) return refuseByGrant(chain, link, problem);
  }
  return {
    allowed: true,
    resource,
    grant,
    fields: request.mode === 'lookup' ? request.fields : request.claims.map(({ field }) => field),
    scope: grant.rowScope,
    officer: request.officer === undefined ? undefined : facts.officer,
    links: form.links,
  };
}

function askerInForce({ facts, request }: Chain): Problem | undefined {
  return facts.askerActive ? undefined : policyProblems.SYSTEM_NOT_ACTIVE({ system: request.system });
}

function holder({ request, grant, resource }: Chain): Problem | undefined {
  const { organisation, system } = grant.consumer;
  const theirs = organisation === request.organisation && (system === undefined || system === request.system);
  return theirs && grant.resource === resource.id
    ? undefined
    : policyProblems.QUERY_NOT_AUTHORISED({ resource: request.resource });
}

function providerInForce({ facts, resource }: Chain): Problem | undefined {
  return facts.providerActive ? undefined : policyProblems.PROVIDER_SUSPENDED({ provider: resource.provider });
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
  const { matter } = facts;
  const current =
    matter?.code === request.matter && matter.status === 'active' && matter.organisation === request.organisation;
  return current ? undefined : matterNotActive(request);
}

function matterNotActive({ matter }: DecisionRequest): Problem {
  return policyProblems.MATTER_NOT_ACTIVE({ matter });
}

/** An officer who is named is real in any case; where the grant requires one, also assigned to the matter. */
function officerAssigned({ request, grant, facts }: Chain): Problem | undefined {
  const { officer: login } = request;
  if (login === undefined) {
    return grant.requiresOfficer ? policyProblems.OFFICER_REQUIRED({ grant: grant.id }) : undefined;
  }
  const { officer, matter } = facts;
  const theirs = officer?.login === login && officer.active && officer.organisation === request.organisation;
  if (!theirs) return policyProblems.OFFICER_NOT_ACTIVE();
  if (!grant.requiresOfficer || matter?.officers.includes(login) === true) return undefined;
  return policyProblems.OFFICER_NOT_ASSIGNED({ matter: request.matter });
}

function mayRepresent({ request, grant, facts }: Chain): Problem | undefined {
  const { onBehalfOf } = request;
  if (onBehalfOf === undefined) return undefined;
  const { represented } = facts;
  const granted =
    represented?.active === true &&
    represented.names.includes(onBehalfOf) &&
    represented.names.some((name) => grant.represents.includes(name));
  return granted ? undefined : policyProblems.REPRESENTATION_NOT_GRANTED({ grant: grant.id });
}

function modeGranted({ request, grant }: Chain): Problem | undefined {
  if (grant.modes.includes(request.mode)) return undefined;
  return policyProblems.MODE_NOT_GRANTED({ grant: grant.id, mode: request.mode, modes: grant.modes.join(', ') });
}

/** What was passed before a link is known from the order of the links. */
function refuseByGrant(chain: Chain, link: LinkName, problem: Problem): Refusal {
  const { resource, grant, request } = chain;
  const on = { resource, grant, matter: request.matter };
  const names: readonly LinkName[] = ['resource', ...[...standing, ...purpose].map(([name]) => name)];
  const passed = names.slice(0, names.indexOf(link)).map((name) => ({
    link: name,
    passed: true,
    reference: referenceOf(name, on),
  }));
  return refuse(passed, link, link === 'system' ? request.system : referenceOf(link, on), problem, grant);
}

function refuse(
  links: readonly Link[],
  link: LinkName,
  reference: string | null,
  problem: Problem,
  grant?: GrantFact,
): Refusal {
  return { allowed: false, problem, links: [...links, { link, passed: false, reference }], grant };
}
