import type { FastifyInstance } from 'fastify';
import { actorOf, shortIdPattern } from '../../identity/index.ts';
import { etagOf } from '../../kernel/index.ts';
import { keepers, writers } from '../access.ts';
import type { CatalogDeps } from '../deps.ts';
import type { DemandDraft, DemandEvent } from '../generated/schemas.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { ifMatch } from '../precondition.ts';
import { parseRecordId } from '../record-id.ts';
import { byId, changesRoute, type RecordById } from '../record-routes.ts';

import { changeDemandState } from './change-demand-state.ts';
import type { Demand } from './demand.ts';
import { type DemandFilter, pageOfDemands } from './demand-store.ts';
import { demandStatuses } from './lifecycle.ts';
import { demandBodies, readDemand } from './read-demand.ts';
import { createDemand, updateDemand } from './write-demand.ts';

const filters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    demanding: { type: 'string', pattern: shortIdPattern },
    responsible: { type: 'string', pattern: shortIdPattern },
    status: { type: 'string', enum: demandStatuses },
    ...pagingParameters,
  },
} as const;

const tags = ['demands'];

/** `/v1/demands`: data that the directory does not offer, and what is answered. */
export function demandRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  const { database } = deps;
  const bodyOf = async (demand: Demand) => (await demandBodies(deps, [demand]))[0];

  app.get<{ Querystring: Partial<DemandFilter> }>(
    '/v1/demands',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '数据需求列表 · List demands',
        querystring: filters,
        response: { 200: { $ref: 'DemandPage#' } },
      },
    },
    async (request) => {
      const { limit = defaultPageSize, ...filter } = request.query;
      const page = await pageOfDemands(database, actorOf(request), { ...filter, limit });
      return { items: await demandBodies(deps, page.items), next: page.next };
    },
  );

  app.post<{ Body: DemandDraft }>(
    '/v1/demands',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '提出需求 · Make a demand',
        body: { $ref: 'DemandDraft#' },
        response: { 201: { $ref: 'Demand#' } },
      },
    },
    async (request, reply) => {
      const demand = await createDemand({ ...deps, actor: actorOf(request), draft: request.body });
      reply.code(201).header('location', `/v1/demands/${demand.id}`).header('etag', etagOf(demand.version));
      return bodyOf(demand);
    },
  );

  app.get<RecordById>(
    '/v1/demands/:id',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '读取数据需求 · Read a demand',
        params: byId,
        response: { 200: { $ref: 'Demand#' } },
      },
    },
    async (request, reply) => {
      const id = parseRecordId(request.params.id);
      const demand = await readDemand({ database, actor: actorOf(request), id });
      reply.header('etag', etagOf(demand.version));
      return bodyOf(demand);
    },
  );

  app.put<RecordById & { Body: DemandDraft; Headers: { 'if-match'?: string } }>(
    '/v1/demands/:id',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '修改需求 · Fill a demand in anew',
        params: byId,
        headers: ifMatch,
        body: { $ref: 'DemandDraft#' },
        response: { 200: { $ref: 'Demand#' } },
      },
    },
    async (request, reply) => {
      const demand = await updateDemand({
        ...deps,
        actor: actorOf(request),
        id: parseRecordId(request.params.id),
        draft: request.body,
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(demand.version));
      return bodyOf(demand);
    },
  );

  app.post<RecordById & { Body: DemandEvent; Headers: { 'if-match'?: string } }>(
    '/v1/demands/:id/events',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '分派、转办、答复、拒绝或撤回需求 · Assign, forward, answer, refuse or withdraw',
        params: byId,
        headers: ifMatch,
        body: { $ref: 'DemandEvent#' },
        response: { 200: { $ref: 'Demand#' } },
      },
    },
    async (request, reply) => {
      const demand = await changeDemandState({
        ...deps,
        ...request.body,
        actor: actorOf(request),
        id: parseRecordId(request.params.id),
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(demand.version));
      return bodyOf(demand);
    },
  );

  changesRoute(app, {
    database,
    path: '/v1/demands',
    kind: 'demand',
    access: keepers,
    tags,
    summary: '数据需求的办理记录 · Who did what with it, and when',
    read: readDemand,
  });
}
