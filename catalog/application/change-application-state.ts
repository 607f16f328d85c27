import { type Actor, actorReference } from '../../identity/index.ts';
import { type Database, Problem, type Random, requireVersion } from '../../kernel/index.ts';
import { requireCatalogueRole } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import { passClockOn, startClock, stopClock } from '../clock/clock-store.ts';
import { giveNotice } from '../clock/notice.ts';
import type { ActingDeps } from '../deps.ts';
import { formCodes, readRefusal } from '../form-codes.ts';
import { administrationOf } from '../parties.ts';
import type { RecordId } from '../record-id.ts';
import type { Resource } from '../resource/resource.ts';
import { findResource } from '../resource/resource-store.ts';
import { requireStorable } from '../storable.ts';
import {
  type Application,
  approvedForm,
  isUnconditional,
  type Review,
  requireVisibleApplication,
  sidesOf,
} from './application.ts';
import { findApplication, saveApplication } from './application-store.ts';
import { giveWhatIsApproved, judgeForm, renewalTaken } from './give.ts';
import { type ApplicationEventName, nextApplication } from './lifecycle.ts';
import { type Narrowing, requireNarrower } from './narrow.ts';

/** What is sent with an event. */
export interface ApplicationStep {
  readonly event: ApplicationEventName;
  readonly reason?: string | undefined;
  readonly ground?: string | undefined;
  readonly decisions?: Narrowing['decisions'] | undefined;
  readonly limits?: Narrowing['limits'] | undefined;
}

/**
 * Takes an application on its way. Whatever comes of it comes in one transaction: its state, the grant, the clock, the
 * record, what inboxes show. Two who decide at once take their turn, and the second finds it decided.
 * @param options.ifMatch when given, the version the caller has seen
 * @throws APPLICATION_NOT_FOUND, ROLE_REQUIRED, STALE_VERSION, the refusals of {@link nextApplication}, REFUSAL_GROUND_NEEDED,
 * APPLICATION_DECISION_REFUSED, APPLICATION_NOTHING_LEFT, and, to submit or approve, what {@link judgeForm} finds
 */
export async function changeApplicationState(
  options: ActingDeps & ApplicationStep & { id: RecordId; ifMatch?: string | undefined },
): Promise<Application> {
  const { actor, id, event, reason, parties } = options;
  requireCatalogueRole(actor);
  const { decisions = [], limits = {} } = options;
  requireStorable({ reason, decisions, limits });
  const at = options.clock.now();
  const { application, changes } = await options.database.transaction(async (tx) => {
    const before = requireVisibleApplication(actor, await findApplication(tx, id, 'change'));
    if (options.ifMatch !== undefined) requireVersion(options.ifMatch, before.version);
    const by = actorReference(actor);
    const resource = await findResource(tx, before.resource, 'rely');
    if (resource === undefined) throw new Error(`the resource of the application ${id} is not there`);
    const status = nextApplication(before.status, event, {
      sides: sidesOf(actor, before),
      unconditional: isUnconditional(before.form, resource),
      ownSubmission: before.submittedBy === by,
      ownReview: before.reviews.some(({ officer }) => officer === by),
      reasonGiven: reason !== undefined && reason.trim() !== '',
    });
    if (status instanceof Problem) throw status;
    const reviews =
      event === 'approve' ? [...before.reviews, await review(tx, { before, by, at, decisions, limits })] : [];
    const stepped: Application = {
      ...before,
      ...(event === 'submit' ? { edition: resource.edition, submittedAt: at, submittedBy: by } : {}),
      ...(status === 'draft' ? { edition: undefined, submittedAt: undefined, submittedBy: undefined } : {}),
      status,
      reviews: status === 'draft' || event === 'submit' ? [] : event === 'approve' ? reviews : before.reviews,
      refusal:
        status === 'refused' ? await readRefusal(tx, { ...options, organisation: actor.organisation }) : undefined,
      version: before.version + 1,
      updatedAt: at,
      updatedBy: by,
    };
    const given = await effect(tx, { application: stepped, resource, actor, random: options.random, at, event });
    const after: Application = given === undefined ? stepped : { ...stepped, grant: given.grant.id };
    await saveApplication(tx, after).catch((error: unknown) => {
      throw renewalTaken(error);
    });
    const change: CatalogChange = { kind: 'application', subject: id, event, version: after.version };
    await recordChange(tx, { change, actor, at, reason, before, after });
    await keepTime(tx, { before, after, at, administration: administrationOf(parties), event });
    return { application: after, changes: given === undefined ? [change] : [given.change, change] };
  });
  for (const change of changes) await options.onChange?.(change);
  return application;
}

async function review(
  tx: Database,
  { before, by, at, decisions, limits }: { before: Application; by: string; at: Date } & Narrowing,
): Promise<Review> {
  requireNarrower(approvedForm(before), { decisions, limits }, await formCodes(tx, 'refusal-ground'));
  const side = before.status === 'submitted' ? 'provider' : 'administration';
  return { by: side, officer: by, at: at.toISOString(), decisions, limits };
}

/** The grant, once there is nothing more to decide; before, whether one could be given at all. */
async function effect(
  tx: Database,
  given: {
    application: Application;
    resource: Resource;
    actor: Actor;
    random: Random;
    at: Date;
    event: ApplicationEventName;
  },
) {
  if (given.application.status === 'granted') return await giveWhatIsApproved(tx, given);
  if (given.event === 'submit' || given.event === 'approve') await judgeForm(tx, given);
  return undefined;
}

/** Starts, passes on or stops the clock, and tells whose turn it is and who has waited. */
async function keepTime(
  tx: Database,
  given: { before: Application; after: Application; at: Date; administration: string; event: ApplicationEventName },
): Promise<void> {
  const { before, after, at, administration, event } = given;
  const subject = { noun: 'application', subject: after.id } as const;
  if (event === 'submit') {
    const kind = after.status === 'granted' ? 'unconditional' : 'conditional';
    await startClock(tx, { ...subject, kind, stage: 'provider-review', organisation: after.provider, at });
  }
  if (after.status === 'providerReviewed') {
    const stage = 'administration-review';
    await passClockOn(tx, { ...subject, at, answered: true, stage, organisation: administration });
  } else if (after.status !== 'submitted') {
    await stopClock(tx, { ...subject, at, answered: event !== 'withdraw' && event !== 'recall' });
  }
  // A draft that is thrown away concerned nobody.
  const told =
    after.status === 'submitted' || (before.submittedAt !== undefined && (event === 'withdraw' || event === 'recall'))
      ? [after.provider]
      : after.status === 'providerReviewed'
        ? [administration, after.consumer]
        : event === 'withdraw'
          ? []
          : [after.consumer, after.provider];
  const notices = [...new Set<string>(told)].map((organisation) => ({ at, organisation, ...subject, event }));
  await giveNotice(tx, notices);
}
