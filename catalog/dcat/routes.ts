import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { everybody } from '../access.ts';
import { readCodeTables } from '../code-table/code-table-store.ts';
import type { WorldDeps } from '../deps.ts';
import { pagingParameters, readIdCursor } from '../paging.ts';
import { isResourceId } from '../resource/resource-id.ts';
import { catalogueDocument } from './document.ts';
import { dcatProblems } from './problems.ts';
import { ReadingPlaces } from './reading-places.ts';

const paging = {
  type: 'object',
  additionalProperties: false,
  properties: {
    cursor: { ...pagingParameters.cursor, description: 'Stands in the hydra:next of the page before.' },
    limit: {
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      description: 'Datasets of a page. Default: the whole directory.',
    },
  },
} as const;

/** `/v1/catalog.jsonld`: the directory for other catalogues. */
export function dcatRoutes(app: FastifyInstance, { database, parties, publicUrl: base, openRows }: WorldDeps): void {
  const places = new ReadingPlaces(dcatProblems.CATALOGUE_BUSY);

  app.get<{ Querystring: { cursor?: string; limit?: number } }>(
    '/v1/catalog.jsonld',
    {
      config: { access: everybody },
      // The length of the whole is known only once all of it has been written.
      exposeHeadRoute: false,
      schema: {
        tags: ['open data'],
        summary: '目录的 DCAT-AP 3 描述（JSON-LD） · The directory in DCAT-AP 3',
        querystring: paging,
        response: { 200: { content: { 'application/ld+json': { schema: { type: 'object' } } } } },
      },
    },
    async (request, reply) => {
      const { cursor, limit } = request.query;
      const after = cursor === undefined ? undefined : readIdCursor(cursor, isResourceId);
      const tables = await readCodeTables(database);
      const leave = limit === undefined ? places.take(request.ip) : () => {};
      reply.type('application/ld+json; charset=utf-8');
      const pieces = catalogueDocument({ database, parties, tables, base, openRows, after, limit });
      return reply.send(Readable.from(pieces).once('close', leave));
    },
  );
}
