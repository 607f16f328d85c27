import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Actor } from '../../identity/index.ts';
import { type Clock, type Database, equalInConstantTime, Problem, type Random } from '../../kernel/index.ts';
import { openDocument } from '../encryption/data-key.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';
import type { Issuer, IssuerDirectory } from '../licence-type/issuer.ts';
import type { LicenceType } from '../licence-type/licence-type.ts';
import { vaultProblems } from '../problems.ts';
import type { Sealing } from '../seal/choice/sealing.ts';
import { requireRunningTerm } from './content.ts';
import type { LicenceSigner } from './document.ts';
import { sealsInHand, sealVersions } from './file/seal-versions.ts';
import {
  draftOf,
  type IssueDraft,
  type IssueRequest,
  issuableTypes,
  type MadeLicence,
  makeLicence,
  type SubmittedRequest,
  submittedRequest,
} from './issue-draft.ts';
import type { LicenceOfReference, StoredLicence } from './licence.ts';
import { findByReferences } from './licence-store.ts';
import { documentDigest, type LicenceUse, type RecordUse, type RecordUses, usedBy } from './licence-use.ts';
import { insertLicences, takeSerialNumbers } from './licence-writer.ts';
import { type Purpose, requireNobodyNamed } from './purpose.ts';

/** A licence and its claims file. */
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
  readonly sealing: Sealing;
  readonly recordUse: RecordUse;
}

type BatchParts = Omit<IssueParts, 'recordUse'> & {
  readonly recordUses: RecordUses;
  readonly actor: Actor;
  readonly complete?: Complete | undefined;
  readonly alongside?: Alongside | undefined;
};

/**
 * Makes a request complete with what is fetched instead of being submitted, or refuses it. Asked for nothing that its issuer
 * may not issue, and for nothing that was issued before.
 */
export type Complete = (type: LicenceType, request: IssueRequest) => Promise<IssueRequest>;

/**
 * Stores something else in the transaction that stores licences, or hands them out once more: both are there or neither.
 * Given are the requests, as the caller gave them, with what became of them.
 */
export type Alongside = (
  tx: Database,
  issued: readonly { readonly request: IssueRequest; readonly issued: IssuedLicence }[],
) => Promise<void>;

/** Requests that are made complete at once. */
const completedAtOnce = 8;

/** Requests in one transaction, at most: what one of them waits for the others, and what is lost when a hub dies. */
export const mostTogether = 64;

/**
 * Issues a licence (签发) for the actor's organisation: data checked against the type, an identifier with a serial that
 * nobody else gets, signed claims, pages with the seal that was chosen for it, encryption; licence, files, history, use of
 * the seal and record of use are stored in one transaction. Idempotent by issuer and `issuerReference`, also when submitted
 * twice at once: what was submitted then and is submitted again gives the licence of then, and nobody is asked for anything.
 * @param options.complete left out: the request is complete as it is
 * @throws LICENCE_TYPE_UNKNOWN, LICENCE_TYPE_NOT_PUBLISHED, NOT_AN_ISSUER, ISSUER_NOT_REGISTERED, INVALID_INPUT for a purpose
 *   that holds a citizen number, LICENCE_DATA_INVALID,
 *   CITIZEN_NUMBER_INVALID, UNIFIED_CODE_INVALID, LICENCE_IDENTIFIER_INVALID, LEGAL_REASON_MISSING, ISSUER_REFERENCE_REUSED,
 *   SEAL_NOT_CHOSEN, SEAL_NOT_FOR_TYPE, SEAL_NOT_ACTIVE, SEAL_SIGNER_MISSING and what sealing and `complete` refuse
 */
export async function issueLicence(
  options: IssueParts & {
    readonly actor: Actor;
    readonly request: IssueRequest;
    readonly complete?: Complete | undefined;
  },
): Promise<IssuedLicence> {
  const recordUses: RecordUses = async (uses, tx) => {
    const receipts = [];
    for (const use of uses) receipts.push(await options.recordUse(use, tx));
    return receipts;
  };
  const [issued] = await issueTogether({ ...options, recordUses }, [options.request]);
  if (issued === undefined) throw new Error('a request of one gave no licence');
  if (issued instanceof Problem) throw issued;
  return issued;
}

