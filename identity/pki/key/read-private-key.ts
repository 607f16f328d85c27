import { createPrivateKey } from 'node:crypto';
import { Problem } from '../../../kernel/pure/index.ts';
import { type AlgorithmIdentifier, readAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { oid } from '../algorithm/oid.ts';
import { type PrivateKey, privateKeyFromPkcs8, privateKeyOf } from '../algorithm/private-key.ts';
import { DerFault } from '../der/fault.ts';
import { expectTag, Fields } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { looksLikePem, type PemBlock, readPem } from '../der/pem.ts';
import { constructedTag, tag } from '../der/tag.ts';
import { readOctets, readOid, readSmall } from '../der/value.ts';
import { bitString, explicit, integer, objectIdentifier, octetString, sequence } from '../der/write.ts';
import { pkiProblems } from '../problems.ts';
import { fieldElement, sm2Curve } from '../sm2/curve.ts';
import { decryptWithPassword, mostIterations, type Work } from './password-encryption.ts';

/** A key file of 64 KiB would be a strange one. */
const largestKeyFile = 64 * 1024;

/**
 * Reads a private key: PEM or DER; PKCS #8 plain or encrypted (PBES2 with AES, 3DES or SM4; PKCS #12 schemes), SEC 1 (RFC 5915),
 * PKCS #1, and OpenSSL's encrypted traditional PEM. The first key of a PEM text counts.
 * @throws Problem PRIVATE_KEY_MALFORMED, KEY_PASSWORD_NEEDED, KEY_PASSWORD_WRONG, KEY_ALGORITHM_UNSUPPORTED,
 *   KEY_DERIVATION_TOO_COSTLY
 * @example readPrivateKey({ bytes: await readFile('signer.key'), password })
 */
export function readPrivateKey(options: {
  bytes: Uint8Array;
  password?: string | undefined;
  mostIterations?: number | undefined;
}): PrivateKey {
  const { bytes, password } = options;
  const bounds = { password, work: { left: options.mostIterations ?? mostIterations } };
  return refuseDerFaults(() => {
    if (bytes.length > largestKeyFile) throw new DerFault('TOO_LARGE', 0, `more than ${largestKeyFile} bytes`);
    if (!looksLikePem(bytes)) return fromDer(Buffer.from(bytes), bounds);
    const block = readPem(bytes).find(({ label }) => label.endsWith('PRIVATE KEY'));
    if (block === undefined) throw new DerFault('MISSING_MEMBER', 0, 'the text holds no private key');
    return block.headers['DEK-Info'] === undefined ? fromDer(block.bytes, bounds) : fromTraditional(block, bounds);
  });
}

/** What opens a key, and how much work that may be. */
export interface Bounds {
  readonly password: string | undefined;
  readonly work: Work;
}

function refuseDerFaults<T>(read: () => T): T {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof DerFault) throw pkiProblems.PRIVATE_KEY_MALFORMED(fault.why);
    throw fault;
  }
}

/** Tells the forms apart by their first two members. */
function fromDer(der: Buffer, bounds: Bounds): PrivateKey {
  const node = readDer(der, { size: largestKeyFile });
  const [first, second] = expectTag(node, tag.sequence, 'a private key').children();
  if (first?.tag === tag.sequence && second?.tag === tag.octetString) return fromEncrypted(node, bounds);
  if (first?.tag === tag.integer && second?.tag === tag.sequence) return fromPrivateKeyInfo(node);
  if (first?.tag === tag.integer && second?.tag === tag.octetString) return fromSec1(node);
  if (first?.tag === tag.integer && second?.tag === tag.integer) return fromPkcs1(der);
  throw new DerFault('BAD_VALUE', 0, 'neither PKCS #8 nor SEC 1 nor PKCS #1');
}

/** An EncryptedPrivateKeyInfo that has been read as DER. @throws DerFault; Problem as {@link readPrivateKey} */
export function fromEncrypted(node: DerNode, bounds: Bounds): PrivateKey {
  const fields = Fields.of(node, 'EncryptedPrivateKeyInfo');
  const scheme = readAlgorithm(fields.any('the algorithm'));
  const ciphertext = readOctets(fields.any('the data'));
  fields.end();
  if (bounds.password === undefined) throw pkiProblems.KEY_PASSWORD_NEEDED();
  const plain = decryptWithPassword(scheme, ciphertext, { ...bounds, password: bounds.password });
  if (plain === undefined) throw pkiProblems.KEY_PASSWORD_WRONG();
  try {
    return fromPrivateKeyInfo(readDer(plain, { size: largestKeyFile }));
  } catch (fault) {
    // One wrong password in 256 leaves padding that looks right, and then bytes that are no key.
    if (fault instanceof DerFault || isMalformed(fault)) throw pkiProblems.KEY_PASSWORD_WRONG({}, { cause: fault });
    throw fault;
  }
}

function isMalformed(fault: unknown): boolean {
  return fault instanceof Problem && fault.code === 'PRIVATE_KEY_MALFORMED';
}

