import type { PrivateKey } from '../algorithm/private-key.ts';
import type { PublicKey } from '../algorithm/public-key.ts';
import { sm2Engine } from './engine.ts';
import { readSm2Signature } from './signature.ts';
import { defaultSm2Id, sm2Z } from './signer-id.ts';

/**
 * Signs in the national profile, SM2 with SM3 (GB/T 32918.2 §6.1): e = SM3(Z ‖ message).
 * @param options.message the bytes, or parts of them in their order
 * @param options.id the signer's ID, `1234567812345678` unless given
 * @returns DER of SM2Signature
 * @throws RangeError when the key is no SM2 key
 */
export function sm2Sign(options: {
  key: PrivateKey;
  message: Uint8Array | readonly Uint8Array[];
  id?: string | undefined;
}): Buffer {
  const { key, message, id = defaultSm2Id } = options;
  if (key.kind !== 'SM2') throw new RangeError('SM2 signatures need an SM2 key');
  return sm2Engine().sign({ key: key.keyObject, z: zOf(key.publicKey, id), message: parts(message) });
}

/**
 * Verifies a signature in the national profile (GB/T 32918.2 §7.1). False for everything that is not right: another key, ID
 * or message, and any encoding but the minimal one with r and s within 1…n−1 ({@link readSm2Signature} says which fault).
 * @param options.signature DER of SM2Signature
 */
export function sm2Verify(options: {
  key: PublicKey;
  message: Uint8Array | readonly Uint8Array[];
  signature: Uint8Array;
  id?: string | undefined;
}): boolean {
  const { key, message, signature, id = defaultSm2Id } = options;
  if (key.kind !== 'SM2' || 'fault' in readSm2Signature(signature)) return false;
  try {
    const z = zOf(key, id);
    return sm2Engine().verify({ spki: key.keyObject, point: key.keyBytes, z, message: parts(message), signature });
  } catch {
    return false; // a point off the curve, which OpenSSL refuses to import
  }
}

/** Z depends on key and ID alone; hashing it anew for each signature would cost a tenth of one. */
const zs = new WeakMap<PublicKey, { id: string; z: Buffer }>();

function zOf(key: PublicKey, id: string): Buffer {
  const known = zs.get(key);
  if (known?.id === id) return known.z;
  const z = sm2Z(key.keyBytes, id);
  zs.set(key, { id, z });
  return z;
}

function parts(message: Uint8Array | readonly Uint8Array[]): readonly Uint8Array[] {
  return message instanceof Uint8Array ? [message] : message;
}
