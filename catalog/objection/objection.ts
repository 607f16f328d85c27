import { type Actor, type OrganisationId, reaches } from '../../identity/index.ts';
import { actsForAdministration } from '../access.ts';
import type { WorkingCalendar } from '../calendar/working-days.ts';
import { clockBody, type RunningClock } from '../clock/clock.ts';
import type { Objection as ObjectionBody, ObjectionDraft } from '../generated/schemas.ts';
import type { RecordId } from '../record-id.ts';
import type { ObjectionSides, ObjectionStatus } from './lifecycle.ts';
import { objectionProblems } from './problems.ts';

/** An objection (数据异议). */
export interface Objection {
  readonly id: RecordId;
  readonly raisedBy: OrganisationId;
  /** Who handles it; undefined until it is taken up. */
  readonly handler: OrganisationId | undefined;
  readonly form: ObjectionDraft;
  readonly status: ObjectionStatus;
  /** Why it was rejected. */
  readonly rejection: string | undefined;
  /** What was done. */
  readonly outcome: string | undefined;
  readonly rating: { readonly score: number; readonly solved: boolean } | undefined;
  readonly version: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

/** For whom the actor acts in this objection. */
export function objectionSides(
  actor: Actor,
  { raisedBy, handler }: Pick<Objection, 'raisedBy' | 'handler'>,
): ObjectionSides {
  return {
    raiser: reaches(actor, raisedBy),
    handler: handler !== undefined && reaches(actor, handler),
    administration: actsForAdministration(actor),
  };
}

/** The objection, for who may see it. @throws OBJECTION_NOT_FOUND */
export function requireVisibleObjection(actor: Actor, objection: Objection | undefined): Objection {
  if (objection !== undefined) {
    const sides = objectionSides(actor, objection);
    if (sides.raiser || sides.handler) return objection;
  }
  throw objectionProblems.OBJECTION_NOT_FOUND();
}

/** The objection as the record of changes keeps it: what people describe freely may name a person. */
export function recorded({ form: given, outcome: _, ...objection }: Objection): object {
  const { title: __, description: ___, ...form } = given;
  return { ...objection, form };
}

/** The objection as the interface shows it. */
export function objectionBody(
  objection: Objection,
  { clock, calendar, now }: { clock: RunningClock | undefined; calendar: WorkingCalendar; now: Date },
): ObjectionBody {
  const { id, status, form, raisedBy, handler, rejection, outcome, rating, version, createdBy, updatedBy } = objection;
  return {
    ...{ id, status, form, raisedBy, version, createdBy, updatedBy },
    ...(handler === undefined ? {} : { handler }),
    ...(rejection === undefined ? {} : { rejection }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(rating === undefined ? {} : { rating }),
    ...(clock === undefined ? {} : { clock: clockBody(clock, { calendar, now }) }),
    createdAt: objection.createdAt.toISOString(),
    updatedAt: objection.updatedAt.toISOString(),
  };
}