/**
 * Issues many licences as {@link issueLicence} issues one, up to {@link mostTogether} in a transaction and with one batch in
 * the evidence log; the more there are, the less each costs. One that is refused does not stop the others.
 * @returns in the order of the requests, for each the licence or why it was refused
 * @throws what is no refusal; by then the transactions before it are committed, and submitting the same again goes on after them
 */
export async function issueLicences(
  options: Omit<IssueParts, 'recordUse'> & {
    readonly recordUses: RecordUses;
    readonly actor: Actor;
    readonly requests: readonly IssueRequest[];
    readonly complete?: Complete | undefined;
    readonly alongside?: Alongside | undefined;
  },
): Promise<readonly (IssuedLicence | Problem)[]> {
  const { requests } = options;
  const issued: (IssuedLicence | Problem)[] = [];
  while (issued.length < requests.length) {
    issued.push(...(await issueTogether(options, requests.slice(issued.length, issued.length + mostTogether))));
  }
  return issued;
}

type Outcome = IssuedLicence | Problem;

async function issueTogether(parts: BatchParts, requests: readonly IssueRequest[]): Promise<readonly Outcome[]> {
  const submitted = await submittedOf(parts, requests);
  const allowed = submitted.filter((one): one is SubmittedRequest => !(one instanceof Problem));
  const known = await knownBy(
    parts,
    allowed.map((one) => one.ownReferenceHash),
  );
  const isRepeated = (one: SubmittedRequest) => isAgain(one, licenceOf(known, one.ownReferenceHash));
  const repetitions = allowed
    .filter(isRepeated)
    .map((one) => ({ submitted: one, referenceHash: one.ownReferenceHash }));
  const drafts = await draftsOf(
    parts,
    allowed.filter((one) => !isRepeated(one)),
  );
  const sound = drafts.flatMap(([, draft]) => (draft instanceof Problem ? [] : [draft]));
  const bySubstance = sound.filter((draft) => draft.submitted.ownReferenceHash === undefined);
  const knownToo = await knownBy(
    parts,
    bySubstance.map((draft) => draft.referenceHash),
  );
  const before = new Map([...known, ...knownToo]);
  const isKnown = ({ referenceHash }: IssueDraft) => licenceOf(before, referenceHash) !== undefined;
  const fresh = sound.filter((draft) => !isKnown(draft));
  const outcomes = new Map<SubmittedRequest, Outcome>([
    ...drafts.flatMap(([one, draft]) => (draft instanceof Problem ? [[one, draft] as const] : [])),
    ...(await handOut(parts, [...repetitions, ...sound.filter(isKnown)], before)),
    ...(await issueFresh(parts, fresh)),
  ]);
  return submitted.map((one) => {
    const outcome = one instanceof Problem ? one : outcomes.get(one);
    if (outcome === undefined) throw new Error('a request was neither issued nor refused');
    return outcome;
  });
}

/** Licences that were issued under references; who has none of their own is passed over. */
function knownBy({ database }: BatchParts, referenceHashes: readonly (Buffer | undefined)[]): Promise<Known> {
  return findByReferences(
    database,
    referenceHashes.flatMap((hash) => hash ?? []),
  );
}

type Known = ReadonlyMap<string, LicenceOfReference>;
type Outcomes = readonly (readonly [SubmittedRequest, Outcome])[];

function licenceOf(known: Known, referenceHash: Buffer | undefined): LicenceOfReference | undefined {
  return referenceHash === undefined ? undefined : known.get(referenceHash.toString('hex'));
}

/** Was the licence issued for what is submitted now? */
function isAgain({ submittedHash }: SubmittedRequest, found: LicenceOfReference | undefined): boolean {
  return found?.submittedHash !== undefined && equalInConstantTime(found.submittedHash, submittedHash);
}

