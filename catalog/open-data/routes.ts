import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { etagOf } from '../../kernel/index.ts';
import { everybody } from '../access.ts';
import { readCodeTables } from '../code-table/code-table-store.ts';
import { csvType } from '../csv.ts';
import { ReadingPlaces } from '../dcat/reading-places.ts';
import type { WorldDeps } from '../deps.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { parseResourceId } from '../resource/resource-id.ts';
import { type ById, params } from '../resource/route-parts.ts';
import { itemsCsv } from './csv.ts';
import { openDataset, openDatasetItems, openDatasetLine } from './open-dataset.ts';
import { openDataProblems } from './problems.ts';
import { findOpenResource, pageOfOpenResources } from './public-resources.ts';
import { rowsCsv, rowsJson } from './row-documents.ts';
import { mostOpenRows, openDownload, rowsAskedOf } from './rows.ts';

const tags = ['open data'];

const filters = {
  type: 'object',
  additionalProperties: false,
  properties: { provider: { type: 'string', pattern: '^[a-z][a-z0-9-]{1,31}$' }, ...pagingParameters },
} as const;

/** `/v1/open-data`: what everybody may have. */
export function openDataRoutes(app: FastifyInstance, deps: WorldDeps): void {
  const { database, parties, publicUrl: base, openRows } = deps;
  const describing = { parties, base, openRows };
  const places = new ReadingPlaces(openDataProblems.OPEN_DATA_BUSY);

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
      return { items: page.items.map((resource) => openDatasetLine(resource, describing)), next: page.next };
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
      return openDataset({ database, ...describing }, resource, tables);
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

  const forms = [
    ['csv', csvType, 'CSV', { 'text/csv': { schema: { type: 'string' } } }],
    ['json', 'application/json; charset=utf-8', 'JSON', { 'application/json': { schema: { type: 'object' } } }],
  ] as const;
  for (const [form, type, named, content] of forms) {
    app.get<ById>(
      `/v1/open-data/:id/rows.${form}`,
      {
        config: { access: everybody },
        // Each look at it would ask the provider.
        exposeHeadRoute: false,
        schema: {
          tags,
          summary: `下载开放资源的各行（${named}） · Rows of an open resource (${named})`,
          description: `Read at the provider, open items alone, each piece on record. ${mostOpenRows} rows at most; what is not all of it says so at its end: in CSV a last line that begins with #, in JSON the member truncated.`,
          params,
          response: { 200: { content } },
        },
      },
      async (request, reply) => {
        const resource = await required(request.params.id);
        if (openRows === undefined) throw openDataProblems.OPEN_ROWS_NOT_LISTED();
        const leave = places.take(request.ip);
        try {
          const items = openDatasetItems(resource, await readCodeTables(database));
          const { asOf, rows } = await openDownload({
            pieces: openRows.read(rowsAskedOf(resource)),
            isOpen: async () => (await findOpenResource(database, resource.id))?.version === resource.version,
            onFault: (error) => request.log.warn({ err: error }, 'a download of open data ended early'),
          });
          const head = { id: resource.id, name: resource.name, edition: resource.edition, asOf: asOf ?? null };
          const document = form === 'csv' ? rowsCsv(items, rows) : rowsJson(head, rows);
          reply.type(type).header('content-disposition', `attachment; filename="${resource.id}.${form}"`);
          return reply.send(Readable.from(document).once('close', leave));
        } catch (error) {
          leave();
          throw error;
        }
      },
    );
  }

  async function required(id: string) {
    const resource = await findOpenResource(database, parseResourceId(id));
    if (resource === undefined) throw openDataProblems.OPEN_DATA_NOT_FOUND();
    return resource;
  }
}
