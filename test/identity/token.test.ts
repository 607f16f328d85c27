import { createPublicKey } from 'node:crypto';
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JwkSet } from '../../identity/generated/schemas.ts';
import { purgeIdentity } from '../../identity/index.ts';
import {
  administrator,
  assertion,
  assertionType,
  type IdentityApp,
  newKey,
  requestToken,
  setUpAdministration,
  startIdentityApp,
  type TestSystem,
} from '../support/identity-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let hub: IdentityApp;
let otherHub: IdentityApp;
let system: TestSystem;
let neighbour: TestSystem;
let admin: string;

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startIdentityApp({ database: db.database });
  otherHub = await startIdentityApp({ database: db.database, clock: hub.clock });
  await setUpAdministration(hub);
  await hub.organisation('police');
  await hub.organisation('market');
  system = await hub.system('police-desk', 'police', 'consumer');
  neighbour = await hub.system('market-desk', 'market', 'consumer');
  admin = await hub.login(administrator.login, administrator.password);
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await otherHub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const seconds = () => Math.floor(hub.clock.now().getTime() / 1000);
const right = (more: Partial<Parameters<typeof assertion>[0]> = {}) => assertion({ app: hub, system, ...more });

/** A fresh system, for tests that suspend it or its keys. */
let serial = 0;
const freshSystem = (organisation: string) => {
  serial += 1;
  return hub.system(`fresh-${serial}`, organisation, 'consumer');
};

describe('a right assertion', () => {
  test('gets a ten-minute at+jwt of RFC 9068 that verifies under the published keys', async () => {
    const answer = await requestToken(hub, await right());
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 600 });
    const jwks: JwkSet = (await hub.call('GET', '/.well-known/jwks.json')).body;
    const { payload, protectedHeader } = await jwtVerify(answer.body.access_token, createLocalJWKSet(jwks), {
      typ: 'at+jwt',
      algorithms: ['ES256'],
      issuer: 'http://hub.test',
      audience: 'http://hub.test',
    });
    expect(protectedHeader.kid).toBe(jwks.keys.find((key) => key['x-hufu-use'] === 'token')?.kid);
    expect(payload).toMatchObject({ sub: system.id, client_id: system.id, org: 'police', kind: 'consumer' });
    expect(payload.exp! - payload.iat!).toBe(600);
    expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('lets the system act at every hub', async () => {
    const { body } = await requestToken(hub, await right());
    await otherHub.facts.refresh();
    const own = await otherHub.call('GET', `/v1/systems/${system.id}`, { as: body.access_token });
    expect(own.status).toBe(200);
    expect(own.body.organisation).toBe('police');
  });

  test('may be signed with EdDSA, and with any of several keys', async () => {
    const several = await freshSystem('police');
    const edwards = newKey('EdDSA');
    const added = await hub.call('POST', `/v1/systems/${several.id}/keys`, { as: admin, body: { jwk: edwards.jwk } });
    expect(added.body).toMatchObject({ kid: edwards.kid, alg: 'EdDSA', inForce: true });
    for (const key of [several.key, edwards]) {
      const jwt = await assertion({ app: hub, system: { id: several.id, key } });
      expect((await requestToken(hub, jwt)).status).toBe(200);
    }
  });

  test.each([
    ['the token endpoint as audience', { aud: 'http://hub.test/v1/oauth/token' }],
    ['a list of one audience', { aud: ['http://hub.test'] }],
    ['no iat', { iat: undefined }],
    ['a jti of the greatest length', { jti: 'j'.repeat(256) }],
  ])('may have %s', async (_, claims) => {
    expect((await requestToken(hub, await right({ claims }))).status).toBe(200);
  });

  test.each([
    ['a clock 30 s behind', () => ({ exp: seconds() - 29, iat: seconds() - 89 })],
    ['a clock 30 s ahead', () => ({ exp: seconds() + 330, iat: seconds() + 30, nbf: seconds() + 30 })],
  ])('may come from %s', async (_, claims) => {
    expect((await requestToken(hub, await right({ claims: claims() }))).status).toBe(200);
  });

  test.each(['JWT', 'jwt', 'client-authentication+jwt', 'application/client-authentication+jwt'])(
    'may call itself %s',
    async (typ) => {
      expect((await requestToken(hub, await right({ header: { typ } }))).status).toBe(200);
    },
  );

  test('may come with the client_id it speaks of, and with parameters nobody knows', async () => {
    const more = { client_id: system.id, scope: 'everything', audience: 'x' };
    expect((await requestToken(hub, await right(), more)).status).toBe(200);
  });
});

