import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateKey } from '../../identity/pki/algorithm/private-key.ts';
import { crlEveryMs, crlLifeMs, publishDueCrls } from '../../identity/pki/ca/publish-crl.ts';
import { parseCertificate } from '../../identity/pki/certificate/certificate.ts';
import { type Crl, parseCrl } from '../../identity/pki/certificate/crl.ts';
import { readPem } from '../../identity/pki/der/pem.ts';
import { issued, type PkiSetting, requestPem, startPki } from './pki-setting.ts';

let pki: PkiSetting;
let admin: string;

beforeAll(async () => {
  pki = await startPki(['p256']);
  admin = pki.admin;
});

afterAll(() => pki[Symbol.asyncDispose]());

const hour = 60 * 60 * 1000;
const signer = (days?: number) =>
  issued(pki, { profile: 'signer', organisation: 'police', csr: requestPem(generateKey('P-256')), days }, admin);
const revoke = (id: string, body: object = { reason: 'superseded' }, as = admin) =>
  pki.hub.call('POST', `/v1/pki/certificates/${id}/revocation`, { as, body });
const release = (id: string, ifMatch: string | undefined, as = admin) =>
  pki.hub.call('DELETE', `/v1/pki/certificates/${id}/revocation`, { as, ifMatch });

async function crl(): Promise<Crl> {
  return parseCrl((await pki.binary({ method: 'GET', url: '/v1/pki/crl?suite=p256' })).rawPayload);
}

function entry(list: Crl, certificate: { pem: string }) {
  const { issuer, serial } = parseCertificate(readPem(Buffer.from(certificate.pem))[0]!.bytes);
  return list.find(issuer.key, serial);
}

/** Moves the clock, and logs the administrator in again, whose session may have ended meanwhile. */
async function pass(milliseconds: number): Promise<void> {
  pki.hub.clock.advance(milliseconds);
  admin = await pki.hub.login('admin', 'correct horse battery staple');
}

