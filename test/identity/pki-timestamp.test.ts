import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organisationId } from '../../identity/ids.ts';
import { requireIssuing } from '../../identity/pki/ca/authority-store.ts';
import { issueCertificate } from '../../identity/pki/ca/issue-certificate.ts';
import { hubSigner } from '../../identity/pki/ca/service-signer.ts';
import { type TrustMaterial, trustMaterial } from '../../identity/pki/ca/trust-anchor.ts';
import {
  boolean,
  implicitSequence,
  integer,
  objectIdentifier,
  octetString,
  sequence,
} from '../../identity/pki/der/write.ts';
import { withCertificate } from '../../identity/pki/signer/signer.ts';
import { issueTimeStamp, timeStampDigest, timeStampPolicy } from '../../identity/pki/timestamp/issue-time-stamp.ts';
import { readToken } from '../../identity/pki/timestamp/read-token.ts';
import { parseTimeStampRequest } from '../../identity/pki/timestamp/request.ts';
import { writeTstInfo } from '../../identity/pki/timestamp/tst-info.ts';
import { type TimeStampVerdict, verifyTimeStamp } from '../../identity/pki/timestamp/verify-time-stamp.ts';
import { writeToken } from '../../identity/pki/timestamp/write-token.ts';
import { mutations, survive } from './pki-mutations.ts';
import { type PkiSetting, startPki } from './pki-setting.ts';

let pki: PkiSetting;
let material: TrustMaterial;
const data = Buffer.from('the value of a signature');

beforeAll(async () => {
  pki = await startPki();
  await timeStampDigest(pki.parts, { algorithm: 'sm3', digest: digestOf('sm3') });
  material = await trustMaterial(pki.parts);
});

afterAll(() => pki[Symbol.asyncDispose]());

const digestOf = (digest: string, bytes: Buffer = data) => createHash(digest).update(bytes).digest();
const algorithm = (oid: string) => sequence(objectIdentifier(oid));
const sha256 = '2.16.840.1.101.3.4.2.1';

interface Asked {
  readonly version?: number;
  readonly oid?: string;
  readonly digest?: Buffer;
  readonly policy?: string;
  readonly nonce?: bigint;
  readonly certificates?: boolean;
  readonly extension?: string;
}

function query({ version = 1, oid = sha256, digest = digestOf('sha256'), ...more }: Asked = {}): Buffer {
  return sequence(
    integer(version),
    sequence(algorithm(oid), octetString(digest)),
    ...(more.policy === undefined ? [] : [objectIdentifier(more.policy)]),
    ...(more.nonce === undefined ? [] : [integer(more.nonce)]),
    ...(more.certificates === true ? [boolean(true)] : []),
    ...(more.extension === undefined
      ? []
      : [implicitSequence(0, sequence(objectIdentifier(more.extension), octetString(Buffer.of(5, 0))))]),
  );
}

const verify = (token: Uint8Array, more: Partial<Parameters<typeof verifyTimeStamp>[0]> = {}) =>
  verifyTimeStamp({ token, imprint: { data }, now: pki.hub.clock.now(), ...material, ...more });

/** The step that did not pass, and why. */
const faultOf = ({ indication, steps }: TimeStampVerdict) => {
  const fault = steps.find(({ result }) => result !== 'PASSED');
  return [indication, fault?.step, fault?.subIndication];
};

