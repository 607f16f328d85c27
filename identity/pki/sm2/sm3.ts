import { createHash, type Hash } from 'node:crypto';
import { sm3KnownAnswer } from './known-answer.ts';
import { smCrypto } from './portable.ts';

/** Bytes of a digest. */
export const sm3Length = 32;

/** SM3 (GB/T 32905, ISO/IEC 10118-3) over the parts in their order. */
export function sm3(...parts: readonly Uint8Array[]): Buffer {
  const digest = createSm3();
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** A running SM3 digest, for what does not fit into memory at once. */
export interface Sm3 {
  update(bytes: Uint8Array): unknown;
  digest(): Buffer;
}

/** OpenSSL's SM3 when it gives the known answer, sm-crypto-v2's (which needs the whole message at once) otherwise. */
export function createSm3(): Sm3 {
  nativeIsRight ??= isRight(nativeSm3);
  return nativeIsRight ? nativeSm3() : portableSm3();
}

let nativeIsRight: boolean | undefined;

function nativeSm3(): Hash {
  return createHash('sm3');
}

/** Exported for its test. */
export function portableSm3(): Sm3 {
  const parts: Buffer[] = [];
  return {
    update: (bytes) => parts.push(Buffer.from(bytes)),
    digest: () => Buffer.from(smCrypto().sm3(Buffer.concat(parts)), 'hex'),
  };
}

/** Whether a digest gives the standard's answer; one that is not there (a build without SM3) does not. */
export function isRight(create: () => Sm3): boolean {
  try {
    const digest = create();
    digest.update(Buffer.from(sm3KnownAnswer.message));
    return digest.digest().equals(Buffer.from(sm3KnownAnswer.digest, 'hex'));
  } catch {
    return false;
  }
}
