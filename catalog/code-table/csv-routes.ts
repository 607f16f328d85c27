import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../identity/index.ts';
import { etagOf } from '../../kernel/index.ts';
import { readers, writers } from '../access.ts';
import { csvType } from '../csv.ts';
import type { CatalogDeps } from '../deps.ts';
import { ifMatch } from '../precondition.ts';
import { largestCodeCsv, readCodeCsv, requireDraft, writeCodeCsv } from './code-csv.ts';
import { findCodeTable, rowsAt } from './code-table-store.ts';
import { importCodeTable } from './import-code-table.ts';
import { codeTableProblems } from './problems.ts';
import { atVersion, type ByName, params, readVersion, tags } from './route-parts.ts';

const titles = {
  type: 'object',
  additionalProperties: false,
  properties: {
    title: { type: 'string', maxLength: 120, description: 'Needed for a new table; others keep theirs without it.' },
    titleEn: { type: 'string', maxLength: 200, description: 'Of a new table: its title, where it is left out.' },
    standard: { type: 'string', maxLength: 120, example: 'GB/T 2261.1' },
  },
} as const;

/** `/v1/code-tables/{table}.csv`: a code table as a file that spreadsheets open and save. */
export function codeCsvRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  const { database } = deps;
  // A context of its own: such files are read as bytes here and nowhere else.
  app.register(async (scope) => {
    scope.addContentTypeParser(
      ['text/csv', 'application/octet-stream'],
      { parseAs: 'buffer', bodyLimit: largestCodeCsv },
      (_request, body, done) => done(null, body),
    );

    scope.get<ByName & { Querystring: { version?: number } }>(
      '/v1/code-tables/:table.csv',
      {
        config: { access: readers },
        schema: {
          tags,
          summary: '导出代码表（CSV） · A code table as CSV',
          params,
          querystring: atVersion,
          response: { 200: { content: { 'text/csv': { schema: { type: 'string' } } } } },
        },
      },
      async (request, reply) => {
        const table = await readVersion(database, request.params.table, request.query.version);
        reply
          .header('etag', etagOf(table.version))
          .header('content-disposition', `attachment; filename="${table.name}.csv"`)
          .type(csvType);
        return writeCodeCsv(await rowsAt(database, table));
      },
    );

    scope.put<
      ByName & {
        Body: Buffer;
        Querystring: { title?: string; titleEn?: string; standard?: string };
        Headers: { 'if-match'?: string };
      }
    >(
      '/v1/code-tables/:table.csv',
      {
        config: { access: writers },
        bodyLimit: largestCodeCsv,
        schema: {
          tags,
          summary: '导入代码表（CSV） · Import a code table, or its next version, from CSV',
          description: 'UTF-8 or GB 18030, with the columns of the export; 代码 and 名称 are enough.',
          consumes: ['text/csv'],
          params,
          querystring: titles,
          headers: ifMatch,
          response: { 200: { $ref: 'CodeTable#' }, 201: { $ref: 'CodeTable#' } },
        },
      },
      async (request, reply) => {
        const { body: file } = request;
        const name = request.params.table;
        const rows = readCodeCsv(Buffer.isBuffer(file) ? file : Buffer.alloc(0));
        const { table, created } = await importCodeTable({
          ...deps,
          actor: actorOf(request),
          name,
          draft: requireDraft({ ...(await titleOf(name, request.query)), rows: [...rows] }),
          ifMatch: request.headers['if-match'],
        });
        reply.code(created ? 201 : 200).header('etag', etagOf(table.version));
        if (created) reply.header('location', `/v1/code-tables/${table.name}`);
        return table;
      },
    );
  });

  /** What is given, and for the rest what the table has. */
  async function titleOf(name: string, given: { title?: string; titleEn?: string; standard?: string }) {
    const { title, titleEn, standard } = { ...(await findCodeTable(database, name)), ...given };
    if (title === undefined) throw codeTableProblems.CODE_TABLE_UNTITLED();
    return { title, titleEn: titleEn ?? title, ...(standard === undefined ? {} : { standard }) };
  }
}
