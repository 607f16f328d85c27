import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessTokenClaims, Authenticator } from '../../exchange/http/authenticate.ts';
import { createMetrics } from '../../exchange/http/metrics.ts';
import { operationRoutes } from '../../exchange/http/operation-routes.ts';
import { createHttpServer } from '../../exchange/http/server.ts';
import { type Actor, organisationId, actorOf as provenActor, systemId } from '../../identity/index.ts';
import { createLogger, kernelSchemas, systemClock, systemRandom } from '../../kernel/index.ts';
import { unchecked } from '../support/request-checks.ts';

// The HTTP surface by itself, with routes of the test's own: who is let in, how often, and how it ends.

const publicUrl = 'https://hub.example.gov.cn';
const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const key = newKey();
const trusted = new Set(['right']);
const pem = (privateKey: KeyObject) => createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();

const actorOf = (id: string): Actor => ({
  kind: 'system',
  id: systemId(id),
  organisation: organisationId('hrss'),
  systemKind: 'consumer',
});
const authenticator: Authenticator = {
  systemActor: (claims: AccessTokenClaims) => actorOf(claims.sub),
  sessionActor: async (token) => (token.startsWith('session-') ? actorOf(token) : undefined),
  cookieActor: async () => undefined,
};

function serve(options: { rate?: number; routes?: (app: FastifyInstance) => void } = {}): Promise<FastifyInstance> {
  return createHttpServer({
    logger: createLogger({ level: 'silent', name: 'test' }),
    random: systemRandom,
    metrics: createMetrics(),
    publicUrl,
    authenticator,
    clock: systemClock,
    verifiesTokens: (kid) => trusted.has(kid),
    tokenKey: async (kid) => {
      if (!trusted.has(kid)) throw new Error('no such key');
      return pem(key);
    },
    cookieName: 'session',
    schemas: Object.values(kernelSchemas),
    rateLimitPerMinute: options.rate ?? 1_000,
    ...unchecked,
    routes: (app) => {
      app.get('/open', { config: { access: { public: true } } }, () => ({ open: true }));
      app.get('/known', { config: { access: { systems: 'any' } } }, (request) => ({ id: provenActor(request).id }));
      options.routes?.(app);
    },
  });
}

const claims = () => ({ client_id: 'hrss-pension', client_key: 'kid-1', jti: systemRandom.uuid() });
interface Changes {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: string;
  readonly signedWith?: KeyObject | Uint8Array;
}
const token = (changes: Changes = {}) =>
  new SignJWT({ ...claims(), ...changes.claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'right', ...changes.header })
    .setIssuer(changes.issuer ?? publicUrl)
    .setAudience(changes.audience ?? publicUrl)
    .setSubject('hrss-pension')
    .setIssuedAt()
    .setExpirationTime(changes.expires ?? '10m')
    .sign(changes.signedWith ?? key);
const without = async (claim: string) => {
  const { [claim]: _left, ...rest } = { ...claims() } as Record<string, unknown>;
  return new SignJWT(rest)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'right' })
    .setIssuer(publicUrl)
    .setAudience(publicUrl)
    .setSubject('hrss-pension')
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(key);
};

describe('a route', () => {
  it('without a rule who may call it keeps the server from starting', async () => {
    const open = serve({ routes: (app) => void app.get('/forgotten', () => 'anything') });
    await expect(open).rejects.toThrow('route GET /forgotten has no access rule');
  });
});

