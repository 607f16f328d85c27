import type { Actor } from '../../identity/index.ts';
import { openDocument } from '../encryption/data-key.ts';
import type { LicenceReference, StoredLicence } from './licence.ts';
import { licenceForPurpose } from './licence-for-purpose.ts';
import { documentDigest, usedBy } from './licence-use.ts';
import type { Purpose } from './purpose.ts';
import { openOrReport, recordAttempt, type UseParts } from './use-parts.ts';

/**
 * Reads what is written on a licence, for a matter and case: the file of its present version. Recorded before it is given;
 * an attempt that is refused or fails is recorded too.
 * @throws LICENCE_NOT_FOUND, LICENCE_PURPOSE_UNKNOWN, LICENCE_TYPE_NOT_NEEDED, LICENCE_DAMAGED
 */
export async function readLicence(
  options: UseParts & { readonly actor: Actor; readonly reference: LicenceReference; readonly purpose: Purpose },
): Promise<{ readonly licence: StoredLicence; readonly document: Buffer }> {
  const { actor, database, purpose } = options;
  const { found, subject } = await licenceForPurpose({ ...options, event: 'licence-read' });
  const { document: stored, ...licence } = found;
  const { id, wrapped } = licence;
  const document = await openOrReport(
    () => openDocument({ keys: options.keys, licence: id, wrapped, ...stored }),
    (code) => recordAttempt({ ...options, subject, outcome: 'failed', code }),
  );
  const facts = { document: documentDigest(document) };
  const use = { ...subject, ...usedBy(actor, purpose), outcome: 'answered', facts, at: options.clock.now() } as const;
  await database.transaction((tx) => options.recordUse(use, tx));
  return { licence, document };
}
