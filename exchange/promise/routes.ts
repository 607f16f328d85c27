import type { FastifyInstance } from 'fastify';
import { type CatalogFacts, parseResourceId, readResource } from '../../catalog/index.ts';
import { type AccessRule, actorOf } from '../../identity/index.ts';
import type { Clock, Database } from '../../kernel/index.ts';
import { readPromises, readStats } from './read-promises.ts';

const readers: AccessRule = { officers: 'any', systems: 'any' };

const params = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', maxLength: 255, description: 'Id of the resource.', example: 'population.resident' },
  },
} as const;

/** What the directory promises, measured: of one resource for who may see it, and of every department. */
export function promiseRoutes(
  app: FastifyInstance,
  parts: {
    database: Database;
    clock: Clock;
    catalog: Pick<CatalogFacts, 'resource'>;
    nameOf: (organisation: string) => string | undefined;
  },
): void {
  app.get<{ Params: { id: string } }>(
    '/v1/resources/:id/stats',
    {
      config: { access: readers },
      schema: {
        tags: ['directory'],
        summary:
          '承诺与实测：更新周期、可用率、应答时间、数据质量 · Promised and measured: update cycle, availability, answers, quality',
        params,
        response: { 200: { description: 'Thirty days, today included.', $ref: 'ResourceStats#' } },
      },
    },
    async (request) => {
      const { database, clock } = parts;
      const id = parseResourceId(request.params.id);
      return readStats({ database, clock, resource: await readResource({ database, actor: actorOf(request), id }) });
    },
  );

  app.get(
    '/v1/promises',
    {
      config: { access: readers },
      schema: {
        tags: ['promises'],
        summary: '各单位履诺情况 · How each department keeps its promises',
        response: { 200: { description: 'Thirty days, today included.', $ref: 'PromiseList#' } },
      },
    },
    (request) => readPromises({ ...parts, actor: actorOf(request) }),
  );
}
