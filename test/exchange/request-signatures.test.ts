import { createPublicKey, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  contentDigestOf,
  type InnerList,
  parseDictionary,
  RequestSigner,
  type SigningKey,
  signRequest,
  writeItem,
} from '../../connectors/protocol/index.ts';
import type { AccessTokenClaims } from '../../exchange/http/authenticate.ts';
import { createMetrics } from '../../exchange/http/metrics.ts';
import { createRepetitions } from '../../exchange/http/repetition/repetitions.ts';
import { createHttpServer } from '../../exchange/http/server.ts';
import { claimOf, createNonceLedger, type NonceLedger } from '../../exchange/http/signature/nonce-ledger.ts';
import { admissionOf, signatureCheck } from '../../exchange/http/signature/require-signatures.ts';
import { organisationId, type SystemKeyFact, systemId } from '../../identity/index.ts';
import {
  createLogger,
  type Database,
  kernelSchemas,
  openDatabase,
  systemClock,
  systemRandom,
} from '../../kernel/index.ts';
import { type FixedClock, fixedClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

// The signatures of systems at the HTTP surface by itself: real keys, a real database, routes of the test's own.

const publicUrl = 'https://hub.example.gov.cn';
const hubKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keys = new Map<string, SystemKeyFact>();
const signers = new Map<string, SigningKey>();

function register(kid: string, system: string, alg: 'ES256' | 'EdDSA' = 'ES256'): void {
  const pair = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  keys.set(kid, {
    ...{ kid, alg, system: systemId(system), organisation: organisationId('hrss'), systemKind: 'consumer' },
    ...{ key: pair.publicKey, jwk: pair.publicKey.export({ format: 'jwk' }) as never },
  });
  signers.set(kid, { kid, alg, key: pair.privateKey });
}

let db: TestDatabase;
let clock: FixedClock;
let calls: string[];
let token: string;

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

interface Server extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly nonces: NonceLedger;
}