describe('an access token', () => {
  let app: FastifyInstance;
  beforeAll(async () => {
    app = await serve();
  });
  afterAll(() => app.close());
  const ask = async (jwt: string) => {
    const { statusCode } = await app.inject({ url: '/known', headers: { authorization: `Bearer ${jwt}` } });
    return statusCode;
  };

  it('opens the door when all of it is right', async () => {
    expect(await ask(await token())).toBe(200);
  });

  it('that opened the door before does so no more once its key does not count', async () => {
    const jwt = await token();
    expect(await ask(jwt)).toBe(200);
    trusted.delete('right');
    expect(await ask(jwt)).toBe(401);
    trusted.add('right');
    expect(await ask(jwt)).toBe(200);
  });

  it.each<[string, () => Promise<string>]>([
    ['for another audience', () => token({ audience: 'https://other.example.gov.cn' })],
    ['of another issuer', () => token({ issuer: 'https://other.example.gov.cn' })],
    ['that is another kind of JWT', () => token({ header: { typ: 'JWT' } })],
    ['that names no kind', () => token({ header: { typ: undefined } })],
    ['that has run out', () => token({ expires: '-1s' })],
    ['signed by somebody else', () => token({ signedWith: newKey() })],
    ['of a key nobody knows', () => token({ header: { kid: 'wrong' } })],
    ['of no key', () => token({ header: { kid: undefined } })],
    [
      'signed with our public key as a password',
      () => token({ header: { alg: 'HS256' }, signedWith: Buffer.from(pem(key)) }),
    ],
    ['without an id of its own', () => without('jti')],
    ['without a client', () => without('client_id')],
    ['without the client’s key', () => without('client_key')],
  ])('%s is worth nothing', async (_what, jwt) => {
    expect(await ask(await jwt())).toBe(401);
  });

  it('that says it needs no signature is worth nothing', async () => {
    const [, payload] = (await token()).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid: 'right' })).toString('base64url');
    expect(await ask(`${header}.${payload}.`)).toBe(401);
    expect(await ask(`${header}.${payload}`)).toBe(401);
  });

  it('is worth nothing from the moment its key is distrusted, also where it was seen before', async () => {
    const jwt = await token();
    expect(await ask(jwt)).toBe(200);
    trusted.delete('right');
    expect(await ask(jwt)).toBe(401);
    trusted.add('right');
    expect(await ask(jwt)).toBe(200);
  });

  it('that was changed is worth nothing, though it was right a moment ago', async () => {
    const [header, payload, signature] = (await token()).split('.');
    expect(await ask(`${header}.${payload}.${signature}`)).toBe(200);
    const other = JSON.parse(Buffer.from(payload!, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...other, sub: 'civil-assistance' })).toString('base64url');
    expect(await ask(`${header}.${changed}.${signature}`)).toBe(401);
  });
});

describe('a limit of requests', () => {
  const statuses = async (app: FastifyInstance, count: number, request: object) => {
    const seen: number[] = [];
    for (let n = 0; n < count; n += 1) seen.push((await app.inject(request)).statusCode);
    return seen;
  };

  it.each([
    ['ask what is open', { url: '/open' }, 200],
    ['ask without a credential', { url: '/known' }, 401],
    ['guess sessions', { url: '/known', headers: { authorization: 'Bearer guess' } }, 401],
    ['guess tokens', { url: '/known', headers: { authorization: 'Bearer a.b.c' } }, 401],
    ['look for what is not there', { url: '/nowhere' }, 404],
  ])('holds for strangers who %s', async (_what, request, status) => {
    const app = await serve({ rate: 2 });
    expect(await statuses(app, 4, request)).toEqual([status, status, 429, 429]);
    await app.close();
  });

  it('counts those who are known by who they are, and gives them a hundred times as many', async () => {
    const app = await serve({ rate: 1 });
    const as = (name: string) => ({ url: '/known', headers: { authorization: `Bearer session-${name}` } });
    expect(await statuses(app, 2, { url: '/open' })).toEqual([200, 429]);
    const seen = await statuses(app, 102, as('one'));
    expect(seen.filter((status) => status === 200)).toHaveLength(100);
    expect(seen.slice(-2)).toEqual([429, 429]);
    expect(await statuses(app, 1, as('other'))).toEqual([200]);
    await app.close();
  });
});

describe('readiness', () => {
  it.each([
    ['does not answer', () => new Promise<boolean>(() => {})],
    ['fails', () => Promise.reject(new Error('away'))],
    ['says that it is not', () => Promise.resolve(false)],
  ])('is denied while a part %s', async (_what, database) => {
    const parts = { metrics: createMetrics(), problems: {}, patienceMs: 20, nats: () => Promise.resolve(true) };
    const app = await serve({ routes: (server) => operationRoutes(server, { ...parts, database }) });
    const answer = await app.inject({ url: '/readyz' });
    expect([answer.statusCode, answer.json()]).toEqual([503, { status: 'not ready', database: false, nats: true }]);
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200);
    await app.close();
  });
});

describe('a server that stops', () => {
  it('finishes what it has in hand, and sends away what comes after', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrived = () => {};
    const inHand = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const app = await serve({
      routes: (server) =>
        void server.get('/slow', { config: { access: { public: true } } }, async () => {
          arrived();
          await held;
          return { slow: true };
        }),
    });
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
    const socket = connect(Number(port), '127.0.0.1');
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET /slow HTTP/1.1\r\nhost: hub\r\n\r\n');
    await inHand;
    const stopped = app.close();
    socket.write('GET /open HTTP/1.1\r\nhost: hub\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    await Promise.all([stopped, closed]);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK.*\{"slow":true\}.*HTTP\/1\.1 503 .*SHUTTING_DOWN/s);
    expect(text).toMatch(/connection: close/i);
  });
});