describe('a stranger', () => {
  test('meets one refusal, whatever part of the identity is wrong', async () => {
    const stranger = newKey('ES256');
    const attempts = {
      'unknown system': assertion({ app: hub, system: { id: 'no-such-system', key: stranger } }),
      'text that is no id': assertion({
        app: hub,
        system: { id: "x'; drop table identity.system; --", key: stranger },
      }),
      'unknown key': right({ header: { kid: stranger.kid }, signedWith: stranger.privateKey }),
      'wrong signature under a known kid': right({ signedWith: stranger.privateKey }),
      'key of another system': assertion({ app: hub, system: { id: system.id, key: neighbour.key } }),
      'another system under the own key': assertion({ app: hub, system: { id: neighbour.id, key: system.key } }),
      'unknown system with everything expired': assertion({
        app: hub,
        system: { id: 'no-such-system', key: stranger },
        claims: { exp: 1, aud: 'elsewhere' },
      }),
    };
    const refusals: unknown[] = [];
    for (const jwt of Object.values(attempts)) {
      const answer = await requestToken(hub, await jwt);
      expect(answer.status).toBe(401);
      const { instance: _, traceId: __, ...refusal } = answer.problem;
      refusals.push(refusal);
    }
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
    expect(refusals[0]).toMatchObject({ code: 'CLIENT_AUTHENTICATION_FAILED', error: 'invalid_client' });
  });

  test('learns nothing about expiry, replay or audience of what they did not sign', async () => {
    const stranger = newKey('ES256');
    for (const claims of [{ exp: 1 }, { aud: 'elsewhere' }, { jti: undefined }]) {
      const answer = await requestToken(hub, await right({ claims, signedWith: stranger.privateKey }));
      expect(answer.problem.code).toBe('CLIENT_AUTHENTICATION_FAILED');
    }
  });

  test('uses up nobody’s jti with a wrong signature', async () => {
    const claims = { jti: 'taken-by-a-stranger' };
    await requestToken(hub, await right({ claims, signedWith: newKey('ES256').privateKey }));
    expect((await requestToken(hub, await right({ claims }))).status).toBe(200);
  });

  test('cannot pass an unsigned assertion', async () => {
    const [, payload] = (await right()).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', kid: system.key.kid })).toString('base64url');
    for (const jwt of [`${header}.${payload}.`, `${header}.${payload}.AAAA`]) {
      expect((await requestToken(hub, jwt)).problem.code).toBe('ASSERTION_ALGORITHM');
    }
  });

  test('cannot use the public key as an HMAC secret', async () => {
    const pem = createPublicKey({ key: system.key.jwk, format: 'jwk' }).export({ format: 'pem', type: 'spki' });
    const jwt = await right({ header: { alg: 'HS256' }, signedWith: Buffer.from(pem) });
    expect((await requestToken(hub, jwt)).problem.code).toBe('ASSERTION_ALGORITHM');
  });

  test('cannot claim another algorithm than the key’s', async () => {
    const jwt = await right({ header: { alg: 'EdDSA' }, signedWith: newKey('EdDSA').privateKey });
    expect((await requestToken(hub, jwt)).problem.code).toBe('CLIENT_AUTHENTICATION_FAILED');
  });

  test('cannot bring a key along in the header', async () => {
    const stranger = newKey('ES256');
    const header = { jwk: stranger.jwk, jku: 'http://evil.example/jwks.json', x5u: 'http://evil.example' };
    const jwt = await right({ header, signedWith: stranger.privateKey });
    expect((await requestToken(hub, jwt)).problem.code).toBe('CLIENT_AUTHENTICATION_FAILED');
  });

  test('cannot change a claim under a right signature', async () => {
    const [header, payload, signature] = (await right()).split('.');
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 100 })).toString('base64url');
    expect((await requestToken(hub, [header, changed, signature].join('.'))).problem.code).toBe(
      'CLIENT_AUTHENTICATION_FAILED',
    );
  });
});

