import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { SignJWT } from 'jose';
import { createMetrics } from '../../exchange/http/metrics.ts';
import { createHttpServer } from '../../exchange/http/server.ts';
import {
  bootstrapAdministration,
  createAuthenticator,
  createPasswords,
  createSessions,
  type IdentityChange,
  type IdentityFacts,
  type IdentityParts,
  identityRoutes,
  identitySchemas,
  type NatsCredentialIssuing,
  openIdentityFacts,
  openSigningKeys,
  publicJwkOf,
  type Role,
  sessionCookieName,
  thumbprint,
} from '../../identity/index.ts';
import { schemas as kernelSchemas } from '../../kernel/generated/schemas.ts';
import { createLogger, type Database, type ProblemJson, systemRandom } from '../../kernel/index.ts';
import { type FixedClock, fixedClock } from './clock.ts';
import { unchecked } from './request-checks.ts';

/** Cheap on purpose: tests log in by the hundred, and the cost protects nobody here. */
const cheap = { logN: 8, r: 8, p: 1 } as const;

export const administrator = { login: 'admin', password: 'correct horse battery staple' } as const;
export const goodPassword = 'Rivers-run-to-the-sea-7';

/** Unified codes with right check characters (GB 32100), one for each organisation a test needs. */
export const unifiedCodes = {
  data: '11450721MB00000002',
  police: '11450721MB0000019Y',
  market: '11450721MB0000027R',
  natural: '11450721MB0000035L',
} as const;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is looked at member by member, wrong guesses fail the test
  readonly body: any;
  readonly problem: ProblemJson;
}

export interface Call {
  readonly as?: string | undefined;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>> | string;
  readonly ifMatch?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface IdentityApp extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly parts: IdentityParts;
  readonly facts: IdentityFacts;
  readonly clock: FixedClock;
  /** What was announced, in order. */
  readonly changes: IdentityChange[];
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, options?: Call): Promise<Answer>;
  /** Logs an officer in and gives the bearer token. */
  login(login: string, password?: string): Promise<string>;
  /** Registers what is missing; answers the id. */
  organisation(id: keyof typeof unifiedCodes, name?: string): Promise<void>;
  officer(login: string, organisation: string, roles: readonly Role[]): Promise<{ id: string; version: number }>;
  system(id: string, organisation: string, kind: 'consumer' | 'provider'): Promise<TestSystem>;
}