/** A PrivateKeyInfo that has been read as DER (RFC 5208, RFC 5958). @throws DerFault; Problem KEY_ALGORITHM_UNSUPPORTED */
export function fromPrivateKeyInfo(node: DerNode): PrivateKey {
  const fields = Fields.of(node, 'PrivateKeyInfo');
  readSmall(fields.any('the version'));
  const algorithm = readAlgorithm(fields.any('the algorithm'));
  const content = readOctets(fields.any('the key'));
  fields.optional(constructedTag(0)); // attributes
  fields.optional(0x81); // the public key of RFC 5958
  fields.end();
  const curve = curveOf(algorithm);
  if (curve !== undefined) return fromCurveKey(readDer(content), curve);
  return importKey(node.raw, algorithm.oid);
}

function curveOf(algorithm: AlgorithmIdentifier): string | undefined {
  if (algorithm.oid === oid.sm2) return oid.sm2; // seen: the curve's identifier in the place of the algorithm's
  if (algorithm.oid !== oid.ecPublicKey) return undefined;
  if (algorithm.parameters === undefined) throw new DerFault('MISSING_MEMBER', 0, 'the curve is not named');
  return readOid(algorithm.parameters, 'the curve');
}

function fromSec1(node: DerNode): PrivateKey {
  const parameters = node
    .children()
    .find((member) => member.tag === constructedTag(0))
    ?.children()[0];
  if (parameters === undefined) throw new DerFault('MISSING_MEMBER', node.offset, 'the curve is not named');
  return fromCurveKey(node, readOid(parameters, 'the curve'));
}

/** An ECPrivateKey (RFC 5915): the public point is computed, and one that is enclosed must be the same. */
function fromCurveKey(node: DerNode, curve: string): PrivateKey {
  const fields = Fields.of(node, 'ECPrivateKey');
  readSmall(fields.any('the version'));
  const scalar = readOctets(fields.any('the scalar'));
  fields.optional(constructedTag(0));
  const enclosed = fields.optionalExplicit(1, 'the public key');
  fields.end();
  if (curve === oid.sm2) checkSm2Scalar(scalar);
  const inner = sequence(integer(1), octetString(scalar));
  const algorithm = sequence(objectIdentifier(oid.ecPublicKey), objectIdentifier(curve));
  const key = importKey(sequence(integer(0), algorithm, octetString(inner)), curve);
  if (enclosed === undefined || enclosed.raw.equals(bitString(key.publicKey.keyBytes)))
    return withPoint(key, scalar, curve);
  throw new DerFault('BAD_VALUE', enclosed.offset, 'the public key is not that of the private key');
}

/** Imported anew with its point inside, so that what is exported later carries it as everybody expects. */
function withPoint(key: PrivateKey, scalar: Buffer, curve: string): PrivateKey {
  const inner = sequence(integer(1), octetString(scalar), explicit(1, bitString(key.publicKey.keyBytes)));
  const algorithm = sequence(objectIdentifier(oid.ecPublicKey), objectIdentifier(curve));
  return importKey(sequence(integer(0), algorithm, octetString(inner)), curve);
}

/** 1…n−2: with n−1, signing would divide by zero (GB/T 32918.1 §6.1). */
function checkSm2Scalar(scalar: Buffer): void {
  const d = scalar.length === 0 ? 0n : fieldElement(scalar);
  if (d < 1n || d > sm2Curve.n - 2n) throw new DerFault('BAD_INTEGER', 0, 'the private key is out of range');
}

function importKey(pkcs8: Buffer, algorithm: string): PrivateKey {
  try {
    return privateKeyFromPkcs8(pkcs8);
  } catch (fault) {
    if (isKnown(algorithm))
      throw pkiProblems.PRIVATE_KEY_MALFORMED(
        { whyZh: '密钥数值有误', whyEn: 'the key is not sound' },
        { cause: fault },
      );
    throw pkiProblems.KEY_ALGORITHM_UNSUPPORTED({ algorithm }, { cause: fault });
  }
}

function isKnown(algorithm: string): boolean {
  const known: readonly string[] = [
    oid.rsaEncryption,
    oid.rsaPss,
    oid.ed25519,
    oid.sm2,
    oid.p256,
    oid.p384,
    oid.p521,
    oid.dsa,
  ];
  return known.includes(algorithm);
}

function fromPkcs1(der: Buffer): PrivateKey {
  try {
    return privateKeyOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs1' }));
  } catch (fault) {
    throw pkiProblems.PRIVATE_KEY_MALFORMED({ whyZh: '密钥数值有误', whyEn: 'the key is not sound' }, { cause: fault });
  }
}

/** OpenSSL's own encryption of traditional PEM; it knows its derivation (one MD5 round) best. */
function fromTraditional(block: PemBlock, bounds: Bounds): PrivateKey {
  if (bounds.password === undefined) throw pkiProblems.KEY_PASSWORD_NEEDED();
  let plain: Buffer;
  try {
    const key = createPrivateKey({ key: block.text, passphrase: bounds.password });
    plain = key.export({ format: 'der', type: 'pkcs8' });
  } catch (fault) {
    throw pkiProblems.KEY_PASSWORD_WRONG({}, { cause: fault });
  }
  return fromPrivateKeyInfo(readDer(plain));
}