describe('a revocation', () => {
  it.each([
    'unspecified',
    'keyCompromise',
    'affiliationChanged',
    'superseded',
    'cessationOfOperation',
    'privilegeWithdrawn',
  ])('for %s stands on the next list with date and reason, for good', async (reason) => {
    const made = await signer();
    const before = await crl();
    expect(entry(before, made)).toBeUndefined();
    const answer = await revoke(made.id, { reason });
    expect(answer.body).toMatchObject({ status: 'revoked', reason, version: 2 });
    const after = await crl();
    expect(entry(after, made)).toMatchObject({ reason, revokedAt: new Date(answer.body.revokedAt) });
    expect(after.number).toBe(before.number! + 1n);
    const again = await revoke(made.id, { reason: 'certificateHold' });
    expect([again.status, again.problem.code]).toEqual([409, 'CERTIFICATE_ALREADY_REVOKED']);
    expect((await release(made.id, '"2"')).problem.code).toBe('CERTIFICATE_NOT_HELD');
  });

  it('may say from when the key is in doubt, but not from a day to come', async () => {
    const made = await signer();
    const invalidSince = new Date(pki.hub.clock.now().getTime() - 3 * hour).toISOString();
    await revoke(made.id, { reason: 'keyCompromise', invalidSince });
    const since = Math.floor(Date.parse(invalidSince) / 1000) * 1000;
    expect(entry(await crl(), made)!.invalidFrom).toEqual(new Date(since));
    const other = await signer();
    const tomorrow = new Date(pki.hub.clock.now().getTime() + 24 * hour).toISOString();
    const refused = await revoke(other.id, { reason: 'keyCompromise', invalidSince: tomorrow });
    expect([refused.problem.code, refused.problem.errors[0]!.pointer]).toEqual(['INVALID_INPUT', '/invalidSince']);
  });

  it('is by the organisation itself or the data administration, and of what there is', async () => {
    const made = await issued(
      pki,
      { profile: 'signer', organisation: 'market', csr: requestPem(generateKey('SM2')) },
      admin,
      409,
    );
    expect(made.code).toBe('AUTHORITY_MISSING');
    const csr = requestPem(generateKey('P-256'));
    const theirs = await issued(pki, { profile: 'signer', organisation: 'market', csr }, admin);
    const police = await pki.hub.login('police-operator');
    expect((await revoke(theirs.id, { reason: 'superseded' }, police)).problem.code).toBe('NOT_IN_REACH');
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect((await revoke(nobody)).problem.code).toBe('NOT_FOUND');
    for (const reason of ['removeFromCRL', 'cACompromise', 'whim']) {
      expect((await revoke(theirs.id, { reason })).problem.code).toBe('INVALID_INPUT');
    }
    const { rows } = await pki.db.database.pool.query(
      "select id from identity.pki_certificate where profile = 'issuing'",
    );
    expect((await revoke(rows[0].id)).problem.code).toBe('AUTHORITY_NOT_REVOKED_HERE');
  });

  it('is done once when several come at the same moment', async () => {
    const made = await signer();
    const answers = await Promise.all(Array.from({ length: 5 }, () => revoke(made.id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const { rows } = await pki.db.database.pool.query(
      'select event, reason, by from identity.pki_revocation_event where certificate = $1',
      [made.id],
    );
    expect(rows).toEqual([{ event: 'revoked', reason: 'superseded', by: expect.stringMatching(/^officer:/) }]);
  });
});

describe('a hold', () => {
  it('is lifted again, against the version it was read at, and leaves the list', async () => {
    const made = await signer();
    const held = await revoke(made.id, { reason: 'certificateHold' });
    expect(held.body.status).toBe('held');
    expect(entry(await crl(), made)).toMatchObject({ reason: 'certificateHold' });
    expect((await revoke(made.id, { reason: 'certificateHold' })).problem.code).toBe('CERTIFICATE_ALREADY_REVOKED');
    expect((await release(made.id, undefined)).problem.code).toBe('PRECONDITION_REQUIRED');
    expect((await release(made.id, '"1"')).problem.code).toBe('STALE_VERSION');
    const free = await release(made.id, held.headers.etag as string);
    expect(free.body).toMatchObject({ status: 'valid', reason: null, revokedAt: null, version: 3 });
    expect(entry(await crl(), made)).toBeUndefined();
  });

  it('becomes a revocation from the day of the hold', async () => {
    const made = await signer();
    const held = await revoke(made.id, { reason: 'certificateHold' });
    await pass(hour);
    const revoked = await revoke(made.id, { reason: 'keyCompromise' });
    expect(revoked.body).toMatchObject({ status: 'revoked', revokedAt: held.body.revokedAt });
    expect(entry(await crl(), made)).toMatchObject({
      reason: 'keyCompromise',
      revokedAt: new Date(held.body.revokedAt),
    });
  });
});

describe('the list', () => {
  it('is made anew after half its life, before it runs out, and not sooner', async () => {
    const first = await crl();
    expect(first.nextUpdate!.getTime() - first.thisUpdate.getTime()).toBe(crlLifeMs);
    await pass(crlEveryMs - hour);
    expect((await crl()).number).toBe(first.number);
    await pass(hour);
    expect(await publishDueCrls(pki.parts)).toEqual(['issuing-p256-1']);
    expect(await publishDueCrls(pki.parts)).toEqual([]);
    const second = await crl();
    expect(second.number).toBe(first.number! + 1n);
    expect(second.thisUpdate.getTime()).toBeLessThan(first.nextUpdate!.getTime());
  });

  it('is made once when many ask at the same moment', async () => {
    const first = await crl();
    await pass(crlEveryMs);
    const lists = await Promise.all(Array.from({ length: 8 }, crl));
    expect(new Set(lists.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(lists[0]!.number).toBe(first.number! + 1n);
  });

  it('keeps what ended until it stood on one list made after the end, and then lets it go', async () => {
    const made = await signer(2);
    await revoke(made.id);
    expect(entry(await crl(), made)).toBeDefined();
    await pass(48 * hour + hour);
    const afterEnd = await crl();
    expect(entry(afterEnd, made)).toBeDefined();
    await pass(crlEveryMs);
    expect(entry(await crl(), made)).toBeUndefined();
    expect((await pki.hub.call('GET', `/v1/pki/certificates/${made.id}`, { as: admin })).body.status).toBe('revoked');
  });

  it('takes no certificate that has ended', async () => {
    const made = await signer(1);
    await pass(25 * hour);
    expect((await revoke(made.id)).problem.code).toBe('CERTIFICATE_EXPIRED');
  });

  it('may be kept for minutes, told apart by its number, and is for everybody', async () => {
    const get = (headers: Record<string, string> = {}) =>
      pki.binary({ method: 'GET', url: '/v1/pki/crl/issuing-p256-1', headers });
    const answer = await get();
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pkix-crl',
      'cache-control': 'public, max-age=300',
    });
    const { thisUpdate, nextUpdate, number } = parseCrl(answer.rawPayload);
    expect(answer.headers.etag).toBe(`"issuing-p256-1-${number}"`);
    expect(answer.headers['last-modified']).toBe(thisUpdate.toUTCString());
    expect(answer.headers.expires).toBe(nextUpdate!.toUTCString());
    expect((await get({ 'if-none-match': answer.headers.etag as string })).statusCode).toBe(304);
    const none = await pki.binary({ method: 'GET', url: '/v1/pki/crl/issuing-p256-9' });
    expect([none.statusCode, none.json().code]).toEqual([404, 'NOT_FOUND']);
  });

  it('of the root waits for a ceremony', async () => {
    const of = async () => parseCrl((await pki.binary({ method: 'GET', url: '/v1/pki/crl/root-p256-1' })).rawPayload);
    const first = await of();
    await pass(30 * 24 * hour);
    expect((await of()).number).toBe(first.number);
    expect(first.nextUpdate!.getTime() - first.thisUpdate.getTime()).toBe(400 * 24 * hour);
  });
});
