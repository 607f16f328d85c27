import { type PublicKey, withInheritedParameters } from '../algorithm/public-key.ts';
import type { Certificate } from '../certificate/certificate.ts';
import { nameText } from '../certificate/name.ts';

/** A path as RFC 5280 §6.1 counts it: `certificates[0]` is issued by the anchor, the last one is the certificate asked about. */
export interface Chain {
  readonly anchor: Certificate;
  /** Empty when the certificate asked about is itself an anchor. */
  readonly certificates: readonly Certificate[];
}

/** Who issued certificate `index`, and the key it signed with, DSA parameters inherited down the path included. */
export interface Issuer {
  readonly certificate: Certificate;
  readonly key: PublicKey;
}

/** The issuers of the certificates of a chain, in their order. */
export function issuersOf(chain: Chain): readonly Issuer[] {
  let issuer: Issuer = { certificate: chain.anchor, key: chain.anchor.publicKey };
  return chain.certificates.map((certificate) => {
    const above = issuer;
    issuer = { certificate, key: withInheritedParameters(certificate.publicKey, above.key) ?? certificate.publicKey };
    return above;
  });
}

/** The place of a certificate in the path as shown to people: the leaf is 0, the anchor last. `index` −1 is the anchor. */
export function placeOf(chain: Chain, index: number): number {
  return chain.certificates.length - 1 - index;
}

/** The certificate's subject for people; certificates without one are called by their serial number. */
export function subjectText(certificate: Certificate): string {
  return certificate.subject.parts.length === 0
    ? `#${certificate.serial.toString('hex')}`
    : nameText(certificate.subject);
}

/** The path as shown to people: leaf first, anchor last. */
export function shownPath(chain: Chain): readonly Certificate[] {
  return [...[...chain.certificates].reverse(), chain.anchor];
}
