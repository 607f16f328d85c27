import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeAlgorithm } from '../../identity/pki/algorithm/algorithm-identifier.ts';
import { oid } from '../../identity/pki/algorithm/oid.ts';
import { generateKey } from '../../identity/pki/algorithm/private-key.ts';
import { parseOcspRequest } from '../../identity/pki/ca/ocsp-request.ts';
import { trustMaterial } from '../../identity/pki/ca/trust-anchor.ts';
import { type Certificate, parseCertificate } from '../../identity/pki/certificate/certificate.ts';
import { type OcspResponse, parseOcspResponse } from '../../identity/pki/certificate/ocsp.ts';
import { readPem } from '../../identity/pki/der/pem.ts';
import { encode, explicit, integer, objectIdentifier, octetString, sequence } from '../../identity/pki/der/write.ts';
import { validatePath } from '../../identity/pki/path/validate-path.ts';
import { mutations, survive } from './pki-mutations.ts';
import { issued, type PkiSetting, requestPem, startPki } from './pki-setting.ts';

let pki: PkiSetting;
let issuer: Certificate;
let certificate: Certificate;
let id: string;

beforeAll(async () => {
  pki = await startPki(['sm2']);
  const made = await signer();
  id = made.id;
  certificate = made.certificate;
  issuer = (await trustMaterial(pki.parts)).intermediates[0]!;
});

afterAll(() => pki[Symbol.asyncDispose]());

async function signer() {
  const csr = requestPem(generateKey('SM2'));
  const { id, pem } = await issued(pki, { profile: 'signer', organisation: 'police', csr });
  return { id: id as string, certificate: parseCertificate(readPem(Buffer.from(pem))[0]!.bytes) };
}

interface Question {
  readonly digest?: 'sha1' | 'sha256' | 'sm3';
  readonly issuer?: Certificate;
  readonly serials?: readonly Buffer[];
  readonly nonce?: Buffer;
}

function question({ digest = 'sha256', issuer: by = issuer, serials = [certificate.serial], nonce }: Question = {}) {
  const hash = (bytes: Buffer) => createHash(digest).update(bytes).digest();
  const ids = serials.map((serial) =>
    sequence(
      writeAlgorithm(oid[digest], 'null'),
      octetString(hash(by.subject.raw)),
      octetString(hash(by.publicKey.keyBytes)),
      encode(0x02, serial),
    ),
  );
  const extension =
    nonce === undefined
      ? []
      : [explicit(2, sequence(sequence(objectIdentifier('1.3.6.1.5.5.7.48.1.2'), octetString(octetString(nonce)))))];
  return sequence(sequence(sequence(...ids.map((one) => sequence(one))), ...extension));
}

const post = (body: Uint8Array, headers: Record<string, string> = {}) =>
  pki.binary({ method: 'POST', url: '/v1/pki/ocsp', type: 'application/ocsp-request', body, headers });
const answer = async (asked: Question = {}): Promise<OcspResponse> =>
  parseOcspResponse((await post(question(asked))).rawPayload);