async function serve(database: Database = db.database): Promise<Server> {
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
        ...{ kind: 'officer', id: '5' as never, login: 'x', organisation: organisationId('hrss') },
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

interface Changes {
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
function signed(changes: Changes = {}): InjectOptions & { headers: Record<string, string> } {
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
function signedOver(input: string, values: Readonly<Record<string, string>>): InjectOptions {
  const list = parseDictionary(input)?.get('hufu') as InnerList;
  const lines = list.items.map(({ value }) => `"${String(value)}": ${values[String(value)]}`);
  const base = [...lines, `"@signature-params": ${input.slice('hufu='.length)}`].join('\n');
  const { key } = signers.get('pension-1')!;
  const bytes = signBytes('sha256', Buffer.from(base), { key, dsaEncoding: 'ieee-p1363' });
  return signed({ input: () => input, signature: () => `hufu=${writeItem(bytes)}` });
}

const without = (name: string, request = signed()) => {
  const { [name]: _left, ...headers } = request.headers;
  return { ...request, headers };
};
const outcome = async ({ app }: Server, request: InjectOptions) => {
  const response = await app.inject(request);
  const { code } = response.json<{ code?: string }>();
  return code === undefined ? String(response.statusCode) : `${response.statusCode} ${code}`;
};

describe('a signed request', () => {
  it.each(['pension-1', 'pension-2'])('is carried out, once (%s)', async (kid) => {
    await using server = await serve();
    const request = signed({ kid });
    expect(await outcome(server, request)).toBe('200');
    expect(await outcome(server, request)).toBe('401 SIGNATURE_REPLAYED');
    expect(calls).toEqual(['things']);
  });

  it('may carry a proxy’s signature besides, name its algorithm, and have its own label', async () => {
    await using server = await serve();
    const relabelled = signed({
      input: (text) => `proxy=("@method");tag="other", ${text.replace('hufu=', 'mine=')}`,
      signature: (text) => `proxy=:AA==:, ${text.replace('hufu=', 'mine=')}`,
    });
    expect(await outcome(server, relabelled)).toBe('200');
    const values = valuesOf('{"matter":"M"}');
    const created = seconds();
    const named = (alg: string) =>
      signedOver(
        `hufu=${components};created=${created};expires=${created + 9};nonce="${'n'.repeat(20)}${alg}";keyid="pension-1";alg="${alg}";tag="hufu-request"`,
        values,
      );
    expect(await outcome(server, named('ecdsa-p256-sha256'))).toBe('200');
    expect(await outcome(server, named('ed25519'))).toBe('401 SIGNATURE_KEY');
  });

  it('covers the key of a repetition, where there is one', async () => {
    await using server = await serve();
    expect(await outcome(server, signed({ idempotencyKey: '"one"' }))).toBe('200');
    const put = signed({ headers: { 'idempotency-key': '"one"' } });
    expect(await outcome(server, put)).toBe('400 SIGNATURE_COMPONENTS');
    const taken = without('idempotency-key', signed({ idempotencyKey: '"one"' }));
    expect(await outcome(server, taken)).toBe('400 SIGNATURE_COMPONENTS');
    const changed = signed({ idempotencyKey: '"one"', headers: { 'idempotency-key': '"two"' } });
    expect(await outcome(server, changed)).toBe('401 SIGNATURE_INVALID');
  });

  it('needs no body, but a digest of none', async () => {
    await using server = await serve();
    const { payload: _none, ...request } = signed({ method: 'DELETE', content: '' });
    expect(await outcome(server, request)).toBe('200');
    expect(calls).toEqual(['deleted']);
  });

  it('is signed for the hub’s outward address, whatever host a proxy asks', async () => {
    await using server = await serve();
    expect(await outcome(server, signed({ headers: { host: 'hub-1.internal', 'x-forwarded-host': 'x' } }))).toBe('200');
    const forOther = signed({
      targetUri: 'https://other.example.gov.cn/v1/things',
      headers: { host: 'other.example.gov.cn' },
    });
    expect(await outcome(server, forOther)).toBe('401 SIGNATURE_INVALID');
  });
});

const components = '("@method" "@target-uri" "content-digest" "authorization")';
const seconds = () => Math.floor(clock.now().getTime() / 1_000);
const parameters = (change: Record<string, string> = {}) => {
  const created = seconds();
  const all = {
    ...{
      created: String(created),
      expires: String(created + 60),
      nonce: `"${systemRandom.bytes(16).toString('hex')}"`,
    },
    ...{ keyid: '"pension-1"', tag: '"hufu-request"', ...change },
  };
  return Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `;${name}=${value}`)
    .join('');
};
const valuesOf = (content: string) => ({
  '@method': 'POST',
  '@target-uri': `${publicUrl}/v1/things`,
  '@path': '/v1/things',
  '@authority': 'hub.example.gov.cn',
  'content-digest': contentDigestOf(content),
  'content-type': 'application/json',
  authorization: `Bearer ${token}`,
});
const over = (list: string, change?: Record<string, string>) =>
  signedOver(`hufu=${list}${parameters(change)}`, valuesOf('{"matter":"M"}'));

describe('a request is refused', () => {
  const cases: [string, string, () => InjectOptions][] = [
    ['without a signature', '401 SIGNATURE_REQUIRED', () => without('signature')],
    ['without its input', '401 SIGNATURE_REQUIRED', () => without('signature-input')],
    ['without a digest', '401 SIGNATURE_REQUIRED', () => without('content-digest')],
    [
      'whose input is no structured field',
      '400 SIGNATURE_MALFORMED',
      () => signed({ input: (t) => t.replace(')', '') }),
    ],
    ['whose input is cut off', '400 SIGNATURE_MALFORMED', () => signed({ input: (t) => t.slice(0, -4) })],
    [
      'whose signature is no structured field',
      '400 SIGNATURE_MALFORMED',
      () => signed({ signature: (t) => t.slice(0, -1) }),
    ],
    ['whose labels differ', '400 SIGNATURE_MALFORMED', () => signed({ signature: (t) => t.replace('hufu', 'tiger') })],
    ['whose signature is a text', '400 SIGNATURE_MALFORMED', () => signed({ signature: () => 'hufu="x"' })],
    [
      'with two signatures for us',
      '400 SIGNATURE_MALFORMED',
      () => signed({ input: (t) => `${t}, ${t.replace('hufu=', 'again=')}` }),
    ],
    ['with another tag', '400 SIGNATURE_MALFORMED', () => over(components, { tag: '"other"' })],
    ['without a tag', '400 SIGNATURE_MALFORMED', () => over(components, { tag: '' })],
    ['without a time of making', '400 SIGNATURE_MALFORMED', () => over(components, { created: '' })],
    ['without an end', '400 SIGNATURE_MALFORMED', () => over(components, { expires: '' })],
    ['without a nonce', '400 SIGNATURE_MALFORMED', () => over(components, { nonce: '' })],
    ['without a key’s id', '400 SIGNATURE_MALFORMED', () => over(components, { keyid: '' })],
    ['whose nonce is short', '400 SIGNATURE_MALFORMED', () => over(components, { nonce: `"${'n'.repeat(15)}"` })],
    ['whose nonce is long', '400 SIGNATURE_MALFORMED', () => over(components, { nonce: `"${'n'.repeat(65)}"` })],
    ['whose time is a text', '400 SIGNATURE_MALFORMED', () => over(components, { created: '"1"' })],
    ['whose algorithm is a number', '400 SIGNATURE_MALFORMED', () => over(components, { alg: '1' })],
    ['with a parameter that nobody knows', '400 SIGNATURE_MALFORMED', () => over(components, { note: '"x"' })],
    [
      'whose signature is truncated',
      '400 SIGNATURE_TRUNCATED',
      () => signed({ signature: () => `hufu=${writeItem(Buffer.alloc(63))}` }),
    ],
    [
      'whose signature is in DER',
      '400 SIGNATURE_TRUNCATED',
      () => signed({ signature: () => `hufu=${writeItem(Buffer.alloc(70, 0x30))}` }),
    ],
    ['that covers less', '400 SIGNATURE_COMPONENTS', () => over('("@method" "@target-uri" "content-digest")')],
    [
      'that covers more',
      '400 SIGNATURE_COMPONENTS',
      () => over('("@method" "@target-uri" "content-digest" "authorization" "content-type")'),
    ],
    [
      'that covers others',
      '400 SIGNATURE_COMPONENTS',
      () => over('("@method" "@path" "content-digest" "authorization")'),
    ],
    [
      'that covers them in another order',
      '400 SIGNATURE_COMPONENTS',
      () => over('("@target-uri" "@method" "content-digest" "authorization")'),
    ],
    [
      'that covers one with a parameter',
      '400 SIGNATURE_COMPONENTS',
      () => signed({ input: (t) => t.replace('"@method"', '"@method";req') }),
    ],
    ['that covers nothing', '400 SIGNATURE_COMPONENTS', () => over('()')],
    [
      'whose parameters were put in another order',
      '401 SIGNATURE_INVALID',
      () => signed({ input: (t) => t.replace(/(;created=\d+)(;expires=\d+)/, '$2$1') }),
    ],
    ['by a key that nobody has', '401 SIGNATURE_KEY', () => signed({ kid: 'nobody', signedBy: 'pension-1' })],
    ['by a key of another system', '401 SIGNATURE_KEY', () => signed({ kid: 'civil-1' })],
    ['by another key than it says', '401 SIGNATURE_INVALID', () => signed({ kid: 'pension-1', signedBy: 'civil-1' })],
    [
      'by a key of the system, in the name of its other',
      '401 SIGNATURE_INVALID',
      () => signed({ kid: 'pension-2', signedBy: 'pension-1' }),
    ],
    ['of the future', '401 SIGNATURE_TIMES', () => signed({ createdAgo: -31 })],
    ['that ends before it begins', '401 SIGNATURE_TIMES', () => over(components, { expires: String(seconds()) })],
    ['that would live too long', '401 SIGNATURE_TIMES', () => over(components, { expires: String(seconds() + 61) })],
    ['that has expired', '401 SIGNATURE_EXPIRED', () => signed({ createdAgo: 60 })],
    [
      'whose digest is of another algorithm',
      '400 CONTENT_DIGEST_MALFORMED',
      () => signed({ headers: { 'content-digest': `sha-512=:${'A'.repeat(86)}==:` } }),
    ],
    [
      'with two digests',
      '400 CONTENT_DIGEST_MALFORMED',
      () => signed({ headers: { 'content-digest': `${contentDigestOf('x')}, ${contentDigestOf('{"matter":"M"}')}` } }),
    ],
    ['whose content was changed', '400 CONTENT_DIGEST_MISMATCH', () => signed({ payload: '{"matter":"N"}' })],
    ['whose content has one space more', '400 CONTENT_DIGEST_MISMATCH', () => signed({ payload: '{"matter": "M"}' })],
    [
      'whose content and digest were changed',
      '401 SIGNATURE_INVALID',
      () => signed({ payload: '{}', headers: { 'content-digest': contentDigestOf('{}') } }),
    ],
    [
      'that was signed for another method',
      '401 SIGNATURE_INVALID',
      () => ({ ...signed({ method: 'DELETE' }), method: 'POST' }),
    ],
    ['that was signed for another path', '401 SIGNATURE_INVALID', () => ({ ...signed(), url: '/v1/beside' })],
    ['that was signed with another query', '401 SIGNATURE_INVALID', () => ({ ...signed(), url: '/v1/things?more=1' })],
  ];
  it.each(cases)('%s: %s', async (_name, expected, request) => {
    await using server = await serve();
    expect(await outcome(server, request())).toBe(expected);
    expect(calls).toEqual([]);
  });

  it('that was signed with another token of the same system', async () => {
    await using server = await serve();
    const request = signed();
    const other = await new SignJWT({ client_id: 'hrss-pension', client_key: 'pension-1', jti: systemRandom.uuid() })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'right' })
      .setIssuer(publicUrl)
      .setAudience(publicUrl)
      .setSubject('hrss-pension')
      .setIssuedAt()
      .setExpirationTime('9m')
      .sign(hubKey.privateKey);
    request.headers.authorization = `Bearer ${other}`;
    expect(await outcome(server, request)).toBe('401 SIGNATURE_INVALID');
  });

  it('with what would have been accepted, in RFC 9421’s own words', async () => {
    await using server = await serve();
    const { headers } = await server.app.inject(without('signature'));
    expect(headers['accept-signature']).toBe(`hufu=${components};created;expires;nonce;keyid;tag="hufu-request"`);
  });
});

