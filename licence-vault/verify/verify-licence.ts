import type { Actor } from '../../identity/index.ts';
import { type Clock, type Database, kernelProblems, sha256, type Text } from '../../kernel/index.ts';
import { openDocument } from '../encryption/data-key.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';
import { checkLicenceIdentifier, parseLicenceIdentifier } from '../identifier/identifier.ts';
import type { LicenceKeys } from '../licence/document.ts';
import { findFile } from '../licence/file/file-store.ts';
import { stateAt } from '../licence/history-store.ts';
import type { FoundLicence, LicenceReference } from '../licence/licence.ts';
import { findLicence, findVersion } from '../licence/licence-store.ts';
import { type RecordUse, usedBy } from '../licence/licence-use.ts';
import { openOrReport, recordAttempt } from '../licence/use-parts.ts';
import { pathTrust } from '../seal/verify/path-trust.ts';
import type { SealTrust } from '../seal/verify/trust.ts';
import { notePresented } from '../statement/presented-store.ts';
import type { SignedStatement } from '../statement/qr-text.ts';
import { readQrPhoto } from '../statement/read-photo.ts';
import { withClaims } from './claims-in-file.ts';
import { fileKindOf } from './file-kind.ts';
import { type FileVerdict, fileVerdictOf } from './file-verdict.ts';
import { issuersSeal } from './issuers-seal.ts';
import { licenceIdentifiersIn, withStatus } from './licence-in-file.ts';
import { presentedInDocument } from './presented.ts';
import { meantQr, type QrSubject, qrSubject } from './qr-subject.ts';
import { readDocument } from './read-document.ts';
import { type SignedFile, withMore, withVerdicts } from './signed-file.ts';
import { checkStatus, type KnownStatus } from './status.ts';
import { type Finding, failed, indeterminate, passed } from './verdict.ts';
import { verifyDocument } from './verify-document.ts';
import { verifySignedFile } from './verify-file.ts';
import { nothingHeld, verifyHeld, wrongIdentifier } from './verify-held.ts';
import { pictureVerdict, verifyQrText } from './verify-statement.ts';

/** What is to be verified. */
export type VerificationSubject =
  | { readonly document: Uint8Array }
  /** The text of a QR. */
  | { readonly qr: string }
  /** A licence identifier as somebody typed it. */
  | { readonly identifier: string }
  /** The vault's id of a licence. */
  | { readonly id: string };

/** What verifying needs of the house. */
export interface VerifyParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly keys: VaultKeys;
  readonly signingKeys: LicenceKeys;
  readonly recordUse: RecordUse;
  /** Whom to believe when an OFD or PDF is verified; left out: nobody. */
  readonly sealTrust?: (() => Promise<SealTrust>) | undefined;
}

/** Clocks of two machines may differ by this much; a moment further ahead is in the future. */
const clockSkewMs = 60_000;

/**
 * Verifies a licence against this vault: a file that somebody presents, a licence document, an OFD or a PDF by its
 * content, the photo of a QR or its text, or by identifier or id the licence the vault holds. Gives a verdict whatever comes in;
 * every verification is recorded before its verdict is given. An OFD or PDF gets the status of the licence that it names, and none
 * where it names none.
 * @param options.at as of when; default now. The status is the one that held then, as far as the vault knew it
 * @throws INVALID_INPUT for a moment in the future; PICTURE_NOT_READ, PICTURES_WAITING; LICENCE_DAMAGED when what the
 *   vault itself holds does not open
 */
export async function verifyLicence(
  options: VerifyParts & {
    readonly actor: Actor;
    readonly subject: VerificationSubject;
    readonly at?: Date | undefined;
    readonly purpose?: { readonly matter?: string | undefined; readonly case?: string | undefined } | undefined;
  },
): Promise<FileVerdict> {
  const { database } = options;
  const now = options.clock.now();
  if (options.at !== undefined && options.at.getTime() > now.getTime() + clockSkewMs) {
    throw kernelProblems.INVALID_INPUT({ count: 1 }, { errors: [{ pointer: '/at', detail: 'is in the future' }] });
  }
  const at = options.at ?? now;
  const presentedThing = await seen(options.subject);
  const examined = await examine(presentedThing, options, at);
  const found = await presented(database, examined.named);
  const subject = {
    event: 'licence-verified',
    licence: found?.id,
    identifier: found?.document.identifier,
    type: found?.type,
    holderIndex: found?.holderIndex,
  } as const;
  const status = await statusOf(database, found, options.at);
  const reached: FileVerdict =
    examined.file === undefined
      ? await verdictOn(
          { ...options, subject: presentedThing, named: examined.named, found, status, at },
          async (code) => recordAttempt({ ...options, purpose: undefined, subject, outcome: 'failed', code }),
        )
      : statusInFile(await asStored(options, examined.file, { found, status }), examined.named, status);
  // What the vault knows of it counts for more than what is presented.
  const verdict = found === undefined ? reached : { ...reached, assurance: found.assurance };
  const { indication, subIndication } = verdict;
  const facts = { indication, ...(subIndication === null ? {} : { subIndication }), asOf: verdict.asOf.toISOString() };
  const use = { ...subject, ...usedBy(options.actor, options.purpose), outcome: 'answered', facts, at: now } as const;
  await database.transaction((tx) => options.recordUse(use, tx));
  return verdict;
}

