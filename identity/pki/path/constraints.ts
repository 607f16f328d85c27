import { type Certificate, isSelfIssued } from '../certificate/certificate.ts';
import type { KeyUsage, NameConstraints } from '../certificate/constraint-extensions.ts';
import { extensionOid, keyPurpose } from '../certificate/extension-oid.ts';
import { type Chain, placeOf, subjectText } from './chain.ts';
import { type CertificateCheck, finding, noFinding } from './finding.ts';
import { checkNameConstraints } from './name-constraints.ts';

/** What the certificate at the end of the path must be good for. */
export interface LeafDemands {
  readonly keyUsage?: readonly KeyUsage[] | undefined;
  readonly extendedKeyUsage?: readonly string[] | undefined;
  readonly nameConstraints?: NameConstraints | undefined;
}

/** Extensions this validation acts on; others that are critical end it (RFC 5280 §4.2). */
const processed: ReadonlySet<string> = new Set([
  extensionOid.subjectKeyIdentifier,
  extensionOid.authorityKeyIdentifier,
  extensionOid.keyUsage,
  extensionOid.extendedKeyUsage,
  extensionOid.basicConstraints,
  extensionOid.nameConstraints,
  extensionOid.subjectAlternativeName,
  extensionOid.certificatePolicies,
  extensionOid.policyMappings,
  extensionOid.policyConstraints,
  extensionOid.inhibitAnyPolicy,
  extensionOid.crlDistributionPoints,
]);

const passed = { zh: '满足约束', en: 'keeps to every constraint' };

/**
 * Basic constraints, path length, key usage, purposes, names and critical extensions (RFC 5280 §6.1.4 (h)–(o), §6.1.5 (e)–(f)).
 */
export function checkConstraints(chain: Chain, demands: LeafDemands): CertificateCheck[] {
  const findings = [
    ...unknownExtensions(chain),
    ...authorities(chain),
    ...pathLengths(chain),
    ...leafUses(chain, demands),
    ...checkNameConstraints(chain, demands.nameConstraints),
  ];
  const places = chain.certificates.length + 1;
  const withFinding = new Set(findings.map(({ certificate }) => certificate));
  const clean = Array.from({ length: places }, (_, place) => place).filter((place) => !withFinding.has(place));
  return [...findings, ...clean.map((place) => noFinding(place, 'constraints', passed))];
}

function unknownExtensions(chain: Chain): CertificateCheck[] {
  return [chain.anchor, ...chain.certificates].flatMap((certificate, position) =>
    [...certificate.extensions.values()]
      .filter(({ oid, critical }) => critical && !processed.has(oid))
      .map(({ oid }) =>
        finding('UNKNOWN_CRITICAL_EXTENSION', placeOf(chain, position - 1), {
          subject: subjectText(certificate),
          extension: oid,
        }),
      ),
  );
}

/** Who issues must be an authority by basicConstraints and, where key usage is stated, may sign certificates. */
function authorities(chain: Chain): CertificateCheck[] {
  const issuing = [chain.anchor, ...chain.certificates].slice(0, chain.certificates.length);
  return issuing.flatMap((certificate, position) => {
    const place = placeOf(chain, position - 1);
    const parameters = { subject: subjectText(certificate) };
    const found: CertificateCheck[] = [];
    // An anchor of version 1 says nothing about itself; that it was configured as one is what counts.
    const isSilentAnchor = position === 0 && certificate.version === 1;
    if (!isSilentAnchor && certificate.basicConstraints?.isAuthority !== true) {
      found.push(finding('NOT_AN_AUTHORITY', place, parameters));
    }
    if (certificate.keyUsage?.has('keyCertSign') === false) {
      found.push(finding('MAY_NOT_SIGN_CERTIFICATES', place, parameters));
    }
    return found;
  });
}

/** pathLenConstraint counts the certificates between: self-issued ones not, the last one never (§4.2.1.9). */
function pathLengths(chain: Chain): CertificateCheck[] {
  let left = Number.POSITIVE_INFINITY;
  let limiting: Certificate = chain.anchor;
  let limitingPlace = placeOf(chain, -1);
  const restrict = (certificate: Certificate, index: number) => {
    const length = certificate.basicConstraints?.pathLength;
    if (length === undefined || length >= left) return;
    left = length;
    limiting = certificate;
    limitingPlace = placeOf(chain, index);
  };
  restrict(chain.anchor, -1);
  for (const [index, certificate] of chain.certificates.entries()) {
    if (index === chain.certificates.length - 1) break;
    if (!isSelfIssued(certificate)) {
      if (left <= 0) return [finding('PATH_TOO_LONG', limitingPlace, { subject: subjectText(limiting) })];
      left -= 1;
    }
    restrict(certificate, index);
  }
  return [];
}

function leafUses(chain: Chain, demands: LeafDemands): CertificateCheck[] {
  const leaf = chain.certificates.at(-1) ?? chain.anchor;
  const subject = subjectText(leaf);
  const uses = (demands.keyUsage ?? [])
    .filter((usage) => leaf.keyUsage?.has(usage) === false)
    .map((usage) => finding('KEY_USAGE_MISSING', 0, { subject, usage }));
  const purposes = (demands.extendedKeyUsage ?? [])
    .filter((purpose) => {
      const stated = leaf.extendedKeyUsage;
      return stated !== undefined && !stated.has(purpose) && !stated.has(keyPurpose.any);
    })
    .map((usage) => finding('PURPOSE_MISSING', 0, { subject, usage }));
  return [...uses, ...purposes];
}
