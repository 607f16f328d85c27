import type { FastifyInstance } from 'fastify';
import { actorOf, shortIdPattern } from '../../identity/index.ts';
import { etagOf } from '../../kernel/index.ts';
import { clerks, readers, writers } from '../access.ts';
import { loadCalendar } from '../calendar/calendar-store.ts';
import type { CatalogDeps } from '../deps.ts';
import type { ClockLimitDraft } from '../generated/schemas.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { ifMatch } from '../precondition.ts';
import { clockBody } from './clock.ts';
import { pageOfClocks } from './clock-store.ts';
import { clockLimits, setClockLimit } from './limit.ts';
import { pageOfNotices } from './notice.ts';

const ofOrganisation = {
  type: 'object',
  additionalProperties: false,
  properties: {
    organisation: {
      type: 'string',
      pattern: shortIdPattern,
      description: 'For the data administration: of which organisation.',
    },
    ...pagingParameters,
  },
} as const;

const kind = {
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string', pattern: '^[a-z-]{1,32}$', example: 'conditional' } },
} as const;

interface Listing {
  Querystring: { organisation?: string; cursor?: string; limit?: number };
}

const tags = ['applications'];

/** `/v1/clocks`, `/v1/notices`, `/v1/clock-limits`: who has to answer by when, and who is told. */
export function clockRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  const { database } = deps;

  app.get<Listing>(
    '/v1/clocks',
    {
      config: { access: clerks },
      schema: {
        tags,
        summary: '待办及其时限 · What waits for an answer, and until when',
        querystring: ofOrganisation,
        response: { 200: { $ref: 'ClockPage#' } },
      },
    },
    async (request) => {
      const { limit = defaultPageSize, ...filter } = request.query;
      const page = await pageOfClocks(database, actorOf(request), { ...filter, limit });
      const shown = { calendar: await loadCalendar(database), now: deps.clock.now() };
      return { items: page.items.map((each) => clockBody(each, shown)), next: page.next };
    },
  );

  app.get<Listing>(
    '/v1/notices',
    {
      config: { access: clerks },
      schema: {
        tags,
        summary: '收件箱：提醒、督办与办理结果 · The inbox: reminders, escalations, what happened',
        querystring: ofOrganisation,
        response: { 200: { $ref: 'NoticePage#' } },
      },
    },
    async (request) => {
      const { limit = defaultPageSize, ...filter } = request.query;
      return await pageOfNotices(database, actorOf(request), { ...filter, limit });
    },
  );

  app.get(
    '/v1/clock-limits',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '办理时限 · Within how many working days things are answered',
        response: { 200: { $ref: 'ClockLimitList#' } },
      },
    },
    async () => ({ items: [...(await clockLimits(database)).values()] }),
  );

  app.put<{ Params: { kind: string }; Body: ClockLimitDraft; Headers: { 'if-match'?: string } }>(
    '/v1/clock-limits/:kind',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '设定办理时限 · Set a limit',
        params: kind,
        headers: ifMatch,
        body: { $ref: 'ClockLimitDraft#' },
        response: { 200: { $ref: 'ClockLimit#' } },
      },
    },
    async (request, reply) => {
      const limit = await setClockLimit({
        ...deps,
        actor: actorOf(request),
        kind: request.params.kind,
        draft: request.body,
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(limit.version));
      return limit;
    },
  );
}
