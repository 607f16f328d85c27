import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../identity/index.ts';
import { etagOf } from '../../kernel/index.ts';
import { readers, writers } from '../access.ts';
import { resourceSchema } from '../contract/resource-schema.ts';
import type { CatalogDeps } from '../deps.ts';
import type { ResourceDraft, ResourceEvent } from '../generated/schemas.ts';
import { ifMatch } from '../precondition.ts';
import { changeResourceState } from './change-resource-state.ts';
import { createResource } from './create-resource.ts';
import { readResource } from './read-resource.ts';
import { resourceBody } from './resource.ts';
import { parseResourceId } from './resource-id.ts';
import { type ById, params, tags } from './route-parts.ts';
import { typeDeclarations } from './type-declarations.ts';
import { updateResource } from './update-resource.ts';

/** `/v1/resources`: the records of the directory. */
export function resourceRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  const { database } = deps;

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
