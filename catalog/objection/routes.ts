import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../identity/index.ts';
import { etagOf } from '../../kernel/index.ts';
import { clerks, objectors } from '../access.ts';
import type { CatalogDeps } from '../deps.ts';
import type { ObjectionDraft, ObjectionEvent } from '../generated/schemas.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { ifMatch } from '../precondition.ts';
import { parseRecordId } from '../record-id.ts';
import { byId, changesRoute, type RecordById } from '../record-routes.ts';
import { resourceIdPattern } from '../resource/resource-id.ts';
import { changeObjectionState } from './change-objection-state.ts';
import { objectionStatuses } from './lifecycle.ts';
import type { Objection } from './objection.ts';
import { type ObjectionFilter, pageOfObjections } from './objection-store.ts';
import { raiseObjection } from './raise-objection.ts';
import { objectionBodies, readObjection } from './read-objection.ts';

const filters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    kind: { type: 'string', pattern: '^[0-9A-Za-z-]{1,8}$' },
    resource: { type: 'string', pattern: resourceIdPattern, maxLength: 255 },
    status: { type: 'string', enum: objectionStatuses },
    ...pagingParameters,
  },
} as const;

const tags = ['objections'];

/** `/v1/objections`: what is said to be wrong, and what was done about it. */
export function objectionRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  const { database } = deps;
  const bodyOf = async (objection: Objection) => (await objectionBodies(deps, [objection]))[0];

  app.get<{ Querystring: Partial<ObjectionFilter> }>(
    '/v1/objections',
    {
      config: { access: clerks },
      schema: {
        tags,
        summary: '数据异议列表 · List objections',
        querystring: filters,
        response: { 200: { $ref: 'ObjectionPage#' } },
      },
    },
    async (request) => {
      const { limit = defaultPageSize, ...filter } = request.query;
      const page = await pageOfObjections(database, actorOf(request), { ...filter, limit });
      return { items: await objectionBodies(deps, page.items), next: page.next };
    },
  );

  app.post<{ Body: ObjectionDraft }>(
    '/v1/objections',
    {
      config: { access: objectors },
      schema: {
        tags,
        summary: '提出异议 · Raise an objection',
        body: { $ref: 'ObjectionDraft#' },
        response: { 201: { $ref: 'Objection#' } },
      },
    },
    async (request, reply) => {
      const objection = await raiseObjection({ ...deps, actor: actorOf(request), draft: request.body });
      reply.code(201).header('location', `/v1/objections/${objection.id}`).header('etag', etagOf(objection.version));
      return bodyOf(objection);
    },
  );

  app.get<RecordById>(
    '/v1/objections/:id',
    {
      config: { access: clerks },
      schema: {
        tags,
        summary: '读取数据异议 · Read an objection',
        params: byId,
        response: { 200: { $ref: 'Objection#' } },
      },
    },
    async (request, reply) => {
      const id = parseRecordId(request.params.id);
      const objection = await readObjection({ database, actor: actorOf(request), id });
      reply.header('etag', etagOf(objection.version));
      return bodyOf(objection);
    },
  );

  app.post<RecordById & { Body: ObjectionEvent; Headers: { 'if-match'?: string } }>(
    '/v1/objections/:id/events',
    {
      config: { access: objectors },
      schema: {
        tags,
        summary:
          '受理、驳回、转办、处理、撤销、重新上报或评价 · Accept, reject, forward, handle, withdraw, report again or rate',
        params: byId,
        headers: ifMatch,
        body: { $ref: 'ObjectionEvent#' },
        response: { 200: { $ref: 'Objection#' } },
      },
    },
    async (request, reply) => {
      const objection = await changeObjectionState({
        ...deps,
        ...request.body,
        actor: actorOf(request),
        id: parseRecordId(request.params.id),
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(objection.version));
      return bodyOf(objection);
    },
  );

  changesRoute(app, {
    database,
    path: '/v1/objections',
    kind: 'objection',
    access: clerks,
    tags,
    summary: '数据异议的办理记录 · Who did what with it, and when',
    read: readObjection,
  });
}
