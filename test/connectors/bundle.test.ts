import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AttestedType,
  attest,
  bundleFrameBytes,
  checkProof,
  importSigningKey,
  keyFinder,
  maxBundleBytes,
  maxBundleMembers,
  maxMessageBytes,
  type OutgoingMember,
  proveBundle,
  readBundle,
  type SigningKey,
  writeBundle,
} from '../../connectors/protocol/index.ts';
import { sha256 } from '../../kernel/index.ts';
import { newKey } from './sample.ts';

const police = newKey('police-1', 'EdDSA');
const keyOf = keyFinder([police.verification]);
const member = (body: string | Buffer, label = 'label'): OutgoingMember => {
  const bytes = Buffer.from(body);
  return { label: Buffer.from(label), body: bytes, digest: sha256(bytes) };
};
const write = (members: readonly OutgoingMember[], key: SigningKey = police.signing) =>
  writeBundle({ typ: 'hufu-answer', members, key });
const three = [member('one'), member('two', ''), member('three', 'x'.repeat(255))];
const bytes = write(three);

function bundleOf(message: Uint8Array) {
  const read = readBundle(message);
  if (!read.ok) throw new Error(read.code);
  return read.bundle;
}
const prove = (message: Uint8Array, typ: AttestedType = 'hufu-answer') =>
  proveBundle({ typ, bundle: bundleOf(message), keyOf });
const fault = (code: string) => ({ ok: false, code });
const malformed = fault('BUNDLE_MALFORMED');

describe('a bundle', () => {
  it('gives back its members byte for byte, proves them with one signature, and each by itself', () => {
    const { members, root } = bundleOf(bytes);
    expect(members.map(({ label, body }) => [label.toString(), body.toString()])).toEqual([
      ['label', 'one'],
      ['', 'two'],
      ['x'.repeat(255), 'three'],
    ]);
    const proved = prove(bytes);
    expect(proved).toMatchObject({ ok: true, kid: 'police-1', root, digests: three.map(({ digest }) => digest) });
    if (!proved.ok) return;
    for (const [index, { digest }] of three.entries()) {
      const proof = proved.proofOf(index);
      expect(checkProof({ typ: 'hufu-answer', digest, keyOf, ...proof })).toEqual({ ok: true, kid: 'police-1' });
    }
  });

  it('carries any bytes, in any number up to the most', () => {
    const some = fc.record({ label: fc.uint8Array({ maxLength: 255 }), body: fc.uint8Array({ maxLength: 400 }) });
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 20 }), (all) => {
        const message = write(all.map(({ label, body }) => ({ label, body, digest: sha256(body) })));
        const { members } = bundleOf(message);
        expect(members.map((each) => [...each.label, -1, ...each.body])).toEqual(
          all.map((each) => [...each.label, -1, ...each.body]),
        );
        expect(prove(message).ok).toBe(true);
      }),
      { numRuns: 30 },
    );
    const most = Array.from({ length: maxBundleMembers }, (_, n) => member(`${n}`));
    expect(prove(write(most)).ok).toBe(true);
    expect(() => write([...most, member('one more')])).toThrow(RangeError);
    expect(() => write([])).toThrow(TypeError);
    expect(() => write([member('x', 'y'.repeat(256))])).toThrow(RangeError);
  });

  it('has room for the largest message', () => {
    const message = write([member(Buffer.alloc(maxMessageBytes), 'x'.repeat(255))]);
    expect(message.length).toBeLessThanOrEqual(maxBundleBytes);
    expect(message.length).toBeLessThanOrEqual(maxMessageBytes + 260 + bundleFrameBytes);
    expect(prove(message).ok).toBe(true);
  });
});

