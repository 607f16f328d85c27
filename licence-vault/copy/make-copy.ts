import type { Actor, OrganisationId } from '../../identity/index.ts';
import { after, canonicalJson, type Database, keyedHash, type Random } from '../../kernel/index.ts';
import { openDocument } from '../encryption/data-key.ts';
import type { LicenceDocument } from '../generated/schemas.ts';
import type { LicenceContent } from '../licence/document.ts';
import { licencePages, sealLicence, type UnsealedOfd } from '../licence/file/make-ofd.ts';
import type { FoundLicence, LicenceReference, StoredLicence } from '../licence/licence.ts';
import { licenceForPurpose } from '../licence/licence-for-purpose.ts';
import { documentDigest, usedBy } from '../licence/licence-use.ts';
import type { Purpose } from '../licence/purpose.ts';
import { beijingDay, isAfter, withoutEnd } from '../licence/term.ts';
import { openOrReport, recordAttempt, type UseParts, type UseSubject } from '../licence/use-parts.ts';
import type { IssuerDirectory } from '../licence-type/issuer.ts';
import type { LicenceType } from '../licence-type/licence-type.ts';
import { readLicenceType } from '../licence-type/licence-type-store.ts';
import type { LicenceTemplate } from '../licence-type/template/licence-template.ts';
import { templateOf } from '../licence-type/template/template-store.ts';
import { writeOfd } from '../ofd/write/write-ofd.ts';
import { vaultProblems } from '../problems.ts';
import { holdSealFor, type Sealing } from '../seal/choice/sealing.ts';
import { type CopyData, copyCustomData } from './copy-data.ts';
import { copyProblems } from './problems.ts';

/** The name of a matter; the wiring joins it to the catalogue. */
export type MatterName = (code: string) => string | undefined;

/** What making copies needs of the house. */
export type CopyParts = UseParts & {
  readonly random: Random;
  readonly issuers: IssuerDirectory;
  readonly sealing: Sealing;
  readonly matterName: MatterName;
};

/** What a copy is wanted for. */
export interface CopyRequest {
  /** Why, in the words of whoever asks (加注事由). */
  readonly cause: string;
  /** From when on it is worth nothing; left out: a week from now, or the licence's own end where that is earlier. */
  readonly expiresAt?: Date | undefined;
}

/** A purpose-bound copy, and its file. */
export interface LicenceCopy {
  readonly licence: StoredLicence;
  readonly expiresAt: Date;
  /** Sealed OFD. */
  readonly file: Buffer;
}

const dayMs = 24 * 3_600_000;
const longestDays = 90;
const usualDays = 7;

type CopyOptions = CopyParts & {
  readonly actor: Actor;
  readonly reference: LicenceReference;
  readonly purpose: Purpose;
  readonly request: CopyRequest;
};

/** What a copy says, every member of it. */
type WholeCopy = { readonly [Member in keyof CopyData]: NonNullable<CopyData[Member]> };

/**
 * Makes a purpose-bound copy (加注件) of a licence for a matter and case: the pages of its present version with the purpose
 * written across them, and licence, requester, purpose and end inside what is sealed, with the seal that the issuer's
 * licences of the type bear. Verified after its end it fails by itself. The claims file is not in it: that would outlive
 * the purpose. Nothing of the copy is kept but the record of its making, in the transaction in which it is sealed.
 * @throws LICENCE_NOT_FOUND, LICENCE_PURPOSE_UNKNOWN, LICENCE_TYPE_NOT_NEEDED, LICENCE_NOT_IN_FORCE, COPY_TERM_INVALID,
 *   LICENCE_DAMAGED, ISSUER_NOT_REGISTERED, SEAL_NOT_CHOSEN, SEAL_NOT_FOR_TYPE, SEAL_NOT_ACTIVE, SEAL_SIGNER_MISSING
 */
export async function makeCopy(options: CopyOptions): Promise<LicenceCopy> {
  const { actor, database, purpose, request } = options;
  const { found, subject, sharing } = await licenceForPurpose({ ...options, event: 'licence-copied' });
  const madeAt = options.clock.now();
  if (found.state !== '01' || isOutsideTerm(found, madeAt)) {
    const refusal = vaultProblems.LICENCE_NOT_IN_FORCE();
    await recordAttempt({ ...options, subject, outcome: 'refused', code: refusal.code });
    throw refusal;
  }
  const expiresAt = endOf(request, found, madeAt);
  const { type, content } = await original(options, found, subject);
  const requester = await options.issuers.issuer(actor.organisation);
  if (requester === undefined) throw vaultProblems.ISSUER_NOT_REGISTERED();
  const template = await templateOf(database, type);
  const bytes = copyPages({
    ...{ type, template, content, matterName: options.matterName(purpose.matter) ?? purpose.matter },
    copy: {
      original: found.identifier,
      ...{ madeAt, expiresAt, madeFor: requester.name, organisation: actor.organisation },
      ...{ matter: purpose.matter, case: purpose.case, cause: request.cause },
    },
    docId: options.random.bytes(16).toString('hex'),
  });
  const { document: _, ...licence } = found;
  const file = await database.transaction(async (tx) => {
    const ofd = { bytes, template };
    const sealed = await sealCopy({ ...options, tx, ofd, issuer: found.issuer, type: found.type, at: madeAt });
    const facts = {
      ...sharing,
      document: documentDigest(sealed),
      expiresAt: expiresAt.toISOString(),
      cause: causeOf(options),
    };
    await options.recordUse({ ...subject, ...usedBy(actor, purpose), outcome: 'answered', facts, at: madeAt }, tx);
    return sealed;
  });
  return { licence, expiresAt, file };
}

