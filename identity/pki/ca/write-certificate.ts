import { sha256 } from '../../../kernel/index.ts';
import { type KeyUsage, keyUsages } from '../certificate/constraint-extensions.ts';
import { extensionOid } from '../certificate/extension-oid.ts';
import { constructedTag } from '../der/tag.ts';
import {
  bitString,
  boolean,
  encode,
  explicit,
  implicit,
  integer,
  namedBitList,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  time,
  unsignedInteger,
} from '../der/write.ts';
import type { KeySigner } from '../signer/signer.ts';
import { uriName } from './distinguished-name.ts';

/** DER of one Extension (RFC 5280 §4.2). */
export function extension(oid: string, value: Uint8Array, critical = false): Buffer {
  return sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value));
}

/** A key's identifier: the leftmost 160 bits of SHA-256 over the key (RFC 7093 §2, method 1). */
export function keyIdentifier(keyBytes: Uint8Array): Buffer {
  return sha256(keyBytes).subarray(0, 20);
}

export function authorityKeyIdentifier(identifier: Uint8Array): Buffer {
  return extension(extensionOid.authorityKeyIdentifier, sequence(implicit(0, identifier)));
}

/** Where what belongs to an authority is found. */
export interface AuthorityAddresses {
  readonly crl: string;
  readonly certificate: string;
  /** Undefined where nobody answers: for certificates of an offline root. */
  readonly ocsp: string | undefined;
}

/** What a certificate is to say. */
export interface CertificateContent {
  /** Big-endian, positive. */
  readonly serial: Uint8Array;
  /** DER of the issuer's name. */
  readonly issuer: Uint8Array;
  /** DER of the subject's name. */
  readonly subject: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: { readonly spki: Uint8Array; readonly keyBytes: Uint8Array };
  /** Identifier of the issuer's key; undefined for a self-signed root. */
  readonly issuerKeyIdentifier: Uint8Array | undefined;
  readonly authority: { readonly pathLength: number } | undefined;
  readonly keyUsage: readonly KeyUsage[];
  readonly purposes: readonly string[];
  readonly purposesCritical: boolean;
  readonly noCheck: boolean;
  readonly alternativeUri: string | undefined;
  readonly addresses: AuthorityAddresses | undefined;
}

/** Makes a certificate (RFC 5280 §4.1): version 3, signed by `issuer`. @returns DER */
export async function writeCertificate(content: CertificateContent, issuer: KeySigner): Promise<Buffer> {
  const algorithm = issuer.algorithmIdentifier.raw;
  const tbs = sequence(
    explicit(0, integer(2)),
    unsignedInteger(content.serial),
    algorithm,
    content.issuer,
    sequence(time(content.notBefore), time(content.notAfter)),
    content.subject,
    content.publicKey.spki,
    explicit(3, sequence(...extensionsOf(content))),
  );
  return sequence(tbs, algorithm, bitString(await issuer.sign(tbs)));
}

function extensionsOf(content: CertificateContent): Buffer[] {
  const id = extensionOid;
  const { authority, addresses, issuerKeyIdentifier } = content;
  const constraints = authority === undefined ? [] : [boolean(true), integer(authority.pathLength)];
  const bits = content.keyUsage.map((usage) => keyUsages.indexOf(usage));
  return [
    ...(issuerKeyIdentifier === undefined ? [] : [authorityKeyIdentifier(issuerKeyIdentifier)]),
    extension(id.subjectKeyIdentifier, octetString(keyIdentifier(content.publicKey.keyBytes))),
    extension(id.basicConstraints, sequence(...constraints), true),
    extension(id.keyUsage, namedBitList(bits), true),
    ...(content.purposes.length === 0
      ? []
      : [
          extension(id.extendedKeyUsage, sequence(...content.purposes.map(objectIdentifier)), content.purposesCritical),
        ]),
    ...(content.noCheck ? [extension(id.ocspNoCheck, nullValue())] : []),
    ...(content.alternativeUri === undefined
      ? []
      : [extension(id.subjectAlternativeName, sequence(uriName(content.alternativeUri)))]),
    ...(addresses === undefined ? [] : [distributionPoint(addresses), informationAccess(addresses)]),
  ];
}

function distributionPoint({ crl }: AuthorityAddresses): Buffer {
  const fullName = encode(constructedTag(0), uriName(crl));
  return extension(extensionOid.crlDistributionPoints, sequence(sequence(explicit(0, fullName))));
}

const ocspAccess = '1.3.6.1.5.5.7.48.1';
const issuersAccess = '1.3.6.1.5.5.7.48.2';

function informationAccess({ ocsp, certificate }: AuthorityAddresses): Buffer {
  const access = (method: string, address: string) => sequence(objectIdentifier(method), uriName(address));
  return extension(
    extensionOid.authorityInformationAccess,
    sequence(...(ocsp === undefined ? [] : [access(ocspAccess, ocsp)]), access(issuersAccess, certificate)),
  );
}
