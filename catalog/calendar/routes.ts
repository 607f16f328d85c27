import type { FastifyInstance } from 'fastify';
import { actorOf } from '../../identity/index.ts';
import { etagOf } from '../../kernel/index.ts';
import { readers, writers } from '../access.ts';
import { dateInBeijing } from '../beijing.ts';
import type { CatalogDeps } from '../deps.ts';
import type { CalendarYearDraft } from '../generated/schemas.ts';
import { ifMatch } from '../precondition.ts';
import { sharingProblems } from '../sharing-problems.ts';
import { calendarYears, missingYears } from './calendar-store.ts';
import { writeCalendarYear } from './write-calendar-year.ts';

interface ByYear {
  Params: { year: number };
}

const params = {
  type: 'object',
  required: ['year'],
  properties: { year: { type: 'integer', minimum: 1970, maximum: 2999, example: 2026 } },
} as const;

const tags = ['applications'];

/** `/v1/calendar`: which days are worked. */
export function calendarRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  const { database } = deps;

  app.get(
    '/v1/calendar',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '工作日历 · The calendar of working days',
        response: { 200: { $ref: 'CalendarYearList#' } },
      },
    },
    async () => ({
      items: await calendarYears(database),
      missing: await missingYears(database, dateInBeijing(deps.clock.now())),
    }),
  );

  app.get<ByYear>(
    '/v1/calendar/:year',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '某年的工作日历 · The calendar of a year',
        params,
        response: { 200: { $ref: 'CalendarYear#' } },
      },
    },
    async (request, reply) => {
      const { year } = request.params;
      const found = (await calendarYears(database)).find((each) => each.year === year);
      if (found === undefined) throw sharingProblems.CALENDAR_YEAR_UNKNOWN({ year });
      reply.header('etag', etagOf(found.version));
      return found;
    },
  );

  app.put<ByYear & { Body: CalendarYearDraft; Headers: { 'if-match'?: string } }>(
    '/v1/calendar/:year',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '导入某年的节假日安排 · Enter the holidays of a year',
        description: 'Clocks that run are reckoned anew.',
        params,
        headers: ifMatch,
        body: { $ref: 'CalendarYearDraft#' },
        response: { 200: { $ref: 'CalendarYear#' }, 201: { $ref: 'CalendarYear#' } },
      },
    },
    async (request, reply) => {
      const { year, created } = await writeCalendarYear({
        ...deps,
        actor: actorOf(request),
        year: request.params.year,
        draft: request.body,
        ifMatch: request.headers['if-match'],
      });
      reply.code(created ? 201 : 200).header('etag', etagOf(year.version));
      if (created) reply.header('location', `/v1/calendar/${year.year}`);
      return year;
    },
  );
}
