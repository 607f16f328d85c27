import { type Actor, identityProblems } from '../../identity/index.ts';
import { kernelProblems, type PointerError, Problem, requireVersion } from '../../kernel/index.ts';
import { openDocument, unwrapDataKey } from '../encryption/data-key.ts';
import type { LicenceDocument } from '../generated/schemas.ts';
import { typeOfVersion } from '../licence-type/edition-store.ts';
import { readLicenceType } from '../licence-type/licence-type-store.ts';
import { templateOf } from '../licence-type/template/template-store.ts';
import { vaultProblems } from '../problems.ts';
import { checkContent, dataWithEnd, type LicenceData, requireRunningTerm } from './content.ts';
import { sealsInHand, sealVersions } from './file/seal-versions.ts';
import { holderIndex } from './holder-index.ts';
import type { IssueParts } from './issue-licence.ts';
import type { LicenceReference, StoredDocument, StoredLicence } from './licence.ts';
import { findLicence } from './licence-store.ts';
import { usedBy } from './licence-use.ts';
import { type NewOperation, storeOperation } from './licence-writer.ts';
import { type MadeVersion, makeVersion } from './make-version.ts';
import { next } from './next.ts';
import type { LicenceOperation, LicenceState } from './state.ts';
import { beijingDay, type LicenceEnd } from './term.ts';
import { sealWordsOf } from './words.ts';

/** What an issuer does to a licence. */
export interface OperationRequest {
  readonly operation: LicenceOperation;
  readonly legalReason: string;
  readonly toState?: LicenceState | undefined;
  readonly stateText?: string | undefined;
  /** New end of the term, for an extension. */
  readonly validTo?: LicenceEnd | undefined;
  /** Whole data of the new version, for a change or transfer in. */
  readonly data?: LicenceData | undefined;
}

const lastVersion = 999;

/**
 * Applies an operation to a licence of the actor's own organisation; nobody else may, the data administration neither,
 * since the licence speaks in its issuer's name. Extension, change and transfer in make a new version that names the
 * one before. A licence whose data key does not open can be suspended, revoked, cancelled all the same, since that protects
 * people; its record says that it is damaged.
 * @param options.ifMatch the revision the request is based on
 * @throws INVALID_INPUT, LICENCE_NOT_FOUND, NOT_IN_REACH, PRECONDITION_REQUIRED, STALE_VERSION, the refusals of `next`, LICENCE_DATA_INVALID,
 *   LICENCE_HOLDER_CHANGED, VERSIONS_EXHAUSTED, ISSUER_NOT_REGISTERED, LICENCE_DAMAGED
 */
export async function changeLicence(
  options: IssueParts & {
    readonly actor: Actor;
    readonly reference: LicenceReference;
    readonly request: OperationRequest;
    readonly ifMatch: string | undefined;
  },
): Promise<StoredLicence> {
  const { actor, keys, random, request } = options;
  requireFitting(request);
  const now = options.clock.now();
  return options.database.transaction(async (tx) => {
    const found = await findLicence(tx, options.reference, { lock: true });
    if (found === undefined) throw vaultProblems.LICENCE_NOT_FOUND();
    const { document, ...licence } = found;
    if (actor.organisation !== licence.issuer) throw identityProblems.NOT_IN_REACH();
    requireVersion(options.ifMatch, licence.revision);
    const step = next(licence.state, request.operation, {
      legalReason: request.legalReason,
      toState: request.toState,
      stateText: request.stateText,
      validTo: licence.validTo,
      newValidTo: request.validTo,
      today: beijingDay(now),
    });
    if (step instanceof Problem) throw step;
    const version = step.newVersion ? await newVersion({ ...options, database: tx }, licence, document) : undefined;

    const sequence = licence.revision + 1;
    const { legalReason, stateText } = request;
    const words = { legalReason, ...(stateText === undefined ? {} : { stateText }) };
    const sealed = sealWordsOf({ keys, random, licence, sequence, words });
    // What nobody can read any more may be taken out of force, and not put into it.
    if (step.state === '01') unwrapDataKey({ keys, licence: licence.id, wrapped: licence.wrapped });
    const { operation } = request;
    const record: NewOperation = { operation, toState: step.state, ...usedBy(actor), ...sealed, at: now };
    const seals = sealsInHand({ ...options, tx, organisation: licence.issuer });
    if (version !== undefined) await seals.of(licence.type);
    await storeOperation(tx, { licence, operation: record, sequence, version });
    let ofd: Buffer | undefined;
    if (version !== undefined) {
      const dataKey = unwrapDataKey({ keys, licence: licence.id, wrapped: licence.wrapped });
      const toSeal = { licence: licence.id, type: licence.type, dataKey, made: version };
      [ofd] = await sealVersions({ ...options, tx, seals, versions: [toSeal] });
    }
    await options.recordUse(
      {
        event: 'licence-changed',
        licence: licence.id,
        identifier: version?.identifier ?? licence.identifier,
        type: licence.type,
        holderIndex: licence.holderIndex,
        ...usedBy(actor),
        outcome: 'answered',
        facts: {
          ...{ operation, fromState: licence.state, toState: step.state },
          ...(ofd === undefined ? {} : { ofd: ofd.toString('base64url') }),
          ...(sealed.wordsKey === undefined ? {} : { damaged: true }),
        },
        at: now,
      },
      tx,
    );
    return {
      ...licence,
      state: step.state,
      stateSince: step.state === licence.state ? licence.stateSince : now,
      revision: sequence,
      ...(version === undefined ? {} : visible(version)),
    };
  });
}

