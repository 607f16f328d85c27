import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type KeyKind, type PublicKey, parsePublicKey } from './public-key.ts';

/** A private key with its public half. `keyObject` never leaves the process; exporting is a call of its own. */
export interface PrivateKey {
  readonly kind: KeyKind;
  readonly keyObject: KeyObject;
  readonly publicKey: PublicKey;
}

/**
 * Takes a plain PKCS #8 PrivateKeyInfo. SM2 keys must come this way even when Node made them: only an imported key signs SM2,
 * a generated one signs ECDSA on the same curve.
 * @throws Error when OpenSSL refuses the key or it is of no kind we know
 */
export function privateKeyFromPkcs8(der: Uint8Array): PrivateKey {
  return privateKeyOf(createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' }));
}

/** @throws Error when the key is of no kind we know */
export function privateKeyOf(keyObject: KeyObject): PrivateKey {
  const publicKey = parsePublicKey(createPublicKey(keyObject).export({ format: 'der', type: 'spki' }));
  if (publicKey.kind === undefined) throw new Error('a private key of an unsupported kind');
  return { kind: publicKey.kind, keyObject, publicKey };
}

/** Kinds that are made anew; DSA is for reading old chains only. */
export type GeneratedKind = Exclude<KeyKind, 'DSA' | 'RSA-PSS'>;

const rsaBits = 3072;

/** Makes a key pair with OpenSSL's generator. RSA keys have 3,072 bits unless told otherwise. */
export function generateKey(kind: GeneratedKind, options: { rsaBits?: number } = {}): PrivateKey {
  const { privateKey } = generatePair(kind, options.rsaBits ?? rsaBits);
  return privateKeyFromPkcs8(privateKey.export({ format: 'der', type: 'pkcs8' }));
}

function generatePair(kind: GeneratedKind, modulusLength: number): { privateKey: KeyObject } {
  if (kind === 'RSA') return generateKeyPairSync('rsa', { modulusLength });
  if (kind === 'Ed25519') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('ec', { namedCurve: kind });
}
