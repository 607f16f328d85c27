import type { HolderActor } from '../../identity/index.ts';
import type { LicenceReference, StoredLicence } from '../licence/licence.ts';
import { documentDigest, usedBy } from '../licence/licence-use.ts';
import { giveFile, licenceFile, type ReadFormat } from '../licence/read-licence.ts';
import { openOrReport } from '../licence/use-parts.ts';
import { type OwnParts, requireOwnLicence } from './own-licences.ts';

/**
 * The file of a holder's own licence, in its present version; theirs to keep, to send on and to have verified. Recorded before
 * it is given.
 * @throws LICENCE_NOT_FOUND also for another holder's, LICENCE_FILE_MISSING, LICENCE_DAMAGED
 */
export async function readOwnFile(
  options: OwnParts & {
    readonly actor: HolderActor;
    readonly reference: LicenceReference;
    readonly format: ReadFormat;
  },
): Promise<{ readonly licence: StoredLicence; readonly document: Buffer }> {
  const { database, actor, format } = options;
  const found = await requireOwnLicence(database, actor, options.reference);
  const { document: _, ...licence } = found;
  const { id, identifier, type, holderIndex } = licence;
  const subject = { event: 'licence-read', licence: id, identifier, type, holderIndex } as const;
  const use = () => ({ ...subject, ...usedBy(actor), at: options.clock.now() });
  const given = await openOrReport(
    () => licenceFile(options, found),
    async (code) =>
      void (await database.transaction((tx) => options.recordUse({ ...use(), outcome: 'failed', code }, tx))),
  );
  const document = await giveFile(options, given, (bytes) => ({
    ...{ ...use(), outcome: 'answered' },
    facts: { format, document: documentDigest(bytes) },
  }));
  return { licence, document };
}
