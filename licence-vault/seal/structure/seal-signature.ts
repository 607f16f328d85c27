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
  readSmall,
  readText,
  readTime,
  tag,
} from '../../../identity/pki/index.ts';
import { encodeExtensions, readExtensions, type SealExtension } from './extensions.ts';
import { type Seal, sealLimits, sealOf } from './seal.ts';
import type { SealVersion } from './version.ts';

/** When it was sealed: the signer's word for it, or in V1 a time stamp in its place. */
export type SealingTime = { readonly claimed: Date } | { readonly timeStamp: Buffer };

/** SES_Signature (电子签章): a document's digest signed with a seal. Buffers are views on the bytes that were read. */
export interface SealSignature {
  readonly version: SealVersion;
  readonly seal: Seal;
  readonly time: SealingTime;
  /** Digest of what was sealed; in an OFD, of the raw bytes of Signature.xml. */
  readonly dataHash: Buffer;
  /** Where what was sealed stands; in an OFD, the path of Signature.xml. */
  readonly propertyInfo: string;
  readonly extensions: readonly SealExtension[];
  /** The signer's certificate (签章者证书), DER. */
  readonly certificate: Buffer;
  /** Object identifier of the signature algorithm. */
  readonly algorithm: string;
  readonly signature: Buffer;
  /** The bytes that the signer signed, as they stand. */
  readonly signed: Buffer;
  /** Time stamp over the signature, since V4. */
  readonly timeStamp: Buffer | undefined;
  readonly raw: Buffer;
}

/** Reads the value of a seal signature (SignedValue.dat) of any version. @throws DerFault with the offset of what is wrong */
export function readSealSignature(bytes: Uint8Array): SealSignature {
  const node = readDer(bytes, sealLimits);
  const members = expectTag(node, tag.sequence, 'SES_Signature').children().length;
  return members === 2 ? readFirst(node) : readLater(node);
}

/**
 * `SES_Signature ::= SEQUENCE { toSign SEQUENCE { version INTEGER, eseal SESeal, timeInfo BIT STRING, dataHash BIT STRING,
 * propertyInfo IA5String, cert OCTET STRING, signatureAlgorithm OBJECT IDENTIFIER }, signature BIT STRING }`.
 */
function readFirst(node: DerNode): SealSignature {
  const outer = Fields.of(node, 'SES_Signature');
  const toSign = outer.any('toSign');
  const signature = readBitStringBytes(outer.any('signature'), 'signature');
  outer.end();
  const fields = Fields.of(toSign, 'TBS_Sign');
  readSmall(fields.any('version'), 'version of TBS_Sign');
  const seal = sealIn(fields.any('eseal'), [1]);
  const timeInfo = readFirstTime(fields.any('timeInfo'));
  const dataHash = readBitStringBytes(fields.any('dataHash'), 'dataHash');
  const propertyInfo = readText(fields.next(tag.ia5String, 'propertyInfo'));
  const certificate = readOctets(fields.any('cert'), 'cert');
  const algorithm = readOid(fields.any('signatureAlgorithm'), 'signatureAlgorithm');
  fields.end();
  return {
    version: 1,
    seal,
    time: timeInfo,
    dataHash,
    propertyInfo,
    extensions: [],
    certificate,
    algorithm,
    signature,
    signed: toSign.raw,
    timeStamp: undefined,
    raw: node.raw,
  };
}

/**
 * `SES_Signature ::= SEQUENCE { toSign SEQUENCE { version INTEGER, eseal SESeal, timeInfo GeneralizedTime, dataHash BIT STRING,
 * propertyInfo IA5String, extDatas [0] EXPLICIT OPTIONAL }, cert OCTET STRING, signatureAlgID OBJECT IDENTIFIER,
 * signature BIT STRING, timeStamp [0] EXPLICIT BIT STRING OPTIONAL }`.
 */
