import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Random } from './clock.ts';

/** AES-256-GCM with a 96-bit nonce and a 128-bit tag (NIST SP 800-38D). */
const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;
const formatVersion = 1;

/** Key length in bytes of everything in this file. */
export const sealKeyLength = 32;

/**
 * Encrypts and authenticates bytes: `version ‖ nonce ‖ ciphertext ‖ tag`.
 * `context` is bound, not stored: opening needs the same words, so a box cannot be moved to another row or purpose.
 */
export function sealBox(options: {
  key: Uint8Array;
  plaintext: Uint8Array;
  context: string;
  random: Pick<Random, 'bytes'>;
}): Buffer {
  const nonce = options.random.bytes(nonceLength);
  const cipher = createCipheriv(algorithm, options.key, nonce, { authTagLength: tagLength });
  cipher.setAAD(Buffer.from(options.context));
  const body = Buffer.concat([cipher.update(options.plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(formatVersion), nonce, body, cipher.getAuthTag()]);
}

/** A box that does not open: another key or context, or a bit has changed. Which of these cannot be told. */
export class BoxNotOpened extends Error {
  override readonly name = 'BoxNotOpened';
}

/** Opens what {@link sealBox} made. @throws BoxNotOpened when the key or context is another or a bit has changed. */
export function openBox(options: { key: Uint8Array; box: Uint8Array; context: string }): Buffer {
  const box = Buffer.from(options.box);
  if (box.length < 1 + nonceLength + tagLength || box[0] !== formatVersion) throw new BoxNotOpened('not a sealed box');
  const nonce = box.subarray(1, 1 + nonceLength);
  const decipher = createDecipheriv(algorithm, options.key, nonce, { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(options.context));
  decipher.setAuthTag(box.subarray(box.length - tagLength));
  try {
    return Buffer.concat([decipher.update(box.subarray(1 + nonceLength, box.length - tagLength)), decipher.final()]);
  } catch (cause) {
    throw new BoxNotOpened('a sealed box does not open with this key', { cause });
  }
}

/** Derives a key for one purpose from a longer-lived one (HKDF-SHA-256, RFC 5869), so that purposes never share a key. */
export function deriveKey(master: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `hufu/${purpose}`, sealKeyLength));
}