/** A subject with its QR read, out of a picture too. */
type Seen =
  | Exclude<VerificationSubject, { readonly qr: string }>
  | QrSubject
  /** A picture in which it cannot be told which QR is meant. */
  | { readonly codes: number };

async function seen(subject: VerificationSubject): Promise<Seen> {
  if ('qr' in subject) return qrSubject(subject.qr);
  if (!('document' in subject) || fileKindOf(subject.document) !== 'picture') return subject;
  const texts = await readQrPhoto(subject.document);
  const text = meantQr(texts);
  return text === undefined ? { codes: texts.length } : qrSubject(text);
}

/** Which licence was presented; an OFD or PDF verified, but for the status of the licence in it. */
interface Examined {
  readonly file: SignedFile | undefined;
  readonly named: Named | undefined;
}

async function examine(subject: Seen, { sealTrust }: Pick<VerifyParts, 'sealTrust'>, at: Date): Promise<Examined> {
  if (!('document' in subject)) return { file: undefined, named: nameOf(subject) };
  const trust = (await sealTrust?.()) ?? pathTrust({ anchors: [] });
  const file = await verifySignedFile({ bytes: subject.document, trust, at });
  return { file, named: file === undefined ? nameOf(subject) : nameIn(file) };
}

/** Which licence a file says it is; undefined where it says none. */
function nameIn(file: SignedFile): Named | undefined {
  const [identifier, other] = licenceIdentifiersIn(file);
  if (identifier === undefined) return undefined;
  if (other === undefined) return nameOfIdentifier(identifier);
  return { wrong: { zh: '文件中有不止一个证照标识', en: 'the file names more than one licence' } };
}

/**
 * Holds a file to what the vault has of the licence: its claims and, of a PDF, the file itself. A PDF twin allows no change, so
 * one that the vault did not make is another file, whoever signed it: somebody else under the same anchors. An OFD may
 * lawfully bear more seals than the one in the vault, or be a copy; one of them is its issuer's.
 */
async function asStored(
  { database, subject }: { readonly database: Database; readonly subject: VerificationSubject },
  file: SignedFile,
  { found, status }: { readonly found: FoundLicence | undefined; readonly status: KnownStatus },
): Promise<SignedFile> {
  if (!('document' in subject)) return file;
  const bytes = subject.document;
  const bound = withClaims(file, { bytes, documentDigest: status.known ? status.documentDigest : undefined });
  if (found === undefined) return bound;
  if (fileKindOf(bytes) !== 'pdf') {
    const seal = await issuersSeal(database, bound, found);
    return withVerdicts(bound, (verdict) => withMore(verdict, 'seal', seal));
  }
  const twin = await findFile(database, { licence: found.id, version: found.document.version, format: 'pdf' });
  const finding = sameAs(twin?.digest, sha256(bytes));
  return withVerdicts(bound, (verdict) => withMore(verdict, 'document-hash', finding));
}

function sameAs(stored: Buffer | undefined, presented: Buffer): Finding {
  if (stored === undefined) {
    return indeterminate(
      'SIG_CONSTRAINTS_FAILURE',
      '证照库没有出具过此证照的 PDF；请以 OFD 查验，或向颁发机构核实',
      'the vault has made no PDF of this licence; present the OFD, or ask the issuer',
    );
  }
  return stored.equals(presented)
    ? passed('与证照库出具的文件逐字节一致', 'it is to the byte the file that the vault made')
    : failed('HASH_FAILURE', '不是证照库出具的文件', 'it is not the file that the vault made');
}

function statusInFile(file: SignedFile, named: Named | undefined, status: KnownStatus): FileVerdict {
  if (named === undefined) return fileVerdictOf(file);
  if (!('wrong' in named)) return fileVerdictOf(withStatus(file, checkStatus(status)));
  const { zh, en } = named.wrong;
  const finding = indeterminate('TRY_LATER', `${zh}，无从查询状态`, `${en}, so no status can be asked for`);
  return fileVerdictOf(withStatus(file, finding));
}

