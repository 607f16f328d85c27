import type { Actor } from '../../identity/index.ts';
import { after, canonicalJson, type Database, keyedHash, type Random } from '../../kernel/index.ts';
import type { FoundLicence, LicenceReference, StoredLicence } from '../licence/licence.ts';
import { licenceForPurpose } from '../licence/licence-for-purpose.ts';
import { documentDigest, usedBy } from '../licence/licence-use.ts';
import type { Purpose } from '../licence/purpose.ts';
import { licenceFile } from '../licence/read-licence.ts';
import { beijingDay, isAfter, withoutEnd } from '../licence/term.ts';
import { openOrReport, recordAttempt, type UseParts, type UseSubject } from '../licence/use-parts.ts';
import type { IssuerDirectory } from '../licence-type/issuer.ts';
import { sealOfdWith } from '../ofd/seal/seal-ofd.ts';
import type { OfdContent } from '../ofd/write/content.ts';
import { writeOfd } from '../ofd/write/write-ofd.ts';
import { readShown, type ShownOfd } from '../pdf/from-ofd/read-content.ts';
import { vaultProblems } from '../problems.ts';
import { holdSealFor, type Sealing } from '../seal/choice/sealing.ts';
import { copyPages } from './copy-pages.ts';
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

/**
 * Makes a purpose-bound copy (加注件) of a licence for a matter and case: what the sealed file of its present version shows,
 * with the purpose written on every page, and licence, requester, purpose and end inside what is sealed, with the seal that
 * the issuer's licences of the type bear. Verified after its end it fails by itself. The claims file is not in it: that would
 * outlive the purpose. Nothing of the copy is kept but the record of its making, in the transaction in which it is sealed.
 * @throws LICENCE_NOT_FOUND, LICENCE_PURPOSE_UNKNOWN, LICENCE_TYPE_NOT_NEEDED, LICENCE_CONSENT_NEEDED, LICENCE_SHARING_STOPPED,
 *   LICENCE_NOT_IN_FORCE, COPY_TERM_INVALID, LICENCE_FILE_MISSING, LICENCE_DAMAGED, ISSUER_NOT_REGISTERED, SEAL_NOT_CHOSEN,
 *   SEAL_NOT_FOR_TYPE, SEAL_NOT_ACTIVE, SEAL_SIGNER_MISSING
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
  const { content: shown, seals } = await original(options, found, subject);
  const requester = await options.issuers.issuer(actor.organisation);
  if (requester === undefined) throw vaultProblems.ISSUER_NOT_REGISTERED();
  const pages = copyPages({
    ...{ shown, matterName: options.matterName(purpose.matter) ?? purpose.matter },
    copy: {
      original: found.identifier,
      ...{ madeAt, expiresAt, madeFor: requester.name, organisation: actor.organisation },
      ...{ matter: purpose.matter, case: purpose.case, cause: request.cause },
    },
    docId: options.random.bytes(16).toString('hex'),
  });
  const [place = { page: 1, x: 0, y: 0 }] = seals;
  const { document: _, ...licence } = found;
  const file = await database.transaction(async (tx) => {
    const sealed = await sealCopy({ ...options, tx, pages, place, licence, at: madeAt });
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
    const usual = toTheSecond(after(madeAt, usualDays * dayMs));
    return ofLicence !== undefined && ofLicence < usual ? ofLicence : usual;
  }
  const end = toTheSecond(expiresAt);
  const latest = after(madeAt, longestDays * dayMs);
  if (end > madeAt && end <= latest && (ofLicence === undefined || end <= ofLicence)) return end;
  const errors = [{ pointer: '/expiresAt', detail: 'is over, too far ahead, or after the licence’s own end' }];
  throw copyProblems.COPY_TERM_INVALID({ days: longestDays }, { errors });
}

/** As a copy says it. */
function toTheSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1_000) * 1_000);
}

/** What the licence's own sealed file shows. @throws LICENCE_FILE_MISSING, LICENCE_DAMAGED */
async function original(options: CopyOptions, licence: FoundLicence, subject: UseSubject): Promise<ShownOfd> {
  const { bytes } = await openOrReport(
    () => licenceFile({ ...options, format: 'ofd' }, licence),
    (code) => recordAttempt({ ...options, subject, outcome: 'failed', code }),
  );
  return readShown(bytes);
}

/** Seals where the licence has its seal, and so that nobody can seal after it: no more is to be made of a copy. */
async function sealCopy(
  options: CopyOptions & {
    readonly tx: Database;
    readonly pages: OfdContent;
    readonly place: { readonly page: number; readonly x: number; readonly y: number };
    readonly licence: StoredLicence;
    readonly at: Date;
  },
): Promise<Buffer> {
  const { pages, place, licence, at } = options;
  const held = await holdSealFor({ ...options, organisation: licence.issuer, type: licence.type });
  const sealed = await sealOfdWith({
    bytes: writeOfd(pages),
    seal: held.file,
    placements: [{ kind: 'normal', page: place.page, x: place.x, y: place.y }],
    mode: 'full-protect',
    use: { algorithm: held.signer.algorithm, at, apply: (thing) => held.apply(thing) },
  });
  await held.record();
  return sealed;
}

/** A keyed commitment to the cause, whose words may name people. */
function causeOf({ keys, request, actor }: CopyOptions): string {
  const words = canonicalJson(['copy-cause', actor.organisation, request.cause]);
  return keyedHash(keys.referenceKey, words).toString('base64url');
}
