import { createHash } from 'node:crypto';
import { type AlgorithmIdentifier, readAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { DerFault } from '../der/fault.ts';
import { Fields, onlyMember } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { constructedTag, primitiveTag, tag } from '../der/tag.ts';
import { readTime } from '../der/time.ts';
import { integerBytes, readOctets, readOid, readSignatureValue, readSmall } from '../der/value.ts';
import { pkiProblems } from '../problems.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { type Extensions, extensionValue, readExtensions } from './extension.ts';
import { extensionOid } from './extension-oid.ts';
import { type Name, readName } from './name.ts';
import { type RevocationReason, reasonOf } from './revocation-reason.ts';

/** OCSPResponseStatus (RFC 6960 §4.2.1). */
export type OcspResponseStatus =
  | 'successful'
  | 'malformedRequest'
  | 'internalError'
  | 'tryLater'
  | 'sigRequired'
  | 'unauthorized';

const statuses: Readonly<Record<number, OcspResponseStatus>> = {
  0: 'successful',
  1: 'malformedRequest',
  2: 'internalError',
  3: 'tryLater',
  5: 'sigRequired',
  6: 'unauthorized',
};

/** Which certificate is asked about (RFC 6960 §4.1.1): digests of its issuer's name and key, and its serial number. */
export interface CertificateId {
  readonly digest: AlgorithmIdentifier;
  readonly issuerNameHash: Buffer;
  readonly issuerKeyHash: Buffer;
  readonly serial: Buffer;
}

export type CertificateState =
  | { readonly state: 'good' }
  | { readonly state: 'unknown' }
  | { readonly state: 'revoked'; readonly revokedAt: Date; readonly reason: RevocationReason };

export interface SingleResponse {
  readonly id: CertificateId;
  readonly status: CertificateState;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly extensions: Extensions;
  readonly archiveCutoff: Date | undefined;
}

/** The signed answer of a responder. */
export interface BasicOcspResponse {
  readonly tbs: Buffer;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Buffer;
  readonly responder: { readonly name: Name } | { readonly keyHash: Buffer };
  readonly producedAt: Date;
  readonly responses: readonly SingleResponse[];
  readonly extensions: Extensions;
  readonly nonce: Buffer | undefined;
  readonly certificates: readonly Certificate[];
}

export interface OcspResponse {
  readonly raw: Buffer;
  readonly status: OcspResponseStatus;
  /** There when the status is `successful`. */
  readonly basic: BasicOcspResponse | undefined;
  readonly fingerprint: string;
}

const basicResponse = '1.3.6.1.5.5.7.48.1.1';
const ocspLimits = { size: 1024 * 1024, members: 50_000 };
const mostCertificates = 16;

/** Reads an OCSP response from DER, strictly (RFC 6960 §4.2.1). @throws Problem OCSP_RESPONSE_MALFORMED */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  try {
    return readResponse(readDer(Buffer.from(der), ocspLimits));
  } catch (fault) {
    if (fault instanceof DerFault) throw pkiProblems.OCSP_RESPONSE_MALFORMED(fault.why);
    throw fault;
  }
}

function readResponse(node: DerNode): OcspResponse {
  const fields = Fields.of(node, 'OCSPResponse');
  const statusNode = fields.any('the status');
  const status = statuses[readSmall(statusNode, 'the status', tag.enumerated)];
  const bytes = fields.optionalExplicit(0, 'the response');
  fields.end();
  if (status === undefined) throw new DerFault('BAD_VALUE', statusNode.offset, 'a status that does not exist');
  if ((status === 'successful') !== (bytes !== undefined)) {
    throw new DerFault('BAD_VALUE', node.offset, 'the status and the presence of an answer contradict each other');
  }
  const basic = bytes === undefined ? undefined : readBasic(bytes);
  return { raw: node.raw, status, basic, fingerprint: createHash('sha256').update(node.raw).digest('hex') };
}

