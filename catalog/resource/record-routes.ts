import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../identity/index.ts';
import { keepers, readers, writers } from '../access.ts';
import { changeBody, pageOfChanges } from '../change/change.ts';
import type { CatalogDeps } from '../deps.ts';
import type { ResourceDraft } from '../generated/schemas.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { checkResourceDraft, checkStoredResource } from './check-resource.ts';
import { findingBody } from './finding.ts';
import { readOwnResource } from './read-resource.ts';
import { relationsOf } from './relations.ts';
import { parseResourceId } from './resource-id.ts';
import { type ById, params, tags } from './route-parts.ts';

const paging = { type: 'object', additionalProperties: false, properties: pagingParameters } as const;

/** What those who keep a record ask about it: what is wrong with it, what changed, what it relates to. */
export function recordRoutes(app: FastifyInstance, { database }: CatalogDeps): void {
  app.post<{ Body: ResourceDraft }>(
    '/v1/resource-checks',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '检查资源草稿而不保存 · Check a draft and store nothing',
        body: { $ref: 'ResourceDraft#' },
        response: { 200: { $ref: 'CatalogueFindingList#' } },
      },
    },
    async (request) => {
      const findings = await checkResourceDraft({ database, actor: actorOf(request), draft: request.body });
      return { items: findings.map(findingBody) };
    },
  );

  app.get<ById>(
    '/v1/resources/:id/findings',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '检查已登记的资源 · Check a resource as it stands',
        params,
        response: { 200: { $ref: 'CatalogueFindingList#' } },
      },
    },
    async (request) => {
      const id = parseResourceId(request.params.id);
      const findings = await checkStoredResource({ database, actor: actorOf(request), id });
      return { items: findings.map(findingBody) };
    },
  );

  app.get<ById & { Querystring: { cursor?: string; limit?: number } }>(
    '/v1/resources/:id/changes',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '变更记录：谁、何时、何事 · The record of changes: who, when, what',
        params,
        querystring: paging,
        response: { 200: { $ref: 'CatalogueChangePage#' } },
      },
    },
    async (request) => {
      const { cursor, limit = defaultPageSize } = request.query;
      const { id } = await readOwnResource({
        database,
        actor: actorOf(request),
        id: parseResourceId(request.params.id),
      });
      const page = await pageOfChanges(database, { kind: 'resource', subject: id }, { cursor, limit });
      return { items: page.items.map(changeBody), next: page.next };
    },
  );

  app.get<ById>(
    '/v1/resources/:id/relations',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '双向关联 · Relations in both directions',
        params,
        response: { 200: { $ref: 'ResourceRelationList#' } },
      },
    },
    async (request) => ({
      items: await relationsOf({ database, actor: actorOf(request), id: parseResourceId(request.params.id) }),
    }),
  );
}