describe('a time stamp', () => {
  it.each([
    ['sm3', 'SM2'],
    ['sha256', 'P-256'],
  ] as const)('of a %s digest verifies, and says when', async (digest, kind) => {
    const token = await timeStampDigest(pki.parts, { algorithm: digest, digest: digestOf(digest) });
    const verdict = verify(token);
    expect(verdict.indication).toBe('TOTAL_PASSED');
    expect(verdict.steps.map(({ step }) => step)).toEqual([
      'format',
      'imprint',
      'signature',
      'signer-certificate',
      'time',
    ]);
    expect(verdict.timeStamp).toMatchObject({ policy: timeStampPolicy, digest, nonce: undefined });
    expect(verdict.timeStamp!.time.getTime()).toBe(Math.floor(pki.hub.clock.now().getTime() / 1000) * 1000);
    expect(verdict.signer!.publicKey.kind).toBe(kind);
    expect(verify(token, { imprint: { digest: digestOf(digest) } }).indication).toBe('TOTAL_PASSED');
  });

  it('has a serial number of its own, accuracy, no ordering, the nonce and the authority’s name', async () => {
    const made = await Promise.all(
      [1n, 2n ** 63n].map((nonce) => issueTimeStamp(pki.parts, query({ nonce, certificates: true }))),
    );
    const [one, two] = made.map((response) => readToken(response));
    expect(one!.info.serial).not.toEqual(two!.info.serial);
    expect(two!.info).toMatchObject({ accuracyMs: 1000, ordering: false, nonce: 2n ** 63n });
    const [stamper] = two!.certificates.filter((each) => each.extendedKeyUsage !== undefined);
    expect(two!.info.authority).toMatchObject({ type: 'directory', name: { key: stamper!.subject.key } });
    expect(verify(made[1]!, { nonce: 2n ** 63n }).indication).toBe('TOTAL_PASSED');
    expect(faultOf(verify(made[1]!, { nonce: 5n }))).toEqual(['TOTAL_FAILED', 'imprint', 'HASH_FAILURE']);
  });

  it('of other data, from the future, or of an authority nobody lists does not pass', async () => {
    const token = await timeStampDigest(pki.parts, { algorithm: 'sha256', digest: digestOf('sha256') });
    const other = { imprint: { data: Buffer.from('another value') } };
    expect(faultOf(verify(token, other))).toEqual(['TOTAL_FAILED', 'imprint', 'HASH_FAILURE']);
    const now = new Date(pki.hub.clock.now().getTime() - 10 * 60 * 1000);
    expect(verify(token, { now }).steps.at(-1)).toMatchObject({
      result: 'FAILED',
      subIndication: 'TIMESTAMP_ORDER_FAILURE',
    });
    expect(faultOf(verify(token, { anchors: [] }))).toEqual([
      'INDETERMINATE',
      'signer-certificate',
      'NO_CERTIFICATE_CHAIN_FOUND',
    ]);
    expect(faultOf(verify(token, { crls: [] }))).toEqual(['INDETERMINATE', 'signer-certificate', 'TRY_LATER']);
  });

  it('without the signer’s certificate at hand leaves the question open', async () => {
    const bare = await issueTimeStamp(pki.parts, query());
    expect(faultOf(verify(bare))).toEqual(['INDETERMINATE', 'signature', 'NO_SIGNING_CERTIFICATE_FOUND']);
    const { certificate } = await hubSigner(pki.parts, await requireIssuing(pki.parts.database, 'p256'), 'tsa');
    const { certificates } = readToken(await issueTimeStamp(pki.parts, query({ certificates: true })));
    const stamper = certificates.find(({ raw }) => raw.equals(certificate))!;
    expect(verify(bare, { intermediates: [...material.intermediates, stamper] }).indication).toBe('TOTAL_PASSED');
  });

  it('by a certificate that is not for stamps alone is none', async () => {
    const { certificate } = await issueCertificate({
      parts: pki.parts,
      actor: 'set-up',
      order: { profile: 'signer', organisation: organisationId('police'), keptKey: 'sm2' },
    });
    const signer = withCertificate(await pki.parts.keys.signer(certificate.key!), certificate.der);
    const info = writeTstInfo({
      policy: timeStampPolicy,
      imprint: { oid: sha256, digest: digestOf('sha256') },
      serial: Buffer.of(1),
      time: pki.hub.clock.now(),
      accuracySeconds: 1,
      nonce: undefined,
      authority: sequence(),
    });
    const token = await writeToken({ info, signer, certificates: [certificate.der] });
    expect(faultOf(verify(token))).toEqual(['TOTAL_FAILED', 'signer-certificate', 'CHAIN_CONSTRAINTS_FAILURE']);
  });

  it('bound to another certificate of the same key does not hold', async () => {
    const authority = await requireIssuing(pki.parts.database, 'p256');
    const signer = await hubSigner(pki.parts, authority, 'tsa');
    const good = await timeStampDigest(pki.parts, { algorithm: 'sha256', digest: digestOf('sha256') });
    const at = good.indexOf(digestOf('sha256', signer.certificate));
    expect(at).toBeGreaterThan(0);
    const changed = Buffer.from(good);
    changed[at] = changed[at]! ^ 1;
    expect(faultOf(verify(changed))).toEqual(['TOTAL_FAILED', 'signature', 'SIG_CONSTRAINTS_FAILURE']);
  });
});

