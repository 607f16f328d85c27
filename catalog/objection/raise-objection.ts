import { type Actor, actorReference, identityProblems, type OrganisationId } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import { readApplication } from '../application/read-application.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import { startClock } from '../clock/clock-store.ts';
import { giveNotice } from '../clock/notice.ts';
import type { ActingDeps } from '../deps.ts';
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
  const { actor, draft, parties } = options;
  requireObjector(actor);
  requireStorable(draft);
  const at = options.clock.now();
  const by = actorReference(actor);
  const id = parseRecordId(options.random.uuid());
  const { objection, change } = await options.database.transaction(async (tx) => {
    await requireFormCode(tx, { table: 'objection-kind', member: 'kind', code: draft.kind });
    requireSubject(draft);
    await providerOfSubject(tx, actor, draft);
    const raised: Objection = {
      ...{ id, raisedBy: actor.organisation, handler: undefined, form: draft, status: 'reviewing' },
      ...{ rejection: undefined, outcome: undefined, rating: undefined },
      ...{ version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by },
    };
    await insertObjection(tx, raised);
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
    const entry: CatalogChange = { kind: 'objection', subject: id, event: 'created', version: 1 };
    await recordChange(tx, { change: entry, actor, at, before: undefined, after: recorded(raised) });
    return { objection: raised, change: entry };
  });
  await options.onChange?.(change);
  return objection;
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