function isOutsideTerm({ validFrom, validTo }: StoredLicence, now: Date): boolean {
  const today = beijingDay(now);
  return isAfter(validFrom, today) || isAfter(today, validTo);
}

/** @throws COPY_TERM_INVALID */
function endOf({ expiresAt }: CopyRequest, { validTo }: StoredLicence, madeAt: Date): Date {
  const ofLicence = validTo === withoutEnd ? undefined : after(new Date(`${validTo}T00:00:00+08:00`), dayMs);
  if (expiresAt === undefined) {
    const usual = after(madeAt, usualDays * dayMs);
    return ofLicence !== undefined && ofLicence < usual ? ofLicence : usual;
  }
  // As a copy says it: to the second.
  const end = new Date(Math.floor(expiresAt.getTime() / 1_000) * 1_000);
  const latest = after(madeAt, longestDays * dayMs);
  if (end > madeAt && end <= latest && (ofLicence === undefined || end <= ofLicence)) return end;
  const errors = [{ pointer: '/expiresAt', detail: 'is over, too far ahead, or after the licence’s own end' }];
  throw copyProblems.COPY_TERM_INVALID({ days: longestDays }, { errors });
}

/** What stands on the licence, and its type. @throws LICENCE_DAMAGED */
async function original(
  options: CopyOptions,
  found: FoundLicence,
  subject: UseSubject,
): Promise<{ type: LicenceType; content: LicenceContent }> {
  const { id: licence, wrapped, document } = found;
  const bytes = await openOrReport(
    () => openDocument({ keys: options.keys, licence, wrapped, ...document }),
    (code) => recordAttempt({ ...options, subject, outcome: 'failed', code }),
  );
  const type = await readLicenceType(options.database, found.type);
  if (type === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
  // Our own document, decrypted and matched with its digest.
  return { type, content: (JSON.parse(bytes.toString()) as LicenceDocument).licence };
}

/** @throws OFD_TEXT_NOT_WRITABLE */
function copyPages(options: {
  type: LicenceType;
  template: LicenceTemplate | undefined;
  content: LicenceContent;
  matterName: string;
  copy: WholeCopy;
  docId: string;
}): Buffer {
  const { copy, matterName, docId } = options;
  const pages = licencePages({ ...options, purpose: annotationOf(copy, matterName) });
  return writeOfd({
    ...pages,
    docId,
    creationDate: beijingDay(copy.madeAt),
    customData: [...(pages.customData ?? []), ...copyCustomData(copy)],
  });
}

/** What everybody sees on the pages; the first line stands across them. */
function annotationOf(copy: WholeCopy, matterName: string): readonly string[] {
  const end = new Date(copy.expiresAt.getTime() + 8 * 3_600_000).toISOString();
  return [
    `仅供${copy.madeFor}办理“${matterName}”使用`,
    `办件 ${copy.case}，事由：${copy.cause}`,
    `有效期至 ${end.slice(0, 10)} ${end.slice(11, 16)}（北京时间），逾期或另作他用无效`,
  ];
}

/** Seals so that nobody can seal after it: a copy is not to be made more of. */
async function sealCopy(
  options: CopyOptions & {
    tx: Database;
    ofd: Pick<UnsealedOfd, 'bytes' | 'template'>;
    issuer: OrganisationId;
    type: string;
    at: Date;
  },
): Promise<Buffer> {
  const { ofd, at } = options;
  const held = await holdSealFor({ ...options, organisation: options.issuer });
  const sealed = await sealLicence({ ofd, held, at, mode: 'full-protect' });
  await held.record();
  return sealed;
}

/** A keyed commitment to the cause, whose words may name people. */
function causeOf({ keys, request, actor }: CopyOptions): string {
  const words = canonicalJson(['copy-cause', actor.organisation, request.cause]);
  return keyedHash(keys.referenceKey, words).toString('base64url');
}
