import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actorOf, identityProblems, type SystemActor } from '../../identity/index.ts';
import { preferredLanguage } from '../../kernel/index.ts';
import type { QueryRequest } from '../generated/schemas.ts';
import '../http/request-context.ts';
import '../http/repetition/idempotent-routes.ts';
import { admissionOf } from '../http/signature/require-signatures.ts';
import { rateLimitHeaders } from '../quota/rate-limit.ts';
import { ask, decideQuestion, type QueryParts } from './ask.ts';
import { explain } from './explain.ts';
import type { LetIn } from './let-in.ts';
import { questionOf } from './question.ts';

/** `POST /v1/query` and `POST /v1/query/explain`, for consumer systems. */
export function queryRoutes(app: FastifyInstance, parts: QueryParts & { readonly letIn: LetIn }): void {
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
      return reply.header('cache-control', 'no-store').send(answer);
    },
  );
  app.post<{ Body: QueryRequest }>(
    '/v1/query/explain',
    {
      config: { access },
      schema: {
        tags: ['exchange'],
        summary: '说明某次查询会被如何裁定 · Explain how a query would be decided',
        body: { $ref: 'QueryRequest#' },
        response: { 200: { description: 'Every link of the decision.', $ref: 'Explanation#' } },
      },
    },
    (request) =>
      explain({
        parts,
        actor: consumerOf(request),
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

function consumerOf(request: FastifyRequest): SystemActor {
  const actor = actorOf(request);
  if (actor.kind !== 'system') throw identityProblems.ROLE_REQUIRED({ needed: 'consumer system' });
  return actor;
}
