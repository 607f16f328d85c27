import { createHash, createPrivateKey, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  maxTreeSize,
  RequestSigner,
  type RequestToSign,
  readRequestSignature,
  readTreeSignature,
  requestLines,
  rootOfRequest,
  rootText,
  type SignatureHeaders,
  signatureBase,
  signRequest,
  signTree,
  treeAlgorithmNames,
  verifyText,
} from '../../connectors/protocol/index.ts';
import { systemClock, systemRandom } from '../../kernel/index.ts';
import { fixedClock } from '../support/clock.ts';
import { newKey } from './sample.ts';

const document = readFileSync(
  new URL('../../connectors/protocol/request-signature/README.md', import.meta.url),
  'utf8',
);
const block = (name: string) => new RegExp(`^\`\`\`${name}\\n(.*?)\\n\`\`\`$`, 'ms').exec(document)?.[1] ?? '';
const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leafOf = (base: string) => sha256(Buffer.from([0]), Buffer.from(base));

const police = newKey('police-1');
const edwards = newKey('police-2', 'EdDSA');
const bases = (count: number) => Array.from({ length: count }, (_, n) => `"@method": POST\n"n": ${n}`);

/** What a hub does with one request's signature out of a tree. */
async function holds(base: string, bytes: Uint8Array, key = police.verification): Promise<boolean> {
  const tree = readTreeSignature(bytes);
  if ('code' in tree) return false;
  const root = rootOfRequest(base, tree);
  return root !== undefined && (await verifyText(rootText(tree.size, root), tree.signature, key));
}

describe('requests that are signed together', () => {
  it.each([1, 2, 3, 5, 8, 33, maxTreeSize])('hold each for itself, in a tree of %i', async (size) => {
    const all = bases(size);
    const signed = signTree(all, police.signing);
    expect(new Set(signed.map((bytes) => bytes.toString('hex', 0, 66))).size).toBe(1);
    for (const index of new Set([0, size >> 1, size - 1])) {
      expect(await holds(all[index]!, signed[index]!)).toBe(true);
      expect(await holds(all[index]!, signed[index]!, newKey('other').verification)).toBe(false);
    }
  });

  it('are no more than a tree takes', () => {
    expect(() => signTree(bases(maxTreeSize + 1), police.signing)).toThrow(RangeError);
  });

  it('hold no longer when one bit of signature, place, path or base is another, or with another one’s path', async () => {
    const all = bases(6);
    const signed = signTree(all, edwards.signing);
    expect(await holds(all[3]!, signed[3]!, edwards.verification)).toBe(true);
    await fc.assert(
      fc.asyncProperty(fc.nat(5), fc.nat(), fc.nat(7), fc.boolean(), async (which, at, bit, ofBase) => {
        const base = Buffer.from(all[which]!);
        const bytes = Buffer.from(signed[which]!);
        const bent = ofBase ? base : bytes;
        bent[at % bent.length]! ^= 1 << bit;
        expect(await holds(base.toString('latin1'), bytes, edwards.verification)).toBe(false);
      }),
      { numRuns: 200 },
    );
    for (const other of [0, 1, 2, 4, 5]) expect(await holds(all[3]!, signed[other]!, edwards.verification)).toBe(false);
    const elsewhere = signTree([...bases(3), all[3]!, 'x', 'y'], edwards.signing)[3]!;
    const path = Buffer.concat([signed[3]!.subarray(0, 68), elsewhere.subarray(68)]);
    expect(await holds(all[3]!, path, edwards.verification)).toBe(false);
  });

  it('cannot be told from nothing but a signature: a root never passes for a base, nor a base for a root', async () => {
    const [base = ''] = bases(1);
    const [signed = Buffer.alloc(0)] = signTree([base], police.signing);
    expect(await verifyText(base, signed.subarray(0, 64), police.verification)).toBe(false);
    expect(await verifyText(leafOf(base), signed.subarray(0, 64), police.verification)).toBe(false);
    expect(rootText(1, leafOf(base)).subarray(0, 19).toString('latin1')).toBe('hufu-requests-root\0');
  });

  it.each<[string, (bytes: Buffer) => Buffer, object]>([
    ['cut off in its head', (b) => b.subarray(0, 67), { code: 'WRONG_LENGTH', expected: 68 }],
    ['with nothing', () => Buffer.alloc(0), { code: 'WRONG_LENGTH', expected: 68 }],
    ['with a hash less', (b) => b.subarray(0, -32), { code: 'WRONG_LENGTH', expected: 164 }],
    ['with a byte less', (b) => b.subarray(0, -1), { code: 'WRONG_LENGTH', expected: 164 }],
    ['with a hash more', (b) => Buffer.concat([b, b.subarray(0, 32)]), { code: 'WRONG_LENGTH', expected: 164 }],
    ['of a tree of none', (b) => withHead(b, 0, 0), { code: 'NO_SUCH_PLACE' }],
    ['of a tree too large', (b) => withHead(b, maxTreeSize + 1, 0), { code: 'NO_SUCH_PLACE' }],
    ['at a place beyond the tree', (b) => withHead(b, 5, 5), { code: 'NO_SUCH_PLACE' }],
  ])('are not read %s', (_name, bend, fault) => {
    const [bytes = Buffer.alloc(0)] = signTree(bases(5), police.signing);
    expect(readTreeSignature(bytes)).not.toHaveProperty('code');
    expect(readTreeSignature(bend(bytes))).toEqual(fault);
  });
});

