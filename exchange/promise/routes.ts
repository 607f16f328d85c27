import type { FastifyInstance } from 'fastify';
import { type CatalogFacts, parseResourceId, readResource, resourceIdPattern } from '../../catalog/index.ts';
import { type AccessRule, actorOf, shortIdPattern } from '../../identity/index.ts';
import type { Clock, Database } from '../../kernel/index.ts';
import { readPromises, readStats } from './read-promises.ts';
import { daysKept, usualDays } from './span.ts';
import { readUses } from './use-keeper.ts';

const readers: AccessRule = { officers: 'any', systems: 'any' };

const params = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', maxLength: 255, description: 'Id of the resource.', example: 'population.resident' },
  },
} as const;

const ofUses = {
  type: 'object',
  additionalProperties: false,
  properties: {
    provider: { type: 'string', pattern: shortIdPattern, description: 'Who answered.' },
    resource: { type: 'string', pattern: resourceIdPattern, maxLength: 255 },
    days: { type: 'integer', minimum: 1, maximum: daysKept, default: usualDays, description: 'Up to and with today.' },
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
    matterName: (code: string) => string | undefined;
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

  app.get<{ Querystring: { provider?: string; resource?: string; days?: number } }>(
    '/v1/use-counts',
    {
      config: { access: readers },
      schema: {
        tags: ['promises'],
        summary: '按事项的使用次数 · How often resources are used, by matter',
        description: 'A provider sees the use of its resources, a consumer its own, the data administration all.',
        querystring: ofUses,
        response: { 200: { description: 'Counts; nobody is named in them.', $ref: 'UseCountList#' } },
      },
    },
    (request) => {
      const { days = usualDays, ...filter } = request.query;
      return readUses({ ...parts, actor: actorOf(request), filter: { ...filter, days } });
    },
  );
}