/** The requests of those who may issue what they ask for; the others learn nothing of what was issued. */
async function submittedOf(
  parts: BatchParts,
  requests: readonly IssueRequest[],
): Promise<readonly (SubmittedRequest | Problem)[]> {
  const { database, actor, keys, issuers } = parts;
  const typeOf = issuableTypes(database, actor);
  let known: Issuer | undefined;
  const submitted: (SubmittedRequest | Problem)[] = [];
  for (const request of requests) {
    const one = await settled(async () => {
      const type = await typeOf(request.type);
      known ??= await issuers.issuer(actor.organisation);
      if (known === undefined) throw vaultProblems.ISSUER_NOT_REGISTERED();
      requireNobodyNamed(request.purpose, '/purpose');
      return submittedRequest({ keys, actor, request, type, issuer: known });
    });
    submitted.push(one);
  }
  return submitted;
}

/** Requests made complete and checked. */
async function draftsOf(
  parts: BatchParts,
  requests: readonly SubmittedRequest[],
): Promise<readonly (readonly [SubmittedRequest, IssueDraft | Problem])[]> {
  const { actor, keys, complete } = parts;
  const drafts: (readonly [SubmittedRequest, IssueDraft | Problem])[] = [];
  for (let start = 0; start < requests.length; start += completedAtOnce) {
    const together = requests.slice(start, start + completedAtOnce).map(async (submitted) => {
      const draft = await settled(async () => {
        const request = (await complete?.(submitted.type, submitted.request)) ?? submitted.request;
        return draftOf({ keys, actor, submitted, request, now: parts.clock.now() });
      });
      return [submitted, draft] as const;
    });
    drafts.push(...(await Promise.all(together)));
  }
  return drafts;
}

/** Issues what was never issued before, as far as anybody knew; a refusal of the whole is tried for each alone. */
async function issueFresh(parts: BatchParts, drafts: readonly IssueDraft[]): Promise<Outcomes> {
  if (drafts.length === 0) return [];
  const outcomes: (readonly [SubmittedRequest, Outcome])[] = [];
  const serials = await takeSerialNumbers(parts.database, drafts.length);
  const made = new Map<MadeLicence, IssueDraft>();
  for (const [index, draft] of drafts.entries()) {
    // A file of licences takes minutes of a hub that answers others besides.
    if (index > 0) await othersTurn();
    const licence = await settled(async () => {
      requireRunningTerm(draft.type, draft.content, draft.now);
      return makeLicence(parts, draft, serials[index] ?? 0);
    });
    if (licence instanceof Problem) outcomes.push([draft.submitted, licence]);
    else made.set(licence, draft);
  }
  const stored = await settled(() => store(parts, made));
  if (stored instanceof Problem) {
    const left = [...made.values()];
    const [only] = left;
    if (left.length === 1 && only !== undefined) return [...outcomes, [only.submitted, stored]];
    for (const draft of left) outcomes.push(...(await issueFresh(parts, [draft])));
    return outcomes;
  }
  const late: IssueDraft[] = [];
  for (const [{ licence, version }, draft] of made) {
    if (!stored.has(licence.id)) late.push(draft);
    else outcomes.push([draft.submitted, issuedOf(licence, version)]);
  }
  // Somebody submitted the same reference meanwhile and was first.
  const winners = await findByReferences(
    parts.database,
    late.map((draft) => draft.referenceHash),
  );
  return [...outcomes, ...(await handOut(parts, late, winners))];
}