/** Which licence a subject speaks of, or why it speaks of none. */
type Named = LicenceReference | { readonly wrong: Text };

/** A document names its licence itself; whether it may is for the verification to say. */
function nameOf(subject: Seen): Named | undefined {
  if ('codes' in subject) return undefined;
  if ('qr' in subject) {
    return subject.qr.kind === 'statement'
      ? nameOfIdentifier(subject.qr.signed.statement.licence.identifier)
      : undefined;
  }
  if ('id' in subject) return { id: subject.id };
  if ('identifier' in subject) return nameOfIdentifier(subject.identifier);
  const read = readDocument(subject.document);
  return 'wrong' in read ? read : nameOfIdentifier(read.document.licence.identifier);
}

function nameOfIdentifier(text: string): Named {
  const errors = checkLicenceIdentifier(text).filter((finding) => finding.severity === 'error');
  if (errors.length === 0) return { identifier: parseLicenceIdentifier(text) };
  return {
    wrong: {
      zh: `电子证照标识有误：${errors.map((finding) => finding.detail.zh).join('；')}`,
      en: `the licence identifier is not valid: ${errors.map((finding) => finding.detail.en).join('; ')}`,
    },
  };
}

async function presented(database: Database, named: Named | undefined): Promise<FoundLicence | undefined> {
  if (named === undefined || 'wrong' in named) return undefined;
  return 'id' in named ? findLicence(database, named) : findVersion(database, named.identifier);
}

async function verdictOn(
  options: VerifyParts & {
    readonly actor: Actor;
    readonly subject: Seen;
    readonly named: Named | undefined;
    readonly found: FoundLicence | undefined;
    readonly status: KnownStatus;
    readonly at: Date;
  },
  onDamage: (code: string) => Promise<void>,
): Promise<FileVerdict> {
  const { subject, named, found, status, at, keys, signingKeys } = options;
  if ('document' in subject) {
    const verdict = await verifyDocument({ bytes: subject.document, keys: signingKeys, status, at });
    return { ...verdict, presented: presentedInDocument(subject.document) };
  }
  if ('codes' in subject) return pictureVerdict(subject.codes, at);
  if ('qr' in subject) {
    const replay = (signed: SignedStatement) => presentedBefore(options, signed);
    return verifyQrText({ qr: subject.qr, keys: signingKeys, status: async () => checkStatus(status), replay, at });
  }
  if (named !== undefined && 'wrong' in named) return wrongIdentifier(named.wrong, at);
  const byIdentifier = 'identifier' in subject;
  if (found === undefined) return nothingHeld({ at, byIdentifier });
  const { id: licence, wrapped, document } = found;
  const bytes = await openOrReport(() => openDocument({ keys, licence, wrapped, ...document }), onDamage);
  return verifyHeld({ bytes, keys: signingKeys, status, at, byIdentifier });
}

/**
 * Whether the same QR was presented to somebody else before: a photograph of it, perhaps. The one who saw it first may look
 * again as often as they like.
 */
async function presentedBefore(
  { actor, clock, database }: VerifyParts & { readonly actor: Actor },
  { statement, proof }: SignedStatement,
): Promise<Finding | undefined> {
  const to = usedBy(actor).actor;
  // The claims, since a signature of the same claims can be spelt anew by who knows none of our secrets.
  const digest = sha256(proof.payload);
  const first = await notePresented(database, { digest, to, at: clock.now(), expiresAt: statement.expiresAt });
  if (first.to === to) return undefined;
  const at = first.at.toISOString();
  return indeterminate(
    'TRY_LATER',
    `此二维码已于 ${at} 在别处验过；请持证主体重新出示`,
    `this QR was verified by somebody else at ${at}; ask the holder for a new one`,
  );
}

/** What the vault knows of the version presented; at a past moment, from the licence's history. */
async function statusOf(
  database: Database,
  found: FoundLicence | undefined,
  at: Date | undefined,
): Promise<KnownStatus> {
  if (found === undefined) return { known: false };
  const held =
    at === undefined
      ? { state: found.state, since: found.stateSince, version: found.version }
      : await stateAt(database, found.id, at);
  // A version made later than the moment asked about was not there then.
  if (held === undefined || found.document.version > held.version) return { known: false };
  return {
    known: true,
    state: held.state,
    since: held.since,
    version: found.document.version,
    currentVersion: held.version,
    assurance: found.assurance,
    documentDigest: found.document.digest,
  };
}
