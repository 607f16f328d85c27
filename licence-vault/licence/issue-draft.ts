import type { Actor } from '../../identity/index.ts';
import { type Clock, canonicalJson, type Database, keyedHash, Problem, type Random } from '../../kernel/index.ts';
import { createDataKey, sealWords } from '../encryption/data-key.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';
import { type LicenceIdentifier, parseLicenceIdentifier } from '../identifier/identifier.ts';
import type { Issuer } from '../licence-type/issuer.ts';
import { isIssuer, type LicenceType } from '../licence-type/licence-type.ts';
import { readLicenceType } from '../licence-type/licence-type-store.ts';
import { templateOf } from '../licence-type/template/template-store.ts';
import { vaultProblems } from '../problems.ts';
import { type CheckedContent, type ContentDraft, checkContent } from './content.ts';
import type { LicenceSigner } from './document.ts';
import { holderIndex } from './holder-index.ts';
import type { StoredLicence } from './licence.ts';
import { usedBy } from './licence-use.ts';
import type { NewLicence, NewOperation } from './licence-writer.ts';
import { type MadeVersion, makeVersion } from './make-version.ts';
import { next } from './next.ts';
import type { Purpose } from './purpose.ts';
import type { LicenceState } from './state.ts';
import { assuranceOf } from './stock-origin.ts';
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
  /** Matter and case of the issue; needed where the type fetches data. */
  readonly purpose?: Purpose | undefined;
  /** Receipts of the queries that some of the data was fetched with. */
  readonly sources?: readonly string[] | undefined;
}

/** A request of somebody who may issue, as it was submitted. */
export interface SubmittedRequest {
  readonly request: IssueRequest;
  readonly type: LicenceType;
  readonly issuer: Issuer;
  /** Of all that the licence is to say, as far as it was submitted. */
  readonly submittedHash: Buffer;
  /** Of the issuer's own number; undefined where there is none. */
  readonly ownReferenceHash: Buffer | undefined;
}

/** A request that was checked, before it has an identifier. */
export interface IssueDraft {
  readonly submitted: SubmittedRequest;
  /** With what was fetched. */
  readonly request: IssueRequest;
  readonly type: LicenceType;
  readonly issuer: Issuer;
  readonly content: CheckedContent;
  readonly previous: LicenceIdentifier | undefined;
  readonly operation: '01' | '08';
  readonly state: LicenceState;
  readonly contentHash: Buffer;
  readonly referenceHash: Buffer;
  readonly now: Date;
}

/** A licence that is made and not stored. */
export interface MadeLicence extends NewLicence {
  readonly version: MadeVersion;
  readonly dataKey: Buffer;
}

const firstVersion = '001';
/** Digits of the running number in a serial, after the year; more where they are needed. */
const serialDigits = 7;

