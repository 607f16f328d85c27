import { createDecipheriv, pbkdf2Sync, scryptSync } from 'node:crypto';
import { type AlgorithmIdentifier, readAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { oid } from '../algorithm/oid.ts';
import { Fields } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { tag } from '../der/tag.ts';
import { readOctets, readSmall } from '../der/value.ts';
import { pkiProblems } from '../problems.ts';
import { bmpPassword, pkcs12Derive } from './pkcs12-derivation.ts';
import { rc2Decrypt } from './rc2.ts';

/** Rounds of key derivation we do for one file; a store with three secrets at what is recommended today needs two million. */
export const mostIterations = 3_000_000;

const longestSalt = 1024;

/** Rounds that are left for one file, however many secrets it holds. */
export interface Work {
  left: number;
}

/** What a password opens, and within which bounds. */
export interface PasswordOptions {
  readonly password: string;
  readonly work: Work;
}

/** Ciphers of PKCS #12's own schemes (RFC 7292 appendix C), by the last arc of their identifier. */
const pkcs12Ciphers: Readonly<Record<string, { name: string; keyLength: number }>> = {
  '1.2.840.113549.1.12.1.3': { name: 'des-ede3-cbc', keyLength: 24 },
  '1.2.840.113549.1.12.1.4': { name: 'des-ede-cbc', keyLength: 16 },
  '1.2.840.113549.1.12.1.5': { name: 'rc2', keyLength: 16 },
  '1.2.840.113549.1.12.1.6': { name: 'rc2', keyLength: 5 },
};

const ciphers: Readonly<Record<string, { name: string; keyLength: number; ivLength: number }>> = {
  [oid.aes128Cbc]: { name: 'aes-128-cbc', keyLength: 16, ivLength: 16 },
  [oid.aes192Cbc]: { name: 'aes-192-cbc', keyLength: 24, ivLength: 16 },
  [oid.aes256Cbc]: { name: 'aes-256-cbc', keyLength: 32, ivLength: 16 },
  [oid.des3Cbc]: { name: 'des-ede3-cbc', keyLength: 24, ivLength: 8 },
  [oid.sm4Cbc]: { name: 'sm4-cbc', keyLength: 16, ivLength: 16 },
};

const hmacs: Readonly<Record<string, string>> = {
  [oid.hmacSha1]: 'sha1',
  [oid.hmacSha224]: 'sha224',
  [oid.hmacSha256]: 'sha256',
  [oid.hmacSha384]: 'sha384',
  [oid.hmacSha512]: 'sha512',
  [oid.hmacSm3]: 'sm3',
  [oid.hmacSm3Other]: 'sm3',
};

/**
 * Decrypts with PBES2 (RFC 8018 §6.2, or under its names in GM/T 0091: PBKDF2 or scrypt; AES, 3DES or SM4 in CBC) or with a
 * scheme of PKCS #12 (3DES, RC2).
 * @returns the plaintext, or undefined when the padding is wrong: mostly a wrong password
 * @throws Problem KEY_ALGORITHM_UNSUPPORTED, KEY_DERIVATION_TOO_COSTLY; DerFault
 */
export function decryptWithPassword(
  scheme: AlgorithmIdentifier,
  ciphertext: Buffer,
  options: PasswordOptions,
): Buffer | undefined {
  const old = pkcs12Ciphers[scheme.oid];
  if (old !== undefined) return decryptPkcs12(old, { scheme, ciphertext }, options);
  const isKnown = scheme.oid === oid.pbes2 || scheme.oid === oid.pbesSm;
  if (!isKnown || scheme.parameters === undefined) throw unsupported(scheme.oid);
  const fields = Fields.of(scheme.parameters, 'PBES2 parameters');
  const derivation = readAlgorithm(fields.any('the key derivation'));
  const encryption = readAlgorithm(fields.any('the encryption scheme'));
  fields.end();
  const cipher = ciphers[encryption.oid];
  if (cipher === undefined || encryption.parameters === undefined) throw unsupported(encryption.oid);
  const iv = readOctets(encryption.parameters, 'the IV');
  if (iv.length !== cipher.ivLength) throw unsupported(encryption.oid);
  const key = deriveKey(derivation, cipher.keyLength, options);
  return finish(() => createDecipheriv(cipher.name, key, iv), ciphertext);
}

function deriveKey(derivation: AlgorithmIdentifier, length: number, options: PasswordOptions): Buffer {
  if (derivation.parameters === undefined) throw unsupported(derivation.oid);
  const password = Buffer.from(options.password, 'utf8');
  const fields = Fields.of(derivation.parameters, 'key derivation parameters');
  if (derivation.oid === oid.pbkdf2 || derivation.oid === oid.pbkdfSm) {
    const salt = saltOf(fields.next(tag.octetString, 'the salt'));
    const iterations = takeIterations(fields.any('the count'), options.work);
    fields.optional(tag.integer); // the key's length, which the cipher fixes as well
    const prf = fields.optional(tag.sequence);
    fields.end();
    const unsaid = derivation.oid === oid.pbkdfSm ? oid.hmacSm3 : oid.hmacSha1;
    const hmac = prf === undefined ? unsaid : readAlgorithm(prf).oid;
    const digest = hmacs[hmac];
    if (digest === undefined) throw unsupported(hmac);
    return pbkdf2Sync(password, salt, iterations, length, digest);
  }
  if (derivation.oid !== oid.scrypt) throw unsupported(derivation.oid);
  const salt = saltOf(fields.next(tag.octetString, 'the salt'));
  const N = readSmall(fields.any('N'), 'N');
  const r = readSmall(fields.any('r'), 'r');
  const p = readSmall(fields.any('p'), 'p');
  fields.optional(tag.integer);
  fields.end();
  const isPower = N > 1 && Number.isInteger(Math.log2(N));
  // One unit of N·r·p is 128 bytes mixed, about as dear as one iteration of PBKDF2.
  const cost = N * r * p;
  if (!isPower || r < 1 || p < 1 || cost > options.work.left) throw pkiProblems.KEY_DERIVATION_TOO_COSTLY();
  options.work.left -= cost;
  return scryptSync(password, salt, length, { N, r, p, maxmem: 256 * N * r + 1024 * 1024 });
}

function decryptPkcs12(
  cipher: { name: string; keyLength: number },
  sealed: { scheme: AlgorithmIdentifier; ciphertext: Buffer },
  options: PasswordOptions,
): Buffer | undefined {
  if (sealed.scheme.parameters === undefined) throw unsupported(sealed.scheme.oid);
  const fields = Fields.of(sealed.scheme.parameters, 'PKCS #12 encryption parameters');
  const salt = saltOf(fields.any('the salt'));
  const iterations = takeIterations(fields.any('the count'), options.work);
  fields.end();
  const password = bmpPassword(options.password);
  const derive = (purpose: 'key' | 'iv', length: number) =>
    pkcs12Derive({ digest: 'sha1', password, salt, iterations, purpose, length });
  const key = derive('key', cipher.keyLength);
  const iv = derive('iv', 8);
  if (cipher.name === 'rc2') return rc2Decrypt({ key, iv, ciphertext: sealed.ciphertext });
  return finish(() => createDecipheriv(cipher.name, key, iv), sealed.ciphertext);
}

function finish(create: () => ReturnType<typeof createDecipheriv>, ciphertext: Buffer): Buffer | undefined {
  try {
    const decipher = create();
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    return undefined;
  }
}

function saltOf(node: DerNode): Buffer {
  const salt = readOctets(node, 'the salt');
  if (salt.length > longestSalt) throw pkiProblems.KEY_DERIVATION_TOO_COSTLY();
  return salt;
}

/** Reads an iteration count and takes it from what is left. @throws Problem KEY_DERIVATION_TOO_COSTLY */
export function takeIterations(node: DerNode, work: Work): number {
  const iterations = readSmall(node, 'the iteration count');
  if (iterations < 1 || iterations > work.left) throw pkiProblems.KEY_DERIVATION_TOO_COSTLY();
  work.left -= iterations;
  return iterations;
}

function unsupported(algorithm: string): Error {
  return pkiProblems.KEY_ALGORITHM_UNSUPPORTED({ algorithm });
}
