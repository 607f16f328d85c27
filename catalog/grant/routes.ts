import type { FastifyInstance } from 'fastify';
import { actorOf, shortIdPattern } from '../../identity/index.ts';
import { etagOf } from '../../kernel/index.ts';
import { grantReaders, writers } from '../access.ts';
import type { CatalogDeps } from '../deps.ts';
import type { GrantDraft, GrantEvent } from '../generated/schemas.ts';
import { matterCodePattern } from '../matter/matter-code.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { ifMatch } from '../precondition.ts';
import { resourceIdPattern } from '../resource/resource-id.ts';
import { changeGrantState } from './change-grant-state.ts';
import { createGrant } from './create-grant.ts';
import { grantBody } from './grant.ts';
import { parseGrantId } from './grant-id.ts';
import { type GrantFilter, pageOfGrants } from './grant-store.ts';
import { grantStatuses } from './lifecycle.ts';
import { readGrant } from './read-grant.ts';
import { updateGrant } from './update-grant.ts';

interface ById {
  Params: { id: string };
}

const params = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', maxLength: 36, description: 'Id of the grant.' } },
} as const;

const filters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    consumer: { type: 'string', pattern: shortIdPattern },
    provider: { type: 'string', pattern: shortIdPattern },
    resource: { type: 'string', pattern: resourceIdPattern, maxLength: 255 },
    matter: { type: 'string', pattern: matterCodePattern },
    status: { type: 'string', enum: grantStatuses },
    ...pagingParameters,
  },
} as const;

const tags = ['grants'];

/** `/v1/grants`: who may ask what, for which matters. */
export function grantRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  const { database } = deps;

  app.get<{ Querystring: Partial<GrantFilter> }>(
    '/v1/grants',
    {
      config: { access: grantReaders },
      schema: {
        tags,
        summary: '授权列表 · List grants',
        querystring: filters,
        response: { 200: { $ref: 'GrantPage#' } },
      },
    },
    async (request) => {
      const { limit = defaultPageSize, ...filter } = request.query;
      const page = await pageOfGrants(database, actorOf(request), { ...filter, limit });
      return { items: page.items.map(grantBody), next: page.next };
    },
  );

  app.post<{ Body: GrantDraft }>(
    '/v1/grants',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '给予授权 · Give a grant',
        body: { $ref: 'GrantDraft#' },
        response: { 201: { $ref: 'Grant#' } },
      },
    },
    async (request, reply) => {
      const grant = await createGrant({ ...deps, actor: actorOf(request), draft: request.body });
      reply.code(201).header('location', `/v1/grants/${grant.id}`).header('etag', etagOf(grant.version));
      return grantBody(grant);
    },
  );

  app.get<ById>(
    '/v1/grants/:id',
    {
      config: { access: grantReaders },
      schema: { tags, summary: '读取授权 · Read a grant', params, response: { 200: { $ref: 'Grant#' } } },
    },
    async (request, reply) => {
      const grant = await readGrant({ database, actor: actorOf(request), id: parseGrantId(request.params.id) });
      reply.header('etag', etagOf(grant.version));
      return grantBody(grant);
    },
  );

  app.put<ById & { Body: GrantDraft; Headers: { 'if-match'?: string } }>(
    '/v1/grants/:id',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '修改授权条款 · Replace the terms of a grant',
        params,
        headers: ifMatch,
        body: { $ref: 'GrantDraft#' },
        response: { 200: { $ref: 'Grant#' } },
      },
    },
    async (request, reply) => {
      const grant = await updateGrant({
        ...deps,
        actor: actorOf(request),
        id: parseGrantId(request.params.id),
        draft: request.body,
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(grant.version));
      return grantBody(grant);
    },
  );

  app.post<ById & { Body: GrantEvent; Headers: { 'if-match'?: string } }>(
    '/v1/grants/:id/events',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '暂停、恢复或撤销授权 · Suspend, resume or revoke a grant',
        params,
        headers: ifMatch,
        body: { $ref: 'GrantEvent#' },
        response: { 200: { $ref: 'Grant#' } },
      },
    },
    async (request, reply) => {
      const grant = await changeGrantState({
        ...deps,
        actor: actorOf(request),
        id: parseGrantId(request.params.id),
        event: request.body.event,
        reason: request.body.reason,
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(grant.version));
      return grantBody(grant);
    },
  );
}
