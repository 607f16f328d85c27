import { kernelProblems, requireVersion } from '../../../kernel/index.ts';
import type { RevocationReason } from '../certificate/revocation-reason.ts';
import { secondText } from '../verdict.ts';
import { markCrlStale } from './authority-store.ts';
import { lockCertificate, saveRevocation } from './certificate-store.ts';
import { type IssuedCertificate, statusOf } from './issued-certificate.ts';
import { type PkiActor, type PkiParts, referenceOf, requirePkiReach, toSecond } from './parts.ts';
import { caProblems } from './problems.ts';

/** Reasons for which a holder's certificate is revoked (RFC 5280 §5.3.1); the others are for authorities and delta lists. */
export const holderReasons = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
] as const satisfies readonly RevocationReason[];

export type HolderReason = (typeof holderReasons)[number];

/**
 * Revokes a certificate, or puts it on hold. The answer of the status service changes with the commit; the list is made anew
 * the next time somebody asks for it. A hold may become a revocation, whose date is then that of the hold.
 * @throws Problem NOT_FOUND, NOT_IN_REACH, CERTIFICATE_ALREADY_REVOKED, CERTIFICATE_EXPIRED, AUTHORITY_NOT_REVOKED_HERE,
 *   INVALID_INPUT for a moment of doubt in the future
 */
export async function revokeCertificate(options: {
  parts: PkiParts;
  actor: PkiActor;
  id: string;
  reason: HolderReason;
  /** From when the key is in doubt, where that is known. */
  invalidFrom?: Date | undefined;
}): Promise<IssuedCertificate> {
  const { parts, actor, id, reason, invalidFrom } = options;
  const now = toSecond(parts.clock.now());
  if (invalidFrom !== undefined && invalidFrom > now) {
    const errors = [{ pointer: '/invalidSince', detail: 'lies in the future' }];
    throw kernelProblems.INVALID_INPUT({ count: 1 }, { errors });
  }
  return parts.database.transaction(async (tx) => {
    const before = await lockCertificate(tx, id);
    requirePkiReach(actor, before.organisation);
    if (before.profile === 'issuing') throw caProblems.AUTHORITY_NOT_REVOKED_HERE();
    const status = statusOf(before, now);
    const isHeldAlready = status === 'held' && reason === 'certificateHold';
    if (before.revoked_at !== null && (status === 'revoked' || isHeldAlready)) {
      throw caProblems.CERTIFICATE_ALREADY_REVOKED({ moment: secondText(before.revoked_at) });
    }
    if (before.not_after < now) throw caProblems.CERTIFICATE_EXPIRED({ moment: secondText(before.not_after) });
    const certificate: IssuedCertificate = {
      ...before,
      revoked_at: before.revoked_at ?? now,
      reason,
      invalid_from: invalidFrom === undefined ? before.invalid_from : toSecond(invalidFrom),
      version: before.version + 1,
    };
    const event = reason === 'certificateHold' ? 'held' : 'revoked';
    await saveRevocation(tx, certificate, { event, reason, by: referenceOf(actor), at: now });
    await markCrlStale(tx, certificate.authority);
    return certificate;
  });
}

/**
 * Releases a certificate from hold; it is valid again and leaves the list.
 * @throws Problem NOT_FOUND, NOT_IN_REACH, PRECONDITION_REQUIRED, STALE_VERSION, CERTIFICATE_NOT_HELD
 */
export async function releaseCertificate(options: {
  parts: PkiParts;
  actor: PkiActor;
  id: string;
  ifMatch: string | undefined;
}): Promise<IssuedCertificate> {
  const { parts, actor, id, ifMatch } = options;
  return parts.database.transaction(async (tx) => {
    const before = await lockCertificate(tx, id);
    requirePkiReach(actor, before.organisation);
    requireVersion(ifMatch, before.version);
    if (before.reason !== 'certificateHold') throw caProblems.CERTIFICATE_NOT_HELD();
    const certificate: IssuedCertificate = {
      ...before,
      revoked_at: null,
      reason: null,
      invalid_from: null,
      version: before.version + 1,
    };
    const at = parts.clock.now();
    await saveRevocation(tx, certificate, { event: 'released', reason: null, by: referenceOf(actor), at });
    await markCrlStale(tx, certificate.authority);
    return certificate;
  });
}
