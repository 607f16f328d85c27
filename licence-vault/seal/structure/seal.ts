import {
  DerFault,
  type DerNode,
  der,
  expectTag,
  Fields,
  readBitStringBytes,
  readDer,
  readOctets,
  readOid,
  tag,
} from '../../../identity/pki/index.ts';
import { readHeader } from './header.ts';
import { readSealInfo, type SealInfo } from './seal-info.ts';
import type { SealVersion } from './version.ts';

/** A seal is a picture and a few certificates; what is larger or nests deeper was made to hurt a reader. */
export const sealLimits = { size: 8 * 1024 * 1024, depth: 12, members: 20_000 };

/** SESeal (电子印章): the seal as its maker signed it. Buffers are views on the bytes that were read. */
export interface Seal {
  readonly version: SealVersion;
  readonly info: SealInfo;
  /** The seal maker's certificate (制章者证书), DER. */
  readonly makerCertificate: Buffer;
  /** Object identifier of the signature algorithm. */
  readonly algorithm: string;
  readonly signature: Buffer;
  /** The bytes that the maker signed, as they stand. */
  readonly signed: Buffer;
  /** Time stamp over the signature, V5 alone. */
  readonly timeStamp: Buffer | undefined;
  readonly raw: Buffer;
}

/** Reads an electronic seal of any version from the bytes of an .esl file. @throws DerFault with the offset of what is wrong */
export function readSeal(bytes: Uint8Array): Seal {
  return sealOf(readDer(bytes, sealLimits));
}

/** Reads a seal that stands inside something else. @throws DerFault */
export function sealOf(node: DerNode): Seal {
  const version = versionOf(node);
  return version === 1 ? readFirst(node) : readLater(node, version);
}

/** Two members: V1; five: V5; four: the header says. */
function versionOf(node: DerNode): SealVersion {
  const members = expectTag(node, tag.sequence, 'SESeal').children();
  if (members.length === 2) return 1;
  if (members.length === 5) return 5;
  const [info] = members;
  if (members.length !== 4 || info === undefined) {
    throw new DerFault('BAD_VALUE', node.offset, `a seal has 2, 4 or 5 members, not ${members.length}`);
  }
  const { version } = readHeader(Fields.of(info, 'SES_SealInfo').any('header'));
  if (version === 4 || version === 5) return version;
  throw new DerFault('BAD_VALUE', info.offset, `the header of a seal of 4 members says version ${version}, not 4 or 5`);
}

/**
 * `SESeal ::= SEQUENCE { eSealInfo SES_SealInfo, signInfo SEQUENCE { cert OCTET STRING, signatureAlgorithm OBJECT IDENTIFIER,
 * signData BIT STRING } }`; signed is a SEQUENCE of info, certificate and algorithm.
 */
function readFirst(node: DerNode): Seal {
  const fields = Fields.of(node, 'SESeal');
  const info = fields.any('eSealInfo');
  const signInfo = Fields.of(fields.any('signInfo'), 'SES_SignInfo');
  fields.end();
  const certificate = signInfo.any('cert');
  const algorithm = signInfo.any('signatureAlgorithm');
  const signature = readBitStringBytes(signInfo.any('signData'), 'signData');
  signInfo.end();
  return {
    version: 1,
    info: readSealInfo(info, 1),
    makerCertificate: readOctets(certificate, 'cert'),
    algorithm: readOid(algorithm, 'signatureAlgorithm'),
    signature,
    signed: der.sequence(info.raw, certificate.raw, algorithm.raw),
    timeStamp: undefined,
    raw: node.raw,
  };
}

/**
 * `SESeal ::= SEQUENCE { eSealInfo SES_SealInfo, cert OCTET STRING, signAlgID OBJECT IDENTIFIER, signedValue BIT STRING,
 * timeStamp [0] EXPLICIT BIT STRING OPTIONAL }`, the time stamp in V5 alone; signed is the info.
 */
function readLater(node: DerNode, version: 4 | 5): Seal {
  const fields = Fields.of(node, 'SESeal');
  const info = fields.any('eSealInfo');
  const makerCertificate = readOctets(fields.any('cert'), 'cert');
  const algorithm = readOid(fields.any('signAlgID'), 'signAlgID');
  const signature = readBitStringBytes(fields.any('signedValue'), 'signedValue');
  const stamp = version === 5 ? fields.optionalExplicit(0, 'timeStamp') : undefined;
  fields.end();
  return {
    version,
    info: readSealInfo(info, version),
    makerCertificate,
    algorithm,
    signature,
    signed: info.raw,
    timeStamp: stamp === undefined ? undefined : readBitStringBytes(stamp, 'timeStamp'),
    raw: node.raw,
  };
}

/** What a seal is put together from. */
export interface SealParts {
  readonly version: SealVersion;
  /** DER of the SES_SealInfo. */
  readonly info: Buffer;
  readonly makerCertificate: Buffer;
  readonly algorithm: string;
}

/** The bytes that a maker signs. */
export function sealToBeSigned({ version, info, makerCertificate, algorithm }: SealParts): Buffer {
  return version === 1 ? der.sequence(info, der.octetString(makerCertificate), der.objectIdentifier(algorithm)) : info;
}

/** @throws RangeError for a time stamp in a version that has no place for it */
export function encodeSeal(parts: SealParts & { signature: Buffer; timeStamp?: Buffer | undefined }): Buffer {
  const { timeStamp, version } = parts;
  const members = [
    der.octetString(parts.makerCertificate),
    der.objectIdentifier(parts.algorithm),
    der.bitString(parts.signature),
  ];
  if (timeStamp !== undefined && version !== 5) throw new RangeError('only a V5 seal holds a time stamp');
  if (version === 1) return der.sequence(parts.info, der.sequence(...members));
  return der.sequence(
    parts.info,
    ...members,
    ...(timeStamp === undefined ? [] : [der.explicit(0, der.bitString(timeStamp))]),
  );
}
