import { createHmac, timingSafeEqual } from 'node:crypto';
import { readAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { digestNames } from '../algorithm/oid.ts';
import type { PrivateKey } from '../algorithm/private-key.ts';
import { type Certificate, parseCertificate } from '../certificate/certificate.ts';
import { berToDer } from '../der/ber.ts';
import { DerFault } from '../der/fault.ts';
import { Fields, onlyMember } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { constructedTag, primitiveTag, tag } from '../der/tag.ts';
import { textOf } from '../der/text.ts';
import { readOctets, readOid, readSmall } from '../der/value.ts';
import { pkiProblems } from '../problems.ts';
import { decryptWithPassword, mostIterations, takeIterations } from './password-encryption.ts';
import { bmpPassword, pkcs12Derive } from './pkcs12-derivation.ts';
import { type Bounds, fromEncrypted, fromPrivateKeyInfo } from './read-private-key.ts';

/** A private key of a store and the certificate that goes with it. */
export interface KeyStoreEntry {
  readonly key: PrivateKey;
  /** The certificate over the key's public half; undefined when the store has none. */
  readonly certificate: Certificate | undefined;
  readonly friendlyName: string | undefined;
}

/** What a PKCS #12 file (.p12, .pfx) holds. */
export interface KeyStore {
  readonly entries: readonly KeyStoreEntry[];
  /** All certificates, those of the entries included, in the order of the file. */
  readonly certificates: readonly Certificate[];
}

const largestStore = 4 * 1024 * 1024;
const mostBags = 256;
/** A key costs a millisecond or two to import, a certificate a tenth of it; nobody keeps so many in one store. */
const mostKeys = 32;
const deepestSafe = 4;

const oidData = '1.2.840.113549.1.7.1';
const oidEncryptedData = '1.2.840.113549.1.7.6';
const oidX509Certificate = '1.2.840.113549.1.9.22.1';
const oidFriendlyName = '1.2.840.113549.1.9.20';
const bag = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  safeContents: '1.2.840.113549.1.12.10.1.6',
} as const;

/**
 * Opens a PKCS #12 store protected by a password (RFC 7292): BER or DER, RSA, EC and SM2 keys, certificates under PBES2,
 * 3DES or RC2. The MAC is checked before anything inside is believed.
 * @throws Problem KEY_STORE_MALFORMED, KEY_PASSWORD_WRONG, KEY_ALGORITHM_UNSUPPORTED, KEY_DERIVATION_TOO_COSTLY,
 *   PRIVATE_KEY_MALFORMED, CERTIFICATE_MALFORMED
 * @example readKeyStore({ bytes: await readFile('seal.p12'), password: '…' }).entries[0]
 */
export function readKeyStore(options: {
  bytes: Uint8Array;
  password: string;
  mostIterations?: number | undefined;
}): KeyStore {
  const bounds = { password: options.password, work: { left: options.mostIterations ?? mostIterations } };
  try {
    return readStore(options.bytes, bounds);
  } catch (fault) {
    if (fault instanceof DerFault) throw pkiProblems.KEY_STORE_MALFORMED(fault.why);
    throw fault;
  }
}

type PasswordBounds = Bounds & { readonly password: string };

function readStore(bytes: Uint8Array, bounds: PasswordBounds): KeyStore {
  const fields = Fields.of(readDer(berToDer(bytes, { size: largestStore })), 'PFX');
  if (readSmall(fields.any('the version')) !== 3) throw new DerFault('BAD_VALUE', 0, 'not version 3 of PKCS #12');
  const safe = contentOf(fields.any('the authenticated safe'));
  if (safe.type !== oidData) throw pkiProblems.KEY_ALGORITHM_UNSUPPORTED({ algorithm: safe.type });
  const authenticated = readOctets(safe.content, 'the authenticated safe');
  const mac = fields.optional(tag.sequence);
  fields.end();
  if (mac !== undefined) checkMac(mac, authenticated, bounds);
  const found: Found = { keys: [], certificates: [], bags: 0 };
  for (const member of readDer(berToDer(authenticated, { size: largestStore })).children()) {
    readSafe(safeBytes(member, bounds), { found, bounds, depth: 0 });
  }
  return paired(found);
}

interface Found {
  readonly keys: { key: PrivateKey; friendlyName: string | undefined }[];
  readonly certificates: Certificate[];
  bags: number;
}

/** ContentInfo: a type and a value under [0]. */
function contentOf(node: DerNode): { type: string; content: DerNode } {
  const fields = Fields.of(node, 'ContentInfo');
  const type = readOid(fields.any('the type'));
  const content = fields.optionalExplicit(0, 'the content');
  fields.end();
  if (content === undefined) throw new DerFault('MISSING_MEMBER', node.offset, 'ContentInfo without content');
  return { type, content };
}

