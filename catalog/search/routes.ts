import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../identity/index.ts';
import { kernelProblems } from '../../kernel/index.ts';
import { readers } from '../access.ts';
import { readCodeTables } from '../code-table/code-table-store.ts';
import type { CatalogDeps } from '../deps.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { resourceStatuses } from '../resource/lifecycle.ts';
import { tags } from '../resource/route-parts.ts';
import { isStorable } from '../storable.ts';
import { resourceSearchBody } from './search-body.ts';
import { type DirectorySearch, searchDirectory } from './search-directory.ts';

const parameters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    q: {
      type: 'string',
      maxLength: 100,
      description:
        'Words, Chinese ones without spaces too, looked for in names, items, providers, classes and abstracts; or the beginning of a resource code. Found best first; without words everything by id.',
      example: '养老保险 缴费',
    },
    provider: { type: 'string', maxLength: 32 },
    class: { type: 'string', pattern: '^[1-3][0-9]{0,20}$', description: 'The beginning of the code: 1, 101, 101001.' },
    section: { type: 'string', maxLength: 70, description: '类 and 项, joined by a slash.', example: '1/人口' },
    sharing: { type: 'string', maxLength: 8, description: '1 无条件, 2 有条件, 3 不予共享' },
    open: { type: 'boolean' },
    format: { type: 'string', maxLength: 8, description: 'A code of the table format.' },
    updateCycle: { type: 'string', maxLength: 8, description: 'A code of the table update-cycle.' },
    sensitivity: {
      type: 'string',
      enum: ['public', 'internal', 'personal', 'sensitive'],
      description: 'The highest of the items.',
    },
    status: { type: 'string', enum: resourceStatuses },
    facets: { type: 'boolean', default: false, description: 'Also count what there is, by facet.' },
    ...pagingParameters,
  },
} as const;

/** `GET /v1/resources`: the directory, listed and searched. */
export function searchRoutes(app: FastifyInstance, { database, parties }: CatalogDeps): void {
  app.get<{ Querystring: Partial<DirectorySearch> }>(
    '/v1/resources',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '检索目录 · Search the directory',
        querystring: parameters,
        response: { 200: { $ref: 'ResourcePage#' } },
      },
    },
    async (request) => {
      const { limit = defaultPageSize, ...rest } = request.query;
      requireSearchable(rest);
      const found = await searchDirectory({
        ...{ database, parties },
        actor: actorOf(request),
        search: { ...rest, limit },
      });
      const tables = found.counts === undefined ? new Map() : await readCodeTables(database);
      return resourceSearchBody(found, { tables, parties });
    },
  );
}

/** What the database cannot even compare is found nowhere. */
function requireSearchable(search: Partial<DirectorySearch>): void {
  const wrong = Object.entries(search).filter(([, value]) => typeof value === 'string' && !isStorable(value));
  if (wrong.length === 0) return;
  throw kernelProblems.INVALID_INPUT(
    { count: wrong.length },
    {
      errors: wrong.map(([name]) => ({
        pointer: `/querystring/${name}`,
        detail: 'holds a character that no text has',
      })),
    },
  );
}
