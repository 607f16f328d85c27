import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateKey } from '../../identity/pki/algorithm/private-key.ts';
import { profiles } from '../../identity/pki/ca/profile.ts';
import { type Certificate, parseCertificate } from '../../identity/pki/certificate/certificate.ts';
import { keyPurpose } from '../../identity/pki/certificate/extension-oid.ts';
import { nameText } from '../../identity/pki/certificate/name.ts';
import { readPem } from '../../identity/pki/der/pem.ts';
import { issued, type PkiSetting, requestPem, startPki } from './pki-setting.ts';

let pki: PkiSetting;

beforeAll(async () => {
  pki = await startPki();
  await pki.hub.system('police-connector', 'police', 'provider');
  await pki.hub.system('police-reader', 'police', 'consumer');
  await pki.hub.system('market-connector', 'market', 'provider');
});

afterAll(() => pki[Symbol.asyncDispose]());

const read = (pem: string): Certificate => parseCertificate(readPem(Buffer.from(pem))[0]!.bytes);
const newRequest = (kind: 'SM2' | 'P-256' = 'P-256') => requestPem(generateKey(kind));
const ask = (body: object, as = pki.police) => pki.hub.call('POST', '/v1/pki/certificates', { as, body });
const forSigner = (csr: string, more: object = {}) => ({ profile: 'signer', organisation: 'police', csr, ...more });
const day = 24 * 60 * 60 * 1000;

describe('a certificate', () => {
  it.each([
    ['system', { system: 'police-reader' }, ['digitalSignature'], [keyPurpose.clientAuthentication], false],
    ['connector', { system: 'police-connector' }, ['digitalSignature'], [keyPurpose.clientAuthentication], false],
    ['seal-maker', {}, ['digitalSignature', 'contentCommitment'], ['1.3.6.1.5.5.7.3.36'], false],
    ['signer', {}, ['digitalSignature', 'contentCommitment'], ['1.3.6.1.5.5.7.3.36', '1.3.6.1.5.5.7.3.4'], false],
    ['tsa', {}, ['digitalSignature', 'contentCommitment'], [keyPurpose.timeStamping], true],
    ['ocsp-responder', {}, ['digitalSignature'], [keyPurpose.ocspSigning], false],
  ] as const)('of the profile %s says what it is for', async (profile, more, usage, purposes, isCritical) => {
    const order = { profile, organisation: 'police', csr: newRequest('SM2'), ...more };
    const answer = await issued(pki, order);
    const certificate = read(answer.pem);
    expect([...certificate.keyUsage!]).toEqual(usage);
    expect([...certificate.extendedKeyUsage!]).toEqual(purposes);
    expect(certificate.extensions.get('2.5.29.37')!.critical).toBe(isCritical);
    expect(certificate.extensions.get('2.5.29.15')!.critical).toBe(true);
    expect(certificate.basicConstraints).toEqual({ isAuthority: false, pathLength: undefined });
    expect(certificate.extensions.has('1.3.6.1.5.5.7.48.1.5')).toBe(profile === 'ocsp-responder');
    expect(certificate.notAfter.getTime() - certificate.notBefore.getTime()).toBe(profiles[profile].days * day);
    expect(certificate.subjectKeyIdentifier).toHaveLength(20);
    const [{ rows }] = [
      await pki.db.database.pool.query("select certificate from identity.pki_authority where id = 'issuing-sm2-1'"),
    ];
    const issuer = parseCertificate(rows[0].certificate);
    expect(certificate.authorityKeyIdentifier!.keyIdentifier).toEqual(issuer.subjectKeyIdentifier);
    expect(certificate.crlDistributionPoints[0]!.name!.fullName).toEqual([
      { type: 'uri', text: 'http://hub.test/v1/pki/crl/issuing-sm2-1' },
    ]);
    const access = certificate.extensions.get('1.3.6.1.5.5.7.1.1')!.value.toString('latin1');
    expect(access).toContain('http://hub.test/v1/pki/ocsp');
    expect(access).toContain('http://hub.test/v1/pki/authorities/issuing-sm2-1/certificate');
  });

  it('is named by the register, not by the request', async () => {
    const { pem, subject } = await issued(pki, forSigner(newRequest(), { commonName: '合同专用' }));
    expect(nameText(read(pem).subject)).toBe('CN=合同专用,2.5.4.97=11450721MB0000019Y,O=灵山县公安局,C=CN');
    expect(subject).toBe(nameText(read(pem).subject));
    expect(nameText(read(pem).issuer)).toBe('CN=灵山县演示 CA P256,O=灵山县,C=CN');
  });

  it('has a serial number of its own with at least 64 random bits', async () => {
    const serials = new Set<string>();
    for (let index = 0; index < 8; index += 1) serials.add((await issued(pki, forSigner(newRequest()))).serial);
    expect(serials.size).toBe(8);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9a-f]{31}$/);
  });

  it('lasts as long as asked, at most as long as its profile lets it', async () => {
    const { pem } = await issued(pki, forSigner(newRequest(), { days: 10 }));
    const { notBefore, notAfter } = read(pem);
    expect(notAfter.getTime() - notBefore.getTime()).toBe(10 * day);
    expect((await ask(forSigner(newRequest(), { days: 1096 }))).problem.code).toBe('VALIDITY_TOO_LONG');
  });

  it('never outlives its issuer', async () => {
    await using old = await startPki(['p256']);
    const end = parseCertificate(
      (await old.db.database.pool.query("select certificate from identity.pki_authority where role = 'issuing'"))
        .rows[0].certificate,
    ).notAfter;
    old.hub.clock.set(new Date(end.getTime() - 100 * day).toISOString());
    const as = await old.hub.login('police-operator');
    const { pem } = await issued(old, forSigner(newRequest()), as);
    expect(read(pem).notAfter).toEqual(end);
    old.hub.clock.set(new Date(end.getTime() - day / 2).toISOString());
    const later = await old.hub.login('police-operator');
    const refused = await old.hub.call('POST', '/v1/pki/certificates', { as: later, body: forSigner(newRequest()) });
    expect([refused.status, refused.problem.code]).toEqual([409, 'AUTHORITY_ENDING']);
  });
});

