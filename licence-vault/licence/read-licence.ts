import type { Actor } from '../../identity/index.ts';
import { openDocument } from '../encryption/data-key.ts';
import { vaultProblems } from '../problems.ts';
import type { FileFormat } from './file/file-store.ts';
import { type GivenFile, makeTwin } from './file/pdf-twin.ts';
import { readLicenceFile } from './file/stored-file.ts';
import type { FoundLicence, LicenceReference, StoredLicence } from './licence.ts';
import { licenceForPurpose } from './licence-for-purpose.ts';
import { documentDigest, type LicenceUse, usedBy } from './licence-use.ts';
import type { Purpose } from './purpose.ts';
import { openOrReport, recordAttempt, type UseParts } from './use-parts.ts';

/** What a version is read as: `json`, its claims file, or one of its files. */
export type ReadFormat = 'json' | FileFormat;

/**
 * Reads what is written on a licence, for a matter and case: a file of its present version. Recorded before it is given;
 * an attempt that is refused or fails is recorded too.
 * @param options.format default `json`
 * @throws LICENCE_NOT_FOUND, LICENCE_PURPOSE_UNKNOWN, LICENCE_TYPE_NOT_NEEDED, LICENCE_CONSENT_NEEDED, LICENCE_SHARING_STOPPED,
 *   LICENCE_FILE_MISSING, LICENCE_DAMAGED, and for a PDF that is made now what {@link makeTwin} refuses
 */
export async function readLicence(
  options: UseParts & {
    readonly actor: Actor;
    readonly reference: LicenceReference;
    readonly purpose: Purpose;
    readonly format?: ReadFormat | undefined;
  },
): Promise<{ readonly licence: StoredLicence; readonly document: Buffer }> {
  const { actor, purpose } = options;
  const { found, subject, sharing } = await licenceForPurpose({ ...options, event: 'licence-read' });
  const { document: _, ...licence } = found;
  const given = await openOrReport(
    () => licenceFile(options, found),
    (code) => recordAttempt({ ...options, subject, outcome: 'failed', code }),
  );
  const document = await giveFile(options, given, (bytes) => ({
    ...{ ...subject, ...usedBy(actor, purpose), outcome: 'answered' },
    facts: { ...sharing, document: documentDigest(bytes) },
    at: options.clock.now(),
  }));
  return { licence, document };
}

/** Records what is given, and stores it where it is made now, in one transaction. @returns its bytes */
export function giveFile(
  { database, recordUse }: Pick<UseParts, 'database' | 'recordUse'>,
  given: GivenFile,
  useOf: (bytes: Buffer) => LicenceUse,
): Promise<Buffer> {
  return database.transaction(async (tx) => {
    const bytes = (await given.store?.(tx)) ?? given.bytes;
    await recordUse(useOf(bytes), tx);
    return bytes;
  });
}

/** The file of a licence's present version in a format. @throws LICENCE_FILE_MISSING, LICENCE_DAMAGED */
export async function licenceFile(
  options: Pick<UseParts, 'database' | 'clock' | 'keys' | 'pdf'> & { readonly format?: ReadFormat | undefined },
  licence: FoundLicence,
): Promise<GivenFile> {
  const { database, keys, format = 'json', pdf: signing } = options;
  const { id, wrapped, version, document } = licence;
  if (format === 'json') return { bytes: openDocument({ keys, licence: id, wrapped, ...document }) };
  const bytes = await readLicenceFile({ database, keys, licence, version, format });
  if (bytes !== undefined) return { bytes };
  const isMadeLate = format === 'pdf' && signing !== undefined;
  const made = isMadeLate ? await makeTwin({ ...options, signing, licence }) : undefined;
  if (made === undefined) throw vaultProblems.LICENCE_FILE_MISSING({ format });
  return made;
}
