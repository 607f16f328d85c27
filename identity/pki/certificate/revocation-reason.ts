import { DerFault } from '../der/fault.ts';

/** CRLReason by its number (RFC 5280 §5.3.1); 7 is not used. */
const reasons = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

export type RevocationReason = NonNullable<(typeof reasons)[number]>;

/** @throws DerFault BAD_VALUE for a number without a meaning */
export function reasonOf(number: number): RevocationReason {
  const reason = reasons[number];
  if (reason === undefined) throw new DerFault('BAD_VALUE', 0, 'a revocation reason that does not exist');
  return reason;
}

/** The number of a reason, for writing it. */
export function reasonNumber(reason: RevocationReason): number {
  return reasons.indexOf(reason);
}

/** Whether the key itself is in other hands, so that what it signed earlier is in doubt too. */
export function isCompromise(reason: RevocationReason): boolean {
  return reason === 'keyCompromise' || reason === 'cACompromise' || reason === 'aACompromise';
}
