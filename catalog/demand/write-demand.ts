import { actorReference, type OrganisationId, parseOrganisationId, requireReach } from '../../identity/index.ts';
import { type Database, requireVersion } from '../../kernel/index.ts';
import { requireCatalogueAdministrator, requireCatalogueRole } from '../access.ts';
import { isDay } from '../calendar/working-days.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import { startClock } from '../clock/clock-store.ts';
import { giveNotice } from '../clock/notice.ts';
import type { ActingDeps } from '../deps.ts';
import { requireFormCode } from '../form-codes.ts';
import type { DemandDraft } from '../generated/schemas.ts';
import { parseMatterCode } from '../matter/matter-code.ts';
import { findMatter } from '../matter/matter-store.ts';
import { matterProblems } from '../matter/problems.ts';
import { administrationOf, type Parties } from '../parties.ts';
import { parseRecordId, type RecordId } from '../record-id.ts';
import { sharingProblems } from '../sharing-problems.ts';
import { requireStorable } from '../storable.ts';
import { type Demand, recorded, requireVisibleDemand } from './demand.ts';
import { findDemand, insertDemand, saveDemand } from './demand-store.ts';
import { demandProblems } from './problems.ts';

/**
 * Makes a demand; its clock starts at once. It goes to the organisation that it names, or to the data administration, which
 * finds one.
 * @throws ROLE_REQUIRED, NOT_IN_REACH, PARTY_UNKNOWN, FORM_CODE_UNKNOWN, FORM_DAY_REFUSED, MATTER_NOT_FOUND
 */
export async function createDemand(options: ActingDeps & { draft: DemandDraft }): Promise<Demand> {
  const { actor, draft, parties } = options;
  requireCatalogueRole(actor);
  const demanding = parseOrganisationId(draft.demanding);
  requireReach(actor, demanding);
  const at = options.clock.now();
  const by = actorReference(actor);
  const id = parseRecordId(options.random.uuid());
  const { demand, change } = await options.database.transaction(async (tx) => {
    await requireForm(tx, draft);
    const named = draft.responsible;
    const responsible =
      named === undefined ? undefined : requireParty(parties, named, { member: 'responsible', not: [demanding] });
    const made: Demand = {
      ...{ id, demanding, responsible, form: draft, status: responsible === undefined ? 'open' : 'assigned' },
      ...{ resource: undefined, answer: undefined, refusal: undefined },
      ...{ version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by },
    };
    await insertDemand(tx, made);
    const stage = responsible === undefined ? 'assignment' : 'answer';
    const organisation = responsible ?? administrationOf(parties);
    await startClock(tx, { noun: 'demand', subject: id, kind: 'unlisted-supply', stage, organisation, at });
    await giveNotice(tx, [{ at, organisation, noun: 'demand', subject: id, event: 'created' }]);
    const entry: CatalogChange = { kind: 'demand', subject: id, event: 'created', version: 1 };
    await recordChange(tx, { change: entry, actor, at, before: undefined, after: recorded(made) });
    return { demand: made, change: entry };
  });
  await options.onChange?.(change);
  return demand;
}

/**
 * Fills the form of a demand in anew while it waits for its answer. Who demands stays, and so does the clock.
 * @param options.ifMatch the ETag of the version the change is based on
 * @throws DEMAND_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, PRECONDITION_REQUIRED, STALE_VERSION, DEMAND_ENDED,
 * DEMAND_IDENTITY_FIXED, and the refusals of {@link createDemand}
 */
export async function updateDemand(
  options: ActingDeps & { id: RecordId; draft: DemandDraft; ifMatch: string | undefined },
): Promise<Demand> {
  const { actor, id, draft } = options;
  const at = options.clock.now();
  const { demand, change } = await options.database.transaction(async (tx) => {
    const before = requireVisibleDemand(actor, await findDemand(tx, id, 'change'));
    requireCatalogueAdministrator(actor, before.demanding);
    requireVersion(options.ifMatch, before.version);
    if (before.status !== 'open' && before.status !== 'assigned') {
      throw demandProblems.DEMAND_ENDED({ state: before.status });
    }
    for (const member of ['demanding', 'responsible'] as const) {
      if (draft[member] !== before.form[member]) throw demandProblems.DEMAND_IDENTITY_FIXED({ member });
    }
    await requireForm(tx, draft);
    const version = before.version + 1;
    const after: Demand = { ...before, form: draft, version, updatedAt: at, updatedBy: actorReference(actor) };
    await saveDemand(tx, after);
    const entry: CatalogChange = { kind: 'demand', subject: id, event: 'updated', version };
    await recordChange(tx, { change: entry, actor, at, before: recorded(before), after: recorded(after) });
    return { demand: after, change: entry };
  });
  await options.onChange?.(change);
  return demand;
}

/** An organisation that may take something up. @throws PARTY_UNKNOWN, ORGANISATION_ID_MALFORMED */
export function requireParty(
  parties: Parties,
  text: string,
  { member, not }: { member: string; not: readonly (string | undefined)[] },
): OrganisationId {
  const id = parseOrganisationId(text);
  if (parties.organisation(id)?.active !== true || not.includes(id)) throw sharingProblems.PARTY_UNKNOWN({ member });
  return id;
}

async function requireForm(tx: Database, draft: DemandDraft): Promise<void> {
  requireStorable(draft);
  if (!isDay(draft.wantedBy)) throw sharingProblems.FORM_DAY_REFUSED({ member: 'wantedBy' });
  const { updateCycle, wantedService } = draft;
  await requireFormCode(tx, { table: 'update-cycle', member: 'updateCycle', code: updateCycle });
  await requireFormCode(tx, { table: 'wanted-service', member: 'wantedService', code: wantedService });
  const matter = await findMatter(tx, parseMatterCode(draft.matter));
  if (matter === undefined) throw matterProblems.MATTER_NOT_FOUND();
}
