import type { FastifyInstance } from 'fastify';
import { actorOf, shortIdPattern } from '../../identity/index.ts';
import { etagOf } from '../../kernel/index.ts';
import { readers, writers } from '../access.ts';
import type { CatalogDeps } from '../deps.ts';
import type { MatterDraft, MatterEvent } from '../generated/schemas.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { ifMatch } from '../precondition.ts';
import { changeMatterState } from './change-matter-state.ts';
import { createMatter } from './create-matter.ts';
import { matterStatuses } from './lifecycle.ts';
import { matterBody } from './matter.ts';
import { parseMatterCode } from './matter-code.ts';
import { type MatterFilter, pageOfMatters } from './matter-store.ts';
import { readMatter } from './read-matter.ts';
import { updateMatter } from './update-matter.ts';

interface ByCode {
  Params: { code: string };
}

const params = {
  type: 'object',
  required: ['code'],
  properties: {
    code: { type: 'string', maxLength: 64, description: 'Code of the matter.', example: 'HRSS-PENSION-01' },
  },
} as const;

const filters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    organisation: { type: 'string', pattern: shortIdPattern },
    status: { type: 'string', enum: matterStatuses },
    ...pagingParameters,
  },
} as const;

const tags = ['matters'];

/** `/v1/matters`: the purposes for which data may be asked. */
export function matterRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  const { database } = deps;

  app.get<{ Querystring: Partial<MatterFilter> }>(
    '/v1/matters',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '事项列表 · List matters',
        querystring: filters,
        response: { 200: { $ref: 'MatterPage#' } },
      },
    },
    async (request) => {
      const { limit = defaultPageSize, ...filter } = request.query;
      const page = await pageOfMatters(database, { ...filter, limit });
      return { items: page.items.map(matterBody), next: page.next };
    },
  );

  app.post<{ Body: MatterDraft }>(
    '/v1/matters',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '登记事项 · Register a matter',
        body: { $ref: 'MatterDraft#' },
        response: { 201: { $ref: 'Matter#' } },
      },
    },
    async (request, reply) => {
      const matter = await createMatter({ ...deps, actor: actorOf(request), draft: request.body });
      reply.code(201).header('location', `/v1/matters/${matter.code}`).header('etag', etagOf(matter.version));
      return matterBody(matter);
    },
  );

  app.get<ByCode>(
    '/v1/matters/:code',
    {
      config: { access: readers },
      schema: { tags, summary: '读取事项 · Read a matter', params, response: { 200: { $ref: 'Matter#' } } },
    },
    async (request, reply) => {
      const matter = await readMatter({ database, code: parseMatterCode(request.params.code) });
      reply.header('etag', etagOf(matter.version));
      return matterBody(matter);
    },
  );

  app.put<ByCode & { Body: MatterDraft; Headers: { 'if-match'?: string } }>(
    '/v1/matters/:code',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '修改事项 · Replace what is written of a matter',
        params,
        headers: ifMatch,
        body: { $ref: 'MatterDraft#' },
        response: { 200: { $ref: 'Matter#' } },
      },
    },
    async (request, reply) => {
      const matter = await updateMatter({
        ...deps,
        actor: actorOf(request),
        code: parseMatterCode(request.params.code),
        draft: request.body,
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(matter.version));
      return matterBody(matter);
    },
  );

  app.post<ByCode & { Body: MatterEvent; Headers: { 'if-match'?: string } }>(
    '/v1/matters/:code/events',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '停用或恢复事项 · End a matter, or take it into use again',
        params,
        headers: ifMatch,
        body: { $ref: 'MatterEvent#' },
        response: { 200: { $ref: 'Matter#' } },
      },
    },
    async (request, reply) => {
      const matter = await changeMatterState({
        ...deps,
        actor: actorOf(request),
        code: parseMatterCode(request.params.code),
        event: request.body.event,
        reason: request.body.reason,
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(matter.version));
      return matterBody(matter);
    },
  );
}
