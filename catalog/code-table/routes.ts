import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../identity/index.ts';
import { readers, writers } from '../access.ts';
import type { CatalogDeps } from '../deps.ts';
import type { CodeRowDraft } from '../generated/schemas.ts';
import { codeTableNames, isCodeTableName } from './code-table.ts';
import { readCodeTables } from './code-table-store.ts';
import { extendCodeTable } from './extend-code-table.ts';
import { codeTableProblems } from './problems.ts';

const params = {
  type: 'object',
  required: ['table'],
  properties: { table: { type: 'string', maxLength: 32, example: 'update-cycle' } },
} as const;

const tags = ['code tables'];

/** `/v1/code-tables`: the values that resource records choose from. */
export function codeTableRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  app.get(
    '/v1/code-tables',
    {
      config: { access: readers },
      schema: { tags, summary: '读取全部代码表 · Read all code tables', response: { 200: { $ref: 'CodeRowList#' } } },
    },
    async () => {
      const tables = await readCodeTables(deps.database);
      return { items: [...tables.values()].flatMap((rows) => [...rows.values()]) };
    },
  );

  app.get<{ Params: { table: string } }>(
    '/v1/code-tables/:table',
    {
      config: { access: readers },
      schema: { tags, summary: '读取代码表 · Read a code table', params, response: { 200: { $ref: 'CodeRowList#' } } },
    },
    async (request) => {
      const { table } = request.params;
      if (!isCodeTableName(table)) throw codeTableProblems.CODE_TABLE_UNKNOWN({ tables: codeTableNames.join(', ') });
      const rows = (await readCodeTables(deps.database)).get(table);
      return { items: [...(rows?.values() ?? [])] };
    },
  );

  app.post<{ Params: { table: string }; Body: CodeRowDraft }>(
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
