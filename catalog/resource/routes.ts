import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../identity/index.ts';
import { etagOf, kernelProblems } from '../../kernel/index.ts';
import { readers, writers } from '../access.ts';
import { resourceSchema } from '../contract/resource-schema.ts';
import type { CatalogDeps } from '../deps.ts';
import type { ResourceDraft, ResourceEvent } from '../generated/schemas.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { ifMatch } from '../precondition.ts';
import { isStorable } from '../storable.ts';
import { changeResourceState } from './change-resource-state.ts';
import { createResource } from './create-resource.ts';
import { resourceStatuses } from './lifecycle.ts';
import { readResource } from './read-resource.ts';
import { resourceBody, resourceSummary } from './resource.ts';
import { parseResourceId } from './resource-id.ts';
import { pageOfResources, type ResourceFilter } from './resource-store.ts';
import { type ById, params, tags } from './route-parts.ts';
import { typeDeclarations } from './type-declarations.ts';
import { updateResource } from './update-resource.ts';

const filters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    q: {
      type: 'string',
      maxLength: 100,
      description: 'Words in name and abstract, or a part of the id, or the beginning of the code.',
    },
    provider: { type: 'string', maxLength: 32 },
    class: { type: 'string', pattern: '^[1-3][0-9]{0,20}$', description: 'The beginning of the code: 1, 101, 101001.' },
    sharing: { type: 'string', maxLength: 8, description: '1 无条件, 2 有条件, 3 不予共享' },
    status: { type: 'string', enum: resourceStatuses },
    ...pagingParameters,
  },
} as const;

/** `/v1/resources`: the directory. */
export function resourceRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  const { database } = deps;

  app.get<{ Querystring: Partial<ResourceFilter> }>(
    '/v1/resources',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '检索目录 · Search the directory',
        querystring: filters,
        response: { 200: { $ref: 'ResourcePage#' } },
      },
    },
    async (request) => {
      const { limit = defaultPageSize, ...filter } = request.query;
      requireSearchable(filter);
      const page = await pageOfResources(database, actorOf(request), { ...filter, limit });
      return { items: page.items.map(resourceSummary), next: page.next };
    },
  );

  app.post<{ Body: ResourceDraft }>(
    '/v1/resources',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '登记资源草稿 · Enter a resource as a draft',
        body: { $ref: 'ResourceDraft#' },
        response: { 201: { $ref: 'Resource#' } },
      },
    },
    async (request, reply) => {
      const resource = await createResource({ ...deps, actor: actorOf(request), draft: request.body });
      reply.code(201).header('location', `/v1/resources/${resource.id}`).header('etag', etagOf(resource.version));
      return resourceBody(resource);
    },
  );

  app.get<ById>(
    '/v1/resources/:id',
    {
      config: { access: readers },
      schema: { tags, summary: '读取资源 · Read a resource', params, response: { 200: { $ref: 'Resource#' } } },
    },
    async (request, reply) => {
      const resource = await readResource({
        database,
        actor: actorOf(request),
        id: parseResourceId(request.params.id),
      });
      reply.header('etag', etagOf(resource.version));
      return resourceBody(resource);
    },
  );

  app.put<ById & { Body: ResourceDraft; Headers: { 'if-match'?: string } }>(
    '/v1/resources/:id',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '修改资源 · Replace what is written of a resource',
        params,
        headers: ifMatch,
        body: { $ref: 'ResourceDraft#' },
        response: { 200: { $ref: 'Resource#' } },
      },
    },
    async (request, reply) => {
      const resource = await updateResource({
        ...deps,
        actor: actorOf(request),
        id: parseResourceId(request.params.id),
        draft: request.body,
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(resource.version));
      return resourceBody(resource);
    },
  );

  app.post<ById & { Body: ResourceEvent; Headers: { 'if-match'?: string } }>(
    '/v1/resources/:id/events',
    {
      config: { access: writers },
      schema: {
        tags,
        summary:
          '提交、审核、发布、暂停、撤销或归档资源 · Submit, review, publish, suspend, withdraw or archive a resource',
        params,
        headers: ifMatch,
        body: { $ref: 'ResourceEvent#' },
        response: { 200: { $ref: 'Resource#' } },
      },
    },
    async (request, reply) => {
      const resource = await changeResourceState({
        ...deps,
        actor: actorOf(request),
        id: parseResourceId(request.params.id),
        event: request.body.event,
        reason: request.body.reason,
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(resource.version));
      return resourceBody(resource);
    },
  );

  app.get<ById>(
    '/v1/resources/:id/schema',
    { config: { access: readers }, schema: { tags, summary: '数据行的 JSON Schema · JSON Schema of one row', params } },
    async (request, reply) => {
      const resource = await readResource({
        database,
        actor: actorOf(request),
        id: parseResourceId(request.params.id),
      });
      // What it says of the items changes with the record, not with the row schema alone.
      reply.header('etag', etagOf(resource.version)).type('application/schema+json; charset=utf-8');
      return JSON.stringify(resourceSchema(resource));
    },
  );

  app.get<ById>(
    '/v1/resources/:id/types.d.ts',
    {
      config: { access: readers },
      schema: { tags, summary: '数据行的 TypeScript 类型 · TypeScript types of one row', params },
    },
    async (request, reply) => {
      const resource = await readResource({
        database,
        actor: actorOf(request),
        id: parseResourceId(request.params.id),
      });
      reply.header('etag', etagOf(resource.version)).type('application/typescript; charset=utf-8');
      return typeDeclarations(resource);
    },
  );
}

/** What the database cannot even compare is found nowhere. */
function requireSearchable(filter: Partial<ResourceFilter>): void {
  const wrong = Object.entries(filter).filter(([, value]) => typeof value === 'string' && !isStorable(value));
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