describe('whoever holds the key is told what is wrong with', () => {
  test.each([
    ['an expired assertion', () => ({ exp: seconds() - 30, iat: seconds() - 90 }), 'ASSERTION_EXPIRED'],
    ['an assertion for another server', () => ({ aud: 'http://elsewhere.test' }), 'ASSERTION_AUDIENCE'],
    ['one for two servers', () => ({ aud: ['http://hub.test', 'http://elsewhere.test'] }), 'ASSERTION_AUDIENCE'],
    ['one for a server of a similar name', () => ({ aud: 'http://hub.test/' }), 'ASSERTION_AUDIENCE'],
    ['one for nobody', () => ({ aud: undefined }), 'ASSERTION_AUDIENCE'],
    ['one that lives too long', () => ({ exp: seconds() + 331 }), 'ASSERTION_TIMES'],
    ['one from the future', () => ({ iat: seconds() + 31 }), 'ASSERTION_TIMES'],
    ['one made long ago', () => ({ iat: seconds() - 331 }), 'ASSERTION_TIMES'],
    ['one that is not valid yet', () => ({ nbf: seconds() + 31 }), 'ASSERTION_TIMES'],
    ['one without exp', () => ({ exp: undefined }), 'ASSERTION_MALFORMED'],
    ['one whose exp is a text', () => ({ exp: 'soon' as never }), 'ASSERTION_MALFORMED'],
    ['one without jti', () => ({ jti: undefined }), 'ASSERTION_MALFORMED'],
    ['one with an empty jti', () => ({ jti: '' }), 'ASSERTION_MALFORMED'],
    ['one with an endless jti', () => ({ jti: 'j'.repeat(257) }), 'ASSERTION_MALFORMED'],
  ])('%s', async (_, claims, code) => {
    const answer = await requestToken(hub, await right({ claims: claims() }));
    expect(answer.status).toBe(401);
    expect(answer.problem).toMatchObject({ code, error: 'invalid_client' });
    expect(answer.headers['www-authenticate']).toContain('Bearer');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test.each([
    ['iss and sub that differ', { claims: { sub: 'market-desk' } }],
    ['no sub', { claims: { sub: undefined } }],
    ['no kid', { header: { kid: undefined } }],
    ['another kind of JWT', { header: { typ: 'at+jwt' } }],
  ])('%s', async (_, more) => {
    expect((await requestToken(hub, await right(more))).problem.code).toBe('ASSERTION_MALFORMED');
  });

  test('an extension that nobody knows', async () => {
    const jwt = await new SignJWT({ iss: system.id, sub: system.id })
      .setProtectedHeader({ alg: 'ES256', kid: system.key.kid, crit: ['b64'], b64: true })
      .sign(system.key.privateKey);
    expect((await requestToken(hub, jwt)).problem.code).toBe('ASSERTION_MALFORMED');
  });

  test.each(['', 'no-jwt', 'a.b.c', '..', 'e30.e30.AAAA'])('text that is no assertion (%j)', async (jwt) => {
    const answer = await requestToken(hub, jwt);
    expect([400, 401]).toContain(answer.status);
    expect(['INVALID_INPUT', 'ASSERTION_MALFORMED', 'ASSERTION_ALGORITHM']).toContain(answer.problem.code);
  });

  test('a client_id that is another', async () => {
    const answer = await requestToken(hub, await right(), { client_id: neighbour.id });
    expect(answer.problem.code).toBe('CLIENT_AUTHENTICATION_FAILED');
  });
});

describe('an assertion counts once', () => {
  test('and is refused the second time, at whichever hub', async () => {
    const jwt = await right();
    expect((await requestToken(hub, jwt)).status).toBe(200);
    for (const app of [hub, otherHub]) {
      const again = await requestToken(app, jwt);
      expect(again.status).toBe(401);
      expect(again.problem).toMatchObject({ code: 'ASSERTION_REPLAYED', error: 'invalid_client' });
    }
  });

  test('also when two hubs are given it many times at once', async () => {
    const jwt = await right();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => requestToken(i % 2 === 0 ? hub : otherHub, jwt)),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.problem?.code === 'ASSERTION_REPLAYED')).toHaveLength(11);
  });

  test('its jti too, under another signature', async () => {
    const claims = { jti: 'same-id' };
    expect((await requestToken(hub, await right({ claims }))).status).toBe(200);
    expect((await requestToken(hub, await right({ claims: { ...claims, exp: seconds() + 61 } }))).problem.code).toBe(
      'ASSERTION_REPLAYED',
    );
  });

  test('while another system may use the same jti', async () => {
    const claims = { jti: 'everybody-counts-from-one' };
    expect((await requestToken(hub, await right({ claims }))).status).toBe(200);
    expect((await requestToken(hub, await assertion({ app: hub, system: neighbour, claims }))).status).toBe(200);
  });

  test('and is remembered until it is expired for every clock, then swept away', async () => {
    const claims = { jti: 'kept-for-a-while', exp: seconds() + 60 };
    expect((await requestToken(hub, await right({ claims }))).status).toBe(200);
    const kept = async () =>
      (await db.database.pool.query('select count(*)::integer as n from identity.assertion_jti')).rows[0].n;
    hub.clock.advance(89_000);
    await purgeIdentity(hub.parts);
    expect((await requestToken(hub, await right({ claims: { ...claims, iat: undefined } }))).problem.code).toBe(
      'ASSERTION_REPLAYED',
    );
    hub.clock.advance(500_000);
    await purgeIdentity(hub.parts);
    expect(await kept()).toBe(0);
    hub.clock.set(new Date().toISOString());
  });
});

