import { generateKeyPairSync } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { RequestSigner, writeItem } from '../../connectors/protocol/index.ts';
import { systemId } from '../../identity/index.ts';
import { systemRandom } from '../../kernel/index.ts';
import { calls, clock, keys, outcome, publicUrl, serve, signedSurface, signers, token } from './signed-surface.ts';

signedSurface();

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
