import { type CatalogFacts, isResourceId } from '../../catalog/index.ts';
import { holdsCitizenNumber } from '../../identity/index.ts';
import { after, type Clock, type Database, keyedHash, type Random, type Trace } from '../../kernel/index.ts';
import { GroupCommit } from '../group-commit.ts';
import type { DecisionFacts, DecisionRequest, GrantFact } from '../policy/facts.ts';
import type { Link } from '../policy/link.ts';
import type { Question } from '../query/question.ts';
import { forgetDecisions, insertDecisions, type StoredDecision, type StoredLink } from './decision-store.ts';

/** A refusal as it was decided. */
export interface RefusedDecision {
  readonly request: DecisionRequest;
  readonly question: Question;
  readonly facts: DecisionFacts;
  readonly links: readonly (Link | StoredLink)[];
  /** The grant that came furthest. */
  readonly grant: GrantFact | undefined;
  readonly code: string;
  readonly trace: Trace;
}

/** The trail of refused decisions, so that officers of either side can replay one from its trace id. */
export interface DecisionTrail {
  /** Resolves once the refusal can be replayed. */
  note(refused: RefusedDecision): Promise<void>;
  /** Forgets what is older than {@link keptDays}. */
  purge(): Promise<void>;
}

/** Days for which a refusal can be replayed. The record of it in the evidence log stays. */
export const keptDays = 180;
const dayMs = 24 * 3_600_000;
const largestBatch = 128;

/** Written in the place of a name that is none of the exchange's: somebody may have typed a person's into it. */
export const unknownName = '?';

/** Tells two bounds apart without telling what they are. */
export function boundMark(key: Uint8Array, bound: string): string {
  return keyedHash(key, bound).subarray(0, 16).toString('base64url');
}

/** What was asked for is kept where it could be the id of a resource. */
function askedFor(resource: string): string | null {
  return isResourceId(resource) && !holdsCitizenNumber(resource) ? resource : null;
}

export function createDecisionTrail(options: {
  database: Database;
  clock: Clock;
  random: Random;
  catalog: Pick<CatalogFacts, 'resource'>;
  /** Key of the marks of bounds. */
  key: Uint8Array;
}): DecisionTrail {
  const { database, clock, random, key } = options;
  const commits = new GroupCommit<StoredDecision, undefined>({
    largest: largestBatch,
    write: async (decisions) => {
      await insertDecisions(database, decisions);
      return decisions.map(() => undefined);
    },
  });
  return {
    note: ({ request, question, facts, links, grant, code, trace }) => {
      const items = options.catalog.resource(request.resource)?.items ?? [];
      const fields = new Set(items.map(({ field }) => field));
      const known = (field: string) => (fields.has(field) ? field : unknownName);
      return commits.add({
        id: random.uuid(),
        at: facts.now,
        traceId: trace.traceId,
        organisation: request.organisation,
        system: request.system,
        provider: facts.resource?.provider ?? null,
        resource: facts.resource?.id ?? askedFor(request.resource),
        code,
        question: {
          mode: request.mode,
          matchFields: request.matchFields.map(known),
          fields: request.fields.map(known),
          claims: request.claims.map(({ field, kind, bounds }) => ({
            field: known(field),
            kind,
            bounds: bounds.map((bound) => boundMark(key, bound)),
          })),
          matter: facts.matter?.code ?? unknownName,
          case: question.case,
          officer: request.officer === undefined ? null : (facts.officer?.login ?? unknownName),
          onBehalfOf: request.onBehalfOf ?? null,
        },
        links: links.map(({ link, passed, reference }) => ({
          link,
          passed,
          reference: reference === request.matter && facts.matter === undefined ? unknownName : reference,
        })),
        versions: {
          resource: facts.resource?.version,
          matter: facts.matter?.version,
          grant: grant && { id: grant.id, version: grant.version },
        },
      });
    },
    purge: () => forgetDecisions(database, after(clock.now(), -keptDays * dayMs)),
  };
}
