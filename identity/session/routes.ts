import type { FastifyInstance } from 'fastify';
import type { LoginRequest } from '../generated/schemas.ts';
import type { IdentityParts } from '../parts.ts';
import { identityProblems } from '../problems.ts';
import { csrfTokenOf, sessionToJson } from './session.ts';
import { presentedSession, sessionCookieName, sessionCookieOptions } from './session-cookie.ts';

const tags = ['session'];

/** Logging in and out. Answers are never cached. */
export function sessionRoutes(app: FastifyInstance, parts: IdentityParts): void {
  const { sessions, publicUrl } = parts;
  const cookieName = sessionCookieName(publicUrl);

  app.post<{ Body: LoginRequest }>(
    '/v1/session',
    {
      config: { access: { public: true } },
      schema: {
        tags,
        summary: '登录 · Log in',
        body: { $ref: 'LoginRequest#' },
        response: { 201: { $ref: 'Session#' } },
      },
    },
    async (request, reply) => {
      const { login, password, as: via = 'bearer' } = request.body;
      const { session, token } = await sessions.open({ login, password, via });
      reply.code(201).header('location', '/v1/session').header('cache-control', 'no-store');
      if (via === 'bearer') return { ...sessionToJson(session), token };
      reply.setCookie(cookieName, token, sessionCookieOptions(publicUrl));
      return { ...sessionToJson(session), csrfToken: csrfTokenOf(token) };
    },
  );

  app.get(
    '/v1/session',
    {
      config: { access: { officers: 'any' } },
      schema: { tags, summary: '当前身份 · Who am I', response: { 200: { $ref: 'Session#' } } },
    },
    async (request, reply) => {
      const presented = presentedSession(request, publicUrl);
      const session = presented && (await sessions.authenticate(presented.token, presented.via));
      if (presented === undefined || session === undefined) throw identityProblems.NOT_AUTHENTICATED();
      reply.header('cache-control', 'no-store');
      const csrf = presented.via === 'cookie' ? { csrfToken: csrfTokenOf(presented.token) } : {};
      return { ...sessionToJson(session), ...csrf };
    },
  );

  app.delete(
    '/v1/session',
    {
      config: { access: { officers: 'any' } },
      schema: { tags, summary: '退出 · Log out', response: { 204: { type: 'null', description: 'Logged out.' } } },
    },
    async (request, reply) => {
      const presented = presentedSession(request, publicUrl);
      if (presented !== undefined) await sessions.close(presented.token);
      if (presented?.via === 'cookie') reply.clearCookie(cookieName, sessionCookieOptions(publicUrl));
      return reply.code(204).send();
    },
  );
}