describe('no token for', () => {
  test('a revoked key, from that moment on, while the other key goes on', async () => {
    const rotating = await freshSystem('police');
    const next = newKey('ES256');
    await hub.call('POST', `/v1/systems/${rotating.id}/keys`, { as: admin, body: { jwk: next.jwk } });
    const revoked = await hub.call('DELETE', `/v1/systems/${rotating.id}/keys/${rotating.key.kid}`, { as: admin });
    expect(revoked.body).toMatchObject({ kid: rotating.key.kid, inForce: false });
    // Asked at the other hub, which has heard nothing.
    const refused = await requestToken(otherHub, await assertion({ app: hub, system: rotating }));
    expect(refused.problem).toMatchObject({ code: 'CLIENT_KEY_NOT_IN_FORCE', error: 'invalid_client' });
    const jwt = await assertion({ app: hub, system: { id: rotating.id, key: next } });
    expect((await requestToken(otherHub, jwt)).status).toBe(200);
  });

  test('a key before and after its time', async () => {
    const timed = await freshSystem('police');
    const key = newKey('ES256');
    const now = hub.clock.now().getTime();
    const at = (offset: number) => new Date(now + offset).toISOString();
    const body = { jwk: key.jwk, notBefore: at(60_000), notAfter: at(120_000) };
    expect((await hub.call('POST', `/v1/systems/${timed.id}/keys`, { as: admin, body })).body.inForce).toBe(false);
    const ask = async () => requestToken(hub, await assertion({ app: hub, system: { id: timed.id, key } }));
    expect((await ask()).problem.code).toBe('CLIENT_KEY_NOT_IN_FORCE');
    hub.clock.advance(60_000);
    expect((await ask()).status).toBe(200);
    hub.clock.advance(60_000);
    expect((await ask()).problem.code).toBe('CLIENT_KEY_NOT_IN_FORCE');
    hub.clock.set(new Date().toISOString());
  });

  test('a suspended system, whose running token stops too, until it is reactivated', async () => {
    const fresh = await freshSystem('police');
    const { body } = await requestToken(hub, await assertion({ app: hub, system: fresh }));
    const set = (status: string, ifMatch: string) =>
      hub.call('PUT', `/v1/systems/${fresh.id}/status`, { as: admin, ifMatch, body: { status } });
    await set('suspended', '"1"');
    const refused = await requestToken(hub, await assertion({ app: hub, system: fresh }));
    expect(refused.problem).toMatchObject({ code: 'CLIENT_SUSPENDED', error: 'invalid_client' });
    expect((await hub.call('GET', `/v1/systems/${fresh.id}`, { as: body.access_token })).status).toBe(401);
    await set('active', '"2"');
    expect((await hub.call('GET', `/v1/systems/${fresh.id}`, { as: body.access_token })).status).toBe(200);
    expect((await requestToken(hub, await assertion({ app: hub, system: fresh }))).status).toBe(200);
  });

  test('any system of a suspended organisation', async () => {
    await hub.organisation('natural');
    const fresh = await freshSystem('natural');
    const { body } = await requestToken(hub, await assertion({ app: hub, system: fresh }));
    const status = { status: 'suspended' };
    await hub.call('PUT', '/v1/organisations/natural/status', { as: admin, ifMatch: '"1"', body: status });
    expect((await requestToken(hub, await assertion({ app: hub, system: fresh }))).problem.code).toBe(
      'CLIENT_SUSPENDED',
    );
    expect((await hub.call('GET', `/v1/systems/${fresh.id}`, { as: body.access_token })).status).toBe(401);
  });
});

