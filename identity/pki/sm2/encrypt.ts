import { createECDH, timingSafeEqual } from 'node:crypto';
import type { PrivateKey } from '../algorithm/private-key.ts';
import type { PublicKey } from '../algorithm/public-key.ts';
import { Fields } from '../der/fields.ts';
import { readDer } from '../der/node.ts';
import { integerBytes, readOctets } from '../der/value.ts';
import { octetString, sequence, unsignedInteger } from '../der/write.ts';
import { isSm2Point, sm2FieldLength, sm2PointLength } from './curve.ts';
import { smCrypto } from './portable.ts';
import { sm2Scalar } from './scalar.ts';
import { sm3, sm3Length } from './sm3.ts';

/** `asn1` is SM2Cipher of GB/T 35276 §7.2 (x, y, hash, ciphertext); `raw` is 04 ‖ x ‖ y ‖ C3 ‖ C2 of GB/T 32918.4-2016. */
export type Sm2CipherForm = 'asn1' | 'raw';

/** What one call may be given: a key or a short secret, not a file. */
export const longestSm2Plaintext = 1024 * 1024;

/**
 * Encrypts to an SM2 key (GB/T 32918.4 §6.1), order C1 C3 C2.
 * @throws RangeError when the key is no SM2 key or the plaintext is empty or beyond 1 MiB
 */
export function sm2Encrypt(options: { key: PublicKey; plaintext: Uint8Array; form?: Sm2CipherForm }): Buffer {
  const { key, plaintext, form = 'asn1' } = options;
  if (key.kind !== 'SM2' || !isSm2Point(key.keyBytes)) throw new RangeError('SM2 encryption needs an SM2 key');
  if (plaintext.length === 0 || plaintext.length > longestSm2Plaintext) throw new RangeError('1 byte to 1 MiB');
  for (;;) {
    const ephemeral = createECDH('SM2');
    const c1 = ephemeral.generateKeys();
    const shared = sharedPoint(ephemeral.getPrivateKey(), key.keyBytes);
    const mask = keyStream(shared, plaintext.length);
    if (mask.every((octet) => octet === 0)) continue; // §6.1 A5: such a stream would show the plaintext
    const c2 = xor(plaintext, mask);
    const c3 = sm3(shared.x, plaintext, shared.y);
    if (form === 'raw') return Buffer.concat([c1, c3, c2]);
    const [x, y] = [c1.subarray(1, 1 + sm2FieldLength), c1.subarray(1 + sm2FieldLength)];
    return sequence(unsignedInteger(x), unsignedInteger(y), octetString(c3), octetString(c2));
  }
}

/**
 * Decrypts what was encrypted to this key (GB/T 32918.4 §7.1); undefined when it was not, was changed, or C1 is no point of
 * the curve. Which of them is not told, so that nobody can ask one by one.
 * @throws DerFault when the ASN.1 form is malformed
 */
export function sm2Decrypt(options: {
  key: PrivateKey;
  ciphertext: Uint8Array;
  form?: Sm2CipherForm;
}): Buffer | undefined {
  const { key, ciphertext, form = 'asn1' } = options;
  if (key.kind !== 'SM2') throw new RangeError('SM2 decryption needs an SM2 key');
  const { c1, c3, c2 } = form === 'asn1' ? readCipher(ciphertext) : splitRaw(ciphertext);
  if (!isSm2Point(c1) || c3.length !== sm3Length || c2.length === 0) return undefined;
  const shared = sharedPoint(sm2Scalar(key.keyObject.export({ format: 'der', type: 'pkcs8' })), c1);
  const plaintext = xor(c2, keyStream(shared, c2.length));
  return timingSafeEqual(sm3(shared.x, plaintext, shared.y), c3) ? plaintext : undefined;
}

interface CipherParts {
  readonly c1: Buffer;
  readonly c3: Buffer;
  readonly c2: Buffer;
}

function readCipher(ciphertext: Uint8Array): CipherParts {
  const fields = Fields.of(readDer(ciphertext, { size: longestSm2Plaintext + 256 }), 'SM2Cipher');
  const x = coordinate(integerBytes(fields.any('x')));
  const y = coordinate(integerBytes(fields.any('y')));
  const c3 = readOctets(fields.any('the hash'));
  const c2 = readOctets(fields.any('the ciphertext'));
  fields.end();
  return { c1: Buffer.concat([Buffer.of(0x04), x, y]), c3, c2 };
}

/** 32 bytes of a positive INTEGER; one that is longer stays so and is no coordinate. */
function coordinate(bytes: Buffer): Buffer {
  const significant = bytes[0] === 0 ? bytes.subarray(1) : bytes;
  return Buffer.concat([Buffer.alloc(Math.max(0, sm2FieldLength - significant.length)), significant]);
}

function splitRaw(bytes: Uint8Array): CipherParts {
  const whole = Buffer.from(bytes);
  const hashEnd = sm2PointLength + sm3Length;
  return {
    c1: whole.subarray(0, sm2PointLength),
    c3: whole.subarray(sm2PointLength, hashEnd),
    c2: whole.subarray(hashEnd),
  };
}

/** [scalar] point. Node's ECDH gives x alone, and the key stream needs y too. */
function sharedPoint(scalar: Buffer, point: Buffer): { x: Buffer; y: Buffer } {
  const shared = Buffer.from(
    smCrypto().sm2.ecdh(scalar.toString('hex').padStart(64, '0'), point.toString('hex'), false),
  );
  return { x: shared.subarray(1, 1 + sm2FieldLength), y: shared.subarray(1 + sm2FieldLength) };
}

/** KDF of GB/T 32918.4 §5.4.3: SM3 over x ‖ y ‖ counter. */
function keyStream(shared: { x: Buffer; y: Buffer }, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let counter = 1; blocks.length * sm3Length < length; counter += 1) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(counter);
    blocks.push(sm3(shared.x, shared.y, number));
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function xor(bytes: Uint8Array, mask: Uint8Array): Buffer {
  return Buffer.from(bytes.map((octet, at) => octet ^ (mask[at] ?? 0)));
}
