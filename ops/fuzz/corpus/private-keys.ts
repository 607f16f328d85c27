import { createCipheriv, scryptSync } from 'node:crypto';
import {
  der,
  generateKey,
  oid,
  type PrivateKey,
  toEncryptedPkcs8,
  toPkcs8,
  toSec1,
  writeAlgorithm,
  writePem,
} from '../../../identity/pki/index.ts';
import { systemRandom } from '../../../kernel/index.ts';

/** Of everything in the corpus that is encrypted. */
export const corpusPassword = 'fuzz';
/** Rounds of key derivation: the readers are under attack here, not the derivation. */
export const corpusIterations = 10;

const kinds = ['SM2', 'P-256', 'P-384', 'P-521', 'Ed25519', 'RSA'] as const;
const curves = ['SM2', 'P-256', 'P-384', 'P-521'] as const;

/** Private keys in every form that is read, and their public halves. */
export function makeKeys(): { privateKeys: Buffer[]; publicKeys: Buffer[] } {
  const keys = new Map(kinds.map((kind) => [kind, generateKey(kind, { rsaBits: 2048 })] as const));
  const keyOf = (kind: (typeof kinds)[number]): PrivateKey => {
    const key = keys.get(kind);
    if (key === undefined) throw new Error(`no key of kind ${kind}`);
    return key;
  };
  const sm2 = keyOf('SM2');
  const rsa = keyOf('RSA').keyObject;
  const encrypted = (key: PrivateKey, suite: 'aes' | 'sm4') =>
    toEncryptedPkcs8({ key, suite, password: corpusPassword, random: systemRandom, iterations: corpusIterations });
  const traditional = { type: 'pkcs1', cipher: 'aes-128-cbc', passphrase: corpusPassword } as const;
  return {
    privateKeys: [
      ...kinds.map((kind) => toPkcs8(keyOf(kind))),
      ...curves.map((kind) => toSec1(keyOf(kind))),
      rsa.export({ format: 'der', type: 'pkcs1' }),
      encrypted(sm2, 'aes'),
      encrypted(sm2, 'sm4'),
      encrypted(keyOf('Ed25519'), 'aes'),
      underScrypt(sm2),
      Buffer.from(writePem('PRIVATE KEY', toPkcs8(sm2))),
      Buffer.from(writePem('EC PRIVATE KEY', toSec1(sm2))),
      Buffer.from(writePem('ENCRYPTED PRIVATE KEY', encrypted(sm2, 'sm4'))),
      Buffer.from(rsa.export({ format: 'pem', ...traditional })),
    ],
    publicKeys: kinds.map((kind) => keyOf(kind).publicKey.spki),
  };
}

/** PBES2 with scrypt (RFC 7914 §7) and AES-128. */
function underScrypt(key: PrivateKey): Buffer {
  const [salt, iv] = [systemRandom.bytes(16), systemRandom.bytes(16)];
  const [N, r, p] = [16, 2, 1];
  const derived = scryptSync(corpusPassword, salt, 16, { N, r, p });
  const sealing = createCipheriv('aes-128-cbc', derived, iv);
  const ciphertext = Buffer.concat([sealing.update(toPkcs8(key)), sealing.final()]);
  const parameters = der.sequence(der.octetString(salt), der.integer(N), der.integer(r), der.integer(p));
  const derivation = writeAlgorithm(oid.scrypt, parameters);
  const encryption = writeAlgorithm(oid.aes128Cbc, der.octetString(iv));
  const scheme = writeAlgorithm(oid.pbes2, der.sequence(derivation, encryption));
  return der.sequence(scheme, der.octetString(ciphertext));
}
