import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../identity/index.ts';
import { etagOf } from '../../kernel/index.ts';
import { readers, writers } from '../access.ts';
import type { CatalogDeps } from '../deps.ts';
import type { ResourceDraft, RevisionEvent } from '../generated/schemas.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { ifMatch } from '../precondition.ts';
import { resourceBody } from '../resource/resource.ts';
import { parseResourceId } from '../resource/resource-id.ts';
import { type ById, params, tags } from '../resource/route-parts.ts';
import { changeRevisionState } from './change-revision-state.ts';
import { readRevision, revisionBody, revisionLineBody } from './read-revision.ts';
import { type RevisionStatus, revisionStatuses } from './revision-lifecycle.ts';
import { pageOfRevisions } from './revision-store.ts';
import { writeRevision } from './write-revision.ts';

const filters = {
  type: 'object',
  additionalProperties: false,
  properties: { status: { type: 'string', enum: revisionStatuses }, ...pagingParameters },
} as const;

/** `/v1/resources/{id}/revision`, `/v1/revisions`: the next edition of a published resource, on its way. The ETag is the resource's. */
export function revisionRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  app.get<{ Querystring: { status?: RevisionStatus; cursor?: string; limit?: number } }>(
    '/v1/revisions',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '在途修订列表 · The revisions under way',
        description:
          'Those of the caller’s own resources; of others, what is scheduled. The data administration sees all.',
        querystring: filters,
        response: { 200: { $ref: 'RevisionPage#' } },
      },
    },
    async (request) => {
      const { limit = defaultPageSize, ...filter } = request.query;
      const page = await pageOfRevisions(deps.database, actorOf(request), { ...filter, limit });
      return { items: page.items.map(revisionLineBody), next: page.next };
    },
  );

  app.get<ById>(
    '/v1/resources/:id/revision',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '读取在途修订及其差异 · Read the revision under way, and what it changes',
        params,
        response: { 200: { $ref: 'ResourceRevision#' } },
      },
    },
    async (request, reply) => {
      const id = parseResourceId(request.params.id);
      const read = await readRevision({ database: deps.database, actor: actorOf(request), id });
      reply.header('etag', etagOf(read.resource.version));
      return revisionBody(read);
    },
  );

  app.put<ById & { Body: ResourceDraft; Headers: { 'if-match'?: string } }>(
    '/v1/resources/:id/revision',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '起草修订 · Write the next edition',
        params,
        headers: ifMatch,
        body: { $ref: 'ResourceDraft#' },
        response: { 200: { $ref: 'ResourceRevision#' } },
      },
    },
    async (request, reply) => {
      const written = await writeRevision({
        ...deps,
        actor: actorOf(request),
        id: parseResourceId(request.params.id),
        draft: request.body,
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(written.resource.version));
      return revisionBody(written);
    },
  );

  app.post<ById & { Body: RevisionEvent; Headers: { 'if-match'?: string } }>(
    '/v1/resources/:id/revision/events',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '提交、审核、发布或作废修订 · Submit, review, publish or discard the revision',
        description:
          'Answers with the resource as it is afterwards: in its next edition where the revision took effect.',
        params,
        headers: ifMatch,
        body: { $ref: 'RevisionEvent#' },
        response: { 200: { $ref: 'Resource#' } },
      },
    },
    async (request, reply) => {
      const { event, reason, effectiveFrom, waiveGrace } = request.body;
      const { resource } = await changeRevisionState({
        ...deps,
        actor: actorOf(request),
        id: parseResourceId(request.params.id),
        ...{ event, reason, waiveGrace },
        wished: effectiveFrom === undefined ? undefined : new Date(effectiveFrom),
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(resource.version));
      return resourceBody(resource);
    },
  );
}
