import { createCipheriv, pbkdf2Sync } from 'node:crypto';
import type { Random } from '../../../kernel/index.ts';
import { writeAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { oid } from '../algorithm/oid.ts';
import type { PrivateKey } from '../algorithm/private-key.ts';
import { Fields } from '../der/fields.ts';
import { readDer } from '../der/node.ts';
import { tag } from '../der/tag.ts';
import { readOctets } from '../der/value.ts';
import { bitString, explicit, integer, objectIdentifier, octetString, sequence } from '../der/write.ts';

/** DER of the plain PrivateKeyInfo. It is the secret itself: for sealing at rest, never for a log or an answer. */
export function toPkcs8(key: PrivateKey): Buffer {
  return key.keyObject.export({ format: 'der', type: 'pkcs8' });
}

/**
 * DER of an ECPrivateKey with curve and public point (RFC 5915; SM2, P-256, P-384, P-521).
 * @throws RangeError for another kind of key
 */
export function toSec1(key: PrivateKey): Buffer {
  const curve = { SM2: oid.sm2, 'P-256': oid.p256, 'P-384': oid.p384, 'P-521': oid.p521 }[key.kind as string];
  if (curve === undefined) throw new RangeError('SEC 1 is for elliptic curve keys');
  const outer = Fields.of(readDer(toPkcs8(key)), 'PrivateKeyInfo');
  outer.any('the version');
  outer.any('the algorithm');
  const inner = Fields.of(readDer(readOctets(outer.any('the key'))), 'ECPrivateKey');
  inner.any('the version');
  return sequence(
    integer(1),
    inner.next(tag.octetString, 'the scalar').raw,
    explicit(0, objectIdentifier(curve)),
    explicit(1, bitString(key.publicKey.keyBytes)),
  );
}

/** OWASP's figure for PBKDF2 with SHA-256. */
const defaultIterations = 600_000;
const suites = {
  aes: { digest: 'sha256', hmac: oid.hmacSha256, cipher: 'aes-256-cbc', cipherOid: oid.aes256Cbc, keyLength: 32 },
  sm4: { digest: 'sm3', hmac: oid.hmacSm3, cipher: 'sm4-cbc', cipherOid: oid.sm4Cbc, keyLength: 16 },
} as const;

const saltLength = 16;
const ivLength = 16;

/**
 * DER of an EncryptedPrivateKeyInfo: PBES2 (RFC 8018) with PBKDF2-HMAC-SHA256 and AES-256-CBC, or in the national suite
 * PBKDF2-HMAC-SM3 and SM4-CBC.
 */
export function toEncryptedPkcs8(options: {
  key: PrivateKey;
  password: string;
  random: Random;
  suite?: 'aes' | 'sm4' | undefined;
  iterations?: number | undefined;
}): Buffer {
  const { key, password, random, suite = 'aes', iterations = defaultIterations } = options;
  const salt = random.bytes(saltLength);
  const iv = random.bytes(ivLength);
  const { digest, hmac, cipher, cipherOid, keyLength } = suites[suite];
  const derived = pbkdf2Sync(Buffer.from(password, 'utf8'), salt, iterations, keyLength, digest);
  const sealing = createCipheriv(cipher, derived, iv);
  const ciphertext = Buffer.concat([sealing.update(toPkcs8(key)), sealing.final()]);
  const parameters = sequence(octetString(salt), integer(iterations), writeAlgorithm(hmac, 'null'));
  const derivation = writeAlgorithm(oid.pbkdf2, parameters);
  const scheme = writeAlgorithm(oid.pbes2, sequence(derivation, writeAlgorithm(cipherOid, octetString(iv))));
  return sequence(scheme, octetString(ciphertext));
}
