import type { Actor } from '../../identity/index.ts';
import { Problem } from '../../kernel/index.ts';
import { openDocument } from '../encryption/data-key.ts';
import { sharingOf } from '../holder/sharing.ts';
import { vaultProblems } from '../problems.ts';
import type { LicenceReference, StoredLicence } from './licence.ts';
import { findLicence } from './licence-store.ts';
import { documentDigest, usedBy } from './licence-use.ts';
import type { Purpose } from './purpose.ts';
import { openOrReport, recordAttempt, typesForPurpose, type UseParts } from './use-parts.ts';

/**
 * Reads what is written on a licence, for a matter and case: the file of its present version. Recorded before it is given;
 * an attempt that is refused or fails is recorded too.
 * @throws LICENCE_NOT_FOUND, LICENCE_PURPOSE_UNKNOWN, LICENCE_TYPE_NOT_NEEDED, LICENCE_CONSENT_NEEDED,
 *   LICENCE_SHARING_STOPPED, LICENCE_DAMAGED
 */
export async function readLicence(
  options: UseParts & { readonly actor: Actor; readonly reference: LicenceReference; readonly purpose: Purpose },
): Promise<{ readonly licence: StoredLicence; readonly document: Buffer }> {
  const { actor, database, purpose } = options;
  const found = await findLicence(database, options.reference);
  if (found === undefined) throw vaultProblems.LICENCE_NOT_FOUND();
  const { document: stored, ...licence } = found;
  const { id, identifier, type, holderIndex } = licence;
  const subject = { event: 'licence-read', licence: id, identifier, type, holderIndex } as const;
  const types = await typesForPurpose({ ...options, subject });
  if (!types.includes(type) && !types.includes(licence.typeName)) {
    const refusal = vaultProblems.LICENCE_TYPE_NOT_NEEDED({ matter: purpose.matter, type: licence.typeName });
    await recordAttempt({ ...options, subject, outcome: 'refused', code: refusal.code });
    throw refusal;
  }
  const sharing = await sharingOf({ ...options, holderIndex, licence });
  if (sharing instanceof Problem) {
    await recordAttempt({ ...options, subject, outcome: 'refused', code: sharing.code });
    throw sharing;
  }
  const document = await openOrReport(
    () => openDocument({ keys: options.keys, licence: id, wrapped: licence.wrapped, ...stored }),
    (code) => recordAttempt({ ...options, subject, outcome: 'failed', code }),
  );
  const facts = { ...sharing, document: documentDigest(document) };
  const use = { ...subject, ...usedBy(actor, purpose), outcome: 'answered', facts, at: options.clock.now() } as const;
  await database.transaction((tx) => options.recordUse(use, tx));
  return { licence, document };
}
