import type { FastifyInstance } from 'fastify';
import { officerOf } from '../../identity/index.ts';
import { preferredLanguage } from '../../kernel/index.ts';
import { type ReplayParts, replay } from './replay.ts';

const params = {
  type: 'object',
  required: ['traceId'],
  properties: {
    traceId: { type: 'string', pattern: '^[0-9a-f]{32}$', description: 'Trace id of the refusal (W3C Trace Context).' },
  },
} as const;

/** `GET /v1/decisions/{traceId}`: why a query was refused, and whether it would be now. */
export function decisionRoutes(app: FastifyInstance, parts: ReplayParts): void {
  app.get<{ Params: { traceId: string } }>(
    '/v1/decisions/:traceId',
    {
      config: { access: { officers: 'any' } },
      schema: {
        tags: ['exchange'],
        summary: '重放被拒查询的裁定 · Replay the decision on a refused query',
        description:
          'For officers of the asking and of the providing organisation and of the data administration. Every link as it was checked, the one that failed, the decision under the present facts, and what has been changed since. Kept for 180 days, without any value.',
        params,
        response: { 200: { description: 'Refused queries of the trace.', $ref: 'DecisionReplay#' } },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return replay({
        parts,
        actor: officerOf(request),
        traceId: request.params.traceId,
        language: preferredLanguage(request.headers['accept-language']),
      });
    },
  );
}
