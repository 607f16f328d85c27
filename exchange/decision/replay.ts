import { type ChangeRecord, changesOf, isGrantId, isMatterCode, isResourceId } from '../../catalog/index.ts';
import { type OfficerActor, organisationId, reaches, systemId } from '../../identity/index.ts';
import type { Database, Language, Problem } from '../../kernel/index.ts';
import type { DecisionReplay } from '../generated/schemas.ts';
import { boundsGranted } from '../policy/compile.ts';
import { type Decision, decide } from '../policy/decide.ts';
import type { DecisionFacts, DecisionRequest, GrantFact } from '../policy/facts.ts';
import type { FactsFor } from '../query/decision-facts.ts';
import { problemShown } from '../query/explain.ts';
import { linkTitles } from '../query/link-titles.ts';
import { quotaOutlook } from '../query/quota-link.ts';
import type { QuotaLedger } from '../quota/quota-ledger.ts';
import { decisionsOfTrace, type StoredDecision, type StoredLink } from './decision-store.ts';
import { boundMark, unknownName } from './decision-trail.ts';
import { decisionProblems } from './problems.ts';

/** Queries of one trace shown at most. */
const mostOfTrace = 50;

type Item = DecisionReplay['items'][number];
type LinkShown = Item['links'][number];

export interface ReplayParts {
  readonly database: Database;
  readonly factsFor: FactsFor;
  readonly quota: Pick<QuotaLedger, 'look'>;
  /** Key of the marks of bounds. */
  readonly key: Uint8Array;
}

/**
 * Shows how refused queries of a trace were decided, and decides them again under the present facts, by the same function.
 * For officers of the asking and of the providing organisation, and of the data administration.
 * @throws DECISION_NOT_FOUND, the same for a trace that is not there and one that is hidden
 */
export async function replay(options: {
  parts: ReplayParts;
  actor: OfficerActor;
  traceId: string;
  language: Language;
}): Promise<DecisionReplay> {
  const { parts, actor, traceId, language } = options;
  const stored = await decisionsOfTrace(parts.database, traceId, mostOfTrace);
  const open = stored.filter(({ organisation, provider }) =>
    [organisation, provider].some((party) => party !== null && reaches(actor, organisationId(party))),
  );
  if (open.length === 0) throw decisionProblems.DECISION_NOT_FOUND();
  return { traceId, items: await Promise.all(open.map((each) => itemOf(each, { parts, actor, language }))) };
}

async function itemOf(
  then: StoredDecision,
  { parts, actor, language }: { parts: ReplayParts; actor: OfficerActor; language: Language },
): Promise<Item> {
  const { question } = then;
  const now = await outlook(decideAgain(then, parts), then, parts);
  // Whoever was told nothing of the resource is told nothing by its replay either.
  const revealed =
    then.links.some(({ link, passed }) => link === 'resource' && passed) ||
    (then.provider !== null && reaches(actor, organisationId(then.provider)));
  const shown = (links: readonly StoredLink[]): LinkShown[] =>
    links.map((link) => ({ ...link, title: linkTitles[link.link][language] }));
  return {
    at: then.at.toISOString(),
    consumer: { organisation: then.organisation, system: then.system },
    ...(revealed && then.provider !== null ? { provider: then.provider } : {}),
    resource: then.resource,
    mode: question.mode,
    matter: question.matter,
    case: question.case,
    asked: {
      match: revealed ? [...question.matchFields] : [],
      fields: revealed ? [...question.fields] : [],
      claims: revealed ? question.claims.map(({ field, kind }) => ({ field, kind })) : [],
      ...(question.officer === null ? {} : { officer: question.officer }),
      ...(question.onBehalfOf === null ? {} : { onBehalfOf: question.onBehalfOf }),
    },
    code: then.code,
    links: shown(then.links),
    now: {
      allowed: now.problem === undefined,
      links: shown(now.links),
      ...(now.problem === undefined ? {} : { problem: problemShown(now.problem, language) }),
    },
    differs: differences(then.links, now.links),
    changes: revealed ? await changesSince(parts.database, then, now) : [],
  };
}

/** A decision of this moment with the quota, which the pure decision knows nothing of. */
interface Outlook {
  readonly links: readonly StoredLink[];
  readonly grant: GrantFact | undefined;
  readonly problem: Problem | undefined;
}

async function outlook(decision: Decision, { question }: StoredDecision, { quota }: ReplayParts): Promise<Outlook> {
  if (!decision.allowed) return decision;
  const { link, problem } = await quotaOutlook(quota, decision, question.matter);
  return { links: [...decision.links, link], grant: decision.grant, problem };
}

/** The stored question under the facts of this moment. Marks of bounds become bounds again where a grant lists them. */
function decideAgain(then: StoredDecision, { factsFor, key }: ReplayParts): Decision {
  const { question } = then;
  const request: DecisionRequest = {
    organisation: organisationId(then.organisation),
    system: systemId(then.system),
    resource: then.resource ?? unknownName,
    mode: question.mode,
    matchFields: question.matchFields,
    fields: question.fields,
    claims: question.claims,
    matter: question.matter,
    officer: question.officer ?? undefined,
    onBehalfOf: question.onBehalfOf ?? undefined,
  };
  const facts = factsFor(request);
  const bounds = grantedBounds(facts, key);
  const claims = question.claims.map((claim) => ({
    ...claim,
    bounds: claim.bounds.map((mark) => bounds.get(mark) ?? unknownName),
  }));
  return decide({ ...request, claims }, facts);
}

function grantedBounds({ grants }: DecisionFacts, key: Uint8Array): ReadonlyMap<string, string> {
  const texts = grants.flatMap((grant) => grant.predicates.flatMap(boundsGranted));
  return new Map(texts.map((text) => [boundMark(key, text), text]));
}

type Outcome = Item['differs'][number]['now'];

function differences(before: readonly StoredLink[], now: readonly StoredLink[]): Item['differs'] {
  const outcome = (links: readonly StoredLink[], name: string): Outcome => {
    const link = links.find((each) => each.link === name);
    return link === undefined ? 'not-reached' : link.passed ? 'passed' : 'failed';
  };
  return [...new Set([...before, ...now].map(({ link }) => link))]
    .map((link) => ({ link, before: outcome(before, link), now: outcome(now, link) }))
    .filter((each) => each.before !== each.now);
}

async function changesSince(database: Database, then: StoredDecision, now: Outlook): Promise<Item['changes']> {
  const { resource, versions, question } = then;
  const grants = new Map<string, number>();
  if (now.grant !== undefined) grants.set(now.grant.id, 0);
  if (versions.grant !== undefined) grants.set(versions.grant.id, versions.grant.version);
  const found = await Promise.all([
    ...(isResourceId(resource) ? [changesOf(database, { kind: 'resource', subject: resource })] : []),
    ...(isMatterCode(question.matter) ? [changesOf(database, { kind: 'matter', subject: question.matter })] : []),
    ...[...grants.keys()].filter(isGrantId).map((subject) => changesOf(database, { kind: 'grant', subject })),
  ]);
  const known = ({ kind, subject }: ChangeRecord): number | undefined =>
    kind === 'resource' ? versions.resource : kind === 'matter' ? versions.matter : grants.get(subject);
  return found
    .flat()
    .filter((change) => {
      const version = known(change);
      return version === undefined || version === 0 ? change.at > then.at : change.version > version;
    })
    .map(({ kind, subject, event, version, at }) => ({ kind, subject, event, version, at: at.toISOString() }));
}
