import { type Actor, type OrganisationId, reaches } from '../../identity/index.ts';
import { actsForAdministration } from '../access.ts';
import type { WorkingCalendar } from '../calendar/working-days.ts';
import { clockBody, type RunningClock } from '../clock/clock.ts';
import type { Demand as DemandBody, DemandDraft } from '../generated/schemas.ts';
import type { RecordId } from '../record-id.ts';
import type { Refusal } from '../refusal.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import type { DemandSides, DemandStatus } from './lifecycle.ts';
import { demandProblems } from './problems.ts';

/** A demand (数据需求) for data that the directory does not offer. */
export interface Demand {
  readonly id: RecordId;
  readonly demanding: OrganisationId;
  /** Who is to answer; undefined until the data administration has said. */
  readonly responsible: OrganisationId | undefined;
  /** As it was filled in. */
  readonly form: DemandDraft;
  readonly status: DemandStatus;
  /** The resource that answers it. */
  readonly resource: ResourceId | undefined;
  readonly answer: { readonly organisation: string; readonly note?: string } | undefined;
  readonly refusal: Refusal | undefined;
  readonly version: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

/** For whom the actor acts in this demand. */
export function demandSides(
  actor: Actor,
  { demanding, responsible }: Pick<Demand, 'demanding' | 'responsible'>,
): DemandSides {
  return {
    demanding: reaches(actor, demanding),
    responsible: responsible !== undefined && reaches(actor, responsible),
    administration: actsForAdministration(actor),
  };
}

/** The demand, for who may see it. @throws DEMAND_NOT_FOUND */
export function requireVisibleDemand(actor: Actor, demand: Demand | undefined): Demand {
  if (demand !== undefined) {
    const sides = demandSides(actor, demand);
    if (sides.demanding || sides.responsible) return demand;
  }
  throw demandProblems.DEMAND_NOT_FOUND();
}

/** The demand as the record of changes keeps it: without whom to ask. */
export function recorded({ form: { contact: _, ...form }, ...demand }: Demand): object {
  return { ...demand, form };
}

/** The demand as the interface shows it. */
export function demandBody(
  demand: Demand,
  { clock, calendar, now }: { clock: RunningClock | undefined; calendar: WorkingCalendar; now: Date },
): DemandBody {
  const { id, status, form, responsible, resource, answer, refusal, version, createdBy, updatedBy } = demand;
  return {
    ...{ id, status, form, version, createdBy, updatedBy },
    ...(responsible === undefined ? {} : { responsible }),
    ...(resource === undefined ? {} : { resource }),
    ...(answer === undefined ? {} : { answer }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(clock === undefined ? {} : { clock: clockBody(clock, { calendar, now }) }),
    createdAt: demand.createdAt.toISOString(),
    updatedAt: demand.updatedAt.toISOString(),
  };
}