/** What goes with which operation. A member that an operation cannot use is a misunderstanding, and told instead of ignored. */
const membersOf = {
  toState: ['05', '07'],
  stateText: ['07'],
  validTo: ['02'],
  data: ['08', '09'],
} as const satisfies Readonly<Record<string, readonly LicenceOperation[]>>;

function requireFitting(request: OperationRequest): void {
  const errors: PointerError[] = [];
  for (const member of ['toState', 'stateText', 'validTo', 'data'] as const) {
    const operations: readonly LicenceOperation[] = membersOf[member];
    if (request[member] !== undefined && !operations.includes(request.operation)) {
      errors.push({ pointer: `/${member}`, detail: `does not go with operation ${request.operation}` });
    }
  }
  if (request.operation === '09' && request.data === undefined) {
    errors.push({ pointer: '/data', detail: 'required field is missing' });
  }
  if (errors.length > 0) throw kernelProblems.INVALID_INPUT({ count: errors.length }, { errors });
}

async function newVersion(
  options: IssueParts & { readonly request: OperationRequest },
  licence: StoredLicence,
  stored: StoredDocument,
): Promise<MadeVersion> {
  const { keys, request } = options;
  const number = Number(licence.version) + 1;
  if (number > lastVersion) throw vaultProblems.VERSIONS_EXHAUSTED();
  const [today, issuer] = [
    await readLicenceType(options.database, licence.type),
    await options.issuers.issuer(licence.issuer),
  ];
  if (today === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
  // Extension only moves the end: what was demanded of the data afterwards is demanded when they change.
  const type = request.operation === '02' ? await typeOfVersion(options.database, today, licence) : today;
  if (issuer === undefined) throw vaultProblems.ISSUER_NOT_REGISTERED();
  const wrapped = licence.wrapped;
  const bytes = openDocument({ keys, licence: licence.id, wrapped, ...stored });
  // Our own document, decrypted and matched with its digest.
  const before = (JSON.parse(bytes.toString()) as LicenceDocument).licence;
  const extension = request.operation === '02' ? request.validTo : undefined;
  const data = extension === undefined ? (request.data ?? before.data) : dataWithEnd(type, before.data, extension);
  const term = type.term === undefined ? { validFrom: before.validFrom, validTo: extension ?? before.validTo } : {};
  const draft = { data, holder: { kind: licence.holderKind }, ...term, origin: before.origin };
  const now = options.clock.now();
  const content = checkContent({ type, draft, now });
  if (!holderIndex(keys, content.holder).equals(licence.holderIndex)) throw vaultProblems.LICENCE_HOLDER_CHANGED();
  requireRunningTerm(type, content, now);
  return makeVersion({
    ...options,
    licence: licence.id,
    dataKey: unwrapDataKey({ keys, licence: licence.id, wrapped }),
    type,
    template: await templateOf(options.database, type),
    // The identifier keeps the code under which the licence was issued; the name is the one of today.
    issuer: { code: licence.issuerCode, name: issuer.name },
    serial: licence.serial,
    version: String(number).padStart(3, '0'),
    previous: licence.identifier,
    content,
  });
}

function visible(version: MadeVersion) {
  const { identifier, previous, issuedOn, validFrom, validTo } = version;
  return { version: version.version, identifier, previous, issuedOn, validFrom, validTo };
}