/** A hub's HTTP surface with identity's routes alone, over a real database. */
export async function startIdentityApp(options: {
  database: Database;
  publicUrl?: string;
  natsIssuing?: NatsCredentialIssuing;
  masterKey?: Buffer;
  /** Another hub on the same database shares its clock. */
  clock?: FixedClock;
  passwordConcurrency?: number;
}): Promise<IdentityApp> {
  const { database, publicUrl = 'http://hub.test', natsIssuing } = options;
  // Access tokens are checked against the machine's time by the JWT library, so the test's time starts there.
  const clock = options.clock ?? fixedClock(new Date().toISOString());
  const random = systemRandom;
  const masterKey = options.masterKey ?? Buffer.alloc(32, 7);
  const passwords = createPasswords({ random, cost: cheap, concurrency: options.passwordConcurrency });
  const sessions = createSessions({ database, clock, random, passwords, masterKey });
  const signingKeys = await openSigningKeys({ database, clock, random, masterKey });
  const facts = await openIdentityFacts({ database, clock });
  const changes: IdentityChange[] = [];
  const onChange = async (change: IdentityChange) => {
    changes.push(change);
    await facts.refresh();
  };
  const parts: IdentityParts = {
    database,
    clock,
    random,
    masterKey,
    publicUrl,
    passwords,
    sessions,
    signingKeys,
    natsIssuing,
    onChange,
  };
  const app = await createHttpServer({
    ...unchecked,
    logger: createLogger({ level: 'silent', name: 'test' }),
    random,
    metrics: createMetrics(),
    publicUrl,
    authenticator: createAuthenticator({ sessions, facts }),
    clock,
    verifiesTokens: (kid) => signingKeys.verifiesTokens(kid),
    tokenKey: (kid) => signingKeys.tokenKey(kid),
    cookieName: sessionCookieName(publicUrl),
    schemas: [...Object.values(kernelSchemas), ...Object.values(identitySchemas)],
    rateLimitPerMinute: 1_000_000,
    routes: (routed) => identityRoutes(routed, parts),
  });
  await app.ready();

  const call: IdentityApp['call'] = async (method, url, sent = {}) => {
    const { as, body, form, ifMatch } = sent;
    const payload = form === undefined ? body : typeof form === 'string' ? form : new URLSearchParams(form).toString();
    const response = await app.inject({
      method,
      url,
      headers: {
        'accept-language': 'en',
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        ...sent.headers,
      },
      ...(payload === undefined ? {} : { payload: payload as object }),
    });
    const json = response.body === '' ? undefined : response.json();
    return { status: response.statusCode, headers: response.headers, body: json, problem: json };
  };

  const login: IdentityApp['login'] = async (name, password = goodPassword) => {
    const answer = await call('POST', '/v1/session', { body: { login: name, password } });
    if (answer.status !== 201) throw new Error(`login of ${name}: ${answer.status} ${answer.body?.code}`);
    return answer.body.token;
  };
  const admin = () => login(administrator.login, administrator.password);
  const made = async (answer: Answer) => {
    if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

  return {
    app,
    parts,
    facts,
    clock,
    changes,
    call,
    login,
    async organisation(id, name = `Bureau of ${id}`) {
      const body = { id, name, unifiedCode: unifiedCodes[id] };
      await made(await call('POST', '/v1/organisations', { as: await admin(), body }));
    },
    async officer(name, organisation, roles) {
      const body = { login: name, name: 'Somebody', organisation, roles, password: goodPassword };
      return made(await call('POST', '/v1/officers', { as: await admin(), body }));
    },
    async system(id, organisation, kind) {
      const as = await admin();
      await made(await call('POST', '/v1/systems', { as, body: { id, organisation, kind, name: `System ${id}` } }));
      const key = newKey('ES256');
      await made(await call('POST', `/v1/systems/${id}/keys`, { as, body: { jwk: key.jwk } }));
      return { id, key };
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

/** Sets up the data administration `data` with the first officer {@link administrator}. */
export async function setUpAdministration({ parts }: IdentityApp): Promise<void> {
  await bootstrapAdministration({
    ...parts,
    organisation: { id: 'data', unifiedCode: unifiedCodes.data, name: 'Bureau of data' },
    officer: { ...administrator, name: 'First Officer' },
  });
}

export interface TestKey {
  readonly kid: string;
  readonly alg: 'ES256' | 'EdDSA';
  readonly jwk: Record<string, unknown>;
  readonly privateKey: KeyObject;
}

export interface TestSystem {
  readonly id: string;
  readonly key: TestKey;
}

export function newKey(alg: 'ES256' | 'EdDSA'): TestKey {
  const { publicKey, privateKey } =
    alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const jwk = publicJwkOf(publicKey)!;
  return { kid: thumbprint(jwk), alg, jwk: { ...jwk }, privateKey };
}

let serial = 0;

/** A right assertion, except for what is given otherwise; a member that is `undefined` is left out. */
export async function assertion(options: {
  system: TestSystem;
  app: IdentityApp;
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  signedWith?: KeyObject | Uint8Array;
}): Promise<string> {
  const { system, app } = options;
  const now = Math.floor(app.clock.now().getTime() / 1000);
  serial += 1;
  const claims = {
    iss: system.id,
    sub: system.id,
    aud: app.parts.publicUrl,
    iat: now,
    exp: now + 60,
    jti: `jti-${process.pid}-${serial}`,
    ...options.claims,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: system.key.alg, kid: system.key.kid, ...options.header })
    .sign(options.signedWith ?? system.key.privateKey);
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Asks for a token. */
export function requestToken(app: IdentityApp, jwt: string, more: Record<string, string> = {}): Promise<Answer> {
  const form = {
    grant_type: 'client_credentials',
    client_assertion_type: assertionType,
    client_assertion: jwt,
    ...more,
  };
  return app.call('POST', '/v1/oauth/token', { form });
}