/** Everything of a licence or nothing: entry, version, sealed file, use of the seal, history, evidence. */
async function store(parts: BatchParts, drafts: ReadonlyMap<MadeLicence, IssueDraft>): Promise<ReadonlySet<string>> {
  if (drafts.size === 0) return new Set();
  const made = [...drafts.keys()];
  const { actor } = parts;
  return parts.database.transaction(async (tx) => {
    const seals = sealsInHand({ ...parts, tx, organisation: actor.organisation });
    // Before anything is stored: without a seal nothing is.
    for (const { licence } of made) await seals.of(licence.type);
    const stored = await insertLicences(tx, made);
    const fresh = made.filter(({ licence }) => stored.has(licence.id));
    const versions = fresh.map(({ licence, dataKey, version }) => ({
      ...{ licence: licence.id, type: licence.type, dataKey, made: version },
    }));
    const digests = await sealVersions({ ...parts, tx, seals, versions });
    const uses = fresh.map((one, index) => {
      const { licence, version, operation } = one;
      const { sources, purpose } = drafts.get(one)?.request ?? {};
      return {
        ...useOf(parts, purpose, licence, version.document),
        event: 'licence-issued' as const,
        facts: {
          operation: operation.operation,
          document: documentDigest(version.document),
          ofd: digests[index]?.toString('base64url') ?? '',
          ...(sources === undefined ? {} : { sources: sources.join(' ') }),
        },
      };
    });
    if (uses.length > 0) await parts.recordUses(uses, tx);
    await parts.alongside?.(
      tx,
      fresh.flatMap((one) => {
        const request = drafts.get(one)?.submitted.request;
        return request === undefined ? [] : [{ request, issued: issuedOf(one.licence, one.version) }];
      }),
    );
    return stored;
  });
}

function issuedOf(licence: StoredLicence, { document }: MadeLicence['version']): IssuedLicence {
  return { created: true, licence, document };
}

/** What comes again; before anything was fetched for it, without the hash of what its licence would say now. */
interface Repetition {
  readonly submitted: SubmittedRequest;
  readonly referenceHash: Buffer | undefined;
  readonly contentHash?: Buffer | undefined;
}

/** The same issue again: the licence is handed out once more, which is a reading and recorded as one. */
async function handOut(parts: BatchParts, again: readonly Repetition[], known: Known): Promise<Outcomes> {
  const outcomes: [SubmittedRequest, Outcome][] = [];
  const uses: LicenceUse[] = [];
  const handed: { request: IssueRequest; issued: IssuedLicence }[] = [];
  for (const repetition of again) {
    const { submitted } = repetition;
    const { request } = submitted;
    const outcome = await settled(async () => repeated(parts, repetition, known));
    outcomes.push([submitted, outcome]);
    if (outcome instanceof Problem) continue;
    handed.push({ request, issued: outcome });
    uses.push(useOf(parts, request.purpose, outcome.licence, outcome.document));
  }
  if (uses.length > 0) {
    await parts.database.transaction(async (tx) => {
      await parts.recordUses(uses, tx);
      await parts.alongside?.(tx, handed);
    });
  }
  return outcomes;
}

function repeated(
  { keys }: BatchParts,
  { submitted, referenceHash, contentHash }: Repetition,
  known: Known,
): IssuedLicence {
  const found = licenceOf(known, referenceHash);
  if (found === undefined) throw new Error('a licence that stood in the way is not there');
  const isSame =
    isAgain(submitted, found) || (contentHash !== undefined && equalInConstantTime(found.contentHash, contentHash));
  if (!isSame) {
    throw vaultProblems.ISSUER_REFERENCE_REUSED(
      {},
      { errors: [{ pointer: '/issuerReference', detail: 'stands for another licence' }] },
    );
  }
  const { document: stored, submittedHash: _, ...licence } = found;
  const document = openDocument({ keys, licence: licence.id, wrapped: licence.wrapped, ...stored });
  return { created: false, licence, document };
}

function useOf(
  { actor, clock }: BatchParts,
  purpose: Purpose | undefined,
  licence: StoredLicence,
  document: Buffer,
): LicenceUse {
  return {
    event: 'licence-read',
    licence: licence.id,
    identifier: licence.identifier,
    type: licence.type,
    holderIndex: licence.holderIndex,
    ...usedBy(actor, purpose),
    outcome: 'answered',
    facts: { document: documentDigest(document) },
    at: clock.now(),
  };
}

/** A refusal as a value; everything else goes on being thrown. */
async function settled<T>(work: () => Promise<T>): Promise<T | Problem> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
