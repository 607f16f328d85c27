import { createPublicKey, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import {
  type InnerList,
  parseDictionary,
  type SigningKey,
  signRequest,
  writeItem,
} from '../../connectors/protocol/index.ts';
import type { AccessTokenClaims } from '../../exchange/http/authenticate.ts';
import { createMetrics } from '../../exchange/http/metrics.ts';
import { createRepetitions } from '../../exchange/http/repetition/repetitions.ts';
import { createHttpServer } from '../../exchange/http/server.ts';
import { createNonceLedger, type NonceLedger } from '../../exchange/http/signature/nonce-ledger.ts';
import { admissionOf, signatureCheck } from '../../exchange/http/signature/require-signatures.ts';
import { officerId, organisationId, publicJwkOf, type SystemKeyFact, systemId } from '../../identity/index.ts';
import { createLogger, type Database, kernelSchemas, systemClock, systemRandom } from '../../kernel/index.ts';
import { type FixedClock, fixedClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

// The signatures of systems at the HTTP surface by itself: real keys, a real database, routes of the test's own. A file
// that uses it says so by `signedSurface()`: files share a process, and what stood at the top here would run for the first.

export const publicUrl = 'https://hub.example.gov.cn';
export const hubKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const keys = new Map<string, SystemKeyFact>();
export const signers = new Map<string, SigningKey>();

export function register(kid: string, system: string, alg: 'ES256' | 'EdDSA' = 'ES256'): void {
  const pair = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const jwk = publicJwkOf(pair.publicKey);
  if (jwk === undefined) throw new Error('no key of a system');
  keys.set(kid, {
    ...{ kid, alg, system: systemId(system), organisation: organisationId('hrss'), systemKind: 'consumer' },
    ...{ key: pair.publicKey, jwk },
  });
  signers.set(kid, { kid, alg, key: pair.privateKey });
}

export let db: TestDatabase;
export let clock: FixedClock;
export let calls: string[];
export let token: string;

/** Sets it up before the tests of this file, the clock and the calls anew before each, and takes it down after them. */
export function signedSurface(): void {
  beforeAll(async () => {
    db = await createTestDatabase();
    register('pension-1', 'hrss-pension');
    register('pension-2', 'hrss-pension', 'EdDSA');
    register('civil-1', 'civil-assistance');
    token = await new SignJWT({ client_id: 'hrss-pension', client_key: 'pension-1', jti: systemRandom.uuid() })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'right' })
      .setIssuer(publicUrl)
      .setAudience(publicUrl)
      .setSubject('hrss-pension')
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(hubKey.privateKey);
  });
  afterAll(() => db[Symbol.asyncDispose]());
  beforeEach(() => {
    clock = fixedClock('2026-11-21T08:00:00Z');
    calls = [];
  });
}

export interface Server extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly nonces: NonceLedger;
}

