import { createPublicKey, type JsonWebKey } from 'node:crypto';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { jwtVerify } from 'jose';
import type { TestKey } from './sample.ts';

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: FastifyRequest['headers'];
  readonly body: unknown;
}

export type Respond = (heard: Heard, reply: FastifyReply) => unknown;

/** What the SDK sees of a hub: a token endpoint that checks assertions, and routes that say what a test wants. */
export interface StandInHub extends AsyncDisposable {
  readonly url: string;
  /** Requests with a token, in order. */
  readonly heard: Heard[];
  /** The `jti` of every assertion that was accepted. */
  readonly assertions: string[];
  /** What the routes answer; the last one is repeated. */
  script: Respond[];
  /** What the token endpoint answers in place of a token, one after the other. */
  tokenScript: Respond[];
  tokenSeconds: number;
  /** Tokens that are not accepted any more. */
  readonly withdrawn: Set<string>;
}

export async function openStandInHub(options: { system: string; key: TestKey; port?: number }): Promise<StandInHub> {
  const app = fastify();
  const key = createPublicKey({ format: 'jwk', key: options.key.publicJwk as JsonWebKey });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(body as string)));
  });
  let count = 0;
  const issued = new Set<string>();
  const hub: StandInHub = {
    url: '',
    heard: [],
    assertions: [],
    script: [],
    tokenScript: [],
    tokenSeconds: 600,
    withdrawn: new Set(),
    async [Symbol.asyncDispose]() {
      app.server.closeAllConnections();
      await app.close();
    },
  };

  app.post('/v1/oauth/token', async (request, reply) => {
    const form = request.body as Record<string, string>;
    const heard = { method: 'POST', path: request.url, headers: request.headers, body: form };
    const { payload, protectedHeader } = await jwtVerify(form.client_assertion ?? '', key, {
      issuer: options.system,
      subject: options.system,
      audience: hub.url,
      algorithms: ['ES256', 'EdDSA'],
      requiredClaims: ['jti', 'exp', 'iat'],
    });
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const right =
      form.grant_type === 'client_credentials' &&
      form.client_assertion_type === type &&
      protectedHeader.kid === options.key.signing.kid;
    const { jti } = payload;
    if (!right || typeof jti !== 'string' || hub.assertions.includes(jti))
      return problem(reply, 401, 'ASSERTION_REPLAYED');
    hub.assertions.push(jti);
    const scripted = hub.tokenScript.shift();
    if (scripted !== undefined) return scripted(heard, reply);
    count += 1;
    const token = `token-${count}`;
    issued.add(token);
    return { access_token: token, token_type: 'Bearer', expires_in: hub.tokenSeconds };
  });

  app.all('/*', async (request, reply) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!issued.has(token) || hub.withdrawn.has(token)) return problem(reply, 401, 'NOT_AUTHENTICATED');
    const heard = { method: request.method, path: request.url, headers: request.headers, body: request.body };
    hub.heard.push(heard);
    const next = hub.script.length > 1 ? hub.script.shift() : hub.script[0];
    return next === undefined ? {} : next(heard, reply);
  });

  return Object.assign(hub, { url: await app.listen({ port: options.port ?? 0, host: '127.0.0.1' }) });
}

export function problem(reply: FastifyReply, status: number, code: string, headers: Record<string, string> = {}) {
  const body = {
    ...{ type: 'urn:hufu:problem:x', title: '标题', status, code, detail: '详情', reason: '规则', remedy: '办法' },
    ...{ instance: '/x', traceId: 'f'.repeat(32), errors: [{ pointer: '/fields/0', detail: 'not granted' }] },
  };
  return reply.code(status).headers(headers).type('application/problem+json').send(body);
}