/** The types that an actor may issue, each read once. */
export function issuableTypes(database: Database, actor: Actor): (codeOrName: string) => Promise<LicenceType> {
  const read = new Map<string, Promise<LicenceType | undefined>>();
  return async (codeOrName) => {
    const reading = read.get(codeOrName) ?? readLicenceType(database, codeOrName);
    read.set(codeOrName, reading);
    const type = await reading;
    if (type === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
    if (!isIssuer(type, actor.organisation)) throw vaultProblems.NOT_AN_ISSUER();
    if (type.status !== 'published') throw vaultProblems.LICENCE_TYPE_NOT_PUBLISHED();
    return type;
  };
}

/** What a request is known by when it comes again, before anything else is asked of it. */
export function submittedRequest(options: {
  readonly keys: VaultKeys;
  readonly actor: Actor;
  readonly request: IssueRequest;
  readonly type: LicenceType;
  readonly issuer: Issuer;
}): SubmittedRequest {
  const { actor, request, type, issuer } = options;
  const { data, holder = null, validFrom = null, validTo = null, transferredFrom = null, origin = null } = request;
  const hash = hashing(options);
  const submitted = [type.code, holder, data, validFrom, validTo, transferredFrom, origin];
  return {
    ...{ request, type, issuer },
    submittedHash: hash('submitted', actor.organisation, submitted),
    ownReferenceHash:
      request.issuerReference === undefined
        ? undefined
        : hash('reference', actor.organisation, 'own', request.issuerReference),
  };
}

/**
 * Checks a request against its type.
 * @param options.request the one that was submitted, with what was fetched
 * @throws LICENCE_DATA_INVALID, CITIZEN_NUMBER_INVALID, UNIFIED_CODE_INVALID, LICENCE_IDENTIFIER_INVALID, LEGAL_REASON_MISSING
 */
export function draftOf(options: {
  readonly keys: VaultKeys;
  readonly actor: Actor;
  readonly submitted: SubmittedRequest;
  readonly request: IssueRequest;
  readonly now: Date;
}): IssueDraft {
  const { submitted, request, now } = options;
  const { type, issuer } = submitted;
  const content = checkContent({ type, draft: request, now });
  const previous = predecessor(request);
  const operation = previous === undefined ? '01' : '08';
  const step = next(undefined, operation, { legalReason: request.legalReason, today: beijingDay(now) });
  if (step instanceof Problem) throw step;
  const { state } = step;
  return { submitted, request, type, issuer, content, previous, operation, state, ...hashesOf(options, content), now };
}

/** Gives a draft everything that a licence has: identifier, data key, claims file and pages. */
export async function makeLicence(
  options: {
    readonly database: Database;
    readonly signer: LicenceSigner;
    readonly clock: Clock;
    readonly random: Random;
    readonly keys: VaultKeys;
    readonly actor: Actor;
  },
  draft: IssueDraft,
  serialNumber: number,
): Promise<MadeLicence> {
  const { keys, random, actor } = options;
  const { type, issuer, content, previous, request, operation, state, now } = draft;
  const id = random.uuid();
  const { plain: dataKey, wrapped } = createDataKey({ keys, licence: id, random });
  const serial = serialOf(serialNumber, now);
  const template = await templateOf(options.database, type);
  const named = { licence: id, dataKey, type, template, issuer, serial, version: firstVersion, previous, content };
  const version = await makeVersion({ ...options, ...named });
  const { legalReason } = request;
  const sealedReason =
    legalReason === undefined
      ? undefined
      : sealWords({ dataKey, licence: id, sequence: 1, words: { legalReason }, random });
  const record: NewOperation = { operation, toState: state, ...usedBy(actor), sealedReason, at: now };
  const licence: StoredLicence = {
    id,
    type: type.code,
    typeName: type.name,
    issuer: actor.organisation,
    issuerCode: issuer.code,
    serial,
    state,
    stateSince: now,
    version: version.version,
    identifier: version.identifier,
    previous: undefined,
    issuedOn: version.issuedOn,
    validFrom: version.validFrom,
    validTo: version.validTo,
    holderKind: content.holder.kind,
    holderIndex: holderIndex(keys, content.holder),
    contentHash: draft.contentHash,
    wrapped,
    assurance: assuranceOf(content),
    revision: 1,
  };
  const { referenceHash } = draft;
  const { submittedHash } = draft.submitted;
  return { licence, referenceHash, submittedHash, version, operation: record, dataKey };
}

function predecessor(request: IssueRequest): LicenceIdentifier | undefined {
  const { transferredFrom } = request;
  return transferredFrom === undefined
    ? undefined
    : parseLicenceIdentifier(transferredFrom, { pointer: '/transferredFrom' });
}

function hashesOf(
  options: Parameters<typeof draftOf>[0],
  content: CheckedContent,
): { contentHash: Buffer; referenceHash: Buffer } {
  const { actor, submitted } = options;
  const { validFrom = null, validTo = null, transferredFrom = null } = options.request;
  const { origin } = content;
  const stock = origin === undefined ? [] : [origin];
  const said = [submitted.type.code, content.holder, content.data, validFrom, validTo, transferredFrom, ...stock];
  const hash = hashing(options);
  const contentHash = hash('content', actor.organisation, said);
  const referenceHash =
    submitted.ownReferenceHash ?? hash('reference', actor.organisation, 'content', contentHash.toString('hex'));
  return { contentHash, referenceHash };
}

/** Keyed, because what goes in could be guessed: the issuer's number is often the holder's. */
function hashing({ keys }: { readonly keys: VaultKeys }): (...parts: readonly unknown[]) => Buffer {
  return (...parts) => keyedHash(keys.referenceKey, canonicalJson(parts));
}

/** Year and running number, as seen on licences. The number alone is unique, the year is for people. */
function serialOf(number: number, now: Date): string {
  return `${beijingDay(now).slice(0, 4)}${String(number).padStart(serialDigits, '0')}`;
}
