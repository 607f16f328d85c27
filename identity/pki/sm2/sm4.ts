import { createCipheriv, createDecipheriv, getCiphers } from 'node:crypto';
import { smCrypto } from './portable.ts';

/** SM4 (GB/T 32907): key and block of 16 bytes. */
export const sm4KeyLength = 16;
const blockLength = 16;
const gcmTagLength = 16;

/** CBC and ECB pad as PKCS #7 does. ECB shows equal blocks: it is there for formats that ask for it. */
export type Sm4Mode = { readonly mode: 'cbc'; readonly iv: Uint8Array } | { readonly mode: 'ecb' };

/** @throws RangeError for a key or IV of another length */
export function sm4Encrypt(options: { key: Uint8Array; plaintext: Uint8Array } & Sm4Mode): Buffer {
  const { name, iv } = checked(options);
  const cipher = createCipheriv(name, options.key, iv);
  return Buffer.concat([cipher.update(options.plaintext), cipher.final()]);
}

/** Undefined when the padding is wrong: another key, or changed bytes. @throws RangeError for a key or IV of another length */
export function sm4Decrypt(options: { key: Uint8Array; ciphertext: Uint8Array } & Sm4Mode): Buffer | undefined {
  const { name, iv } = checked(options);
  const decipher = createDecipheriv(name, options.key, iv);
  try {
    return Buffer.concat([decipher.update(options.ciphertext), decipher.final()]);
  } catch {
    return undefined;
  }
}

function checked(options: { key: Uint8Array } & Sm4Mode): { name: string; iv: Uint8Array | null } {
  if (options.key.length !== sm4KeyLength) throw new RangeError('an SM4 key has 16 bytes');
  if (options.mode === 'ecb') return { name: 'sm4-ecb', iv: null };
  if (options.iv.length !== blockLength) throw new RangeError('an SM4 IV has 16 bytes');
  return { name: 'sm4-cbc', iv: options.iv };
}

/** SM4-GCM (RFC 8998 §2): a 12-byte nonce, never used twice with a key; the 16-byte tag follows the ciphertext. */
export interface Sm4GcmOptions {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly associated?: Uint8Array | undefined;
}

/** @throws RangeError for a key or nonce of another length */
export function sm4GcmEncrypt(options: Sm4GcmOptions & { plaintext: Uint8Array }): Buffer {
  checkGcm(options);
  if (hasNativeGcm()) {
    const cipher = createCipheriv('sm4-gcm' as 'aes-128-gcm', options.key, options.nonce);
    if (options.associated !== undefined) cipher.setAAD(options.associated);
    return Buffer.concat([cipher.update(options.plaintext), cipher.final(), cipher.getAuthTag()]);
  }
  const { output, tag } = smCrypto().sm4.encrypt(Buffer.from(options.plaintext), options.key, {
    ...portableGcm(options),
    outputTag: true,
  });
  if (tag === undefined) throw new Error('SM4-GCM gave no tag');
  return Buffer.concat([output, tag]);
}

/** Undefined when the tag does not fit. @throws RangeError for a key or nonce of another length */
export function sm4GcmDecrypt(options: Sm4GcmOptions & { ciphertext: Uint8Array }): Buffer | undefined {
  checkGcm(options);
  const whole = Buffer.from(options.ciphertext);
  if (whole.length < gcmTagLength) return undefined;
  const [body, tag] = [whole.subarray(0, -gcmTagLength), whole.subarray(-gcmTagLength)];
  try {
    if (hasNativeGcm()) {
      const decipher = createDecipheriv('sm4-gcm' as 'aes-128-gcm', options.key, options.nonce);
      if (options.associated !== undefined) decipher.setAAD(options.associated);
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(body), decipher.final()]);
    }
    return Buffer.from(smCrypto().sm4.decrypt(body, options.key, { ...portableGcm(options), tag }));
  } catch {
    return undefined;
  }
}

function checkGcm({ key, nonce }: Sm4GcmOptions): void {
  if (key.length !== sm4KeyLength) throw new RangeError('an SM4 key has 16 bytes');
  if (nonce.length !== 12) throw new RangeError('an SM4-GCM nonce has 12 bytes');
}

function portableGcm({ nonce, associated }: Sm4GcmOptions) {
  return { mode: 'gcm', output: 'array', iv: nonce, associatedData: associated ?? Buffer.alloc(0) } as const;
}

/** OpenSSL has SM4-GCM since 3.1. */
function hasNativeGcm(): boolean {
  nativeGcm ??= getCiphers().includes('sm4-gcm');
  return nativeGcm;
}

let nativeGcm: boolean | undefined;
