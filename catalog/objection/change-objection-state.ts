import { type Actor, actorReference } from '../../identity/index.ts';
import { type Database, Problem, requireVersion } from '../../kernel/index.ts';
import { requireCatalogueRole } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import { passClockOn, startClock, stopClock } from '../clock/clock-store.ts';
import { giveNotice } from '../clock/notice.ts';
import { requireParty } from '../demand/write-demand.ts';
import type { ActingDeps } from '../deps.ts';
import { administrationOf } from '../parties.ts';
import type { RecordId } from '../record-id.ts';
import { sharingProblems } from '../sharing-problems.ts';
import { requireStorable } from '../storable.ts';
import { nextObjection, type ObjectionEventName } from './lifecycle.ts';
import { type Objection, objectionSides, recorded, requireVisibleObjection } from './objection.ts';
import { findObjection, saveObjection } from './objection-store.ts';
import { limitOf, providerOfSubject, requireObjector } from './raise-objection.ts';

/** What is sent with an event. */
export interface ObjectionStep {
  readonly event: ObjectionEventName;
  readonly to?: string | undefined;
  readonly reason?: string | undefined;
  readonly outcome?: string | undefined;
  readonly description?: string | undefined;
  readonly score?: number | undefined;
  readonly solved?: boolean | undefined;
}

/** What whoever raised it does; clerks may, since they may raise one. */
const raisers: ReadonlySet<ObjectionEventName> = new Set(['withdraw', 'resubmit', 'rate']);

/**
 * Takes an objection on its way. Being forwarded keeps the clock; being reported again starts another.
 * @param options.ifMatch when given, the version the caller has seen
 * @throws OBJECTION_NOT_FOUND, ROLE_REQUIRED, STALE_VERSION, the refusals of {@link nextObjection}, PARTY_UNKNOWN
 */
export async function changeObjectionState(
  options: ActingDeps & ObjectionStep & { id: RecordId; ifMatch?: string | undefined },
): Promise<Objection> {
  const { actor, id, event, reason, outcome, description, score, solved, parties } = options;
  if (raisers.has(event)) requireObjector(actor);
  else requireCatalogueRole(actor);
  requireStorable({ reason, outcome, description });
  const at = options.clock.now();
  const { objection, change } = await options.database.transaction(async (tx) => {
    const before = requireVisibleObjection(actor, await findObjection(tx, id, 'change'));
    if (options.ifMatch !== undefined) requireVersion(options.ifMatch, before.version);
    const status = nextObjection(before.status, event, {
      sides: objectionSides(actor, before),
      said:
        event === 'handle'
          ? outcome !== undefined
          : event === 'rate'
            ? score !== undefined && solved !== undefined
            : reason !== undefined,
      solved: before.rating?.solved === true,
    });
    if (status instanceof Problem) throw status;
    const again = event === 'resubmit';
    const passing = event === 'accept' || event === 'forward';
    const after: Objection = {
      ...before,
      status,
      form: again && description !== undefined ? { ...before.form, description } : before.form,
      handler: again ? undefined : passing ? await nextHandler(tx, options, before) : before.handler,
      rejection: event === 'reject' ? reason : again ? undefined : before.rejection,
      outcome: event === 'handle' ? outcome : again ? undefined : before.outcome,
      rating: event === 'rate' && score !== undefined && solved !== undefined ? { score, solved } : undefined,
      version: before.version + 1,
      updatedAt: at,
      updatedBy: actorReference(actor),
    };
    await saveObjection(tx, after);
    const entry: CatalogChange = { kind: 'objection', subject: id, event, version: after.version };
    await recordChange(tx, { change: entry, actor, at, reason, before: recorded(before), after: recorded(after) });
    await keepTime(tx, { after, event, at, administration: administrationOf(parties) });
    return { objection: after, change: entry };
  });
  await options.onChange?.(change);
  return objection;
}

async function nextHandler(tx: Database, options: ActingDeps & ObjectionStep & { actor: Actor }, before: Objection) {
  const { to, actor, parties } = options;
  const chosen = to ?? (options.event === 'accept' ? await providerOfSubject(tx, actor, before.form) : undefined);
  if (chosen === undefined) throw sharingProblems.PARTY_UNKNOWN({ member: 'to' });
  return requireParty(parties, chosen, { member: 'to', not: [before.handler] });
}

async function keepTime(
  tx: Database,
  given: { after: Objection; event: ObjectionEventName; at: Date; administration: string },
): Promise<void> {
  const { after, event, at, administration } = given;
  const subject = { noun: 'objection', subject: after.id } as const;
  if (event === 'resubmit') {
    const kind = limitOf(after.form.kind);
    await startClock(tx, { ...subject, kind, stage: 'review', organisation: administration, at });
  } else if (after.status === 'handling' && after.handler !== undefined) {
    const answered = event === 'accept';
    await passClockOn(tx, { ...subject, at, answered, stage: 'handling', organisation: after.handler });
  } else if (event !== 'rate') {
    await stopClock(tx, { ...subject, at, answered: event !== 'withdraw' });
  }
  const told = event === 'resubmit' ? [administration] : [after.raisedBy, after.handler];
  const notices = [...new Set(told)]
    .filter((each) => each !== undefined)
    .map((organisation) => ({ at, organisation, ...subject, event }));
  await giveNotice(tx, notices);
}
