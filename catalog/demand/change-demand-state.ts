import { actorReference } from '../../identity/index.ts';
import { type Database, Problem, requireVersion } from '../../kernel/index.ts';
import { requireCatalogueRole } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import { passClockOn, stopClock } from '../clock/clock-store.ts';
import { giveNotice } from '../clock/notice.ts';
import type { ActingDeps } from '../deps.ts';
import { readRefusal } from '../form-codes.ts';
import type { RecordId } from '../record-id.ts';
import { notShared, type Resource } from '../resource/resource.ts';
import { parseResourceId } from '../resource/resource-id.ts';
import { findResource } from '../resource/resource-store.ts';
import { sharingProblems } from '../sharing-problems.ts';
import { requireStorable } from '../storable.ts';
import { type Demand, demandSides, recorded, requireVisibleDemand } from './demand.ts';
import { findDemand, saveDemand } from './demand-store.ts';
import { type DemandEventName, nextDemand } from './lifecycle.ts';
import { demandProblems } from './problems.ts';
import { requireParty } from './write-demand.ts';

/** What is sent with an event. */
export interface DemandStep {
  readonly event: DemandEventName;
  readonly to?: string | undefined;
  readonly resource?: string | undefined;
  readonly ground?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * Takes a demand on its way: assigns, forwards, answers, refuses or withdraws it. Being passed on keeps the clock.
 * @param options.ifMatch when given, the version the caller has seen
 * @throws DEMAND_NOT_FOUND, ROLE_REQUIRED, STALE_VERSION, the refusals of {@link nextDemand}, PARTY_UNKNOWN,
 * REFUSAL_GROUND_NEEDED, DEMAND_ANSWER_NEEDED
 */
export async function changeDemandState(
  options: ActingDeps & DemandStep & { id: RecordId; ifMatch?: string | undefined },
): Promise<Demand> {
  const { actor, id, event, reason } = options;
  requireCatalogueRole(actor);
  requireStorable({ reason });
  const at = options.clock.now();
  const { demand, change } = await options.database.transaction(async (tx) => {
    const before = requireVisibleDemand(actor, await findDemand(tx, id, 'change'));
    if (options.ifMatch !== undefined) requireVersion(options.ifMatch, before.version);
    const reasonGiven = reason !== undefined && reason.trim() !== '';
    const status = nextDemand(before.status, event, { sides: demandSides(actor, before), reasonGiven });
    if (status instanceof Problem) throw status;
    const { organisation } = actor;
    const after: Demand = {
      ...before,
      status,
      responsible: event === 'assign' || event === 'forward' ? nextHolder(options, before) : before.responsible,
      resource: event === 'answer' ? (await requireAnswer(tx, options.resource)).id : undefined,
      answer: event === 'answer' ? { organisation, ...(reasonGiven ? { note: reason } : {}) } : undefined,
      refusal: event === 'refuse' ? await readRefusal(tx, { ...options, organisation }) : undefined,
      version: before.version + 1,
      updatedAt: at,
      updatedBy: actorReference(actor),
    };
    await saveDemand(tx, after);
    const entry: CatalogChange = { kind: 'demand', subject: id, event, version: after.version };
    await recordChange(tx, { change: entry, actor, at, reason, before: recorded(before), after: recorded(after) });
    const subject = { noun: 'demand', subject: id } as const;
    if (status === 'assigned' && after.responsible !== undefined) {
      // Who assigns has done its part; who forwards has not.
      const answered = event === 'assign';
      await passClockOn(tx, { ...subject, at, answered, stage: 'answer', organisation: after.responsible });
    } else await stopClock(tx, { ...subject, at, answered: event !== 'withdraw' });
    const told = [after.demanding, after.responsible].filter((each) => each !== undefined);
    await giveNotice(
      tx,
      told.map((each) => ({ at, organisation: each, ...subject, event })),
    );
    return { demand: after, change: entry };
  });
  await options.onChange?.(change);
  return demand;
}

function nextHolder({ parties, to }: ActingDeps & DemandStep, { demanding, responsible }: Demand) {
  if (to === undefined) throw sharingProblems.PARTY_UNKNOWN({ member: 'to' });
  return requireParty(parties, to, { member: 'to', not: [demanding, responsible] });
}

async function requireAnswer(tx: Database, id: string | undefined): Promise<Resource> {
  const resource = id === undefined ? undefined : await findResource(tx, parseResourceId(id), 'rely');
  if (resource?.status !== 'published' || resource.sharing.type === notShared) {
    throw demandProblems.DEMAND_ANSWER_NEEDED();
  }
  return resource;
}
