import type { FastifyInstance } from 'fastify';
import { etagOf } from '../../kernel/index.ts';
import { everybody } from '../access.ts';
import { readCodeTables } from '../code-table/code-table-store.ts';
import { csvType } from '../csv.ts';
import type { WorldDeps } from '../deps.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { parseResourceId } from '../resource/resource-id.ts';
import { type ById, params } from '../resource/route-parts.ts';
import { itemsCsv } from './csv.ts';
import { openDataset, openDatasetItems, openDatasetLine } from './open-dataset.ts';
import { findOpenResource, pageOfOpenResources } from './open-resources.ts';
import { openDataProblems } from './problems.ts';

const tags = ['open data'];

const filters = {
  type: 'object',
  additionalProperties: false,
  properties: { provider: { type: 'string', pattern: '^[a-z][a-z0-9-]{1,31}$' }, ...pagingParameters },
} as const;

/** `/v1/open-data`: what everybody may have. */
export function openDataRoutes(app: FastifyInstance, { database, parties, publicUrl: base }: WorldDeps): void {
  app.get<{ Querystring: { provider?: string; cursor?: string; limit?: number } }>(
    '/v1/open-data',
    {
      config: { access: everybody },
      schema: {
        tags,
        summary: '向社会开放的资源 · What is open to the public',
        querystring: filters,
        response: { 200: { $ref: 'OpenDatasetPage#' } },
      },
    },
    async (request) => {
      const { limit = defaultPageSize, ...filter } = request.query;
      const page = await pageOfOpenResources(database, { ...filter, limit });
      return { items: page.items.map((resource) => openDatasetLine(resource, parties, base)), next: page.next };
    },
  );

  app.get<ById>(
    '/v1/open-data/:id.json',
    {
      config: { access: everybody },
      schema: {
        tags,
        summary: '下载开放资源的说明、信息项和代码表（JSON） · Description, items and code tables of an open resource',
        params,
        response: { 200: { $ref: 'OpenDataset#' } },
      },
    },
    async (request, reply) => {
      const [resource, tables] = await Promise.all([required(request.params.id), readCodeTables(database)]);
      reply.header('etag', etagOf(resource.version));
      return openDataset({ database, parties, base }, resource, tables);
    },
  );

  app.get<ById>(
    '/v1/open-data/:id.csv',
    {
      config: { access: everybody },
      schema: {
        tags,
        summary: '下载开放资源的信息项（CSV） · Items of an open resource as a table',
        params,
        response: { 200: { content: { 'text/csv': { schema: { type: 'string' } } } } },
      },
    },
    async (request, reply) => {
      const [resource, tables] = await Promise.all([required(request.params.id), readCodeTables(database)]);
      reply
        .header('etag', etagOf(resource.version))
        .header('content-disposition', `attachment; filename="${resource.id}.csv"`)
        .type(csvType);
      return itemsCsv(openDatasetItems(resource, tables));
    },
  );

  async function required(id: string) {
    const resource = await findOpenResource(database, parseResourceId(id));
    if (resource === undefined) throw openDataProblems.OPEN_DATA_NOT_FOUND();
    return resource;
  }
}