describe('a message that is no bundle', () => {
  it('is refused wherever it is cut off, unless whole members are missing; those the root does not let go', () => {
    const ends = new Set<number>();
    for (let length = 0; length < bytes.length; length += 1) {
      const part = bytes.subarray(0, length);
      const read = readBundle(part);
      if (!read.ok) {
        expect(read).toEqual(malformed);
        continue;
      }
      ends.add(read.bundle.members.length);
      expect(prove(part)).toEqual(fault('NOT_UNDER_ROOT'));
    }
    expect([...ends]).toEqual([1, 2]);
  });

  it('is refused with bytes left over', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 4 }), (more) => {
        expect(readBundle(Buffer.concat([bytes, more]))).toEqual(malformed);
      }),
    );
    // A member more is no bytes left over, but not under the root.
    expect(prove(Buffer.concat([bytes, Buffer.alloc(5)]))).toEqual(fault('NOT_UNDER_ROOT'));
  });

  it('is refused without a member, or with too many', () => {
    const { root } = attest({ typ: 'hufu-answer', digests: [sha256('x')], key: police.signing });
    const head = Buffer.concat([Buffer.from('HUFU\x03\0', 'latin1'), Buffer.from([root.length]), Buffer.from(root)]);
    expect(readBundle(head)).toEqual(malformed);
    expect(readBundle(Buffer.concat([head, Buffer.alloc(5 * maxBundleMembers)])).ok).toBe(true);
    expect(readBundle(Buffer.concat([head, Buffer.alloc(5 * (maxBundleMembers + 1))]))).toEqual(malformed);
  });

  it('is refused when it is larger than a bundle may be', () => {
    const large = Buffer.alloc(maxBundleBytes + 1);
    bytes.copy(large);
    expect(readBundle(large)).toEqual(fault('BUNDLE_TOO_LARGE'));
  });

  it('is told from one of another version', () => {
    const other = Buffer.from(bytes);
    other[4] = 4;
    expect(readBundle(other)).toEqual(fault('VERSION_UNSUPPORTED'));
    for (const text of ['', 'HUFU', 'hufu\x03\0\0', '{"v":2}', 'garbage of some length'])
      expect(readBundle(Buffer.from(text))).toEqual(malformed);
  });
});

describe('a bundle that is not what was signed', () => {
  it('proves nothing when a bit of a body is another', () => {
    const body = bytes.indexOf('three');
    for (const at of [bytes.indexOf('one'), bytes.indexOf('two'), body, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      expect(prove(changed)).toEqual(fault('NOT_UNDER_ROOT'));
    }
  });

  it('proves nothing when members have changed places, or one stands there twice', () => {
    const { root } = bundleOf(bytes);
    const put = (members: readonly OutgoingMember[]) => {
      const { root: own } = bundleOf(write(members));
      return Buffer.from(write(members).toString('latin1').replace(own, root), 'latin1');
    };
    expect(prove(put(three)).ok).toBe(true);
    expect(prove(put(three.toReversed()))).toEqual(fault('NOT_UNDER_ROOT'));
    expect(prove(put([three[0]!, three[1]!, three[1]!]))).toEqual(fault('NOT_UNDER_ROOT'));
    expect(prove(put([...three, three[2]!]))).toEqual(fault('NOT_UNDER_ROOT'));
    expect(prove(put([member('another')]))).toEqual(fault('NOT_UNDER_ROOT'));
  });

  it('proves nothing as another kind of message, or by another key', () => {
    expect(prove(bytes, 'hufu-order')).toEqual(fault('SIGNATURE_OF_OTHER_TYPE'));
    expect(prove(write(three, newKey('stranger').signing))).toEqual(fault('KEY_UNKNOWN'));
    const impostor = importSigningKey(newKey('x', 'EdDSA').privateJwk, 'police-1');
    expect(prove(write(three, impostor))).toEqual(fault('SIGNATURE_WRONG'));
  });

  it('proves nothing without a root, or with one that is none', () => {
    const bare = (root: string) =>
      Buffer.concat([
        Buffer.from('HUFU\x03', 'latin1'),
        Buffer.from([root.length >> 8, root.length & 255]),
        Buffer.from(`${root}\0\0\0\0\x01x`, 'latin1'),
      ]);
    expect(prove(bare(''))).toEqual(fault('SIGNATURE_MISSING'));
    expect(prove(bare('x..y'))).toEqual(fault('SIGNATURE_MALFORMED'));
    expect(prove(bare('A'.repeat(2_000)))).toEqual(fault('SIGNATURE_MALFORMED'));
    expect(prove(bare(bundleOf(bytes).root.slice(0, -20)))).toEqual(fault('SIGNATURE_MALFORMED'));
  });
});