describe('what is not asked for a signature', () => {
  it('is a reading, a route that says why, and an officer', async () => {
    await using server = await serve();
    const authorization = `Bearer ${token}`;
    const json = { 'content-type': 'application/json' };
    expect(await outcome(server, { url: '/v1/things', headers: { authorization } })).toBe('200');
    const post = { method: 'POST', payload: '{}' } as const;
    expect(await outcome(server, { ...post, url: '/v1/free', headers: { authorization, ...json } })).toBe('200');
    const officer = { authorization: 'Bearer session', ...json };
    expect(await outcome(server, { ...post, url: '/v1/things', headers: officer })).toBe('200');
    expect(await outcome(server, { ...post, url: '/v1/things', headers: { authorization, ...json } })).toBe(
      '401 SIGNATURE_REQUIRED',
    );
    expect(calls).toEqual(['read', 'free', 'things']);
  });
});

/** Requests that were signed together, save what is changed. */
async function signedTogether(count: number, changes: { kid?: string; signedBy?: string } = {}) {
  const { kid = 'pension-1' } = changes;
  const key = { ...signers.get(changes.signedBy ?? kid)!, kid };
  const signer = new RequestSigner({ key, clock, random: systemRandom });
  const authorization = `Bearer ${token}`;
  const common = { method: 'POST', targetUri: `${publicUrl}/v1/things`, authorization } as const;
  return Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const payload = `{"matter":"M${n}"}`;
      const headers = await signer.sign({ ...common, content: payload });
      const all = { 'content-type': 'application/json', authorization, ...headers };
      return { method: 'POST' as const, url: '/v1/things', payload, headers: all };
    }),
  );
}
const signatureBytes = ({ headers }: { headers: { signature: string } }) =>
  Buffer.from(headers.signature.slice('hufu=:'.length, -1), 'base64');