describe('the request itself', () => {
  test.each([
    ['another grant type', { grant_type: 'authorization_code' }, 'GRANT_TYPE_UNSUPPORTED', 'unsupported_grant_type'],
    [
      'another kind of client authentication',
      { client_assertion_type: 'saml' },
      'ASSERTION_TYPE_UNSUPPORTED',
      'invalid_request',
    ],
    ['no grant type', { grant_type: '' }, 'INVALID_INPUT', 'invalid_request'],
    ['an endless assertion', { client_assertion: 'a'.repeat(9_000) }, 'INVALID_INPUT', 'invalid_request'],
  ])('with %s is refused', async (_, more, code, error) => {
    const answer = await requestToken(hub, await right(), more);
    expect(answer.status).toBe(400);
    expect(answer.problem).toMatchObject({ code, error });
    expect(String(answer.headers['content-type'])).toContain('application/problem+json');
  });

  test('with a parameter that stands twice is refused', async () => {
    const jwt = await right();
    const fields = `grant_type=client_credentials&client_assertion_type=${encodeURIComponent(assertionType)}`;
    const answer = await hub.call('POST', '/v1/oauth/token', {
      form: `${fields}&client_assertion=${jwt}&client_assertion=${jwt}`,
    });
    expect(answer.status).toBe(400);
    expect(answer.problem).toMatchObject({ code: 'TOKEN_REQUEST_MALFORMED', error: 'invalid_request' });
  });

  test('as JSON is refused', async () => {
    const body = {
      grant_type: 'client_credentials',
      client_assertion_type: assertionType,
      client_assertion: await right(),
    };
    const answer = await hub.call('POST', '/v1/oauth/token', { body });
    expect(answer.status).toBe(415);
    expect(answer.problem.code).toBe('UNSUPPORTED_CONTENT_TYPE');
  });

  test('that is too large is refused before it is read', async () => {
    const answer = await requestToken(hub, await right(), { padding: 'x'.repeat(20_000) });
    expect(answer.status).toBe(413);
    expect(answer.problem.code).toBe('BODY_TOO_LARGE');
  });

  test('elsewhere cannot be a form', async () => {
    const answer = await hub.call('POST', '/v1/session', { form: { login: 'a', password: 'b' } });
    expect(answer.status).toBe(415);
  });
});

