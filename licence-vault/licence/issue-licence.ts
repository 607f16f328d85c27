import type { Actor } from '../../identity/index.ts';
import {
  type Clock,
  canonicalJson,
  type Database,
  equalInConstantTime,
  keyedHash,
  Problem,
  type Random,
} from '../../kernel/index.ts';
import { createDataKey, openDocument, sealWords } from '../encryption/data-key.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';
import { type LicenceIdentifier, parseLicenceIdentifier } from '../identifier/identifier.ts';
import type { IssuerDirectory } from '../licence-type/issuer.ts';
import { isIssuer, type LicenceType } from '../licence-type/licence-type.ts';
import { readLicenceType } from '../licence-type/licence-type-store.ts';
import { vaultProblems } from '../problems.ts';
import { type CheckedContent, type ContentDraft, checkContent, requireRunningTerm } from './content.ts';
import type { LicenceSigner } from './document.ts';
import { holderIndex } from './holder-index.ts';
import type { FoundLicence, StoredLicence } from './licence.ts';
import { findByReference } from './licence-store.ts';
import { documentDigest, type LicenceEvent, type RecordUse, usedBy } from './licence-use.ts';
import { insertLicence, type NewOperation, takeSerialNumber } from './licence-writer.ts';
import { makeVersion } from './make-version.ts';
import { next } from './next.ts';
import type { Purpose } from './purpose.ts';
import type { StockOrigin } from './stock-origin.ts';
import { beijingDay } from './term.ts';

/** What an issuer submits. */
export interface IssueRequest extends ContentDraft {
  /** Code or short name of the type. */
  readonly type: string;
  /** The issuer's own number (业务编号); without it, equal content is one licence. */
  readonly issuerReference?: string | undefined;
  /** Identifier at the issuer the licence comes from, for a transfer in. */
  readonly transferredFrom?: string | undefined;
  readonly legalReason?: string | undefined;
  /** Of a stock record: where it comes from. */
  readonly origin?: StockOrigin | undefined;
  /** Matter and case of the issue; needed where the type fetches data. */
  readonly purpose?: Purpose | undefined;
  /** Receipts of the queries that some of the data was fetched with. */
  readonly sources?: readonly string[] | undefined;
}

/** A licence and the file that its holder gets. */
export interface IssuedLicence {
  /** False when the same issue was submitted before and this is the licence it gave. */
  readonly created: boolean;
  readonly licence: StoredLicence;
  /** Canonical JSON of the document. */
  readonly document: Buffer;
}

/** What issuing and changing need of the house. */
export interface IssueParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: VaultKeys;
  readonly signer: LicenceSigner;
  readonly issuers: IssuerDirectory;
  readonly recordUse: RecordUse;
}

type IssueOptions = IssueParts & { readonly actor: Actor; readonly request: IssueRequest };

const firstVersion = '001';
/** Digits of the running number in a serial, after the year; more where they are needed. */
const serialDigits = 7;

/**
 * Issues a licence (签发) for the actor's organisation: data checked against the type, an identifier with a serial that
 * nobody else gets, signature, encryption; licence, history and record of use are stored in one transaction.
 * Idempotent by issuer and `issuerReference`, also when submitted twice at once.
 * @throws LICENCE_TYPE_UNKNOWN, LICENCE_TYPE_NOT_PUBLISHED, NOT_AN_ISSUER, ISSUER_NOT_REGISTERED, LICENCE_DATA_INVALID,
 *   CITIZEN_NUMBER_INVALID, UNIFIED_CODE_INVALID, LICENCE_IDENTIFIER_INVALID, LEGAL_REASON_MISSING, ISSUER_REFERENCE_REUSED
 */
