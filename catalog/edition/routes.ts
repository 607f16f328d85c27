import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../identity/index.ts';
import { readers } from '../access.ts';
import type { CatalogDeps } from '../deps.ts';
import type { ResourceEditionLine } from '../generated/schemas.ts';
import { isBreaking, resourceDifferences } from '../resource/difference.ts';
import { readResource } from '../resource/read-resource.ts';
import { writtenContent } from '../resource/resource.ts';
import { parseResourceId } from '../resource/resource-id.ts';
import { params as byId, tags } from '../resource/route-parts.ts';
import { revisionProblems } from '../revision/problems.ts';
import { differencesBody, revisionLine, visibleRevision } from '../revision/read-revision.ts';
import { type Edition, editionsOf, findEdition } from './edition-store.ts';

interface ByEdition {
  Params: { id: string; edition: number };
}

const params = {
  type: 'object',
  required: ['id', 'edition'],
  properties: { ...byId.properties, edition: { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 } },
} as const;

const since = {
  type: 'object',
  additionalProperties: false,
  properties: {
    from: {
      type: 'integer',
      minimum: 1,
      maximum: 2 ** 31 - 1,
      description: 'The edition to compare with. Default: the one before.',
    },
  },
} as const;

/** `/v1/resources/{id}/editions`: what was published of a resource, and in what editions differ. */
export function editionRoutes(app: FastifyInstance, { database }: CatalogDeps): void {
  app.get<{ Params: { id: string } }>(
    '/v1/resources/:id/editions',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '版本列表 · List the editions of a resource',
        params: byId,
        response: { 200: { $ref: 'ResourceEditionList#' } },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const resource = await readResource({ database, actor, id: parseResourceId(request.params.id) });
      const [editions, revision] = await Promise.all([
        editionsOf(database, resource.id),
        visibleRevision({ database, actor, resource }),
      ]);
      return { items: editions.map(lineOf), ...(revision === undefined ? {} : { revision: revisionLine(revision) }) };
    },
  );

  app.get<ByEdition>(
    '/v1/resources/:id/editions/:edition',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '读取某一版本 · Read an edition',
        params,
        response: { 200: { $ref: 'ResourceEdition#' } },
      },
    },
    async (request) => {
      const { content, breaking: _told, ...edition } = await required(request.params, actorOf(request));
      return { ...edition, effectiveFrom: edition.effectiveFrom.toISOString(), content: writtenContent(content) };
    },
  );

  app.get<ByEdition & { Querystring: { from?: number } }>(
    '/v1/resources/:id/editions/:edition/differences',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '两个版本的差异 · In what two editions differ',
        params,
        querystring: since,
        response: { 200: { $ref: 'ResourceDifferenceList#' } },
      },
    },
    async (request) => {
      const { id, edition } = request.params;
      const actor = actorOf(request);
      const from = request.query.from ?? edition - 1;
      const later = await required({ id, edition }, actor);
      // Before the first edition there was nothing, and nothing to compare with.
      if (from === 0) return { breaking: false, items: [] };
      const earlier = await required({ id, edition: from }, actor);
      const differences = resourceDifferences(earlier.content, later.content);
      return { breaking: isBreaking(differences), items: differencesBody(differences) };
    },
  );

  async function required(place: { id: string; edition: number }, actor: ReturnType<typeof actorOf>) {
    const { id } = await readResource({ database, actor, id: parseResourceId(place.id) });
    const edition = await findEdition(database, id, place.edition);
    if (edition === undefined) throw revisionProblems.EDITION_NOT_FOUND({ edition: place.edition });
    return edition;
  }
}

function lineOf({ edition, schemaVersion, effectiveFrom, publishedBy, breaking }: Edition): ResourceEditionLine {
  return { edition, schemaVersion, publishedBy, breaking, effectiveFrom: effectiveFrom.toISOString() };
}
