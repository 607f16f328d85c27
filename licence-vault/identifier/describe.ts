import { canonicalNumber } from '../../identity/index.ts';
import {
  checkLicenceIdentifier,
  type IdentifierFinding,
  type LicenceIdentifier,
  type LicenceIdentifierParts,
  licenceIdentifierParts,
  licenceIdentifierRoot,
} from './identifier.ts';

/** What a licence identifier is and whether it is right. */
export interface LicenceNumberDescription {
  readonly kind: 'licence-identifier';
  readonly standard: 'GB/T 36904';
  readonly valid: boolean;
  readonly findings: readonly IdentifierFinding[];
  /** Null while the identifier is not valid: half of it may still be wrong. */
  readonly facts: (LicenceIdentifierParts & { readonly definingAuthority: string }) | null;
}

/** A type code standing first, as when the root was left out in copying. */
const withoutRoot = /^[0-9A-Z]{21}\./;

/**
 * Says whether text is a licence identifier, and if it is not a right one, exactly why. For `hufu number check`.
 * @returns undefined when it looks like none: it may be a number that another folder knows
 */
export function describeLicenceNumber(text: string): LicenceNumberDescription | undefined {
  const identifier = canonicalNumber(text);
  const arc = licenceIdentifierRoot.split('.').slice(0, 4).join('.');
  if (!identifier.startsWith(`${arc}.`) && !withoutRoot.test(identifier)) return undefined;
  const findings = checkLicenceIdentifier(identifier);
  const valid = findings.every((finding) => finding.severity === 'warning');
  const parts = valid ? licenceIdentifierParts(identifier as LicenceIdentifier) : undefined;
  return {
    kind: 'licence-identifier',
    standard: 'GB/T 36904',
    valid,
    findings,
    facts: parts === undefined ? null : { ...parts, definingAuthority: parts.type.slice(0, 18) },
  };
}
