import { type Actor, actorReference, identityProblems, type OrganisationId } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import { readApplication } from '../application/read-application.ts';
import { type CatalogChange, type RecordedActor, recordChange } from '../change/change.ts';
import { startClock } from '../clock/clock-store.ts';
import { giveNotice } from '../clock/notice.ts';
import type { ActingDeps, CatalogDeps } from '../deps.ts';
import { requireFormCode } from '../form-codes.ts';
import type { ObjectionDraft } from '../generated/schemas.ts';
import { parseGrantId } from '../grant/grant-id.ts';
import { readGrant } from '../grant/read-grant.ts';
import { administrationOf } from '../parties.ts';
import { parseRecordId } from '../record-id.ts';
import { readResource } from '../resource/read-resource.ts';
import { parseResourceId } from '../resource/resource-id.ts';
import { requireStorable } from '../storable.ts';
import { type Objection, recorded } from './objection.ts';
import { insertObjection } from './objection-store.ts';
import { objectionProblems } from './problems.ts';

type Subject = 'resource' | 'application' | 'grant';

/** What each kind of the table objection-kind may be about; others may be about anything, or nothing that has an id. */
const subjectsOf: Readonly<Record<string, readonly Subject[]>> = {
  '1': ['resource'],
  '2': ['application'],
  '3': ['grant', 'resource'],
};
const anySubject: readonly Subject[] = ['resource', 'application', 'grant'];

/** 目录纠错 has a limit of its own. */
const correction = '1';

/** The limit that an objection of this kind is answered by. */
export function limitOf(kind: string): 'correction' | 'objection' {
  return kind === correction ? 'correction' : 'objection';
}

/** Those who meet what is wrong: catalogue administrators and clerks. @throws ROLE_REQUIRED */
export function requireObjector(actor: Actor): void {
  const may =
    actor.kind === 'officer' &&
    (actor.roles.includes('catalogue-administrator') || actor.roles.includes('approval-clerk'));
  if (!may) throw identityProblems.ROLE_REQUIRED({ needed: 'catalogue-administrator / approval-clerk' });
}

/**
 * Raises an objection for one's organisation; the data administration reviews it.
 * @throws ROLE_REQUIRED, FORM_CODE_UNKNOWN, OBJECTION_SUBJECT_WRONG, RESOURCE_NOT_FOUND, APPLICATION_NOT_FOUND, GRANT_NOT_FOUND
 */
export async function raiseObjection(options: ActingDeps & { draft: ObjectionDraft }): Promise<Objection> {
  const { actor, draft } = options;
  requireObjector(actor);
  const { objection, change } = await options.database.transaction(async (tx) => {
    await requireForm(tx, draft);
    await providerOfSubject(tx, actor, draft);
    return enter(tx, options, { draft, actor, raisedBy: actor.organisation, by: actorReference(actor) });
  });
  await options.onChange?.(change);
  return objection;
}

/**
 * Raises an objection that a holder of data brings in, in the caller's transaction. The data administration, which reviews it,
 * stands in the register as who raised it, so that it can take it on its way for them.
 * @returns the objection, and the change to be announced once the transaction has committed
 * @throws FORM_CODE_UNKNOWN, OBJECTION_SUBJECT_WRONG
 */
export async function raiseForHolder(
  tx: Database,
  options: CatalogDeps & { draft: ObjectionDraft },
): Promise<{ objection: Objection; change: CatalogChange }> {
  await requireForm(tx, options.draft);
  const organisation = administrationOf(options.parties);
  const actor: RecordedActor = { kind: 'recorded', reference: 'holder', organisation };
  return enter(tx, options, { draft: options.draft, actor, raisedBy: organisation, by: actor.reference });
}

/** @throws INVALID_INPUT, FORM_CODE_UNKNOWN, OBJECTION_SUBJECT_WRONG */
async function requireForm(tx: Database, draft: ObjectionDraft): Promise<void> {
  requireStorable(draft);
  await requireFormCode(tx, { table: 'objection-kind', member: 'kind', code: draft.kind });
  requireSubject(draft);
}

async function enter(
  tx: Database,
  { clock, random, parties }: CatalogDeps,
  given: { draft: ObjectionDraft; actor: Actor | RecordedActor; raisedBy: OrganisationId; by: string },
): Promise<{ objection: Objection; change: CatalogChange }> {
  const { draft, actor, raisedBy, by } = given;
  const at = clock.now();
  const id = parseRecordId(random.uuid());
  const objection: Objection = {
    ...{ id, raisedBy, handler: undefined, form: draft, status: 'reviewing' },
    ...{ rejection: undefined, outcome: undefined, rating: undefined },
    ...{ version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by },
  };
  await insertObjection(tx, objection);
  const organisation = administrationOf(parties);
  await startClock(tx, {
    noun: 'objection',
    subject: id,
    kind: limitOf(draft.kind),
    stage: 'review',
    organisation,
    at,
  });
  await giveNotice(tx, [{ at, organisation, noun: 'objection', subject: id, event: 'created' }]);
  const change: CatalogChange = { kind: 'objection', subject: id, event: 'created', version: 1 };
  await recordChange(tx, { change, actor, at, before: undefined, after: recorded(objection) });
  return { objection, change };
}

function requireSubject(draft: ObjectionDraft): void {
  const allowed = subjectsOf[draft.kind];
  const named = anySubject.filter((member) => draft[member] !== undefined);
  const fits = named.every((member) => (allowed ?? anySubject).includes(member));
  if (fits && named.length <= 1 && (named.length === 1 || allowed === undefined)) return;
  throw objectionProblems.OBJECTION_SUBJECT_WRONG({ subjects: (allowed ?? anySubject).join(', ') });
}

/**
 * Who provides what the objection is about, for who may see that; undefined for one about nothing that has an id.
 * @throws RESOURCE_NOT_FOUND, APPLICATION_NOT_FOUND, GRANT_NOT_FOUND
 */
export async function providerOfSubject(
  database: Database,
  actor: Actor,
  { resource, application, grant }: ObjectionDraft,
): Promise<OrganisationId | undefined> {
  if (resource !== undefined) {
    return (await readResource({ database, actor, id: parseResourceId(resource) })).provider;
  }
  if (application !== undefined) {
    return (await readApplication({ database, actor, id: parseRecordId(application) })).provider;
  }
  if (grant !== undefined) return (await readGrant({ database, actor, id: parseGrantId(grant) })).provider;
  return undefined;
}