function withHead(bytes: Buffer, size: number, index: number): Buffer {
  const bent = Buffer.from(bytes);
  bent.writeUInt16BE(size, 64);
  bent.writeUInt16BE(index, 66);
  return bent;
}

const request = (n: number): RequestToSign => ({
  ...{ method: 'POST', targetUri: 'https://hub/v1/query', authorization: 'Bearer t', content: `{"n":${n}}` },
  idempotencyKey: n % 2 === 0 ? undefined : `"${n}"`,
});
const baseOf = (sent: RequestToSign, headers: SignatureHeaders) => {
  const read = readRequestSignature(headers['signature-input'], headers.signature)!;
  const contentDigest = headers['content-digest'];
  const lines = requestLines({ ...sent, contentDigest, idempotencyKey: sent.idempotencyKey })!;
  return { ...read, base: signatureBase(lines, read.text) };
};

describe('a signer', () => {
  const signer = (key = police.signing) => new RequestSigner({ key, clock: systemClock, random: systemRandom });

  it.each([
    [police, 'hufu-merkle-ecdsa-p256-sha256'],
    [edwards, 'hufu-merkle-ed25519'],
  ])('signs what leaves in one turn together, and names how', async ({ signing, verification }, name) => {
    const requests = [1, 2, 3, 4, 5].map(request);
    const one = signer(signing);
    const headers = await Promise.all(requests.map((each) => one.sign(each)));
    const nonces = new Set<string>();
    for (const [index, each] of requests.entries()) {
      const { base, signature, parameters } = baseOf(each, headers[index]!);
      expect(parameters).toMatchObject({ algorithm: name, keyId: signing.kid, withIdempotencyKey: index % 2 === 0 });
      expect(readTreeSignature(signature)).toMatchObject({ size: 5, index });
      expect(await holds(base, signature, verification)).toBe(true);
      nonces.add(parameters.nonce);
    }
    expect(nonces.size).toBe(5);
  });

  it('signs one that leaves alone for itself, as any library of RFC 9421 reads it', async () => {
    const one = signer();
    for (const each of [request(1), request(2)]) {
      const headers = await one.sign(each);
      const { base, signature, parameters } = baseOf(each, headers);
      expect(parameters.algorithm).toBeUndefined();
      const key = { key: police.verification.key, dsaEncoding: 'ieee-p1363' } as const;
      expect(verify('sha256', Buffer.from(base), key, signature)).toBe(true);
    }
  });

  it('signs together what follows closely, and at once what comes after a pause', async () => {
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    const one = new RequestSigner({ key: police.signing, clock: systemClock, random: systemRandom, paceMs: 250 });
    const sizeOf = async (n: number, signed: Promise<SignatureHeaders>) => {
      const tree = readTreeSignature(baseOf(request(n), await signed).signature);
      return 'size' in tree ? tree.size : 1;
    };
    const first = one.sign(request(1));
    let isSigned = false;
    void first.then(() => {
      isSigned = true;
    });
    await turn();
    await turn();
    expect(isSigned).toBe(true);
    const second = one.sign(request(2));
    await turn();
    await turn();
    const third = one.sign(request(3));
    expect(await Promise.all([sizeOf(1, first), sizeOf(2, second), sizeOf(3, third)])).toEqual([1, 2, 2]);
  });

  it('makes trees no larger than they may be', async () => {
    const one = signer();
    const headers = await Promise.all(Array.from({ length: maxTreeSize + 1 }, (_, n) => one.sign(request(n))));
    const alone = baseOf(request(maxTreeSize), headers.pop()!).signature;
    expect(alone).toHaveLength(64);
    const trees = headers.map((each, n) => readTreeSignature(baseOf(request(n), each).signature));
    expect(trees.map((tree) => 'size' in tree && tree.size)).toEqual(headers.map(() => maxTreeSize));
  });

  it('refuses a header that would break its line, and that one alone', async () => {
    const one = signer();
    const wrong = one.sign({ ...request(2), authorization: 'Bearer t\r\n"@method": GET' });
    const right = one.sign(request(4));
    await expect(wrong).rejects.toThrow(TypeError);
    const { base, signature } = baseOf(request(4), await right);
    expect(await verifyText(base, signature, police.verification)).toBe(true);
  });

  it('fails all that wait when it cannot sign', async () => {
    const one = signer({ ...police.signing, kid: 'no\nstring' });
    const outcomes = await Promise.allSettled([1, 2].map((n) => one.sign(request(n))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('the worked example of a tree in the document', () => {
  // RFC 9421 B.1.4.
  const jwk = {
    ...{ kty: 'OKP', crv: 'Ed25519', x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' },
    d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU',
  };
  const key = createPrivateKey({ format: 'jwk', key: jwk });
  const nonces = ['AAECAwQFBgcICQoLDA0ODw', 'EBESExQVFhcYGRobHB0eHw', 'ICEiIyQlJicoKSorLC0uLw'];
  const second = block('text base of the second');
  const written = Object.fromEntries(
    block('text hashes')
      .split('\n')
      .map((line) => line.split(': ')),
  ) as Record<string, string>;

  it('has the hashes and the signature that node:crypto computes from the document’s own words', () => {
    expect(second).toContain(nonces[1]);
    const leaves = nonces.map((nonce) => leafOf(second.replace(nonces[1]!, nonce)));
    const [first, , third] = leaves as [Buffer, Buffer, Buffer];
    const node = (left: Buffer, right: Buffer) => sha256(Buffer.from([1]), left, right);
    const root = node(node(first, leaves[1]!), third);
    const signed = Buffer.concat([Buffer.from('hufu-requests-root\0'), Buffer.from([0, 0, 0, 3]), root]);
    expect(written).toEqual({
      ...{ 'leaf 0': first.toString('hex'), 'leaf 1': leaves[1]!.toString('hex'), 'leaf 2': third.toString('hex') },
      ...{ root: root.toString('hex'), signed: signed.toString('hex') },
    });
    const bytes = Buffer.concat([sign(null, signed, key), Buffer.from([0, 3, 0, 1]), first, third]);
    expect(block('http headers of the second')).toMatch(
      new RegExp(`^Signature: hufu=:${bytes.toString('base64').replaceAll('+', '\\+')}:$`, 'm'),
    );
  });

  it('is what the signer makes', async () => {
    const next = nonces.map((nonce) => Buffer.from(nonce, 'base64url'));
    const signer = new RequestSigner({
      key: { key, alg: 'EdDSA', kid: 'k' },
      clock: fixedClock('2026-11-21T08:00:00.900Z'),
      random: { ...systemRandom, bytes: () => next.shift()! },
    });
    const content = block('json body');
    const targetUri = 'https://hub.example.gov.cn/v1/query';
    const send = () => signer.sign({ method: 'POST', targetUri, authorization: 'Bearer t', content });
    const [, headers] = await Promise.all(nonces.map(send));
    const capitals = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    const lines = Object.entries({ authorization: 'Bearer t', ...headers }).map(([k, v]) => `${capitals(k)}: ${v}`);
    expect(lines.join('\n')).toBe(block('http headers of the second'));
  });

  it('names the algorithms and the limits that count', () => {
    for (const name of Object.values(treeAlgorithmNames)) expect(document).toContain(`\`${name}\``);
    expect(document).toContain(`1 to ${maxTreeSize}`);
  });

  it('leaves the standard form as it was', () => {
    const options = { ...request(2), key: police.signing, now: new Date(), nonce: nonces[0]! };
    const { parameters, signature } = baseOf(request(2), signRequest(options));
    expect(parameters.algorithm).toBeUndefined();
    expect(signature).toHaveLength(64);
  });
});
