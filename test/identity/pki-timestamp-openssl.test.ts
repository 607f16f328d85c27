import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trustMaterial } from '../../identity/pki/ca/trust-anchor.ts';
import { writePem } from '../../identity/pki/der/pem.ts';
import { readToken } from '../../identity/pki/timestamp/read-token.ts';
import { verifyTimeStamp } from '../../identity/pki/timestamp/verify-time-stamp.ts';
import { authorityFiles, opensslHolds, type PkiSetting, startPki } from './pki-setting.ts';

// OpenSSL 3.0's `ts -verify` has no way to give the ID that SM2 signatures are made under: it makes the query and reads the
// answer, and `pkeyutl` verifies the signature over the signed attributes.

let pki: PkiSetting;

beforeAll(async () => {
  pki = await startPki();
});

afterAll(() => pki[Symbol.asyncDispose]());

const ask = (query: Uint8Array) =>
  pki.binary({
    method: 'POST',
    url: '/v1/pki/timestamp',
    type: 'application/timestamp-query',
    body: query,
    as: pki.police,
  });

describe('a time stamp asked for by `openssl ts`', () => {
  it('is accepted by `openssl ts -verify`, and for other data refused', async () => {
    const data = await pki.file('data.txt', 'licence 1');
    await pki.openssl('ts', '-query', '-data', data, '-sha256', '-cert', '-out', 'p256.tsq');
    const answer = await ask(await pki.read('p256.tsq'));
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/timestamp-reply']);
    await pki.file('p256.tsr', answer.rawPayload);
    const { root, issuing } = await authorityFiles(pki, 'p256');
    const trust = ['-CAfile', root, '-untrusted', issuing];
    const verify = (...what: string[]) => pki.openssl('ts', '-verify', '-in', 'p256.tsr', ...what, ...trust);
    expect(await verify('-queryfile', 'p256.tsq')).toMatchObject({ code: 0, text: expect.stringContaining('OK') });
    expect(await verify('-data', data)).toMatchObject({ code: 0 });
    expect(await verify('-data', await pki.file('other.txt', 'licence 2'))).toMatchObject({ code: 1 });
    const { text } = await pki.openssl('ts', '-reply', '-in', 'p256.tsr', '-text');
    expect(text).toContain('Status: Granted.');
    expect(text).toContain('Accuracy: 0x01 seconds');
    expect(text).toContain('Nonce: 0x');
    expect(text).toContain('Ordering: no');
  });

  it('is made with SM2 for an SM3 imprint, and its signature holds with OpenSSL', async () => {
    const data = Buffer.from('licence 3');
    await pki.openssl(
      'ts',
      '-query',
      '-data',
      await pki.file('national.txt', data),
      '-sm3',
      '-cert',
      '-out',
      'sm2.tsq',
    );
    const { rawPayload } = await ask(await pki.read('sm2.tsq'));
    await pki.file('sm2.tsr', rawPayload);
    const { text } = await pki.openssl('ts', '-reply', '-in', 'sm2.tsr', '-text');
    expect(text).toContain('Hash Algorithm: sm3');
    expect(text).toContain('Status: Granted.');
    const { signer, content, certificates } = readToken(rawPayload);
    const stamper = certificates.find((one) => one.extendedKeyUsage !== undefined)!;
    const by = await pki.file('tsa.pem', writePem('CERTIFICATE', stamper.raw));
    expect(await opensslHolds(pki, { by, tbs: signer.signedBytes, signature: signer.signature })).toBe(true);
    expect(signer.messageDigest).toEqual(createHash('sm3').update(content).digest());
    const material = await trustMaterial(pki.parts);
    const verdict = verifyTimeStamp({ token: rawPayload, imprint: { data }, now: pki.hub.clock.now(), ...material });
    expect(verdict.steps.map(({ result }) => result)).toEqual(['PASSED', 'PASSED', 'PASSED', 'PASSED', 'PASSED']);
  });

  it('comes without certificates unless they are asked for, and verifies with them at hand', async () => {
    const data = await pki.file('bare.txt', 'licence 4');
    await pki.openssl('ts', '-query', '-data', data, '-sha512', '-out', 'bare.tsq');
    const { rawPayload } = await ask(await pki.read('bare.tsq'));
    await pki.file('bare.tsr', rawPayload);
    expect(readToken(rawPayload).certificates).toEqual([]);
    const { root, issuing } = await authorityFiles(pki, 'p256');
    const { rows } = await pki.db.database.pool.query(
      "select der from identity.pki_certificate where profile = 'tsa' and authority = 'issuing-p256-1'",
    );
    const chain = [writePem('CERTIFICATE', rows[0].der), (await pki.read('issuing-p256.pem')).toString()];
    const untrusted = await pki.file('untrusted.pem', chain.join(''));
    const trust = ['-CAfile', root, '-untrusted', untrusted];
    const verified = await pki.openssl('ts', '-verify', '-in', 'bare.tsr', '-queryfile', 'bare.tsq', ...trust);
    expect(verified).toMatchObject({ code: 0 });
    expect(issuing).toBeDefined();
  });
});

describe('a refusal', () => {
  it.each([
    ['a digest that counts no more', ['-sha1'], 'unsupported algorithm identifier', 'TIMESTAMP_IMPRINT_UNSUPPORTED'],
    ['a policy of others', ['-sha256', '-tspolicy', '1.2.3.4'], 'policy', 'TIMESTAMP_POLICY_UNKNOWN'],
  ])('of %s is read by `openssl ts -reply`', async (_what, args, words, code) => {
    await pki.openssl('ts', '-query', '-data', await pki.file('x.txt', 'x'), ...args, '-out', 'bad.tsq');
    const query = await pki.read('bad.tsq');
    const answer = await ask(query);
    expect(answer.statusCode).toBe(200);
    await pki.file('bad.tsr', answer.rawPayload);
    const { text } = await pki.openssl('ts', '-reply', '-in', 'bad.tsr', '-text');
    expect(text).toContain('Status: Rejected.');
    expect(text).toContain(code);
    expect(text.toLowerCase()).toContain(words);
    const asProblem = await pki.binary({
      method: 'POST',
      url: '/v1/pki/timestamp',
      type: 'application/timestamp-query',
      body: query,
      as: pki.police,
      headers: { accept: 'application/problem+json' },
    });
    expect([asProblem.statusCode, asProblem.json().code]).toEqual([422, code]);
  });
});