function readLater(node: DerNode): SealSignature {
  const outer = Fields.of(node, 'SES_Signature');
  const toSign = outer.any('toSign');
  const certificate = readOctets(outer.any('cert'), 'cert');
  const algorithm = readOid(outer.any('signatureAlgID'), 'signatureAlgID');
  const signature = readBitStringBytes(outer.any('signature'), 'signature');
  const stamp = outer.optionalExplicit(0, 'timeStamp');
  outer.end();
  const fields = Fields.of(toSign, 'TBS_Sign');
  readSmall(fields.any('version'), 'version of TBS_Sign');
  const seal = sealIn(fields.any('eseal'), [4, 5]);
  const claimed = readTime(fields.next(tag.generalizedTime, 'timeInfo'), { what: 'timeInfo', fraction: true });
  const dataHash = readBitStringBytes(fields.any('dataHash'), 'dataHash');
  const propertyInfo = readText(fields.next(tag.ia5String, 'propertyInfo'));
  const extensions = readExtensions(fields);
  fields.end();
  return {
    version: seal.version,
    seal,
    time: { claimed },
    dataHash,
    propertyInfo,
    extensions,
    certificate,
    algorithm,
    signature,
    signed: toSign.raw,
    timeStamp: stamp === undefined ? undefined : readBitStringBytes(stamp, 'timeStamp'),
    raw: node.raw,
  };
}

/** A signature of one form holds a seal of the same standard. */
function sealIn(node: DerNode, versions: readonly SealVersion[]): Seal {
  const seal = sealOf(node);
  if (versions.includes(seal.version)) return seal;
  throw new DerFault('BAD_VALUE', node.offset, `a seal of version ${seal.version} in a signature of another version`);
}

/** The BIT STRING of V1 holds a time (UTCTime seen) or a time-stamp token in DER. */
function readFirstTime(node: DerNode): SealingTime {
  const bytes = readBitStringBytes(node, 'timeInfo');
  const inner = readDer(bytes, sealLimits);
  return inner.tag === tag.sequence ? { timeStamp: bytes } : { claimed: readTime(inner, { what: 'timeInfo' }) };
}

/** What a signer signs (TBS_Sign). */
export interface SealSignatureParts {
  /** DER of the SESeal, and its version. */
  readonly seal: Buffer;
  readonly version: SealVersion;
  /** Cut to the second. */
  readonly sealedAt: Date;
  readonly dataHash: Buffer;
  /** 7-bit text. */
  readonly propertyInfo: string;
  readonly extensions: readonly SealExtension[];
  readonly certificate: Buffer;
  readonly algorithm: string;
}

/** The bytes that a signer signs. @throws RangeError for extensions in V1, which has no place for them */
export function encodeToBeSigned(parts: SealSignatureParts): Buffer {
  const { seal, version, sealedAt, extensions } = parts;
  const rest = [der.bitString(parts.dataHash), der.ia5String(parts.propertyInfo)];
  if (version !== 1) {
    return der.sequence(
      der.integer(version),
      seal,
      der.generalizedTime(sealedAt),
      ...rest,
      ...encodeExtensions(extensions, 'tagged'),
    );
  }
  if (extensions.length > 0) throw new RangeError('a V1 signature holds no extensions');
  const signer = [der.octetString(parts.certificate), der.objectIdentifier(parts.algorithm)];
  return der.sequence(der.integer(version), seal, der.bitString(der.time(sealedAt)), ...rest, ...signer);
}

/** @throws RangeError for a time stamp in V1 */
export function encodeSealSignature(options: {
  version: SealVersion;
  toBeSigned: Buffer;
  certificate: Buffer;
  algorithm: string;
  signature: Buffer;
  timeStamp?: Buffer | undefined;
}): Buffer {
  const { timeStamp, toBeSigned } = options;
  const signature = der.bitString(options.signature);
  if (options.version === 1) {
    if (timeStamp !== undefined) throw new RangeError('a V1 signature holds no time stamp over itself');
    return der.sequence(toBeSigned, signature);
  }
  return der.sequence(
    toBeSigned,
    der.octetString(options.certificate),
    der.objectIdentifier(options.algorithm),
    signature,
    ...(timeStamp === undefined ? [] : [der.explicit(0, der.bitString(timeStamp))]),
  );
}
