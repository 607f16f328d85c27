import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import type { AccessRule } from '../../identity/index.ts';
import { sha256 } from '../../kernel/index.ts';
import { currentStatusList, listStatusLists, type StatusParts } from './publish-status-lists.ts';
import { statusTokenTypes } from './status-token.ts';

/** A list says which places are valid and which are not, and never whose they are. */
const everybody: AccessRule = { public: true };

const tags = ['licences'];

/** Seconds for which a copy on the way may be served; shorter than a list's own time to live. */
const cachedSeconds = 60;

/** `/v1/status-lists`: the signed status lists, for whoever verifies a licence without asking for it. */
export function statusRoutes(app: FastifyInstance, parts: StatusParts): void {
  app.get(
    '/v1/status-lists',
    {
      config: { access: everybody },
      schema: {
        tags,
        summary: '全部证照状态列表的地址 · Addresses of all status lists (Token Status List §9.3)',
        response: { 200: { $ref: 'StatusListDirectory#' } },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', `public, max-age=${cachedSeconds}`);
      return { status_lists: [...(await listStatusLists(parts))] };
    },
  );

  app.get<{ Params: { id: number } }>(
    '/v1/status-lists/:id',
    {
      config: { access: everybody },
      schema: {
        tags,
        summary: '已签名的证照状态列表，每份证照两位 · Signed status list, two bits for each licence',
        description:
          '每五分钟签发一次，状态变化后即时更新。默认为 JWT；Accept: application/statuslist+cwt 得到 CWT，约短四成；Accept-Encoding: gzip 使 JWT 短三成。\n\nSigned every five minutes, and at once when a status has changed. A JWT by default; with Accept: application/statuslist+cwt a CWT, which is some 40 % shorter. With Accept-Encoding: gzip the JWT is 30 % shorter.',
        params: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'integer', minimum: 1, maximum: 1_000_000 } },
        },
        response: {
          200: {
            description: 'The list, signed with a licence key of /.well-known/jwks.json.',
            content: {
              [statusTokenTypes.jwt]: { schema: { type: 'string' } },
              [statusTokenTypes.cwt]: { schema: { type: 'string', format: 'binary' } },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const list = await currentStatusList(parts, request.params.id);
      const form = request.headers.accept?.includes(statusTokenTypes.cwt) === true ? 'cwt' : 'jwt';
      // A CWT is as dense as it gets; the base64 twice over in a JWT is not.
      const isPacked = form === 'jwt' && takesGzip(request.headers['accept-encoding']);
      const tag = sha256(list[form]).toString('base64url').slice(0, 22);
      const etag = isPacked ? `"${tag}-gzip"` : `"${tag}"`;
      const vary = 'accept, accept-encoding';
      reply.headers({ 'cache-control': `public, max-age=${cachedSeconds}`, etag, vary });
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      reply.type(statusTokenTypes[form]);
      if (form === 'cwt') return reply.send(list.cwt);
      if (!isPacked) return reply.send(Buffer.from(list.jwt));
      return reply.header('content-encoding', 'gzip').send(await promisify(gzip)(list.jwt, { level: 9, memLevel: 9 }));
    },
  );
}

/** RFC 9110 §12.5.3, as far as it matters here: named, and not with a weight of nothing. */
function takesGzip(accepted: string | string[] | undefined): boolean {
  return /(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)/i.test(String(accepted ?? ''));
}
