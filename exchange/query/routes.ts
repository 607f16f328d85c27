import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Actor,
  actorOf,
  type IdentityFacts,
  identityProblems,
  reaches,
  type SystemActor,
  type SystemId,
  shortIdPattern,
} from '../../identity/index.ts';
import { kernelProblems, preferredLanguage } from '../../kernel/index.ts';
import type { QueryRequest } from '../generated/schemas.ts';
import '../http/request-context.ts';
import '../http/repetition/idempotent-routes.ts';
import { admissionOf } from '../http/signature/require-signatures.ts';
import { rateLimitHeaders } from '../quota/rate-limit.ts';
import { answerBytes } from './answer-bytes.ts';
import { ask, decideQuestion, type QueryParts } from './ask.ts';
import { explain } from './explain.ts';
import type { LetIn } from './let-in.ts';
import { questionOf } from './question.ts';

interface ForSystem {
  readonly system?: SystemId;
}

const forSystem = {
  type: 'object',
  additionalProperties: false,
  properties: {
    system: {
      type: 'string',
      pattern: shortIdPattern,
      description:
        'Needed of an officer: the consumer system, of an organisation in reach, for which the question is explained. A system explains for itself alone.',
      example: 'hrss-pension',
    },
  },
} as const;

/** `POST /v1/query` for consumer systems, and `POST /v1/query/explain` for them and the officers who look after them. */
export function queryRoutes(
  app: FastifyInstance,
  parts: QueryParts & { readonly letIn: LetIn; readonly identity: Pick<IdentityFacts, 'system'> },
): void {
  const access = { systems: ['consumer'] } as const;
  app.post<{ Body: QueryRequest }>(
    '/v1/query',
    {
      // The nonce is claimed by the commit of the record.
      config: {
        access,
        admits: true,
        idempotent: 'again',
        stillAllowed: (request) => requirePermission(parts, request),
      },
      schema: {
        tags: ['exchange'],
        summary: '按事项和办件查询共享数据 · Ask for shared data for a matter and case',
        body: { $ref: 'QueryRequest#' },
        response: {
          200: { description: 'The provider’s answer and the receipt of its record.', $ref: 'QueryAnswer#' },
        },
      },
    },
    async (request, reply) => {
      const actor = consumerOf(request);
      const question = questionOf(request.body);
      const admission = admissionOf(request);
      const answer = await parts
        .letIn(actor.id, () =>
          ask({
            parts,
            actor,
            question,
            trace: request.trace,
            admission,
            attempt: request.attempt,
            onCounted: (windows) => void reply.headers(rateLimitHeaders(windows)),
          }),
        )
        .catch(async (error: unknown) => {
          // What came to nothing before there was a record counts once all the same.
          await admission.claim();
          throw error;
        });
      reply.header('cache-control', 'no-store').type('application/json; charset=utf-8');
      // What is kept for a repetition is a text.
      return reply.send(request.attempt === undefined ? answerBytes(answer) : answer);
    },
  );
  app.post<{ Body: QueryRequest; Querystring: ForSystem }>(
    '/v1/query/explain',
    {
      config: { access: { ...access, officers: 'any' } },
      schema: {
        tags: ['exchange'],
        summary: '说明某次查询会被如何裁定 · Explain how a query would be decided',
        querystring: forSystem,
        body: { $ref: 'QueryRequest#' },
        response: { 200: { description: 'Every link of the decision.', $ref: 'Explanation#' } },
      },
    },
    (request) =>
      explain({
        parts,
        actor: explainedFor(parts.identity, actorOf(request), request.query.system),
        question: questionOf(request.body),
        language: preferredLanguage(request.headers['accept-language']),
      }),
  );
}

/** What was answered a moment ago is not given again when it would be refused now. */
function requirePermission(parts: QueryParts, request: FastifyRequest): void {
  const { decision } = decideQuestion(parts, consumerOf(request), questionOf(request.body as QueryRequest));
  if (!decision.allowed) throw decision.problem;
}

/**
 * For whom a question is explained: the system that asks, or the one that an officer names.
 * @throws INVALID_INPUT when an officer names none, or a provider; NOT_FOUND for a system out of reach
 */
function explainedFor(
  identity: Pick<IdentityFacts, 'system'>,
  actor: Actor,
  named: SystemId | undefined,
): Pick<SystemActor, 'id' | 'organisation'> {
  if (actor.kind === 'system') {
    if (named !== undefined && named !== actor.id) throw kernelProblems.NOT_FOUND();
    return actor;
  }
  const refuse = (detail: string) =>
    kernelProblems.INVALID_INPUT({ count: 1 }, { errors: [{ pointer: '/system', detail }] });
  if (named === undefined) throw refuse('required of an officer: the consumer system that would ask');
  const system = identity.system(named);
  if (system === undefined || !reaches(actor, system.organisation)) throw kernelProblems.NOT_FOUND();
  if (system.kind !== 'consumer') throw refuse('not a consumer system');
  return system;
}

function consumerOf(request: FastifyRequest): SystemActor {
  const actor = actorOf(request);
  if (actor.kind !== 'system') throw identityProblems.ROLE_REQUIRED({ needed: 'consumer system' });
  return actor;
}
