import type { FastifyInstance } from 'fastify';
import type { CatalogFacts } from '../../catalog/index.ts';
import { actorOf, organisationId, reaches } from '../../identity/index.ts';
import type { ConnectorRegistry } from './connector-registry.ts';

/** `GET /v1/connectors`: officers and systems see their own organisation's, the data administration all. */
export function connectorRoutes(
  app: FastifyInstance,
  parts: { registry: ConnectorRegistry; catalog: CatalogFacts },
): void {
  app.get(
    '/v1/connectors',
    {
      config: { access: { officers: 'any', systems: ['provider'] } },
      schema: {
        tags: ['exchange'],
        summary: '连接器及其资源的最近报告 · Connectors and what they last reported',
        response: { 200: { description: 'What was last reported.', $ref: 'ConnectorList#' } },
      },
    },
    (request) => {
      const actor = actorOf(request);
      const items = parts.registry
        .all()
        .filter((sight) => reaches(actor, organisationId(sight.organisation)))
        .map(({ lastSeen, ...sight }) => ({
          ...sight,
          ...nameOf(parts.catalog, sight),
          lastSeen: lastSeen.toISOString(),
        }))
        .sort((a, b) =>
          `${a.organisation} ${a.resource} ${a.system}` < `${b.organisation} ${b.resource} ${b.system}` ? -1 : 1,
        );
      return { items, next: null };
    },
  );
}

/** What a resource is called; nothing for one that the directory does not have any more. */
function nameOf(catalog: CatalogFacts, { resource }: { readonly resource: string }) {
  const found = catalog.resource(resource);
  return found === undefined ? {} : { resourceName: { zh: found.name, en: found.nameEn } };
}
