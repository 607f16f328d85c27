import { type AlgorithmIdentifier, readAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { type PublicKey, readPublicKey } from '../algorithm/public-key.ts';
import { currentAlgorithms } from '../algorithm/rules.ts';
import { verifySignature } from '../algorithm/verify-signature.ts';
import { type Name, readName } from '../certificate/name.ts';
import { DerFault } from '../der/fault.ts';
import { Fields, membersOf } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { looksLikePem, readPem } from '../der/pem.ts';
import { constructedTag, tag } from '../der/tag.ts';
import { readOid, readSignatureValue, readSmall } from '../der/value.ts';
import { pkiProblems } from '../problems.ts';
import { signerProblems } from '../signer/problems.ts';
import { leastRsaBits } from '../signer/soft-key.ts';
import { caProblems } from './problems.ts';

/** A certificate request (证书请求; PKCS #10, RFC 2986 §4). What it asks for beyond its key is not followed: the profile decides. */
export interface CertificateRequest {
  readonly raw: Buffer;
  /** The signed bytes. */
  readonly tbs: Buffer;
  readonly subject: Name;
  readonly publicKey: PublicKey;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Buffer;
}

/** Bytes of a request, PEM included; one with an RSA key of 4,096 bits and many attributes has a third of it. */
export const largestRequest = 16 * 1024;

const pemLabels: ReadonlySet<string> = new Set(['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST']);

/**
 * Reads a request, PEM or DER, strictly.
 * @throws Problem CSR_TOO_LARGE, CSR_MALFORMED
 */
export function parseCertificateRequest(bytes: Uint8Array): CertificateRequest {
  if (bytes.length > largestRequest) throw caProblems.CSR_TOO_LARGE({ most: largestRequest });
  try {
    return readRequest(readDer(Buffer.from(derOf(bytes)), { size: largestRequest, members: 1000, depth: 16 }));
  } catch (fault) {
    if (fault instanceof DerFault) throw caProblems.CSR_MALFORMED(fault.why);
    throw fault;
  }
}

function derOf(bytes: Uint8Array): Uint8Array {
  if (!looksLikePem(bytes)) return bytes;
  const blocks = readPem(bytes).filter(({ label }) => pemLabels.has(label));
  const [block] = blocks;
  if (block === undefined) throw new DerFault('MISSING_MEMBER', 0, 'the text holds no certificate request');
  if (blocks.length > 1) throw new DerFault('UNEXPECTED_MEMBER', 0, 'the text holds more than one request');
  return block.bytes;
}

function readRequest(node: DerNode): CertificateRequest {
  const outer = Fields.of(node, 'CertificationRequest');
  const tbs = outer.next(tag.sequence, 'the signed part');
  const signatureAlgorithm = readAlgorithm(outer.any('the signature algorithm'));
  const signature = readSignatureValue(outer.any('the signature'));
  outer.end();
  const fields = Fields.of(tbs, 'CertificationRequestInfo');
  const version = fields.any('the version');
  if (readSmall(version, 'the version') !== 0) throw new DerFault('BAD_VALUE', version.offset, 'not version 1');
  const subject = readName(fields.any('the subject'));
  const publicKey = readPublicKey(fields.any('the key'));
  // Some writers leave empty attributes out, which RFC 2986 does not allow and harms nobody.
  const attributes = fields.optional(constructedTag(0));
  fields.end();
  for (const attribute of attributes?.children() ?? []) checkAttribute(attribute);
  return { raw: node.raw, tbs: tbs.raw, subject, publicKey, signatureAlgorithm, signature };
}

function checkAttribute(node: DerNode): void {
  const fields = Fields.of(node, 'an attribute');
  readOid(fields.next(tag.objectIdentifier, 'the type'));
  membersOf(fields.any('the values'), 'the values', tag.set);
  fields.end();
}

/**
 * Checks that whoever sent the request holds its private key: the request is signed with it (SM2 under the national default
 * ID), and key and algorithm are ones we certify.
 * @throws Problem KEY_ALGORITHM_UNSUPPORTED, KEY_TOO_WEAK, CSR_SIGNATURE_INVALID
 */
export function requireProofOfPossession(request: CertificateRequest): void {
  const { publicKey: key, signatureAlgorithm: algorithm } = request;
  if (key.kind !== 'SM2' && key.kind !== 'P-256' && key.kind !== 'RSA') {
    throw pkiProblems.KEY_ALGORITHM_UNSUPPORTED({ algorithm: key.kind ?? key.algorithm.oid });
  }
  if (key.kind === 'RSA' && key.bits < leastRsaBits) {
    throw signerProblems.KEY_TOO_WEAK({ bits: key.bits, least: leastRsaBits });
  }
  const check = verifySignature({
    algorithm,
    key,
    data: request.tbs,
    signature: request.signature,
    rules: currentAlgorithms,
  });
  if (check.valid) return;
  if (check.code === 'ALGORITHM_UNSUPPORTED' || check.code === 'ALGORITHM_REFUSED') {
    throw pkiProblems.KEY_ALGORITHM_UNSUPPORTED({ algorithm: algorithm.oid });
  }
  throw caProblems.CSR_SIGNATURE_INVALID();
}
