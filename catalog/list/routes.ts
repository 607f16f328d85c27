import type { FastifyInstance } from 'fastify';
import { actorOf, shortIdPattern } from '../../identity/index.ts';
import { keepers, readers } from '../access.ts';
import type { CatalogDeps } from '../deps.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { pageOfDemandList, pageOfNegatives, pageOfResponsibilities } from './lists.ts';

interface Listing {
  Querystring: { organisation?: string; cursor?: string; limit?: number };
}

const filters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    organisation: { type: 'string', pattern: shortIdPattern, description: 'Lines that concern this organisation.' },
    ...pagingParameters,
  },
} as const;

const tags = ['demands'];

/** `/v1/lists`: the demand, responsibility and negative lists. Each is as it is now; nothing is copied. */
export function listRoutes(app: FastifyInstance, { database }: CatalogDeps): void {
  const lists = [
    ['demand', keepers, '需求清单 · The demand list', 'DemandLinePage#', pageOfDemandList],
    [
      'responsibility',
      readers,
      '责任清单 · The responsibility list',
      'ResponsibilityLinePage#',
      pageOfResponsibilities,
    ],
    ['negative', readers, '负面清单 · The negative list', 'NegativeLinePage#', pageOfNegatives],
  ] as const;
  for (const [name, access, summary, page, read] of lists) {
    app.get<Listing>(
      `/v1/lists/${name}`,
      { config: { access }, schema: { tags, summary, querystring: filters, response: { 200: { $ref: page } } } },
      async (request) => {
        const { limit = defaultPageSize, ...filter } = request.query;
        return await read(database, actorOf(request), { ...filter, limit });
      },
    );
  }
}