describe('the same request', () => {
  it('gives the same certificate, also when it comes several times at once', async () => {
    const csr = newRequest('SM2');
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(forSigner(csr))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const { rows } = await pki.db.database.pool.query('select id from identity.pki_certificate where id = $1', [
      answers[0]!.body.id,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('for another profile or name is another certificate', async () => {
    const csr = newRequest();
    const one = await issued(pki, forSigner(csr));
    const other = await issued(pki, forSigner(csr, { commonName: '另一名称' }));
    expect(other.id).not.toBe(one.id);
  });
});

describe('many requests at once', () => {
  it('on a hub that has just started do not wait for each other’s connections', async () => {
    await using cold = await startPki(['p256']);
    // More than the pool has connections, and the authority's key not yet opened.
    const orders = Array.from({ length: 16 }, () => forSigner(newRequest()));
    const answers = await Promise.all(
      orders.map((body) => cold.hub.call('POST', '/v1/pki/certificates', { as: cold.police, body })),
    );
    expect(answers.map(({ status }) => status)).toEqual(orders.map(() => 201));
  });
});

describe('a key', () => {
  it('of another holder is refused, whoever asks', async () => {
    const csr = newRequest();
    await issued(pki, forSigner(csr));
    const asMarket = await ask({ profile: 'signer', organisation: 'market', csr }, pki.admin);
    expect([asMarket.status, asMarket.problem.code]).toEqual([409, 'KEY_BELONGS_TO_ANOTHER']);
    const asSystem = await ask({ profile: 'system', organisation: 'police', system: 'police-reader', csr });
    expect(asSystem.problem.code).toBe('KEY_BELONGS_TO_ANOTHER');
  });

  it('that was compromised is never certified again', async () => {
    const csr = newRequest();
    const { id } = await issued(pki, forSigner(csr));
    const body = { reason: 'keyCompromise' };
    await pki.hub.call('POST', `/v1/pki/certificates/${id}/revocation`, { as: pki.police, body });
    expect((await ask(forSigner(csr))).problem.code).toBe('KEY_COMPROMISED');
  });

  it('may be kept by the exchange, sealed, for signers and seal makers alone', async () => {
    const kept = await issued(pki, { profile: 'signer', organisation: 'police', keptKey: 'sm2' }, pki.police);
    expect(kept.keyKept).toBe(true);
    expect(read(kept.pem).publicKey.kind).toBe('SM2');
    const order = { profile: 'connector', organisation: 'police', system: 'police-connector', keptKey: 'p256' };
    expect((await ask(order)).problem.code).toBe('CERTIFICATE_KEY_NOT_KEPT');
  });
});

describe('who may ask', () => {
  it.each(['seal-maker', 'tsa', 'ocsp-responder'])('for %s is the data administration alone', async (profile) => {
    const answer = await ask({ profile, organisation: 'police', csr: newRequest() });
    expect([answer.status, answer.problem.code]).toEqual([403, 'CERTIFICATE_PROFILE_NOT_ALLOWED']);
  });

  it('for another organisation is nobody but the data administration', async () => {
    const order = { profile: 'signer', organisation: 'market', csr: newRequest() };
    expect((await ask(order)).problem.code).toBe('NOT_IN_REACH');
    expect((await ask(order, pki.admin)).status).toBe(201);
  });

  it.each([
    ['no system', {}],
    ['a system of another organisation', { system: 'market-connector' }],
    ['a system that asks, not answers', { system: 'police-reader' }],
    ['a system that is not registered', { system: 'nobody' }],
  ])('for a connector names its system: %s is refused', async (_what, more) => {
    const answer = await ask({ profile: 'connector', organisation: 'police', csr: newRequest(), ...more });
    expect([answer.status, answer.problem.code]).toEqual([422, 'CERTIFICATE_SYSTEM_MISMATCH']);
  });

  it('names no system for what is no system', async () => {
    const answer = await ask(forSigner(newRequest(), { system: 'police-reader' }));
    expect(answer.problem.code).toBe('CERTIFICATE_SYSTEM_MISMATCH');
  });

  it('gives a request or leaves the key to the exchange', async () => {
    const order = { profile: 'signer', organisation: 'police' };
    expect((await ask(order)).problem.code).toBe('CSR_OR_KEPT_KEY');
    expect((await ask({ ...order, csr: newRequest(), keptKey: 'sm2' })).problem.code).toBe('CSR_OR_KEPT_KEY');
    expect((await ask({ ...order, organisation: 'nobody' }, pki.admin)).problem.code).toBe('CSR_OR_KEPT_KEY');
    expect((await ask({ ...order, organisation: 'nobody', keptKey: 'sm2' }, pki.admin)).problem.code).toBe(
      'CERTIFICATE_ORGANISATION_UNKNOWN',
    );
  });

  it('is told when there is no authority yet', async () => {
    await using empty = await startPki(['sm2']);
    const body = forSigner(newRequest('P-256'));
    const answer = await empty.hub.call('POST', '/v1/pki/certificates', { as: empty.police, body });
    expect([answer.status, answer.problem.code]).toEqual([409, 'AUTHORITY_MISSING']);
  });
});

describe('the list of certificates', () => {
  it('shows each organisation its own, and the data administration all, page by page', async () => {
    await issued(pki, { profile: 'signer', organisation: 'market', csr: newRequest() });
    const own = await pki.hub.call('GET', '/v1/pki/certificates?limit=200', { as: pki.police });
    expect(new Set(own.body.items.map((one: { organisation: string }) => one.organisation))).toEqual(
      new Set(['police']),
    );
    const denied = await pki.hub.call('GET', '/v1/pki/certificates?organisation=market', { as: pki.police });
    expect(denied.problem.code).toBe('NOT_IN_REACH');
    const ids: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const page = await pki.hub.call('GET', `/v1/pki/certificates?limit=7${cursor}`, { as: pki.admin });
      ids.push(...page.body.items.map((one: { id: string }) => one.id));
      next = page.body.next;
    }
    const { rows } = await pki.db.database.pool.query('select count(*)::int as n from identity.pki_certificate');
    expect([ids.length, new Set(ids).size]).toEqual([rows[0].n, rows[0].n]);
    const foreign = await pki.hub.call('GET', '/v1/pki/certificates?cursor=W10', { as: pki.admin });
    expect(foreign.problem.code).toBe('INVALID_INPUT');
  });

  it('finds one by its serial number, and a read gives its version', async () => {
    const made = await issued(pki, forSigner(newRequest()));
    const found = await pki.hub.call('GET', `/v1/pki/certificates?serial=${made.serial}`, { as: pki.police });
    expect(found.body.items).toHaveLength(1);
    const one = await pki.hub.call('GET', `/v1/pki/certificates/${made.id}`, { as: pki.police });
    expect(one.headers.etag).toBe('"1"');
    expect(one.body).toEqual(found.body.items[0]);
  });
});

describe('a renewal', () => {
  const renew = (id: string, body: object = {}, as = pki.police) =>
    pki.hub.call('POST', `/v1/pki/certificates/${id}/renewal`, { as, body });

  it('with the same key comes in the last third, with a new one at any time, and once', async () => {
    const made = await issued(pki, forSigner(newRequest(), { days: 90 }));
    expect((await renew(made.id)).problem.code).toBe('CERTIFICATE_RENEWAL_TOO_EARLY');
    const csr = newRequest('SM2');
    const changed = await renew(made.id, { csr });
    expect([changed.status, changed.body.renews]).toEqual([201, made.id]);
    expect(read(changed.body.pem).publicKey.kind).toBe('SM2');
    expect((await renew(made.id, { csr })).body.id).toBe(changed.body.id);

    const started = pki.hub.clock.now().toISOString();
    pki.hub.clock.advance(61 * day);
    const later = await pki.hub.login('police-operator');
    const [one, two] = await Promise.all([renew(made.id, {}, later), renew(made.id, {}, later)]);
    expect([one.status, two.status].sort()).toEqual([200, 201]);
    expect(one.body.id).toBe(two.body.id);
    expect(read(one.body.pem).publicKey.spki).toEqual(read(made.pem).publicKey.spki);
    pki.hub.clock.advance(30 * day);
    const last = await pki.hub.login('police-operator');
    expect((await renew(made.id, { csr: newRequest() }, last)).problem.code).toBe('CERTIFICATE_EXPIRED');
    pki.hub.clock.set(started);
  });

  it('is not for what is revoked, and not for another organisation', async () => {
    const made = await issued(pki, forSigner(newRequest()));
    const csr = newRequest();
    const theirs = await issued(pki, { profile: 'signer', organisation: 'market', csr: newRequest() });
    expect((await renew(theirs.id, { csr })).problem.code).toBe('NOT_IN_REACH');
    const body = { reason: 'superseded' };
    await pki.hub.call('POST', `/v1/pki/certificates/${made.id}/revocation`, { as: pki.police, body });
    expect((await renew(made.id, { csr })).problem.code).toBe('CERTIFICATE_NOT_RENEWABLE');
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect((await renew(nobody, { csr })).problem.code).toBe('NOT_FOUND');
  });
});