const withBytes = <T extends { headers: { signature: string } }>(request: T, bytes: Uint8Array): T => ({
  ...request,
  headers: { ...request.headers, signature: `hufu=${writeItem(bytes)}` },
});
const withAlgorithm = <T extends { headers: { 'signature-input': string } }>(request: T, alg: string): T => ({
  ...request,
  headers: {
    ...request.headers,
    'signature-input': request.headers['signature-input'].replace(/;alg="[^"]*"/, alg === '' ? '' : `;alg="${alg}"`),
  },
});

describe('requests that were signed together', () => {
  it.each(['pension-1', 'pension-2'])('are carried out, each once and by itself (%s)', async (kid) => {
    await using server = await serve();
    const [one, other, ...rest] = await signedTogether(5, { kid });
    expect(await outcome(server, one!)).toBe('200');
    expect(await outcome(server, one!)).toBe('401 SIGNATURE_REPLAYED');
    expect(await outcome(server, { ...other!, payload: one!.payload })).toBe('400 CONTENT_DIGEST_MISMATCH');
    expect(await outcome(server, other!)).toBe('200');
    const outcomes = await Promise.all([...rest, other!].map((each) => outcome(server, each)));
    expect(outcomes).toEqual(['200', '200', '200', '401 SIGNATURE_REPLAYED']);
    expect(calls).toHaveLength(5);
  });

  it('stop when their key is revoked, though the root was found right', async () => {
    await using server = await serve();
    const [before, after, later] = await signedTogether(3);
    expect(await outcome(server, before!)).toBe('200');
    const fact = keys.get('pension-1')!;
    keys.delete('pension-1');
    try {
      expect(await outcome(server, after!)).toBe('401 SIGNATURE_KEY');
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      keys.set('pension-1', { ...fact, key: publicKey });
      expect(await outcome(server, after!)).toBe('401 SIGNATURE_INVALID');
      keys.set('pension-1', { ...fact, system: systemId('civil-assistance') });
      expect(await outcome(server, after!)).toBe('401 SIGNATURE_KEY');
    } finally {
      keys.set('pension-1', fact);
    }
    expect(await outcome(server, later!)).toBe('200');
  });

  it('stop when their time is over, though the root was found right', async () => {
    await using server = await serve();
    const [before, after] = await signedTogether(2);
    expect(await outcome(server, before!)).toBe('200');
    clock.advance(60_000);
    expect(await outcome(server, after!)).toBe('401 SIGNATURE_EXPIRED');
  });

  it('are refused when anything of them is another’s', async () => {
    await using server = await serve();
    const [first, second, third] = await signedTogether(4);
    const [, elsewhere] = await signedTogether(4);
    const [, forged] = await signedTogether(4, { kid: 'pension-1', signedBy: 'civil-1' });
    expect(await outcome(server, first!)).toBe('200');
    const bytes = signatureBytes(second!);
    const path = Buffer.concat([bytes.subarray(0, 68), signatureBytes(elsewhere!).subarray(68)]);
    const proof = Buffer.concat([signatureBytes(elsewhere!).subarray(0, 64), bytes.subarray(64)]);
    for (const wrong of [
      withBytes(second!, signatureBytes(third!)),
      withBytes(second!, path),
      withBytes(second!, proof),
      forged!,
      { ...second!, headers: { ...second!.headers, 'signature-input': third!.headers['signature-input'] } },
    ]) {
      expect(await outcome(server, wrong)).toBe('401 SIGNATURE_INVALID');
      expect(await outcome(server, wrong)).toBe('401 SIGNATURE_INVALID');
    }
    expect(await outcome(server, second!)).toBe('200');
    expect(calls).toHaveLength(2);
  });

  it('are refused when a bit of the signature is another, whichever it is', async () => {
    await using server = await serve();
    const [first, second] = await signedTogether(3);
    expect(await outcome(server, first!)).toBe('200');
    const right = signatureBytes(second!);
    for (let at = 0; at < right.length; at += 5) {
      const bytes = Buffer.from(right);
      bytes[at]! ^= 1 << (at % 8);
      expect(await outcome(server, withBytes(second!, bytes))).toMatch(/SIGNATURE_(INVALID|MALFORMED|TRUNCATED)$/);
    }
    expect(await outcome(server, second!)).toBe('200');
  });

  it('have to be of a tree that is one, and say so by their algorithm', async () => {
    await using server = await serve();
    const [one] = await signedTogether(2);
    const bytes = signatureBytes(one!);
    const head = (size: number, index: number) => {
      const bent = Buffer.from(bytes);
      bent.writeUInt16BE(size, 64);
      bent.writeUInt16BE(index, 66);
      return withBytes(one!, bent);
    };
    const cases: [InjectOptions, string][] = [
      [head(0, 0), '400 SIGNATURE_MALFORMED'],
      [head(257, 0), '400 SIGNATURE_MALFORMED'],
      [head(2, 2), '400 SIGNATURE_MALFORMED'],
      [head(5, 0), '400 SIGNATURE_TRUNCATED'],
      [withBytes(one!, bytes.subarray(0, 64)), '400 SIGNATURE_TRUNCATED'],
      [withBytes(one!, bytes.subarray(0, -1)), '400 SIGNATURE_TRUNCATED'],
      [withBytes(one!, Buffer.concat([bytes, bytes])), '400 SIGNATURE_TRUNCATED'],
      [withAlgorithm(one!, ''), '400 SIGNATURE_TRUNCATED'],
      [withAlgorithm(one!, 'ecdsa-p256-sha256'), '400 SIGNATURE_TRUNCATED'],
      [withAlgorithm(one!, 'hufu-merkle-ed25519'), '401 SIGNATURE_KEY'],
    ];
    for (const [request, expected] of cases) expect(await outcome(server, request)).toBe(expected);
    const detail = (await server.app.inject(cases[3]![0])).json<{ detail: string }>().detail;
    expect(detail).toContain(String(68 + 3 * 32));
    expect(calls).toEqual([]);
  });

  it('may be written in any other way that RFC 8941 allows', async () => {
    await using server = await serve();
    const [one, other] = await signedTogether(2);
    const relabelled = (text: string) => `proxy=("@method");tag="other",  ${text.replace('hufu=', 'mine=')}`;
    const { signature, 'signature-input': input } = one!.headers;
    const headers = { 'signature-input': relabelled(input), signature: signature.replace('hufu=', ' mine=') };
    expect(await outcome(server, { ...one!, headers: { ...one!.headers, ...headers } })).toBe('200');
    const spaced = other!.headers['signature-input'].replace('("', '(  "').replaceAll(';', '; ');
    const sent = { ...other!, headers: { ...other!.headers, 'signature-input': spaced } };
    expect(await outcome(server, sent)).toBe('200');
  });
});

