import { type Actor, type OrganisationId, reaches } from '../../identity/index.ts';
import { actsForAdministration } from '../access.ts';
import type { WorkingCalendar } from '../calendar/working-days.ts';
import { clockBody, type RunningClock } from '../clock/clock.ts';
import type { Application as ApplicationBody, ApplicationDraft, GrantDraft } from '../generated/schemas.ts';
import type { GrantId } from '../grant/grant-id.ts';
import type { RecordId } from '../record-id.ts';
import type { Refusal } from '../refusal.ts';
import type { Resource } from '../resource/resource.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import type { ApplicationStatus, Sides } from './lifecycle.ts';
import { type Narrowing, narrowed } from './narrow.ts';
import { applicationProblems } from './problems.ts';

/** What a side said when it approved. */
export interface Review extends Narrowing {
  readonly by: 'provider' | 'administration';
  /** `officer:<id>` */
  readonly officer: string;
  readonly at: string;
}

/** An application for shared data (共享申请). */
export interface Application {
  readonly id: RecordId;
  readonly resource: ResourceId;
  readonly provider: OrganisationId;
  readonly consumer: OrganisationId;
  /** As it was filled in. */
  readonly form: ApplicationDraft;
  readonly status: ApplicationStatus;
  /** The edition of the resource that it was submitted against. */
  readonly edition: number | undefined;
  readonly submittedAt: Date | undefined;
  readonly submittedBy: string | undefined;
  readonly reviews: readonly Review[];
  readonly refusal: Refusal | undefined;
  readonly renews: GrantId | undefined;
  /** The grant that it gave or renewed. */
  readonly grant: GrantId | undefined;
  readonly version: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

/** For whom the actor acts in this application. */
export function sidesOf(actor: Actor, { consumer, provider }: Pick<Application, 'consumer' | 'provider'>): Sides {
  return {
    consumer: reaches(actor, consumer),
    provider: reaches(actor, provider),
    administration: actsForAdministration(actor),
  };
}

/** The application, for who may see it: a draft is the applicant's alone. @throws APPLICATION_NOT_FOUND */
export function requireVisibleApplication(actor: Actor, application: Application | undefined): Application {
  if (application !== undefined) {
    const sides = sidesOf(actor, application);
    if (sides.consumer || (sides.provider && application.submittedAt !== undefined)) return application;
  }
  throw applicationProblems.APPLICATION_NOT_FOUND();
}

/** 无条件共享 in the table sharing-type. */
const unconditionalType = '1';

/** Is every item that is asked for shared without condition, by its own decision or the resource's? Pure. */
export function isUnconditional(
  { fields = [], verifyFields = [], predicates = [] }: ApplicationDraft,
  { items, sharing }: Pick<Resource, 'items' | 'sharing'>,
): boolean {
  const types = new Map(items.map((item) => [item.field, item.sharing?.type ?? sharing.type]));
  const asked = [...fields, ...verifyFields, ...predicates.map(({ field }) => field)];
  return asked.every((field) => types.get(field) === unconditionalType);
}

/** The grant that a form asks for, valid between two moments. Pure. */
export function grantDraftOf(form: ApplicationDraft, { from, until }: { from: Date; until: Date }): GrantDraft {
  const { callsPerDay, peakPerSecond, scenario: _, attachment: __, days: ___, renews: ____, ...same } = form;
  const { fields = [], verifyFields = [], predicates = [] } = form;
  const verifies = verifyFields.length + predicates.length > 0;
  return {
    ...same,
    modes: [...(fields.length > 0 ? (['lookup'] as const) : []), ...(verifies ? (['verify'] as const) : [])],
    dailyQuota: callsPerDay,
    ...(peakPerSecond === undefined ? {} : { perSecond: peakPerSecond }),
    validFrom: from.toISOString(),
    validUntil: until.toISOString(),
  };
}

/** The form with what the reviews took from it. */
export function approvedForm({ form, reviews }: Pick<Application, 'form' | 'reviews'>): ApplicationDraft {
  return reviews.reduce(narrowed, form);
}

/** The application as the interface shows it. */
export function applicationBody(
  application: Application,
  { clock, calendar, now }: { clock: RunningClock | undefined; calendar: WorkingCalendar; now: Date },
): ApplicationBody {
  const { id, status, provider, form, edition, submittedAt, submittedBy, reviews, refusal, grant } = application;
  return {
    ...{ id, status, provider, form, version: application.version },
    ...(edition === undefined ? {} : { edition }),
    ...(submittedAt === undefined ? {} : { submittedAt: submittedAt.toISOString() }),
    ...(submittedBy === undefined ? {} : { submittedBy }),
    reviews: reviews.map((review) => ({ ...review, decisions: [...review.decisions] })),
    ...(reviews.length === 0 ? {} : { approved: approvedForm(application) }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(grant === undefined ? {} : { grant }),
    ...(clock === undefined ? {} : { clock: clockBody(clock, { calendar, now }) }),
    createdAt: application.createdAt.toISOString(),
    createdBy: application.createdBy,
    updatedAt: application.updatedAt.toISOString(),
    updatedBy: application.updatedBy,
  };
}
