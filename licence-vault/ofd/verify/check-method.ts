import { createHash } from 'node:crypto';
import { sm3 } from '../../../identity/pki/index.ts';

/** A digest that References may name (CheckMethod 摘要方法). */
export interface CheckMethod {
  readonly name: string;
  /** Collisions can be made, so equality proves little. */
  readonly weak: boolean;
  digest(bytes: Uint8Array): Buffer;
}

const node = (name: string, algorithm: string, weak = false): CheckMethod => ({
  name,
  weak,
  digest: (bytes) => createHash(algorithm).update(bytes).digest(),
});
const methods = {
  sm3: { name: 'SM3', weak: false, digest: (bytes: Uint8Array) => sm3(bytes) } satisfies CheckMethod,
  sha256: node('SHA-256', 'sha256'),
  sha384: node('SHA-384', 'sha384'),
  sha512: node('SHA-512', 'sha512'),
  sha1: node('SHA-1', 'sha1', true),
  md5: node('MD5', 'md5', true),
} as const;

/**
 * Spellings that are read. The standard names MD5 and SHA1 and leaves the choice to the trade; GM/T 0031 asks for SM3 by
 * its object identifier. The identifiers of SM3 without and with key (GM/T 0006) are both seen for plain SM3.
 */
const spellings: Readonly<Record<string, CheckMethod>> = {
  SM3: methods.sm3,
  '1.2.156.10197.1.401': methods.sm3,
  '1.2.156.10197.1.401.1': methods.sm3,
  '1.2.156.10197.1.401.2': methods.sm3,
  SHA256: methods.sha256,
  '2.16.840.1.101.3.4.2.1': methods.sha256,
  SHA384: methods.sha384,
  '2.16.840.1.101.3.4.2.2': methods.sha384,
  SHA512: methods.sha512,
  '2.16.840.1.101.3.4.2.3': methods.sha512,
  SHA1: methods.sha1,
  '1.3.14.3.2.26': methods.sha1,
  MD5: methods.md5,
  '1.2.840.113549.2.5': methods.md5,
};

/** The digest that a CheckMethod names; undefined when it is none we know. */
export function checkMethodOf(text: string): CheckMethod | undefined {
  const key = text.toUpperCase().replace(/[-_ ]/g, '');
  return Object.hasOwn(spellings, key) ? spellings[key] : undefined;
}

/** Digests that signature algorithms go with, for what is signed with other than the files' digest. */
const ofSignature: Readonly<Record<string, CheckMethod>> = {
  '1.2.156.10197.1.501': methods.sm3,
  '1.2.840.113549.1.1.11': methods.sha256,
  '1.2.840.113549.1.1.12': methods.sha384,
  '1.2.840.113549.1.1.13': methods.sha512,
  '1.2.840.10045.4.3.2': methods.sha256,
  '1.2.840.10045.4.3.3': methods.sha384,
  '1.2.840.10045.4.3.4': methods.sha512,
};

/** The digest that belongs to a signature algorithm, by its object identifier. */
export function digestOfSignature(algorithm: string): CheckMethod | undefined {
  return Object.hasOwn(ofSignature, algorithm) ? ofSignature[algorithm] : undefined;
}

/** Digests of package entries, each taken once however many signatures protect it. */
export class EntryDigests {
  readonly #known = new Map<CheckMethod, WeakMap<Uint8Array, Buffer>>();

  of(method: CheckMethod, bytes: Uint8Array, take: typeof digestOf = digestOf): Buffer {
    const known = this.#known.get(method) ?? new WeakMap<Uint8Array, Buffer>();
    const digest = known.get(bytes) ?? take(method, bytes);
    this.#known.set(method, known.set(bytes, digest));
    return digest;
  }
}

function digestOf(method: CheckMethod, bytes: Uint8Array): Buffer {
  return method.digest(bytes);
}
