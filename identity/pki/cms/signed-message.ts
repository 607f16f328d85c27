import { type AlgorithmIdentifier, readAlgorithm, writeAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { digestNames, oid } from '../algorithm/oid.ts';
import { type Certificate, readCertificate } from '../certificate/certificate.ts';
import { type Name, readName } from '../certificate/name.ts';
import { DerFault } from '../der/fault.ts';
import { Fields, membersOf, onlyMember } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { constructedTag, primitiveTag, tag } from '../der/tag.ts';
import { readTime } from '../der/time.ts';
import { integerBytes, readOctets, readOid, readSmall } from '../der/value.ts';
import { encode } from '../der/write.ts';
import { cmsOid } from './cms-oid.ts';

/** A signed message of one signer (SignedData of RFC 5652 §5 and, under numbers of its own, of GB/T 35275 §8), not yet believed. */
export interface SignedMessage {
  readonly contentType: string;
  /** The bytes that come with it; undefined where they are somewhere else. */
  readonly content: Buffer | undefined;
  readonly certificates: readonly Certificate[];
  readonly signer: MessageSigner;
}

export interface MessageSigner {
  readonly id: { readonly issuer: Name; readonly serial: Buffer } | { readonly keyIdentifier: Buffer };
  /** Node's name of the digest, undefined for one we do not know. */
  readonly digest: string | undefined;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Buffer;
  /** Undefined: the content itself is signed. */
  readonly attributes: SignedAttributes | undefined;
  /** DER of a time stamp over the signature value. */
  readonly timeStamp: Buffer | undefined;
}

export interface SignedAttributes {
  /** As SET OF: the bytes that are signed. */
  readonly signedBytes: Buffer;
  readonly contentType: string | undefined;
  readonly messageDigest: Buffer | undefined;
  /** When it was signed, by the signer's own word. */
  readonly signingTime: Date | undefined;
  /** What the signature is bound to (RFC 5035): digests of the signer's certificate. */
  readonly boundTo: { readonly digest: string | undefined; readonly value: Buffer } | undefined;
}

const messageLimits = { size: 256 * 1024, members: 20_000 };
const mostCertificates = 16;

/** Reads a signed message from DER. @throws DerFault */
export function readSignedMessage(der: Uint8Array): SignedMessage {
  return readContentInfo(readDer(Buffer.from(der), messageLimits));
}

/** Reads a ContentInfo that holds a signed message. @throws DerFault */
export function readContentInfo(node: DerNode): SignedMessage {
  const outer = Fields.of(node, 'ContentInfo');
  const type = readOid(outer.any('the type'));
  const content = outer.optionalExplicit(0, 'the content');
  outer.end();
  const isSigned = type === cmsOid.signedData || type === cmsOid.signedDataNational;
  if (!isSigned || content === undefined) throw new DerFault('BAD_VALUE', node.offset, 'not signed data');
  const fields = Fields.of(content, 'SignedData');
  readSmall(fields.any('the version'));
  fields.next(tag.set, 'the digest algorithms');
  const encapsulated = Fields.of(fields.any('the content'), 'the content');
  const contentType = readOid(encapsulated.any('its type'));
  const octets = encapsulated.optionalExplicit(0, 'the octets');
  encapsulated.end();
  const certificates = fields.optional(constructedTag(0))?.children() ?? [];
  fields.optional(constructedTag(1)); // revocation lists; what counts is what the verifier has
  const signers = membersOf(fields.next(tag.set, 'the signers'), 'the signers', tag.set);
  fields.end();
  const [signer] = signers;
  if (signer === undefined || signers.length > 1)
    throw new DerFault('BAD_VALUE', node.offset, 'not exactly one signer');
  if (certificates.length > mostCertificates) {
    throw new DerFault('TOO_MANY_MEMBERS', node.offset, `more than ${mostCertificates} certificates`);
  }
  return {
    contentType,
    content: octets === undefined ? undefined : readOctets(octets, 'the content'),
    certificates: certificates.filter((one) => one.tag === tag.sequence).map(readCertificate),
    signer: readSigner(signer),
  };
}

/** The certificate that the signer names, among those of the message and others at hand. */
export function signerCertificate(
  {
    signer: { id },
    certificates,
  }: Pick<SignedMessage, 'certificates'> & { readonly signer: Pick<MessageSigner, 'id'> },
  others: readonly Certificate[] = [],
): Certificate | undefined {
  return [...certificates, ...others].find((one) =>
    'keyIdentifier' in id
      ? one.subjectKeyIdentifier?.equals(id.keyIdentifier) === true
      : one.issuer.key === id.issuer.key && one.serial.equals(id.serial),
  );
}

function readSigner(node: DerNode): MessageSigner {
  const fields = Fields.of(node, 'SignerInfo');
  readSmall(fields.any('the version'));
  const id = readSignerId(fields);
  const digestOid = readAlgorithm(fields.any('the digest algorithm')).oid;
  const attributes = fields.optional(constructedTag(0));
  const algorithm = readAlgorithm(fields.any('the signature algorithm'));
  const signature = readOctets(fields.any('the signature'));
  const unsigned = fields.optional(constructedTag(1));
  fields.end();
  return {
    id,
    digest: digestNames[digestOid],
    signatureAlgorithm: fullAlgorithm(algorithm, digestOid),
    signature,
    attributes: attributes === undefined ? undefined : readSignedAttributes(attributes),
    timeStamp: unsigned === undefined ? undefined : readAttributes(unsigned).get(cmsOid.timeStampToken)?.raw,
  };
}

function readSignedAttributes(node: DerNode): SignedAttributes {
  const attributes = readAttributes(node);
  const typeNode = attributes.get(cmsOid.contentType);
  const digestNode = attributes.get(cmsOid.messageDigest);
  const timeNode = attributes.get(cmsOid.signingTime);
  return {
    signedBytes: encode(tag.set, node.content),
    contentType: typeNode === undefined ? undefined : readOid(typeNode),
    messageDigest: digestNode === undefined ? undefined : readOctets(digestNode),
    signingTime: timeNode === undefined ? undefined : readTime(timeNode),
    boundTo: readBinding(attributes),
  };
}

function readSignerId(fields: Fields): MessageSigner['id'] {
  const byKey = fields.optional(primitiveTag(0));
  if (byKey !== undefined) return { keyIdentifier: byKey.content };
  const named = Fields.of(fields.any('the signer'), 'IssuerAndSerialNumber');
  const issuer = readName(named.any('the issuer'));
  const serial = integerBytes(named.any('the serial number'));
  named.end();
  return { issuer, serial };
}

/** Attributes with one value each, by type. */
function readAttributes(node: DerNode): ReadonlyMap<string, DerNode> {
  const found = new Map<string, DerNode>();
  for (const member of node.children()) {
    const fields = Fields.of(member, 'an attribute');
    const type = readOid(fields.any('the type'));
    const value = onlyMember(fields.next(tag.set, 'the values'), 'the values');
    fields.end();
    if (found.has(type)) throw new DerFault('DUPLICATE', member.offset, `the attribute ${type} stands twice`);
    found.set(type, value);
  }
  return found;
}

function readBinding(attributes: ReadonlyMap<string, DerNode>): SignedAttributes['boundTo'] {
  const second = attributes.get(cmsOid.signingCertificateV2);
  const node = second ?? attributes.get(cmsOid.signingCertificate);
  if (node === undefined) return undefined;
  const [first] = membersOf(Fields.of(node, 'SigningCertificate').any('the certificates'), 'the certificates');
  if (first === undefined) return undefined;
  const fields = Fields.of(first, 'ESSCertID');
  const algorithm = second === undefined ? undefined : fields.optional(tag.sequence);
  const value = readOctets(fields.next(tag.octetString, 'the digest'));
  const standard = second === undefined ? 'sha1' : 'sha256';
  return { digest: algorithm === undefined ? standard : digestNames[readAlgorithm(algorithm).oid], value };
}

/** Signed data may name the key's algorithm in the place of the signature's (RFC 3370 §3.2, GB/T 35275): then the digest decides. */
function fullAlgorithm(algorithm: AlgorithmIdentifier, digestOid: string): AlgorithmIdentifier {
  const full = signatureOf[`${algorithm.oid}/${digestOid}`];
  if (full === undefined) return algorithm;
  return readAlgorithm(readDer(writeAlgorithm(full, algorithm.oid === oid.rsaEncryption ? 'null' : undefined)));
}

/** Seen where SM2-with-SM3 is meant: the curve, and the number of the signature scheme alone. */
const sm2Sign = '1.2.156.10197.1.301.1';

const signatureOf: Readonly<Record<string, string>> = {
  [`${oid.rsaEncryption}/${oid.sha1}`]: oid.sha1WithRsa,
  [`${oid.rsaEncryption}/${oid.sha256}`]: oid.sha256WithRsa,
  [`${oid.rsaEncryption}/${oid.sha384}`]: oid.sha384WithRsa,
  [`${oid.rsaEncryption}/${oid.sha512}`]: oid.sha512WithRsa,
  [`${oid.sm2}/${oid.sm3}`]: oid.sm2WithSm3,
  [`${sm2Sign}/${oid.sm3}`]: oid.sm2WithSm3,
};
