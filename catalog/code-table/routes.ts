import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../identity/index.ts';
import { etagOf } from '../../kernel/index.ts';
import { readers, writers } from '../access.ts';
import type { CatalogDeps } from '../deps.ts';
import type { CodeRowDraft, CodeTableDraft } from '../generated/schemas.ts';
import { ifMatch } from '../precondition.ts';
import { listCodeTables, readCodeTables, rowsAt } from './code-table-store.ts';
import { codeCsvRoutes } from './csv-routes.ts';
import { extendCodeTable } from './extend-code-table.ts';
import { importCodeTable } from './import-code-table.ts';
import { atVersion, type ByName, params, readVersion, tags } from './route-parts.ts';

/** `/v1/code-tables`: the values that resource records choose from, and the codes that values of items are. */
export function codeTableRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  const { database } = deps;
  codeCsvRoutes(app, deps);

  app.get(
    '/v1/code-tables',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '读取目录要素的全部代码 · Read the code tables of the directory',
        response: { 200: { $ref: 'CodeRowList#' } },
      },
    },
    async () => {
      const [tables, rows] = await Promise.all([listCodeTables(database), readCodeTables(database)]);
      return { tables, items: [...rows.values()].flatMap((table) => [...table.values()]) };
    },
  );

  app.get<ByName & { Querystring: { version?: number } }>(
    '/v1/code-tables/:table',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '读取代码表 · Read a code table',
        params,
        querystring: atVersion,
        response: { 200: { $ref: 'CodeRowList#' } },
      },
    },
    async (request, reply) => {
      const table = await readVersion(database, request.params.table, request.query.version);
      reply.header('etag', etagOf(table.version));
      return { table, items: await rowsAt(database, table) };
    },
  );

  app.put<ByName & { Body: CodeTableDraft; Headers: { 'if-match'?: string } }>(
    '/v1/code-tables/:table',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '导入代码表 · Import a code table, or its next version',
        params,
        headers: ifMatch,
        body: { $ref: 'CodeTableDraft#' },
        response: { 200: { $ref: 'CodeTable#' }, 201: { $ref: 'CodeTable#' } },
      },
    },
    async (request, reply) => {
      const { table, created } = await importCodeTable({
        ...deps,
        actor: actorOf(request),
        name: request.params.table,
        draft: request.body,
        ifMatch: request.headers['if-match'],
      });
      reply.code(created ? 201 : 200).header('etag', etagOf(table.version));
      if (created) reply.header('location', `/v1/code-tables/${table.name}`);
      return table;
    },
  );

  app.post<ByName & { Body: CodeRowDraft }>(
    '/v1/code-tables/:table',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '增加本地代码 · Add a row of the region’s own',
        params,
        body: { $ref: 'CodeRowDraft#' },
        response: { 201: { $ref: 'CodeRow#' } },
      },
    },
    async (request, reply) => {
      const { table } = request.params;
      const row = await extendCodeTable({ ...deps, actor: actorOf(request), table, row: request.body });
      reply.code(201).header('location', `/v1/code-tables/${row.table}`);
      return row;
    },
  );
}
