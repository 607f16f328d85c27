import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { compactVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  type AttestedType,
  attest,
  checkProof,
  checkRoot,
  importSigningKey,
  keyFinder,
  maxBundleMembers,
  type Proof,
  type SigningKey,
  signMessage,
} from '../../connectors/protocol/index.ts';
import { signInput } from '../../connectors/protocol/jws.ts';
import { sha256 } from '../../kernel/index.ts';
import { newKey } from './sample.ts';

const police = newKey('police-1');
const edwards = newKey('police-2', 'EdDSA');
const keyOf = keyFinder([police.verification, edwards.verification]);
const digest = sha256('an answer');
const others = (count: number) => Array.from({ length: count }, (_, n) => sha256(`another answer ${n}`));

/** Attests `digest` at a place among others. */
function place(index: number, size: number, key: SigningKey = police.signing): Proof {
  const digests = others(size);
  digests[index] = digest;
  return attest({ typ: 'hufu-answer', digests, key }).proofOf(index);
}

const check = (proof: Proof, what: Uint8Array = digest, typ: AttestedType = 'hufu-answer') =>
  checkProof({ typ, keyOf, digest: what, ...proof });
const fault = (code: string) => ({ ok: false, code });
const right = { ok: true, kid: 'police-1' };

/** RFC 6962 §2.1 as it is written there: split at the largest power of two below the size. */
function rootByTheBook(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, rest] = [rootByTheBook(leaves.slice(0, split)), rootByTheBook(leaves.slice(split))];
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from([1]), left, rest]))
    .digest();
}

describe('messages that are attested together', () => {
  it('are each proved by the one root, at every place of a tree of every size', () => {
    for (const size of [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 64, 100, maxBundleMembers]) {
      const digests = others(size);
      const { root, proofOf } = attest({ typ: 'hufu-answer', digests, key: police.signing });
      const checked = checkRoot({ typ: 'hufu-answer', root, digests, keyOf });
      expect(checked).toMatchObject(right);
      for (const index of digests.keys()) {
        expect(check(proofOf(index), digests[index])).toEqual(right);
        expect(checked.ok && checked.proofOf(index)).toEqual(proofOf(index));
      }
    }
  });

  it('stand in the tree of RFC 6962, whatever their number, under a kind of their own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), (size) => {
        const digests = others(size);
        const { root } = attest({ typ: 'hufu-order', digests, key: police.signing });
        const leaves = digests.map((each) =>
          createHash('sha256')
            .update(Buffer.concat([Buffer.from('\0hufu-order\0', 'latin1'), each]))
            .digest(),
        );
        const payload = Buffer.from(root.split('.')[1]!, 'base64url');
        expect(payload.readUInt32BE()).toBe(size);
        expect(payload.subarray(4)).toEqual(rootByTheBook(leaves));
      }),
      { numRuns: 30 },
    );
  });

  it('carry a compact JWS that an independent library verifies (RFC 7515)', async () => {
    for (const key of [police, edwards]) {
      const { root } = place(1, 3, key.signing);
      const { protectedHeader, payload } = await compactVerify(root, key.verification.key);
      expect(protectedHeader).toEqual({ alg: key.signing.alg, kid: key.signing.kid, typ: 'hufu-answer-root' });
      expect(payload).toHaveLength(36);
    }
  });

  it('are at most so many', () => {
    expect(() => attest({ typ: 'hufu-answer', digests: others(maxBundleMembers + 1), key: police.signing })).toThrow(
      RangeError,
    );
    expect(() => attest({ typ: 'hufu-answer', digests: [], key: police.signing })).toThrow(TypeError);
  });
});