function readBasic(node: DerNode): BasicOcspResponse {
  const wrapper = Fields.of(node, 'ResponseBytes');
  const type = readOid(wrapper.any('the type'));
  const content = readOctets(wrapper.any('the response'));
  wrapper.end();
  if (type !== basicResponse) throw new DerFault('BAD_VALUE', node.offset, 'not a basic OCSP response');
  const outer = Fields.of(readDer(content, ocspLimits), 'BasicOCSPResponse');
  const tbs = outer.next(tag.sequence, 'the signed part');
  const signatureAlgorithm = readAlgorithm(outer.any('the signature algorithm'));
  const signature = readSignatureValue(outer.any('the signature'));
  const certificates = outer.optionalExplicit(0, 'the certificates');
  outer.end();
  return {
    tbs: tbs.raw,
    ...readData(tbs),
    signatureAlgorithm,
    signature,
    certificates: readCertificates(certificates),
  };
}

function readCertificates(node: DerNode | undefined): readonly Certificate[] {
  const members = node?.children() ?? [];
  if (members.length > mostCertificates) {
    throw new DerFault('TOO_MANY_MEMBERS', node?.offset ?? 0, `more than ${mostCertificates} certificates`);
  }
  return members.map(readCertificate);
}

function readData(tbs: DerNode) {
  const fields = Fields.of(tbs, 'ResponseData');
  const version = fields.optionalExplicit(0, 'the version');
  if (version !== undefined && readSmall(version, 'the version') !== 0) {
    throw new DerFault('BAD_VALUE', version.offset, 'a version that does not exist');
  }
  const responder = readResponder(fields);
  const producedAt = readTime(fields.any('producedAt'), { what: 'producedAt' });
  const responses = fields.next(tag.sequence, 'the responses').children().map(readSingle);
  const extensionsNode = fields.optionalExplicit(1, 'the extensions');
  fields.end();
  const extensions: Extensions = extensionsNode === undefined ? new Map() : readExtensions(extensionsNode);
  return { responder, producedAt, responses, extensions, nonce: extensions.get(extensionOid.ocspNonce)?.value };
}

function readResponder(fields: Fields): BasicOcspResponse['responder'] {
  const byName = fields.optionalExplicit(1, 'the responder’s name');
  if (byName !== undefined) return { name: readName(byName) };
  const byKey = onlyMember(fields.next(constructedTag(2), 'the responder'), 'the responder’s key digest');
  return { keyHash: readOctets(byKey, 'the responder’s key digest') };
}

function readSingle(node: DerNode): SingleResponse {
  const fields = Fields.of(node, 'SingleResponse');
  const id = readCertificateId(fields.any('the certificate’s id'));
  const status = readState(fields.any('the certificate’s status'));
  const thisUpdate = readTime(fields.any('thisUpdate'), { what: 'thisUpdate' });
  const next = fields.optionalExplicit(0, 'nextUpdate');
  const extensionsNode = fields.optionalExplicit(1, 'the extensions');
  fields.end();
  const extensions: Extensions = extensionsNode === undefined ? new Map() : readExtensions(extensionsNode);
  return {
    id,
    status,
    thisUpdate,
    nextUpdate: next === undefined ? undefined : readTime(next, { what: 'nextUpdate' }),
    extensions,
    archiveCutoff: extensionValue(extensions, extensionOid.ocspArchiveCutoff, (bytes) => readTime(readDer(bytes))),
  };
}

/** CertID (RFC 6960 §4.1.1), also for who reads requests. @throws DerFault */
export function readCertificateId(node: DerNode): CertificateId {
  const fields = Fields.of(node, 'CertID');
  const digest = readAlgorithm(fields.any('the digest algorithm'));
  const issuerNameHash = readOctets(fields.any('the name’s digest'));
  const issuerKeyHash = readOctets(fields.any('the key’s digest'));
  const serial = integerBytes(fields.any('the serial number'), 'the serial number');
  fields.end();
  return { digest, issuerNameHash, issuerKeyHash, serial };
}

function readState(node: DerNode): CertificateState {
  if (node.tag === primitiveTag(0) && node.content.length === 0) return { state: 'good' };
  if (node.tag === primitiveTag(2) && node.content.length === 0) return { state: 'unknown' };
  if (node.tag !== constructedTag(1)) throw new DerFault('UNEXPECTED_TAG', node.offset, 'no status of a certificate');
  const fields = new Fields(node, 'RevokedInfo');
  const revokedAt = readTime(fields.any('the revocation time'), { what: 'the revocation time' });
  const reasonNode = fields.optionalExplicit(0, 'the reason');
  fields.end();
  const reason =
    reasonNode === undefined ? 'unspecified' : reasonOf(readSmall(reasonNode, 'the reason', tag.enumerated));
  return { state: 'revoked', revokedAt, reason };
}
