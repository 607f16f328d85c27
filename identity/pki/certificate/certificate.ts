import { createHash } from 'node:crypto';
import { type AlgorithmIdentifier, readAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { type PublicKey, readPublicKey } from '../algorithm/public-key.ts';
import { DerFault } from '../der/fault.ts';
import { Fields, onlyMember } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { constructedTag, primitiveTag, tag } from '../der/tag.ts';
import { readTime } from '../der/time.ts';
import { integerBytes, readBitString, readSignatureValue, readSmall } from '../der/value.ts';
import { pkiProblems } from '../problems.ts';
import {
  type AuthorityKeyIdentifier,
  type BasicConstraints,
  type KeyUsage,
  type NameConstraints,
  type PolicyConstraints,
  type PolicyMapping,
  readAlternativeNames,
  readAuthorityKeyIdentifier,
  readBasicConstraints,
  readExtendedKeyUsage,
  readKeyUsage,
  readNameConstraints,
  readPolicies,
  readPolicyConstraints,
  readPolicyMappings,
  readSkipCertificates,
  readSubjectKeyIdentifier,
} from './constraint-extensions.ts';
import { type DistributionPoint, readDistributionPoints } from './distribution-point.ts';
import { type Extensions, extensionValue, readExtensions } from './extension.ts';
import { extensionOid } from './extension-oid.ts';
import type { GeneralName } from './general-name.ts';
import { type Name, readName } from './name.ts';

/** An X.509 certificate (证书; RFC 5280 §4.1), read once and never changed. `raw` and `tbs` are the bytes as they came. */
export interface Certificate {
  readonly raw: Buffer;
  /** The signed bytes. */
  readonly tbs: Buffer;
  readonly version: 1 | 2 | 3;
  /** Content octets of the serial number. */
  readonly serial: Buffer;
  /** The algorithm inside the signed part, and the one outside; they must be the same bytes (§4.1.1.2). */
  readonly innerAlgorithm: AlgorithmIdentifier;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Buffer;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicKey;
  readonly extensions: Extensions;
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: ReadonlySet<KeyUsage> | undefined;
  readonly extendedKeyUsage: ReadonlySet<string> | undefined;
  readonly subjectAlternativeNames: readonly GeneralName[];
  readonly nameConstraints: NameConstraints | undefined;
  readonly policies: ReadonlySet<string> | undefined;
  readonly policyMappings: readonly PolicyMapping[];
  readonly policyConstraints: PolicyConstraints | undefined;
  readonly inhibitAnyPolicy: number | undefined;
  readonly crlDistributionPoints: readonly DistributionPoint[];
  readonly freshestCrl: readonly DistributionPoint[];
  readonly subjectKeyIdentifier: Buffer | undefined;
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined;
  /** SHA-256 of `raw` in hex: the certificate's identity here. */
  readonly fingerprint: string;
}

/** The largest certificate that is read; real ones have two or three thousand bytes. */
export const largestCertificate = 256 * 1024;

/**
 * Reads one certificate from DER, strictly: nothing behind it, minimal definite lengths, each extension once, every extension
 * we know well formed.
 * @throws Problem CERTIFICATE_MALFORMED
 */
export function parseCertificate(der: Uint8Array): Certificate {
  try {
    // A copy, so that what the caller does to its buffer later cannot change what has been read.
    return readCertificate(readDer(Buffer.from(der), { size: largestCertificate, members: 20_000 }));
  } catch (fault) {
    if (fault instanceof DerFault) throw pkiProblems.CERTIFICATE_MALFORMED(fault.why);
    throw fault;
  }
}

/** Reads a certificate that is part of something else. @throws DerFault */
export function readCertificate(node: DerNode): Certificate {
  const outer = Fields.of(node, 'Certificate');
  const tbs = outer.next(tag.sequence, 'the signed part');
  const signatureAlgorithm = readAlgorithm(outer.any('the signature algorithm'));
  const signature = readSignatureValue(outer.any('the signature'));
  outer.end();
  return {
    raw: node.raw,
    tbs: tbs.raw,
    ...readSignedPart(tbs),
    signatureAlgorithm,
    signature,
    fingerprint: createHash('sha256').update(node.raw).digest('hex'),
  };
}

type SignedPart = Omit<Certificate, 'raw' | 'tbs' | 'signatureAlgorithm' | 'signature' | 'fingerprint'>;

function readSignedPart(tbs: DerNode): SignedPart {
  const fields = Fields.of(tbs, 'TBSCertificate');
  const version = readVersion(fields.optionalExplicit(0, 'the version'));
  const serial = integerBytes(fields.any('the serial number'), 'the serial number');
  const innerAlgorithm = readAlgorithm(fields.any('the algorithm'));
  const issuer = readName(fields.any('the issuer'));
  const validity = Fields.of(fields.any('the validity'), 'the validity');
  const notBefore = readTime(validity.any('notBefore'), { what: 'notBefore' });
  const notAfter = readTime(validity.any('notAfter'), { what: 'notAfter' });
  validity.end();
  const subject = readName(fields.any('the subject'));
  const publicKey = readPublicKey(fields.any('the key'));
  const uniqueIds = [1, 2].map((number) => ({ number, node: fields.optional(primitiveTag(number)) }));
  const extensionsNode = fields.optional(constructedTag(3));
  fields.end();
  for (const { number, node } of uniqueIds) {
    if (node === undefined) continue;
    if (version === 1) throw new DerFault('UNEXPECTED_MEMBER', node.offset, 'a unique identifier in version 1');
    readBitString(node, 'a unique identifier', primitiveTag(number));
  }
  if (extensionsNode !== undefined && version !== 3) {
    throw new DerFault('UNEXPECTED_MEMBER', extensionsNode.offset, 'extensions before version 3');
  }
  const extensions: Extensions =
    extensionsNode === undefined ? new Map() : readExtensions(onlyMember(extensionsNode, 'the extensions'));
  return {
    version,
    serial,
    innerAlgorithm,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey,
    extensions,
    ...readKnownExtensions(extensions),
  };
}

function readVersion(node: DerNode | undefined): 1 | 2 | 3 {
  const number = node === undefined ? 0 : readSmall(node, 'the version');
  if (number === 0) return 1;
  if (number === 1) return 2;
  if (number === 2) return 3;
  throw new DerFault('BAD_VALUE', node?.offset ?? 0, 'a version that does not exist');
}

function readKnownExtensions(extensions: Extensions) {
  const id = extensionOid;
  const value = <T>(oid: string, read: (bytes: Buffer) => T) => extensionValue(extensions, oid, read);
  return {
    basicConstraints: value(id.basicConstraints, readBasicConstraints),
    keyUsage: value(id.keyUsage, readKeyUsage),
    extendedKeyUsage: value(id.extendedKeyUsage, readExtendedKeyUsage),
    subjectAlternativeNames: value(id.subjectAlternativeName, readAlternativeNames) ?? [],
    nameConstraints: value(id.nameConstraints, readNameConstraints),
    policies: value(id.certificatePolicies, readPolicies),
    policyMappings: value(id.policyMappings, readPolicyMappings) ?? [],
    policyConstraints: value(id.policyConstraints, readPolicyConstraints),
    inhibitAnyPolicy: value(id.inhibitAnyPolicy, readSkipCertificates),
    crlDistributionPoints: value(id.crlDistributionPoints, readDistributionPoints) ?? [],
    freshestCrl: value(id.freshestCrl, readDistributionPoints) ?? [],
    subjectKeyIdentifier: value(id.subjectKeyIdentifier, readSubjectKeyIdentifier),
    authorityKeyIdentifier: value(id.authorityKeyIdentifier, readAuthorityKeyIdentifier),
  };
}

/** Whether subject and issuer are the same name, which path length and name constraints do not count (RFC 5280 §3.2). */
export function isSelfIssued(certificate: Certificate): boolean {
  return certificate.subject.key === certificate.issuer.key;
}

/** The serial number for people, in hexadecimal. */
export function serialText(certificate: Certificate): string {
  return certificate.serial.toString('hex');
}