describe('a reading that discloses what is personal', () => {
  it('is signed like everything else, with the digest of no body', async () => {
    await using server = await serve();
    const url = '/v1/secrets?matter=M';
    const headers = { authorization: `Bearer ${token}` };
    expect(await outcome(server, { url, headers })).toBe('401 SIGNATURE_REQUIRED');
    const { payload: _none, ...request } = signed({ url, method: 'GET', content: '' });
    expect(await outcome(server, request)).toBe('200');
    expect(calls).toEqual(['secret']);
  });
});

describe('a body', () => {
  it('may be missing from a deletion that names its type, and from nothing else', async () => {
    await using server = await serve();
    const headers = { authorization: 'Bearer session', 'content-type': 'application/json' };
    expect(await outcome(server, { method: 'DELETE', url: '/v1/things', headers })).toBe('200');
    expect(await outcome(server, { method: 'POST', url: '/v1/things', headers })).toBe('400 MALFORMED_BODY');
  });
});

describe('a nonce', () => {
  it('that one hub has seen is refused by the other, before its handler or by it', async () => {
    await using one = await serve();
    await using other = await serve();
    const before = signed();
    expect(await outcome(one, before)).toBe('200');
    expect(await outcome(other, before)).toBe('401 SIGNATURE_REPLAYED');
    const beside = signed({ url: '/v1/beside' });
    expect(await outcome(one, beside)).toBe('200');
    expect(await outcome(other, beside)).toBe('401 SIGNATURE_REPLAYED');
    expect(calls).toEqual(['things', 'beside', 'beside']);
  });

  it('that came to both at once passes at one', async () => {
    await using one = await serve();
    await using other = await serve();
    const requests = Array.from({ length: 40 }, () => signed({ url: '/v1/beside' }));
    const outcomes = await Promise.all(
      requests.map((request, n) =>
        Promise.all((n % 2 === 0 ? [one, other] : [other, one]).map((server) => outcome(server, request))),
      ),
    );
    for (const pair of outcomes) expect(pair.toSorted()).toEqual(['200', '401 SIGNATURE_REPLAYED']);
  });

  it('that one hub has seen is refused by it before anybody is asked', async () => {
    await using server = await serve();
    const request = signed({ url: '/v1/beside' });
    expect(await outcome(server, request)).toBe('200');
    expect(await outcome(server, request)).toBe('401 SIGNATURE_REPLAYED');
    expect(calls).toEqual(['beside']);
  });

  it('that came to one hub many times at once passes once', async () => {
    await using server = await serve();
    const request = signed();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => outcome(server, request)));
    expect(outcomes.filter((each) => each === '200')).toHaveLength(1);
    expect(new Set(outcomes).size).toBe(2);
  });

  it('that was used before is used, with another body and other times too', async () => {
    await using server = await serve();
    const nonce = systemRandom.bytes(16).toString('base64url');
    expect(await outcome(server, signed({ nonce }))).toBe('200');
    clock.advance(1_000);
    expect(await outcome(server, signed({ nonce, content: '{}' }))).toBe('401 SIGNATURE_REPLAYED');
  });

  it('is remembered for as long as its signature lives, by this hub and by one that starts anew', async () => {
    await using server = await serve();
    const long = signed({ createdAgo: -30 });
    expect(await outcome(server, long)).toBe('200');
    for (let passed = 0; passed < 89; passed += 1) {
      clock.advance(1_000);
      if (passed % 10 === 0) expect(await outcome(server, signed())).toBe('200');
    }
    expect(await outcome(server, long)).toBe('401 SIGNATURE_REPLAYED');
    await using restarted = await serve();
    expect(await outcome(restarted, long)).toBe('401 SIGNATURE_REPLAYED');
    clock.advance(1_000);
    expect(await outcome(server, long)).toBe('401 SIGNATURE_EXPIRED');
  });

  it('of one system says nothing about another’s', async () => {
    const nonces = createNonceLedger({ database: db.database, clock });
    const expires = seconds() + 60;
    expect(nonces.isNew(claimOf({ system: 'a', nonce: 'n', expires }))).toBe(true);
    expect(nonces.isNew(claimOf({ system: 'b', nonce: 'n', expires }))).toBe(true);
    expect(await nonces.claim(claimOf({ system: 'a', nonce: 'n', expires }))).toBe(true);
    expect(await nonces.claim(claimOf({ system: 'b', nonce: 'n', expires }))).toBe(true);
    expect(await nonces.claim(claimOf({ system: 'a', nonce: 'n', expires }))).toBe(false);
  });

  it('that was used takes none of those with it that are claimed together with it', async () => {
    const [one, other] = [0, 1].map(() => createNonceLedger({ database: db.database, clock }));
    const claim = (nonce: number) => claimOf({ system: 'together', nonce: String(nonce), expires: seconds() + 60 });
    expect(await one!.claim(claim(2))).toBe(true);
    const together = [1, 2, 3, 4, 3].map((nonce) => other!.claim(claim(nonce)));
    expect(await Promise.all(together)).toEqual([true, false, true, true, false]);
    expect(await Promise.all([1, 2, 3, 4].map((nonce) => one!.claim(claim(nonce))))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('is not used up by a request that did not hold', async () => {
    await using server = await serve();
    const nonce = systemRandom.bytes(16).toString('base64url');
    expect(await outcome(server, signed({ nonce, signedBy: 'civil-1' }))).toBe('401 SIGNATURE_INVALID');
    expect(await outcome(server, signed({ nonce }))).toBe('200');
  });
});

describe('while the database is away', () => {
  it('nothing passes', async () => {
    await using away = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', maxConnections: 1 });
    await using server = await serve(away);
    expect(await outcome(server, signed())).toBe('503 DATABASE_UNAVAILABLE');
    expect(calls).toEqual([]);
    expect(await outcome(server, signed({ url: '/v1/beside' }))).toBe('503 DATABASE_UNAVAILABLE');
  });
});

describe('claims that ran out', () => {
  it('are cleared away whole, and those that may still count are not', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const nonces = createNonceLedger({ database: db.database, clock });
    const turn = 600;
    const claims = [-2, -1, 0, 1].map((turns) =>
      claimOf({ system: 'upkeep', nonce: `n${turns}`, expires: now + turns * turn }),
    );
    for (const claim of claims) expect(await nonces.claim(claim)).toBe(true);
    await nonces.purge();
    await nonces.purge();
    const again = await Promise.all(claims.map((claim) => nonces.claim(claim)));
    expect(again).toEqual([true, false, false, false]);
  });

  it('are 16 bytes that tell nothing', async () => {
    const { rows } = await db.database.pool.query('select * from exchange.request_nonce limit 1');
    expect(Object.keys(rows[0] as object).sort()).toEqual(['claim', 'turn']);
  });
});
