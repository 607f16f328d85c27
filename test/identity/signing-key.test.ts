import { verify } from 'node:crypto';
import fc from 'fast-check';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  keyObjectOf,
  openSigningKeys,
  type PublicJwk,
  rotateSigningKey,
  type SigningKeys,
  type SigningUse,
  thumbprint,
} from '../../identity/index.ts';
import { currentKey, rotation, verifies } from '../../identity/keys/signing-key.ts';
import { systemRandom } from '../../kernel/index.ts';
import { type FixedClock, fixedClock } from '../support/clock.ts';
import {
  administrator,
  assertion,
  type IdentityApp,
  requestToken,
  setUpAdministration,
  startIdentityApp,
} from '../support/identity-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const minute = 60_000;
const masterKey = Buffer.alloc(32, 3);
const uses: readonly SigningUse[] = ['token', 'order', 'licence'];

describe('which key is used and trusted', () => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + minutes * minute);

  test('whatever rotations happen, at every moment one key signs, and what it signed verifies while it is shown', () => {
    const lifeMinutes = { token: 10, order: 2, licence: 1_000_000 };
    const step = fc.record({ use: fc.constantFrom(...uses), after: fc.integer({ min: 0, max: 120 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        for (const use of uses) {
          let keys: { id: number; activeFrom: Date; retiresAt: Date | undefined }[] = [
            { id: 0, activeFrom: at(0), retiresAt: undefined },
          ];
          let now = 0;
          for (const [index, next] of steps.filter((each) => each.use === use).entries()) {
            now += next.after;
            const { activeFrom, predecessorRetiresAt } = rotation({ use, now: at(now), compromised: false });
            keys = keys.map((key) => ({ ...key, retiresAt: key.retiresAt ?? predecessorRetiresAt }));
            keys.push({ id: index + 1, activeFrom, retiresAt: undefined });
            // A verifier that last looked before this rotation must not meet the new key yet.
            expect(currentKey(keys, at(now + 5))?.id).not.toBe(index + 1);
          }
          for (let time = 0; time <= now + 60; time += 5) {
            const signer = currentKey(keys, at(time));
            expect(signer).toBeDefined();
            expect(verifies(signer!, at(time + lifeMinutes[use]))).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a compromised key is out of use and out of trust in the moment of its rotation', () => {
    const { activeFrom, predecessorRetiresAt } = rotation({ use: 'licence', now: at(7), compromised: true });
    expect(activeFrom).toEqual(at(7));
    expect(verifies({ activeFrom: at(0), retiresAt: predecessorRetiresAt }, at(7))).toBe(false);
  });
});

describe('the keys of a hub', () => {
  let db: TestDatabase;
  let clock: FixedClock;
  const open = (key = masterKey) =>
    openSigningKeys({ database: db.database, clock, random: systemRandom, masterKey: key });
  const kids = (keys: SigningKeys, use: SigningUse) => keys.jwks(use).keys.map(({ kid }) => kid);

  beforeEach(async () => {
    db = await createTestDatabase();
    clock = fixedClock('2026-01-05T08:00:00Z');
    return () => db[Symbol.asyncDispose]();
  });

  test('are made once, one for each use, also when hubs start at the same moment', async () => {
    const hubs = await Promise.all([open(), open(), open(), open()]);
    for (const hub of hubs) expect(hub.jwks()).toEqual(hubs[0]!.jwks());
    expect(hubs[0]!.jwks().keys.map((key) => key['x-hufu-use'])).toEqual(uses);
    expect(await db.database.pool.query('select kid from identity.signing_key')).toMatchObject({ rowCount: 3 });
  });

  test('sign what their public half verifies, and each is named by its thumbprint', async () => {
    const keys = await open();
    for (const use of uses) {
      const data = Buffer.from(`for ${use}`);
      const { kid, signature } = keys.sign(use, data);
      const jwk = keys.jwks(use).keys[0]!;
      const { x, y } = jwk;
      expect(thumbprint({ kty: 'EC', crv: 'P-256', x, y })).toBe(kid);
      expect(signature).toHaveLength(64);
      const key = keyObjectOf(jwk as unknown as PublicJwk);
      expect(verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    }
  });

  test('lie sealed in the database and open under the right master key only', async () => {
    await open();
    const { rows } = await db.database.pool.query('select private_box, public_jwk from identity.signing_key');
    for (const { private_box, public_jwk } of rows) {
      expect(private_box.includes(Buffer.from(public_jwk.x, 'base64url'))).toBe(false);
    }
    await expect(open(Buffer.alloc(32, 4))).rejects.toThrow();
  });

  test('cannot be passed off as keys of another use', async () => {
    await open();
    await db.database.pool.query("update identity.signing_key set use = 'licence' where use = 'token'");
    await expect(open()).rejects.toThrow();
  });

  test('are published before they are used, and verify after they were', async () => {
    const [here, there] = [await open(), await open()];
    const [before] = kids(here, 'token');
    const { kid: next } = await rotateSigningKey({
      database: db.database,
      clock,
      random: systemRandom,
      masterKey,
      use: 'token',
      actor: 'set-up',
    });
    await here.refresh();
    await there.refresh();
    expect(kids(here, 'token')).toEqual([before, next]);
    expect(here.signer('token').kid).toBe(before);
    clock.advance(10 * minute);
    expect(here.signer('token').kid).toBe(next);
    expect(there.signer('token').kid).toBe(next);
    clock.advance(14 * minute);
    expect(kids(here, 'token')).toEqual([before, next]);
    clock.advance(minute);
    expect(kids(here, 'token')).toEqual([next]);
    expect(await here.verificationKey({ kid: before!, use: 'token' })).toBeUndefined();
    expect(kids(here, 'order')).toHaveLength(1);
  });

  test('of licences verify for ever', async () => {
    const keys = await open();
    const [before] = kids(keys, 'licence');
    const parts = { database: db.database, clock, random: systemRandom, masterKey };
    await rotateSigningKey({ ...parts, use: 'licence', actor: 'set-up' });
    clock.set('2056-01-05T08:00:00Z');
    await keys.refresh();
    expect(kids(keys, 'licence')).toContain(before);
    expect(keys.signer('licence').kid).not.toBe(before);
  });

  test('that are compromised stop at once', async () => {
    const keys = await open();
    const [before] = kids(keys, 'licence');
    const parts = { database: db.database, clock, random: systemRandom, masterKey };
    const { kid } = await rotateSigningKey({ ...parts, use: 'licence', compromised: true, actor: 'set-up' });
    await keys.refresh();
    expect(kids(keys, 'licence')).toEqual([kid]);
    expect(keys.signer('licence').kid).toBe(kid);
    expect(await keys.verificationKey({ kid: before!, use: 'licence' })).toBeUndefined();
  });

  test('verify their own use alone', async () => {
    const keys = await open();
    const kid = keys.signer('order').kid;
    expect(await keys.verificationKey({ kid, use: 'order' })).toBeDefined();
    expect(await keys.verificationKey({ kid, use: 'token' })).toBeUndefined();
    await expect(keys.tokenKey(kid)).rejects.toMatchObject({ code: 'NOT_AUTHENTICATED' });
  });

  test('made at another hub are found by their id, but strangers cannot make a hub ask all the time', async () => {
    const [here, there] = [await open(), await open()];
    const parts = { database: db.database, clock, random: systemRandom, masterKey };
    const first = await rotateSigningKey({ ...parts, use: 'token', actor: 'set-up' });
    expect(await there.verificationKey({ kid: first.kid, use: 'token' })).toBeDefined();
    const second = await rotateSigningKey({ ...parts, use: 'token', actor: 'set-up' });
    // It has just looked, so for five seconds it does not look again.
    expect(await there.verificationKey({ kid: second.kid, use: 'token' })).toBeUndefined();
    expect(await here.verificationKey({ kid: second.kid, use: 'token' })).toBeDefined();
    clock.advance(5_000);
    expect(await there.verificationKey({ kid: second.kid, use: 'token' })).toBeDefined();
  });
});

describe('rotation over HTTP', () => {
  let db: TestDatabase;
  let hub: IdentityApp;

  beforeAll(async () => {
    db = await createTestDatabase();
    hub = await startIdentityApp({ database: db.database });
    await setUpAdministration(hub);
    await hub.organisation('police');
    await hub.officer('police-operator', 'police', ['operator']);
  });

  afterAll(async () => {
    await hub[Symbol.asyncDispose]();
    await db[Symbol.asyncDispose]();
  });

  test('keeps tokens working that were got before, and gives new ones under the new key', async () => {
    const system = await hub.system('police-desk', 'police', 'consumer');
    const before = (await requestToken(hub, await assertion({ app: hub, system }))).body.access_token;
    const as = await hub.login(administrator.login, administrator.password);
    const rotated = await hub.call('POST', '/v1/signing-keys', { as, body: { use: 'token' } });
    expect(rotated.status).toBe(201);
    expect(rotated.body).toMatchObject({
      use: 'token',
      activeFrom: new Date(hub.clock.now().getTime() + 10 * minute).toISOString(),
    });
    expect(hub.changes.at(-1)).toMatchObject({ what: 'signing-key', event: 'rotated', id: rotated.body.kid });
    hub.clock.advance(10 * minute);
    const after = (await requestToken(hub, await assertion({ app: hub, system }))).body.access_token;
    const jwks: JSONWebKeySet = (await hub.call('GET', '/.well-known/jwks.json')).body;
    const used = await jwtVerify(after, createLocalJWKSet(jwks));
    expect(used.protectedHeader.kid).toBe(rotated.body.kid);
    hub.clock.set(new Date().toISOString());
    expect((await hub.call('GET', '/v1/systems/police-desk', { as: before })).status).toBe(200);
  });

  test('is for the data administration', async () => {
    const as = await hub.login('police-operator');
    const answer = await hub.call('POST', '/v1/signing-keys', { as, body: { use: 'token' } });
    expect([answer.status, answer.problem.code]).toEqual([403, 'ADMINISTRATION_REQUIRED']);
  });

  test('publishes public halves alone', async () => {
    const { body, headers } = await hub.call('GET', '/.well-known/jwks.json');
    expect(headers['cache-control']).toBe('public, max-age=300');
    for (const key of body.keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'x-hufu-use', 'y']);
    }
  });
});
