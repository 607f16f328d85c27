import type { Actor } from '../../identity/index.ts';
import { Problem } from '../../kernel/index.ts';
import { type SharingFacts, sharingOf } from '../holder/sharing.ts';
import { vaultProblems } from '../problems.ts';
import type { FoundLicence, LicenceReference } from './licence.ts';
import { findLicence } from './licence-store.ts';
import type { LicenceEvent } from './licence-use.ts';
import type { Purpose } from './purpose.ts';
import { recordAttempt, typesForPurpose, type UseParts, type UseSubject } from './use-parts.ts';

/**
 * A licence that the actor may use for this purpose: its type is among the materials of a matter of their own organisation,
 * and its holder lets it be used.
 * What is refused is recorded; what is given is not yet: that is for the use that follows.
 * @param options.event what the licence is wanted for
 * @returns with `sharing`, what goes into the record because of what the holder has decided
 * @throws LICENCE_NOT_FOUND, LICENCE_PURPOSE_UNKNOWN, LICENCE_TYPE_NOT_NEEDED, LICENCE_CONSENT_NEEDED, LICENCE_SHARING_STOPPED
 */
export async function licenceForPurpose(
  options: UseParts & {
    readonly actor: Actor;
    readonly reference: LicenceReference;
    readonly purpose: Purpose;
    readonly event: LicenceEvent;
  },
): Promise<{ readonly found: FoundLicence; readonly subject: UseSubject; readonly sharing: SharingFacts }> {
  const { purpose, event } = options;
  const found = await findLicence(options.database, options.reference);
  if (found === undefined) throw vaultProblems.LICENCE_NOT_FOUND();
  const { id, identifier, type, typeName, holderIndex } = found;
  const subject: UseSubject = { event, licence: id, identifier, type, holderIndex };
  const types = await typesForPurpose({ ...options, subject });
  const sharing =
    types.includes(type) || types.includes(typeName)
      ? await sharingOf({ ...options, holderIndex, licence: found, onlyFound: event === 'licence-found' })
      : vaultProblems.LICENCE_TYPE_NOT_NEEDED({ matter: purpose.matter, type: typeName });
  if (!(sharing instanceof Problem)) return { found, subject, sharing };
  await recordAttempt({ ...options, subject, outcome: 'refused', code: sharing.code });
  throw sharing;
}
