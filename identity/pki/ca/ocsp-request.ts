import { readAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { readExtensions } from '../certificate/extension.ts';
import { extensionOid } from '../certificate/extension-oid.ts';
import { readGeneralName } from '../certificate/general-name.ts';
import { type CertificateId, readCertificateId } from '../certificate/ocsp.ts';
import { DerFault } from '../der/fault.ts';
import { Fields, onlyMember } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { constructedTag, tag } from '../der/tag.ts';
import { readBitStringBytes, readSmall } from '../der/value.ts';
import { caProblems } from './problems.ts';

/** What is asked about one certificate: its id as it came, to be echoed, and as read. */
export interface AskedCertificate extends CertificateId {
  readonly raw: Buffer;
}

/** A question to the responder (RFC 6960 §4.1). Who signed it, if anybody, changes nothing about the answer. */
export interface OcspRequest {
  readonly asked: readonly AskedCertificate[];
  /** Value of the nonce extension, to be echoed. */
  readonly nonce: Buffer | undefined;
}

/** Bytes of a request; one certificate takes about a hundred. */
export const largestOcspRequest = 16 * 1024;
const mostAsked = 32;

/** Octets of a nonce (RFC 9654 §2.1). */
const longestNonce = 128;

const processed: ReadonlySet<string> = new Set([extensionOid.ocspNonce]);

/**
 * Reads a request, strictly.
 * @throws Problem OCSP_REQUEST_MALFORMED
 */
export function parseOcspRequest(der: Uint8Array): OcspRequest {
  try {
    return readRequest(readDer(Buffer.from(der), { size: largestOcspRequest, members: 2000, depth: 16 }));
  } catch (fault) {
    if (fault instanceof DerFault) throw caProblems.OCSP_REQUEST_MALFORMED(fault.why);
    throw fault;
  }
}

function readRequest(node: DerNode): OcspRequest {
  const outer = Fields.of(node, 'OCSPRequest');
  const tbs = Fields.of(outer.next(tag.sequence, 'the request'), 'TBSRequest');
  const signature = outer.optionalExplicit(0, 'the signature');
  outer.end();
  if (signature !== undefined) checkSignatureForm(signature);
  const version = tbs.optionalExplicit(0, 'the version');
  if (version !== undefined && readSmall(version, 'the version') !== 0) {
    throw new DerFault('BAD_VALUE', version.offset, 'a version that does not exist');
  }
  const requestor = tbs.optionalExplicit(1, 'the requestor');
  if (requestor !== undefined) readGeneralName(requestor);
  const list = tbs.next(tag.sequence, 'the list');
  const extensions = tbs.optionalExplicit(2, 'the extensions');
  tbs.end();
  const asked = list.children();
  if (asked.length === 0 || asked.length > mostAsked) {
    throw new DerFault('TOO_MANY_MEMBERS', list.offset, `between 1 and ${mostAsked} certificates are asked about`);
  }
  return { asked: asked.map(readAsked), nonce: extensions === undefined ? undefined : readNonce(extensions) };
}

function readAsked(node: DerNode): AskedCertificate {
  const fields = Fields.of(node, 'Request');
  const id = fields.any('the certificate’s id');
  const extensions = fields.optionalExplicit(0, 'the extensions');
  fields.end();
  if (extensions !== undefined) refuseUnknownCritical(extensions);
  return { ...readCertificateId(id), raw: id.raw };
}

function readNonce(node: DerNode): Buffer | undefined {
  const nonce = refuseUnknownCritical(node).get(extensionOid.ocspNonce)?.value;
  // Old clients put the bytes in as they are, without the OCTET STRING of RFC 9654 around them; either form is echoed.
  if (nonce !== undefined && (nonce.length === 0 || nonce.length > longestNonce + 3)) {
    throw new DerFault('BAD_VALUE', node.offset, 'a nonce that is empty or too long');
  }
  return nonce;
}

function refuseUnknownCritical(node: DerNode) {
  const extensions = readExtensions(node);
  const unknown = [...extensions.values()].find(({ oid, critical }) => critical && !processed.has(oid));
  if (unknown !== undefined) throw new DerFault('BAD_VALUE', node.offset, `unknown critical extension ${unknown.oid}`);
  return extensions;
}

function checkSignatureForm(node: DerNode): void {
  const fields = Fields.of(node, 'Signature');
  readAlgorithm(fields.any('the algorithm'));
  readBitStringBytes(fields.any('the value'));
  const certificates = fields.optional(constructedTag(0));
  fields.end();
  if (certificates !== undefined) onlyMember(certificates, 'the certificates');
}