describe('all messages of a root', () => {
  const digests = others(5);
  const { root } = attest({ typ: 'hufu-answer', digests, key: police.signing });
  const whole = (what: readonly Buffer[]) => checkRoot({ typ: 'hufu-answer', root, digests: what, keyOf });

  it('are proved together, in their order', () => {
    expect(whole(digests)).toMatchObject(right);
  });

  it.each([
    ['one fewer', digests.slice(1)],
    ['one more', [...digests, digest]],
    ['one twice', [...digests, digests[4]!]],
    ['one in the place of another', [digests[0]!, digests[1]!, digest, digests[3]!, digests[4]!]],
    ['two in each other’s places', [digests[1]!, digests[0]!, ...digests.slice(2)]],
    ['none', []],
  ])('are not proved at all with %s', (_name, what) => {
    expect(whole(what)).toEqual(fault('NOT_UNDER_ROOT'));
  });
});

describe('a proof that is not what it should be', () => {
  const size = 7;
  const index = 4;
  const own = place(index, size);

  it('proves no other message: not one of the same tree, not one that was changed in a bit', () => {
    fc.assert(
      fc.property(fc.nat(31), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(digest);
        changed[at]! ^= flip;
        expect(check(own, changed)).toEqual(fault('NOT_UNDER_ROOT'));
      }),
    );
    expect(check(own, others(size)[0]!)).toEqual(fault('NOT_UNDER_ROOT'));
  });

  it('has the root of a tree that does not contain the message', () => {
    const digests = others(size);
    const { root } = attest({ typ: 'hufu-answer', digests, key: police.signing });
    expect(check({ root, path: own.path })).toEqual(fault('NOT_UNDER_ROOT'));
  });

  it('names another place', () => {
    const hashes = own.path.split(':')[1]!;
    for (const at of [0, 1, 2, 3, 5])
      expect(check({ ...own, path: `${at}:${hashes}` })).toEqual(fault('NOT_UNDER_ROOT'));
    // The last of seven is one level lower than the others.
    expect(check({ ...own, path: `6:${hashes}` })).toEqual(fault('PATH_DOES_NOT_FIT'));
    for (const at of [7, 8, 255, 999])
      expect(check({ ...own, path: `${at}:${hashes}` })).toEqual(fault('PATH_DOES_NOT_FIT'));
  });

  it('has more or fewer hashes than its place in a tree of the signed size', () => {
    const hashes = Buffer.from(own.path.split(':')[1]!, 'base64url');
    const path = (bytes: Buffer) => `${index}:${bytes.toString('base64url')}`;
    expect(check({ ...own, path: path(hashes.subarray(32)) })).toEqual(fault('PATH_DOES_NOT_FIT'));
    expect(check({ ...own, path: path(Buffer.concat([hashes, digest])) })).toEqual(fault('PATH_DOES_NOT_FIT'));
    expect(check({ ...own, path: `${index}:` })).toEqual(fault('PATH_DOES_NOT_FIT'));
  });

  it('was signed for another number of messages, though over the same root', () => {
    const sized = (root: string, count: number) => {
      const [head, body] = root.split('.');
      const payload = Buffer.from(body!, 'base64url');
      payload.writeUInt32BE(count);
      return { head, payload: payload.toString('base64url') };
    };
    // Changed on the way: the signature is not over it.
    const { head, payload } = sized(own.root, 8);
    expect(check({ ...own, root: `${head}.${payload}.${own.root.split('.')[2]}` })).toEqual(fault('SIGNATURE_WRONG'));
    // Signed so by the provider itself.
    for (const [count, code] of [
      [3, 'PATH_DOES_NOT_FIT'],
      [17, 'PATH_DOES_NOT_FIT'],
      [0, 'SIGNATURE_MALFORMED'],
      [maxBundleMembers + 1, 'SIGNATURE_MALFORMED'],
    ] as const) {
      expect(check({ ...own, root: resigned(sized(own.root, count).payload) })).toEqual(fault(code));
    }
  });

  it('has the path of another tree', () => {
    const digests = [...others(9).slice(2), digest];
    const elsewhere = attest({ typ: 'hufu-answer', digests, key: police.signing }).proofOf(index);
    expect(check({ root: own.root, path: elsewhere.path })).toEqual(fault('NOT_UNDER_ROOT'));
  });

  it('was signed by a key that is not trusted, or by another under a trusted name', () => {
    expect(check(place(index, size, newKey('stranger').signing))).toEqual(fault('KEY_UNKNOWN'));
    const impostor = importSigningKey(newKey('x').privateJwk, 'police-1');
    expect(check(place(index, size, impostor))).toEqual(fault('SIGNATURE_WRONG'));
    const named = importSigningKey(newKey('x').privateJwk, 'police-2');
    expect(check(place(index, size, named))).toEqual(fault('ALGORITHM_NOT_ALLOWED'));
  });

  it('is one of an order where an answer is due, or a signature over a message', () => {
    const order = attest({ typ: 'hufu-order', digests: [digest], key: police.signing }).proofOf(0);
    expect(check(order)).toEqual(fault('SIGNATURE_OF_OTHER_TYPE'));
    const report = signMessage({ bytes: Buffer.from('{}'), typ: 'hufu-health', key: police.signing });
    expect(check({ ...own, root: report })).toEqual(fault('SIGNATURE_MALFORMED'));
  });

  it('is missing, cut off anywhere, or spelled otherwise', () => {
    expect(check({ root: '', path: own.path })).toEqual(fault('SIGNATURE_MISSING'));
    expect(check({ ...own, path: '' })).toEqual(fault('PATH_MALFORMED'));
    for (let length = 1; length < own.root.length; length += 1)
      expect(check({ ...own, root: own.root.slice(0, length) })).toEqual(fault('SIGNATURE_MALFORMED'));
    for (let length = 1; length < own.path.length; length += 1)
      expect(check({ ...own, path: own.path.slice(0, length) }).ok).toBe(false);
    const hashes = own.path.slice(2);
    for (const path of [
      `04:${hashes}`,
      `+4:${hashes}`,
      `4:${hashes}=`,
      `4 :${hashes}`,
      `4.${hashes}`,
      `-1:${hashes}`,
      `4:${hashes}:`,
      `4:${'A'.repeat(600)}`,
      `4:${'A'.repeat(43 * 3)}!`,
    ])
      expect(check({ ...own, path })).toEqual(fault('PATH_MALFORMED'));
    for (const root of [
      `${own.root}=`,
      `${own.root}.x`,
      `.${own.root}`,
      own.root.replaceAll('.', ' '),
      own.root.repeat(5),
      `${own.root} `,
    ])
      expect(check({ ...own, root })).toEqual(fault('SIGNATURE_MALFORMED'));
  });

  it.each([
    ['a member more', { alg: 'ES256', kid: 'police-1', typ: 'hufu-answer-root', jku: 'https://example.org' }],
    ['a member less', { alg: 'ES256', kid: 'police-1' }],
    ['a kid that is a number', { alg: 'ES256', kid: 1, typ: 'hufu-answer-root' }],
    ['a list', []],
    ['null', null],
  ])('has a header with %s', (_name, header) => {
    expect(check({ ...own, root: resigned(own.root.split('.')[1]!, header) })).toEqual(fault('SIGNATURE_MALFORMED'));
  });

  it.each(['none', 'HS256', 'RS256', 'Ed25519', 'EdDSA'])('names the algorithm %s', (alg) => {
    const header = { alg, kid: 'police-1', typ: 'hufu-answer-root' };
    expect(check({ ...own, root: resigned(own.root.split('.')[1]!, header) })).toEqual(fault('ALGORITHM_NOT_ALLOWED'));
  });
});

/** A root of the provider's own making over any payload and any header. */
function resigned(
  payload: string,
  header: unknown = { alg: 'ES256', kid: 'police-1', typ: 'hufu-answer-root' },
): string {
  const input = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}`;
  return `${input}.${signInput(Buffer.from(input), police.signing)}`;
}