describe('every byte of a time stamp', () => {
  it('counts: none can be changed and the stamp still pass for what it was', async () => {
    const token = await timeStampDigest(pki.parts, { algorithm: 'sha256', digest: digestOf('sha256') });
    const { info, certificates } = readToken(token);
    const wouldPass: number[] = [];
    for (let at = 0; at < token.length; at += 1) {
      const changed = Buffer.from(token);
      changed[at] = changed[at]! ^ 0x01;
      const verdict = verify(changed);
      if (verdict.indication !== 'TOTAL_PASSED') continue;
      // Certificates beside the signer's own and algorithm lists are not signed; what the stamp says must be the same.
      if (verdict.timeStamp!.time.getTime() !== info.time.getTime()) wouldPass.push(at);
      const own = certificates.find((one) => one.extendedKeyUsage !== undefined)!;
      const place = token.indexOf(own.raw);
      if (at >= place && at < place + own.raw.length) wouldPass.push(at);
    }
    expect(wouldPass).toEqual([]);
  });
});

describe('a request', () => {
  const refused = (request: Buffer) => () => parseTimeStampRequest(request);

  it.each([
    ['that is no DER', Buffer.from('hello'), 'TIMESTAMP_REQUEST_MALFORMED'],
    ['of another version', query({ version: 2 }), 'TIMESTAMP_REQUEST_MALFORMED'],
    ['with a digest of another length', query({ digest: Buffer.alloc(20) }), 'TIMESTAMP_REQUEST_MALFORMED'],
    ['with a nonce without end', query({ nonce: 1n << 600n }), 'TIMESTAMP_REQUEST_MALFORMED'],
    ['with bytes behind it', Buffer.concat([query(), Buffer.of(0)]), 'TIMESTAMP_REQUEST_MALFORMED'],
    ['that is too large', sequence(Buffer.alloc(8192)), 'TIMESTAMP_REQUEST_MALFORMED'],
    ['for SHA-1', query({ oid: '1.3.14.3.2.26', digest: Buffer.alloc(20) }), 'TIMESTAMP_IMPRINT_UNSUPPORTED'],
    ['with an extension', query({ extension: '1.2.3' }), 'TIMESTAMP_EXTENSION_UNKNOWN'],
  ])('%s is refused', (_what, request, code) => {
    expect(refused(request)).toThrow(expect.objectContaining({ code }));
  });

  it('is for who is known here', async () => {
    const ask = (as?: string) =>
      pki.binary({
        method: 'POST',
        url: '/v1/pki/timestamp',
        type: 'application/timestamp-query',
        body: query(),
        ...(as === undefined ? {} : { as }),
      });
    expect((await ask()).statusCode).toBe(401);
    expect((await ask(pki.police)).statusCode).toBe(200);
  });

  it('survives 50,000 damages: read, or refused with a code', async () => {
    const seeds = [
      query(),
      query({ nonce: 77n, policy: timeStampPolicy, certificates: true }),
      query({ extension: '1.2.3' }),
    ];
    const { codes } = await survive(mutations(seeds, 50_000, 'tsq'), parseTimeStampRequest);
    expect([...codes].sort()).toEqual([
      'TIMESTAMP_EXTENSION_UNKNOWN',
      'TIMESTAMP_IMPRINT_UNSUPPORTED',
      'TIMESTAMP_REQUEST_MALFORMED',
    ]);
  });
});

describe('10,000 damaged tokens', () => {
  it('get a verdict, and never the good one for other content', async () => {
    const token = await timeStampDigest(pki.parts, { algorithm: 'sha256', digest: digestOf('sha256') });
    const seen = new Set<string>();
    for (const changed of mutations([token], 10_000, 'token')) {
      const { indication, timeStamp } = verify(changed);
      seen.add(indication);
      if (indication === 'TOTAL_PASSED') expect(timeStamp).toEqual(verify(token).timeStamp);
    }
    expect(seen).toContain('TOTAL_FAILED');
  });
});
