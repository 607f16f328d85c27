import { digestNames } from '../algorithm/oid.ts';
import { readExtensions } from '../certificate/extension.ts';
import { DerFault } from '../der/fault.ts';
import { Fields } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { constructedTag, tag } from '../der/tag.ts';
import { readBoolean, readInteger, readOid, readSmall } from '../der/value.ts';
import { encode } from '../der/write.ts';
import { timeStampProblems } from './problems.ts';
import { readImprint } from './tst-info.ts';

/** Digests that are stamped, and their length in bytes. */
const stampedDigests: Readonly<Record<string, number>> = { sm3: 32, sha256: 32, sha384: 48, sha512: 64 };

/** A request for a time stamp (RFC 3161 §2.4.1). */
export interface TimeStampRequest {
  readonly imprint: { readonly oid: string; readonly digest: Buffer };
  readonly policy: string | undefined;
  readonly nonce: bigint | undefined;
  /** Whether the certificates shall come with the stamp. */
  readonly wantsCertificates: boolean;
}

/** Bytes of a request; a usual one has seventy. */
export const largestTimeStampRequest = 4 * 1024;

/** Octets of a nonce; clients use eight. */
const longestNonce = 64;

/**
 * Reads a request, strictly.
 * @throws Problem TIMESTAMP_REQUEST_MALFORMED, TIMESTAMP_IMPRINT_UNSUPPORTED, TIMESTAMP_EXTENSION_UNKNOWN
 */
export function parseTimeStampRequest(der: Uint8Array): TimeStampRequest {
  try {
    return readRequest(readDer(Buffer.from(der), { size: largestTimeStampRequest, members: 200, depth: 8 }));
  } catch (fault) {
    if (fault instanceof DerFault) throw timeStampProblems.TIMESTAMP_REQUEST_MALFORMED(fault.why);
    throw fault;
  }
}

function readRequest(node: DerNode): TimeStampRequest {
  const fields = Fields.of(node, 'TimeStampReq');
  const version = fields.any('the version');
  if (readSmall(version, 'the version') !== 1) throw new DerFault('BAD_VALUE', version.offset, 'not version 1');
  const imprintNode = fields.next(tag.sequence, 'the imprint');
  const policy = fields.optional(tag.objectIdentifier);
  const nonce = fields.optional(tag.integer);
  const wants = fields.optional(tag.boolean);
  const extensions = fields.optional(constructedTag(0));
  fields.end();
  if (nonce !== undefined && nonce.content.length > longestNonce) {
    throw new DerFault('BAD_INTEGER', nonce.offset, `a nonce of more than ${longestNonce} bytes`);
  }
  if (extensions !== undefined) {
    const [first] = readExtensions(readDer(encode(tag.sequence, extensions.content))).keys();
    throw timeStampProblems.TIMESTAMP_EXTENSION_UNKNOWN({ extension: first ?? '?' });
  }
  const imprint = readImprint(imprintNode);
  const { oid } = imprint.algorithm;
  const length = stampedDigests[digestNames[oid] ?? ''];
  if (length === undefined)
    throw timeStampProblems.TIMESTAMP_IMPRINT_UNSUPPORTED({ algorithm: digestNames[oid] ?? oid });
  if (imprint.digest.length !== length) {
    throw new DerFault('BAD_VALUE', imprintNode.offset, 'the digest has not the length of its algorithm');
  }
  return {
    imprint: { oid, digest: imprint.digest },
    policy: policy === undefined ? undefined : readOid(policy, 'the policy'),
    nonce: nonce === undefined ? undefined : readInteger(nonce, 'the nonce'),
    wantsCertificates: wants !== undefined && readBoolean(wants, 'certReq'),
  };
}