export async function serve(database: Database = db.database): Promise<Server> {
  const nonces = createNonceLedger({ database, clock });
  const app = await createHttpServer({
    logger: createLogger({ level: 'silent', name: 'test' }),
    random: systemRandom,
    metrics: createMetrics(),
    publicUrl,
    authenticator: {
      systemActor: ({ sub }: AccessTokenClaims) => ({
        ...{ kind: 'system', id: systemId(sub), organisation: organisationId('hrss'), systemKind: 'consumer' },
      }),
      sessionActor: async () => ({
        ...{
          kind: 'officer',
          id: officerId('00000000-0000-4000-8000-000000000005'),
          login: 'x',
          organisation: organisationId('hrss'),
        },
        ...{ administration: false, roles: ['operator'] },
      }),
      cookieActor: async () => undefined,
    },
    clock: systemClock,
    verifiesTokens: () => true,
    tokenKey: async () => createPublicKey(hubKey.privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    cookieName: 'session',
    schemas: Object.values(kernelSchemas),
    rateLimitPerMinute: 100_000,
    repetitions: createRepetitions({
      ...{ database, random: systemRandom },
      masterKey: Buffer.alloc(32),
      heldMs: 1_000,
    }),
    signatures: signatureCheck({ clock, systemKey: (kid) => keys.get(kid), publicUrl, nonces }),
    routes: (server) => {
      const access = { systems: 'any', officers: 'any' } as const;
      const noted = (name: string) => async () => {
        calls.push(name);
        return { done: true };
      };
      server.post('/v1/things', { config: { access } }, noted('things'));
      server.delete('/v1/things', { config: { access } }, noted('deleted'));
      server.get('/v1/things', { config: { access } }, noted('read'));
      server.get('/v1/secrets', { config: { access, signed: true } }, noted('secret'));
      server.post('/v1/free', { config: { access, unsigned: 'a test' } }, noted('free'));
      server.post('/v1/beside', { config: { access, admits: true } }, async (request) => {
        calls.push('beside');
        await admissionOf(request).claim();
        return { done: true };
      });
    },
  });
  return { app, nonces, [Symbol.asyncDispose]: () => app.close() };
}

export interface Changes {
  readonly kid?: string;
  readonly signedBy?: string;
  readonly url?: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly targetUri?: string;
  readonly content?: string;
  readonly payload?: string;
  readonly nonce?: string;
  readonly createdAgo?: number;
  readonly idempotencyKey?: string;
  readonly input?: (text: string) => string;
  readonly signature?: (text: string) => string;
  readonly headers?: Record<string, string>;
}

/** A request that is right, save what is changed. */
export function signed(changes: Changes = {}): InjectOptions & { headers: Record<string, string> } {
  const { url = '/v1/things', method = 'POST', content = '{"matter":"M"}', kid = 'pension-1' } = changes;
  const authorization = `Bearer ${token}`;
  const headers = signRequest({
    method,
    targetUri: changes.targetUri ?? `${publicUrl}${url}`,
    authorization,
    content,
    idempotencyKey: changes.idempotencyKey,
    key: { ...signers.get(changes.signedBy ?? kid)!, kid },
    now: new Date(clock.now().getTime() - (changes.createdAgo ?? 0) * 1_000),
    nonce: changes.nonce ?? systemRandom.bytes(16).toString('base64url'),
  });
  return {
    method,
    url,
    payload: changes.payload ?? content,
    headers: {
      'content-type': 'application/json',
      authorization,
      ...(changes.idempotencyKey === undefined ? {} : { 'idempotency-key': changes.idempotencyKey }),
      ...headers,
      'signature-input': changes.input?.(headers['signature-input']) ?? headers['signature-input'],
      signature: changes.signature?.(headers.signature) ?? headers.signature,
      ...changes.headers,
    },
  };
}

/** A signature that holds over whatever list is given: what somebody would send who has a key and reads the RFC loosely. */
export function signedOver(input: string, values: Readonly<Record<string, string>>): InjectOptions {
  const list = parseDictionary(input)?.get('hufu') as InnerList;
  const lines = list.items.map(({ value }) => `"${String(value)}": ${values[String(value)]}`);
  const base = [...lines, `"@signature-params": ${input.slice('hufu='.length)}`].join('\n');
  const { key } = signers.get('pension-1')!;
  const bytes = signBytes('sha256', Buffer.from(base), { key, dsaEncoding: 'ieee-p1363' });
  return signed({ input: () => input, signature: () => `hufu=${writeItem(bytes)}` });
}

export const without = (name: string, request = signed()) => {
  const { [name]: _left, ...headers } = request.headers;
  return { ...request, headers };
};
export const outcome = async ({ app }: Server, request: InjectOptions) => {
  const response = await app.inject(request);
  const { code } = response.json<{ code?: string }>();
  return code === undefined ? String(response.statusCode) : `${response.statusCode} ${code}`;
};

/** Seconds since 1970, by the clock of the tests. */
export const seconds = () => Math.floor(clock.now().getTime() / 1_000);
