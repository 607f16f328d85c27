import type { Actor } from '../../identity/index.ts';
import type { Page } from '../../kernel/index.ts';
import { parseLicenceIdentifier } from '../identifier/identifier.ts';
import type { StoredLicence } from './licence.ts';
import { licenceForPurpose } from './licence-for-purpose.ts';
import { findLicence } from './licence-store.ts';
import { type LicenceUse, usedBy } from './licence-use.ts';
import type { Purpose } from './purpose.ts';
import { typesForPurpose, type UseParts } from './use-parts.ts';

/**
 * Finds the licence of an identifier, whichever of its versions that names, for a matter and case: what {@link StoredLicence}
 * tells of its present version, or nothing. Recorded either way.
 * @param options.identifier as somebody typed or scanned it
 * @throws LICENCE_IDENTIFIER_INVALID, LICENCE_PURPOSE_UNKNOWN, LICENCE_TYPE_NOT_NEEDED
 */
export async function findNamedLicence(
  options: UseParts & { readonly actor: Actor; readonly identifier: string; readonly purpose: Purpose },
): Promise<Page<StoredLicence>> {
  const { actor, database, purpose } = options;
  const event = 'licence-found';
  const reference = { identifier: parseLicenceIdentifier(options.identifier, { pointer: '/identifier' }) };
  const answered = { ...usedBy(actor, purpose), outcome: 'answered', at: options.clock.now() } as const;
  if ((await findLicence(database, reference)) === undefined) {
    await typesForPurpose({ ...options, subject: { event } });
    await record(options, { event, ...answered });
    return { items: [], next: null };
  }
  const { found, subject, sharing } = await licenceForPurpose({ ...options, reference, event });
  const { document: _, ...licence } = found;
  await record(options, { ...subject, ...answered, facts: { ...sharing, state: licence.state } });
  return { items: [licence], next: null };
}

async function record({ database, recordUse }: UseParts, use: LicenceUse): Promise<void> {
  await database.transaction((tx) => recordUse(use, tx));
}
