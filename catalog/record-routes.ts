import type { FastifyInstance } from 'fastify';
import { type AccessRule, type Actor, actorOf } from '../identity/index.ts';
import type { Database } from '../kernel/index.ts';
import { type CatalogChange, changeBody, pageOfChanges } from './change/change.ts';
import { defaultPageSize, pagingParameters } from './paging.ts';
import { parseRecordId, type RecordId } from './record-id.ts';

/** Routes of one application, demand or objection. */
export interface RecordById {
  Params: { id: string };
}

export const byId = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', maxLength: 36, description: 'Its id.' } },
} as const;

/** A list without filters. */
export const paging = { type: 'object', additionalProperties: false, properties: pagingParameters } as const;

/** `GET …/:id/changes`: who did what with a record, and when, for whoever may read the record. */
export function changesRoute(
  app: FastifyInstance,
  options: {
    database: Database;
    /** Of the records, such as `/v1/demands`. */
    path: string;
    kind: CatalogChange['kind'];
    access: AccessRule;
    tags: readonly string[];
    summary: string;
    /** @throws what is said to an actor who may not read it */
    read: (options: { database: Database; actor: Actor; id: RecordId }) => Promise<unknown>;
  },
): void {
  const { database, path, kind, access, tags, summary, read } = options;
  app.get<RecordById & { Querystring: { cursor?: string; limit?: number } }>(
    `${path}/:id/changes`,
    {
      config: { access },
      schema: {
        tags,
        summary,
        params: byId,
        querystring: paging,
        response: { 200: { $ref: 'CatalogueChangePage#' } },
      },
    },
    async (request) => {
      const { cursor, limit = defaultPageSize } = request.query;
      const id = parseRecordId(request.params.id);
      await read({ database, actor: actorOf(request), id });
      const page = await pageOfChanges(database, { kind, subject: id }, { cursor, limit });
      return { items: page.items.map(changeBody), next: page.next };
    },
  );
}
