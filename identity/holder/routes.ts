import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../kernel/index.ts';
import { holderOf, officerOf } from '../actor.ts';
import type { HolderCodeRequest, HolderSessionRequest, HolderSessionsEnd } from '../generated/schemas.ts';
import { type Holder, parseHolder } from '../number/holder.ts';
import { identityProblems } from '../problems.ts';
import { holderSessionJson } from './holder-session.ts';
import type { HolderSessions } from './holder-sessions.ts';

const tags = ['own view'];

/** `/v1/holder-codes` and `/v1/holder-session`: how a person or organisation gets to what is theirs. Answers are never cached. */
export function holderSessionRoutes(
  app: FastifyInstance,
  deps: {
    readonly clock: Clock;
    readonly holders: HolderSessions;
    readonly holderIndex: (holder: Holder) => Buffer;
  },
): void {
  const { clock, holders } = deps;
  const parsed = (holder: HolderCodeRequest['holder']) =>
    parseHolder(holder, { today: clock.now(), origin: 'stored', pointer: '/holder' });

  app.post<{ Body: HolderCodeRequest }>(
    '/v1/holder-codes',
    {
      config: { access: { public: true } },
      schema: {
        tags,
        summary: '获取一次性验证码 · Ask for a one-time code',
        body: { $ref: 'HolderCodeRequest#' },
        response: { 202: { description: 'The same for every right number.', $ref: 'HolderCodeAnswer#' } },
      },
    },
    async (request, reply) => {
      const holder = parsed(request.body.holder);
      const asked = await holders.requestCode({ holder, address: request.ip });
      reply.code(202).header('cache-control', 'no-store');
      return { request: asked.request, expiresAt: asked.expiresAt.toISOString() };
    },
  );

  app.post<{ Body: HolderSessionRequest }>(
    '/v1/holder-session',
    {
      config: { access: { public: true } },
      schema: {
        tags,
        summary: '凭验证码打开本人会话 · Open a session with the code',
        body: { $ref: 'HolderSessionRequest#' },
        response: { 201: { $ref: 'HolderSession#' } },
      },
    },
    async (request, reply) => {
      const { session, token } = await holders.open({ ...request.body, address: request.ip });
      reply.code(201).header('location', '/v1/holder-session').header('cache-control', 'no-store');
      return { ...holderSessionJson(session), token };
    },
  );

  app.get(
    '/v1/holder-session',
    {
      config: { access: { holders: true } },
      schema: { tags, summary: '当前会话 · This session', response: { 200: { $ref: 'HolderSession#' } } },
    },
    async (request, reply) => {
      const session = await holders.authenticate(bearerOf(request.headers.authorization));
      if (session === undefined) throw identityProblems.NOT_AUTHENTICATED();
      return reply.header('cache-control', 'no-store').send(holderSessionJson(session));
    },
  );

  app.delete<{ Querystring: { everywhere?: boolean } }>(
    '/v1/holder-session',
    {
      config: { access: { holders: true } },
      schema: {
        tags,
        summary: '结束会话，或在各处的全部会话 · End this session, or every one of mine',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { everywhere: { type: 'boolean', default: false } },
        },
        response: { 204: { type: 'null', description: 'Ended.' } },
      },
    },
    async (request, reply) => {
      const by = holderOf(request);
      if (request.query.everywhere === true) await holders.closeAll({ index: by.index, by });
      else await holders.close(bearerOf(request.headers.authorization));
      return reply.code(204).send();
    },
  );

  app.post<{ Body: HolderSessionsEnd }>(
    '/v1/holder-sessions/ends',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '应持证主体要求结束其会话（数据主管部门） · End a holder’s sessions for them (data administration)',
        body: { $ref: 'HolderSessionsEnd#' },
        response: { 200: { $ref: 'HolderSessionsEnded#' } },
      },
    },
    async (request) => {
      const by = officerOf(request);
      if (!by.administration) throw identityProblems.NOT_IN_REACH();
      return { ended: await holders.closeAll({ index: deps.holderIndex(parsed(request.body.holder)), by }) };
    },
  );
}

/** The token that the access hook proved a moment ago. */
function bearerOf(header: string | undefined): string {
  return /^Bearer (\S+)$/i.exec(header ?? '')?.[1] ?? '';
}