describe('an access token', () => {
  const act = (token: string) => hub.call('GET', `/v1/systems/${system.id}`, { as: token });

  test('of another signer, another type, another audience or another time opens nothing', async () => {
    const { privateKey, kid } = hub.parts.signingKeys.signer('token');
    const order = hub.parts.signingKeys.signer('order');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: 'http://hub.test',
      aud: 'http://hub.test',
      sub: system.id,
      client_id: system.id,
      client_key: system.key.kid,
      jti: 'x',
      iat: now,
      exp: now + 600,
    };
    const sign = (header: Record<string, unknown>, more: Record<string, unknown> = {}, key = privateKey) =>
      new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt', ...header }).sign(key);
    expect((await act(await sign({}))).status).toBe(200);
    const wrong = [
      await sign({}, {}, newKey('ES256').privateKey),
      await sign({ kid: order.kid }, {}, order.privateKey),
      await sign({ kid: 'nobody' }),
      await sign({ typ: 'JWT' }),
      await sign({}, { aud: 'http://elsewhere.test' }),
      await sign({}, { iss: 'http://elsewhere.test' }),
      await sign({}, { iat: now - 700, exp: now - 100 }),
      await sign({}, { sub: 'no-such-system' }),
      await sign({}, { client_key: neighbour.key.kid }),
      await sign({}, { client_key: undefined }),
      await sign({ kid: system.key.kid }, {}, system.key.privateKey),
    ];
    for (const token of wrong) expect((await act(token)).problem.code).toBe('NOT_AUTHENTICATED');
  });

  test('ends at once when the key it was got with is revoked', async () => {
    const spare = await freshSystem('police');
    const { body } = await requestToken(hub, await assertion({ app: hub, system: spare }));
    const act = () => hub.call('GET', `/v1/systems/${spare.id}`, { as: body.access_token });
    expect((await act()).status).toBe(200);
    await hub.call('DELETE', `/v1/systems/${spare.id}/keys/${spare.key.kid}`, { as: admin });
    expect((await act()).problem.code).toBe('NOT_AUTHENTICATED');
  });

  test('acts for the organisation of the register, whatever it says itself', async () => {
    const { body } = await requestToken(hub, await right());
    expect((await hub.call('GET', `/v1/systems/${neighbour.id}`, { as: body.access_token })).status).toBe(404);
    expect((await hub.call('GET', '/v1/officers', { as: body.access_token })).problem.code).toBe('ROLE_REQUIRED');
  });
});

test('the description leads an OAuth library to the endpoint and the keys', async () => {
  const { body } = await hub.call('GET', '/.well-known/oauth-authorization-server');
  expect(body).toMatchObject({
    issuer: 'http://hub.test',
    token_endpoint: 'http://hub.test/v1/oauth/token',
    jwks_uri: 'http://hub.test/.well-known/jwks.json',
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['ES256', 'EdDSA'],
  });
  await using listening = await startIdentityApp({ database: db.database });
  const address = await listening.app.listen({ host: '127.0.0.1', port: 0 });
  const { body: token } = await requestToken(listening, await assertion({ app: listening, system }));
  const keys = createRemoteJWKSet(new URL(`${address}/.well-known/jwks.json`));
  expect((await jwtVerify(token.access_token, keys)).payload.sub).toBe(system.id);
});
