import type { Certificate } from '../certificate/certificate.ts';
import type { Crl } from '../certificate/crl.ts';
import type { DistributionPoint, DistributionPointName } from '../certificate/distribution-point.ts';
import { type GeneralName, generalNameKey } from '../certificate/general-name.ts';

/** Bits 1–8 of ReasonFlags: all the reasons there are. */
export const allReasons: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8]);

/**
 * The reasons that a list answers for about a certificate (RFC 5280 §6.3.3 (b) and (d)), looking through the certificate's
 * distribution points and, for lists that no point names, through the one that is implied: the issuer's own name. Undefined
 * when the list does not speak about the certificate at all.
 */
export function reasonsCovered(certificate: Certificate, crl: Crl): ReadonlySet<number> | undefined {
  if (!isInKind(certificate, crl)) return undefined;
  const points = [...certificate.crlDistributionPoints, impliedPoint(certificate)];
  const covered = points
    .filter((point) => isAtPoint({ point, certificate, crl }))
    .map((point) => reasonsAt(point, crl));
  if (covered.length === 0) return undefined;
  return new Set(covered.flatMap((reasons) => [...reasons]));
}

/** Whether two lists have the same scope, as a delta and its base must (§5.2.4). */
export function sameScope(one: Crl, other: Crl): boolean {
  if (one.scope === undefined || other.scope === undefined) return one.scope === other.scope;
  return one.scope.raw.equals(other.scope.raw);
}

/** (b) (2) (ii)–(iv). */
function isInKind(certificate: Certificate, { scope }: Crl): boolean {
  if (scope === undefined) return true;
  const isAuthority = certificate.basicConstraints?.isAuthority === true;
  if (scope.onlyAttributeCertificates) return false;
  if (scope.onlyUserCertificates && isAuthority) return false;
  return !(scope.onlyAuthorityCertificates && !isAuthority);
}

function impliedPoint(certificate: Certificate): DistributionPoint {
  return {
    name: { fullName: [{ type: 'directory', name: certificate.issuer }], relativeKey: undefined },
    reasons: undefined,
    crlIssuer: undefined,
  };
}

interface Placed {
  readonly point: DistributionPoint;
  readonly certificate: Certificate;
  readonly crl: Crl;
}

/** (b) (1) and (2) (i). */
function isAtPoint({ point, certificate, crl }: Placed): boolean {
  const indirectIssuers = point.crlIssuer;
  if (indirectIssuers !== undefined) {
    const isNamed = indirectIssuers.some((name) => name.type === 'directory' && name.name.key === crl.issuer.key);
    const isOwn = crl.issuer.key === certificate.issuer.key;
    if (!isNamed || !(isOwn || crl.scope?.indirect === true)) return false;
  } else if (crl.issuer.key !== certificate.issuer.key) return false;
  if (crl.scope?.name === undefined) return true;
  const listNames = fullNameKeys(crl.scope.name, [crl.issuer.partKeys]);
  const issuerParts = directoryParts(indirectIssuers) ?? [certificate.issuer.partKeys];
  const pointNames = point.name === undefined ? keysOf(indirectIssuers ?? []) : fullNameKeys(point.name, issuerParts);
  return [...pointNames].some((name) => listNames.has(name));
}

/** (d). */
function reasonsAt(point: DistributionPoint, { scope }: Crl): ReadonlySet<number> {
  const some = scope?.onlySomeReasons ?? allReasons;
  return point.reasons === undefined ? some : new Set([...some].filter((reason) => point.reasons?.has(reason)));
}

/** Keys of a point's names; a relative name is put behind the name of whoever issues the list. */
function fullNameKeys(
  name: DistributionPointName,
  issuers: readonly (readonly string[])[],
): ReadonlySet<string | undefined> {
  const { fullName, relativeKey } = name;
  if (fullName !== undefined) return keysOf(fullName);
  return new Set(issuers.map((parts) => `directory:${[...parts, relativeKey ?? ''].join('\u0001')}`));
}

function keysOf(names: readonly GeneralName[]): ReadonlySet<string | undefined> {
  return new Set(names.map(generalNameKey));
}

function directoryParts(names: readonly GeneralName[] | undefined): readonly (readonly string[])[] | undefined {
  return names?.flatMap((name) => (name.type === 'directory' ? [name.name.partKeys] : []));
}
