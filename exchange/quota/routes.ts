import type { FastifyInstance } from 'fastify';
import { parseGrantId, readGrant } from '../../catalog/index.ts';
import { actorOf } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import type { QuotaReport } from '../generated/schemas.ts';
import type { QuotaLedger } from './quota-ledger.ts';

const params = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', maxLength: 36, description: 'Id of the grant.' } },
} as const;

/** `GET /v1/grants/{id}/quota`: what is used and left of a grant's day, for those who may read the grant, on both sides. */
export function quotaRoutes(app: FastifyInstance, parts: { database: Database; quota: QuotaLedger }): void {
  const { database, quota } = parts;
  app.get<{ Params: { id: string } }>(
    '/v1/grants/:id/quota',
    {
      config: {
        access: { officers: ['catalogue-administrator', 'approval-clerk', 'auditor'], systems: 'any' },
      },
      schema: {
        tags: ['grants'],
        summary: '授权今日额度 · What is used and left of a grant’s day',
        params,
        response: { 200: { description: 'The day, the matters and the time of the reset.', $ref: 'QuotaReport#' } },
      },
    },
    async (request, reply): Promise<QuotaReport> => {
      const grant = await readGrant({ database, actor: actorOf(request), id: parseGrantId(request.params.id) });
      const { matters, ...day } = await quota.look(grant);
      reply.header('cache-control', 'no-store');
      return {
        grant: grant.id,
        ...day,
        ...(grant.perSecond === undefined ? {} : { perSecond: grant.perSecond }),
        matters: matters.map((each) => ({ ...each })),
      };
    },
  );
}