describe('the responder', () => {
  it.each(['sha1', 'sha256', 'sm3'] as const)(
    'knows a certificate by %s digests, and echoes the nonce',
    async (digest) => {
      const nonce = Buffer.alloc(16, 7);
      const { status, basic } = await answer({ digest, nonce });
      expect(status).toBe('successful');
      expect(basic!.responses[0]!.status).toEqual({ state: 'good' });
      expect(basic!.nonce).toEqual(octetString(nonce));
    },
  );

  it('answers through a certificate of its own that the authority gave it, and our own validator believes it', async () => {
    const response = await answer();
    const [responder] = response.basic!.certificates;
    expect(responder!.issuer.key).toBe(issuer.subject.key);
    expect(responder!.extensions.has('1.3.6.1.5.5.7.48.1.5')).toBe(true);
    const { anchors, intermediates, crls } = await trustMaterial(pki.parts);
    const rootList = crls.filter((crl) => crl.issuer.key === anchors[0]!.subject.key);
    const request = { certificate, anchors, intermediates, at: pki.hub.clock.now() };
    const trusted = { ...request, crls: rootList, ocspResponses: [response] };
    expect(validatePath(trusted).indication).toBe('TOTAL_PASSED');
    expect(validatePath({ ...request, crls: rootList }).indication).toBe('INDETERMINATE');
    expect(validatePath({ ...trusted, ocspNonce: Buffer.alloc(3) }).indication).toBe('INDETERMINATE');
  });

  it('uses one certificate for long, and a new one before it ends', async () => {
    const of = async () => (await answer()).basic!.certificates[0]!.fingerprint;
    const first = await of();
    const started = pki.hub.clock.now().toISOString();
    pki.hub.clock.advance(50 * 24 * 60 * 60 * 1000);
    expect(await of()).toBe(first);
    pki.hub.clock.advance(15 * 24 * 60 * 60 * 1000);
    const many = await Promise.all([of(), of(), of()]);
    expect(new Set(many).size).toBe(1);
    expect(many[0]).not.toBe(first);
    pki.hub.clock.set(started);
  });

  it('says revoked with date and reason at once, and good again after a hold', async () => {
    const held = await signer();
    const asked = { serials: [held.certificate.serial] };
    const url = `/v1/pki/certificates/${held.id}/revocation`;
    const body = { reason: 'certificateHold' };
    const revoked = await pki.hub.call('POST', url, { as: pki.admin, body });
    expect((await answer(asked)).basic!.responses[0]!.status).toEqual({
      state: 'revoked',
      reason: 'certificateHold',
      revokedAt: new Date(revoked.body.revokedAt),
    });
    await pki.hub.call('DELETE', url, { as: pki.admin, ifMatch: '"2"' });
    expect((await answer(asked)).basic!.responses[0]!.status).toEqual({ state: 'good' });
    expect(id).not.toBe(held.id);
  });

  it('does not know serial numbers that were never given, and answers for each of several', async () => {
    const serials = [Buffer.from('41'.repeat(16), 'hex'), certificate.serial, Buffer.from('01', 'hex')];
    const { basic } = await answer({ serials });
    expect(basic!.responses.map(({ status }) => status.state)).toEqual(['unknown', 'good', 'unknown']);
  });

  it('is not entitled to speak for others, nor for the offline root', async () => {
    const { anchors } = await trustMaterial(pki.parts);
    expect((await answer({ issuer: anchors[0]! })).status).toBe('unauthorized');
    const other = { ...issuer, subject: { ...issuer.subject, raw: Buffer.from('3000', 'hex') } };
    expect((await answer({ issuer: other })).status).toBe('unauthorized');
  });

  it('dates its answers, for an hour, and says how far back it knows', async () => {
    const { basic } = await answer();
    const [single] = basic!.responses;
    const now = new Date(Math.floor(pki.hub.clock.now().getTime() / 1000) * 1000);
    expect([basic!.producedAt, single!.thisUpdate]).toEqual([now, now]);
    expect(single!.nextUpdate!.getTime() - now.getTime()).toBe(60 * 60 * 1000);
    expect(single!.archiveCutoff).toEqual(issuer.notBefore);
  });

  it('answers GET as well, which may be kept; an answer to a nonce or a POST may not', async () => {
    // Between them, all the characters that an address treats in its own way.
    const texts = (['sha1', 'sha256', 'sm3'] as const).map((digest) => question({ digest }).toString('base64'));
    for (const path of [...texts, ...texts.map(encodeURIComponent)]) {
      const kept = await pki.binary({ method: 'GET', url: `/v1/pki/ocsp/${path}` });
      expect(kept.headers['content-type']).toBe('application/ocsp-response');
      expect(kept.headers['cache-control']).toContain('max-age=300');
      expect(parseOcspResponse(kept.rawPayload).basic!.responses[0]!.status).toEqual({ state: 'good' });
    }
    const withNonce = question({ nonce: Buffer.alloc(8, 1) }).toString('base64');
    const fresh = await pki.binary({ method: 'GET', url: `/v1/pki/ocsp/${encodeURIComponent(withNonce)}` });
    expect(fresh.headers['cache-control']).toBe('no-store');
    expect((await post(question())).headers['cache-control']).toBe('no-store');
  });
});

describe('a malformed question', () => {
  it.each([
    ['nothing that is DER', Buffer.from('hello')],
    ['no certificate', sequence(sequence(sequence()))],
    ['too many', Buffer.from(sequence(sequence(sequence(...Array.from({ length: 40 }, () => sequence())))))],
    ['bytes behind it', Buffer.from('3000ff', 'hex')],
    ['another version', sequence(sequence(explicit(0, integer(3)), sequence(sequence())))],
  ])('with %s is answered in the protocol’s way, or as a problem to who asks for one', async (_what, body) => {
    const inProtocol = await post(body);
    expect([inProtocol.statusCode, inProtocol.headers['content-type']]).toEqual([200, 'application/ocsp-response']);
    expect(parseOcspResponse(inProtocol.rawPayload).status).toBe('malformedRequest');
    const asProblem = await post(body, { accept: 'application/problem+json' });
    expect([asProblem.statusCode, asProblem.json().code]).toEqual([400, 'OCSP_REQUEST_MALFORMED']);
  });

  it('of another type, too large, or no base64 is refused by HTTP', async () => {
    const json = await pki.binary({
      method: 'POST',
      url: '/v1/pki/ocsp',
      type: 'application/json',
      body: Buffer.from('{}'),
    });
    expect([json.statusCode, json.json().code]).toEqual([400, 'OCSP_REQUEST_MALFORMED']);
    const text = await pki.binary({ method: 'POST', url: '/v1/pki/ocsp', type: 'text/html', body: Buffer.from('x') });
    expect([text.statusCode, text.json().code]).toEqual([415, 'UNSUPPORTED_CONTENT_TYPE']);
    const large = await post(Buffer.alloc(17 * 1024, 0x30));
    expect([large.statusCode, large.json().code]).toEqual([413, 'BODY_TOO_LARGE']);
    const path = await pki.binary({ method: 'GET', url: '/v1/pki/ocsp/not*base64', headers: { accept: 'text/html' } });
    expect([path.statusCode, path.json().code]).toEqual([400, 'OCSP_REQUEST_MALFORMED']);
  });
});

describe('50,000 damaged questions', () => {
  it('are read or refused with a code', async () => {
    const seeds = [
      question(),
      question({ nonce: Buffer.alloc(16, 3), digest: 'sha1' }),
      question({ serials: [Buffer.of(1), Buffer.of(2)] }),
    ];
    const { codes } = await survive(mutations(seeds, 50_000, 'ocsp'), parseOcspRequest);
    expect([...codes]).toEqual(['OCSP_REQUEST_MALFORMED']);
  });
});