export async function issueLicence(options: IssueOptions): Promise<IssuedLicence> {
  const { database, actor, request, keys, random } = options;
  const now = options.clock.now();
  const type = await issuableType(database, actor, request.type);
  const issuer = await options.issuers.issuer(actor.organisation);
  if (issuer === undefined) throw vaultProblems.ISSUER_NOT_REGISTERED();
  const content = checkContent({ type, draft: request, now });
  const previous = predecessor(request);
  const operation = previous === undefined ? '01' : '08';
  const step = next(undefined, operation, { legalReason: request.legalReason, today: beijingDay(now) });
  if (step instanceof Problem) throw step;

  const { contentHash, referenceHash } = hashesOf(options, type, content);
  const known = await findByReference(database, referenceHash);
  if (known !== undefined) return repeated(options, known, contentHash);
  requireRunningTerm(type, content, now);

  const id = random.uuid();
  const { plain: dataKey, wrapped } = createDataKey({ keys, licence: id, random });
  const serial = serialOf(await takeSerialNumber(database), now);
  const made = { licence: id, dataKey, type, issuer, serial, version: firstVersion, previous, content };
  const version = await makeVersion({ ...options, ...made });
  const licence: StoredLicence = {
    id,
    type: type.code,
    typeName: type.name,
    issuer: actor.organisation,
    issuerCode: issuer.code,
    serial,
    state: step.state,
    stateSince: now,
    version: version.version,
    identifier: version.identifier,
    previous,
    issuedOn: version.issuedOn,
    validFrom: version.validFrom,
    validTo: version.validTo,
    holderKind: content.holder.kind,
    holderIndex: holderIndex(keys, content.holder),
    contentHash,
    wrapped,
    revision: 1,
  };
  const sealedReason =
    request.legalReason === undefined
      ? undefined
      : sealWords({ dataKey, licence: id, sequence: 1, words: { legalReason: request.legalReason }, random });
  const stored = await database.transaction(async (tx) => {
    const record: NewOperation = { operation, toState: step.state, ...usedBy(actor), sealedReason, at: now };
    if (!(await insertLicence(tx, { licence, referenceHash, version, operation: record }))) return false;
    await recordIssuerUse({ ...options, licence, event: 'licence-issued', operation, document: version.document }, tx);
    return true;
  });
  if (stored) return { created: true, licence, document: version.document };
  // Somebody submitted the same reference meanwhile and was first.
  const winner = await findByReference(database, referenceHash);
  if (winner === undefined) throw new Error('a licence that stood in the way is not there');
  return repeated(options, winner, contentHash);
}

/** The same issue again: the licence is handed out once more, which is a reading and recorded as one. */
async function repeated(options: IssueOptions, known: FoundLicence, contentHash: Buffer): Promise<IssuedLicence> {
  if (!equalInConstantTime(known.contentHash, contentHash)) {
    throw vaultProblems.ISSUER_REFERENCE_REUSED(
      {},
      { errors: [{ pointer: '/issuerReference', detail: 'stands for another licence' }] },
    );
  }
  const { document: stored, ...licence } = known;
  const document = openDocument({ keys: options.keys, licence: licence.id, wrapped: licence.wrapped, ...stored });
  await options.database.transaction((tx) =>
    recordIssuerUse({ ...options, licence, event: 'licence-read', document }, tx),
  );
  return { created: false, licence, document };
}

async function recordIssuerUse(
  options: IssueOptions & {
    readonly licence: StoredLicence;
    readonly event: LicenceEvent;
    readonly operation?: string | undefined;
    readonly document: Buffer;
  },
  tx: Database,
): Promise<void> {
  const { licence, operation, request } = options;
  await options.recordUse(
    {
      event: options.event,
      licence: licence.id,
      identifier: licence.identifier,
      type: licence.type,
      holderIndex: licence.holderIndex,
      ...usedBy(options.actor),
      outcome: 'answered',
      facts: {
        ...(operation === undefined ? {} : { operation }),
        document: documentDigest(options.document),
        ...(request.sources === undefined ? {} : { sources: request.sources.join(' ') }),
      },
      at: options.clock.now(),
    },
    tx,
  );
}

/** The type, when it may be issued by the actor's organisation. */
export async function issuableType(database: Database, actor: Actor, codeOrName: string): Promise<LicenceType> {
  const type = await readLicenceType(database, codeOrName);
  if (type === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
  if (!isIssuer(type, actor.organisation)) throw vaultProblems.NOT_AN_ISSUER();
  if (type.status !== 'published') throw vaultProblems.LICENCE_TYPE_NOT_PUBLISHED();
  return type;
}

function predecessor(request: IssueRequest): LicenceIdentifier | undefined {
  const { transferredFrom } = request;
  return transferredFrom === undefined
    ? undefined
    : parseLicenceIdentifier(transferredFrom, { pointer: '/transferredFrom' });
}

/** Keyed, because what goes in could be guessed: the issuer's number is often the holder's. */
function hashesOf(
  { keys, actor, request }: IssueOptions,
  type: LicenceType,
  content: CheckedContent,
): { contentHash: Buffer; referenceHash: Buffer } {
  const { validFrom = null, validTo = null, transferredFrom = null, issuerReference } = request;
  const submitted = [type.code, content.holder, content.data, validFrom, validTo, transferredFrom];
  const hash = (...parts: readonly unknown[]) => keyedHash(keys.referenceKey, canonicalJson(parts));
  const contentHash = hash('content', actor.organisation, submitted);
  const reference = issuerReference === undefined ? ['content', contentHash.toString('hex')] : ['own', issuerReference];
  return { contentHash, referenceHash: hash('reference', actor.organisation, ...reference) };
}

/** Year and running number, as seen on licences. The number alone is unique, the year is for people. */
function serialOf(number: number, now: Date): string {
  return `${beijingDay(now).slice(0, 4)}${String(number).padStart(serialDigits, '0')}`;
}