/** MacData (RFC 7292 §4): an HMAC under a key derived from the password. */
function checkMac(node: DerNode, authenticated: Buffer, bounds: PasswordBounds): void {
  const fields = Fields.of(node, 'MacData');
  const digestInfo = Fields.of(fields.any('the digest'), 'DigestInfo');
  const algorithm = readAlgorithm(digestInfo.any('the algorithm')).oid;
  const expected = readOctets(digestInfo.any('the value'));
  const salt = readOctets(fields.any('the salt'));
  const countNode = fields.optional(tag.integer);
  const iterations = countNode === undefined ? 1 : takeIterations(countNode, bounds.work);
  const digest = digestNames[algorithm];
  if (digest === undefined || digest === 'md5') throw pkiProblems.KEY_ALGORITHM_UNSUPPORTED({ algorithm });
  // No password is an empty string to some writers and nothing at all to others.
  const candidates = bounds.password === '' ? [bmpPassword(''), Buffer.alloc(0)] : [bmpPassword(bounds.password)];
  const isRight = candidates.some((password) => {
    const length = expected.length;
    const key = pkcs12Derive({ digest, password, salt, iterations, purpose: 'mac', length: hmacLength(digest) });
    const actual = createHmac(digest, key).update(authenticated).digest();
    return actual.length === length && timingSafeEqual(actual, expected);
  });
  if (!isRight) throw pkiProblems.KEY_PASSWORD_WRONG();
}

function hmacLength(digest: string): number {
  return createHmac(digest, '').digest().length;
}

/** The bytes of SafeContents: as they are, or decrypted. */
function safeBytes(member: DerNode, bounds: PasswordBounds): Buffer {
  const { type, content } = contentOf(member);
  if (type === oidData) return readOctets(content);
  if (type !== oidEncryptedData) throw pkiProblems.KEY_ALGORITHM_UNSUPPORTED({ algorithm: type });
  const fields = Fields.of(content, 'EncryptedData');
  fields.any('the version');
  const info = Fields.of(fields.any('the encrypted content'), 'EncryptedContentInfo');
  info.any('the content type');
  const scheme = readAlgorithm(info.any('the algorithm'));
  const sealed = info.any('the ciphertext');
  const isPrimitive = sealed.tag === primitiveTag(0);
  if (!isPrimitive && sealed.tag !== constructedTag(0)) {
    throw new DerFault('UNEXPECTED_TAG', sealed.offset, 'the ciphertext has another tag');
  }
  const ciphertext = isPrimitive ? sealed.content : Buffer.concat(sealed.children().map((piece) => readOctets(piece)));
  const plain = decryptWithPassword(scheme, ciphertext, bounds);
  if (plain === undefined) throw pkiProblems.KEY_PASSWORD_WRONG();
  return plain;
}

function readSafe(bytes: Buffer, context: { found: Found; bounds: PasswordBounds; depth: number }): void {
  const { found, bounds, depth } = context;
  if (depth >= deepestSafe) throw new DerFault('TOO_DEEP', 0, 'safes within safes');
  for (const node of readDer(berToDer(bytes, { size: largestStore })).children()) {
    found.bags += 1;
    if (found.bags > mostBags) throw new DerFault('TOO_MANY_MEMBERS', node.offset, `more than ${mostBags} bags`);
    const fields = Fields.of(node, 'SafeBag');
    const type = readOid(fields.any('the type'));
    const value = onlyMember(fields.next(constructedTag(0), 'the value'), 'a bag');
    const friendlyName = friendlyNameIn(fields.optional(tag.set));
    fields.end();
    const holdsKey = type === bag.key || type === bag.shroudedKey;
    if (holdsKey && found.keys.length >= mostKeys) {
      throw new DerFault('TOO_MANY_MEMBERS', node.offset, `more than ${mostKeys} keys`);
    }
    if (type === bag.key) found.keys.push({ key: fromPrivateKeyInfo(value), friendlyName });
    else if (type === bag.shroudedKey) found.keys.push({ key: fromEncrypted(value, bounds), friendlyName });
    else if (type === bag.certificate) readCertificateBag(value, found);
    else if (type === bag.safeContents) readSafe(value.raw, { found, bounds, depth: depth + 1 });
  }
}

function readCertificateBag(node: DerNode, found: Found): void {
  const fields = Fields.of(node, 'CertBag');
  const type = readOid(fields.any('the type'));
  const value = onlyMember(fields.any('the value'), 'a certificate bag');
  if (type === oidX509Certificate) found.certificates.push(parseCertificate(readOctets(value)));
}

function friendlyNameIn(attributes: DerNode | undefined): string | undefined {
  for (const node of attributes?.children() ?? []) {
    const [type, values] = node.children();
    if (type?.tag !== tag.objectIdentifier || readOid(type) !== oidFriendlyName) continue;
    const value = values?.children()[0];
    if (value !== undefined) return textOf(value);
  }
  return undefined;
}

function paired(found: Found): KeyStore {
  const entries = found.keys.map(({ key, friendlyName }) => ({
    key,
    friendlyName,
    certificate: found.certificates.find((certificate) => belongsTo(key, certificate)),
  }));
  return { entries, certificates: found.certificates };
}

/** Whether a private key is the one of a certificate. */
export function belongsTo(key: PrivateKey, certificate: Certificate): boolean {
  const { kind, keyBytes } = certificate.publicKey;
  return kind === key.kind && keyBytes.equals(key.publicKey.keyBytes);
}

/** @throws Problem KEY_CERTIFICATE_MISMATCH */
export function requireKeyOf(key: PrivateKey, certificate: Certificate): void {
  if (!belongsTo(key, certificate)) throw pkiProblems.KEY_CERTIFICATE_MISMATCH();
}
