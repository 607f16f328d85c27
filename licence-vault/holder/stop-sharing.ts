import type { HolderActor } from '../../identity/index.ts';
import type { Clock, Database, Random } from '../../kernel/index.ts';
import { type LicenceUse, type RecordUse, usedBy } from '../licence/licence-use.ts';
import { readLicenceType } from '../licence-type/licence-type-store.ts';
import { vaultProblems } from '../problems.ts';
import { withdrawStopped } from './consent-store.ts';
import { holderProblems } from './problems.ts';
import { decideInTurn, insertStop, liftStop, type Stop, stopsOf } from './stop-store.ts';
import { every } from './tables.ts';

/** What stopping and resuming needs of the house. */
export interface StopParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly recordUse: RecordUse;
  /** Is it a registered organisation? */
  readonly isOrganisation: (id: string) => boolean;
}

/** Against whom a holder stops sharing what; left out: everybody, everything. */
export interface StopDraft {
  readonly organisation?: string | undefined;
  /** Code or short name. */
  readonly type?: string | undefined;
}

/**
 * Stops sharing: whatever rests on the holder's consent ends at once, and consents that it covers are withdrawn. Uses by law go on
 * and say so. The same stop again is the one that is in force already.
 * @returns the stop, and whether it is new
 * @throws STOP_WITHOUT_SUBJECT, LICENCE_TYPE_UNKNOWN
 */
export function stopSharing(
  options: StopParts & { readonly actor: HolderActor; readonly draft: StopDraft },
): Promise<{ readonly stop: Stop; readonly created: boolean }> {
  return options.database.transaction((tx) => stopWithin(tx, options));
}

/** The same, in the transaction of something that it is a part of. */
export async function stopWithin(
  tx: Database,
  options: StopParts & { readonly actor: HolderActor; readonly draft: StopDraft },
): Promise<{ readonly stop: Stop; readonly created: boolean }> {
  const { actor, draft } = options;
  const now = options.clock.now();
  if (draft.organisation !== undefined && !options.isOrganisation(draft.organisation))
    throw holderProblems.STOP_WITHOUT_SUBJECT();
  const wanted: Stop = {
    id: options.random.uuid(),
    organisation: draft.organisation ?? every,
    type: draft.type === undefined ? every : await codeOf(tx, draft.type),
    stoppedAt: now,
  };
  await decideInTurn(tx, actor.index);
  const before = (await stopsOf(tx, actor.index)).find(
    ({ organisation, type }) => organisation === wanted.organisation && type === wanted.type,
  );
  if (before !== undefined) return { stop: before, created: false };
  await insertStop(tx, actor.index, wanted);
  const withdrawn = await withdrawStopped(tx, actor.index, wanted, now);
  await options.recordUse(useOf('sharing-stopped', actor, wanted, { withdrawn }, now), tx);
  return { stop: wanted, created: true };
}

/** Lifts a stop; consents that it ended do not come back. @throws STOP_NOT_FOUND also for another holder's */
export async function resumeSharing(
  options: StopParts & { readonly actor: HolderActor; readonly id: string },
): Promise<void> {
  const { actor } = options;
  const now = options.clock.now();
  await options.database.transaction(async (tx) => {
    const stop = await liftStop(tx, actor.index, options.id, now);
    if (stop === undefined) throw holderProblems.STOP_NOT_FOUND();
    await options.recordUse(useOf('sharing-resumed', actor, stop, {}, now), tx);
  });
}

async function codeOf(tx: Database, codeOrName: string): Promise<string> {
  const type = await readLicenceType(tx, codeOrName);
  if (type === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
  return type.code;
}

function useOf(
  event: 'sharing-stopped' | 'sharing-resumed',
  actor: HolderActor,
  stop: Stop,
  more: Readonly<Record<string, number>>,
  at: Date,
): LicenceUse {
  return {
    ...{ event, holderIndex: actor.index, ...usedBy(actor), outcome: 'answered', at },
    ...(stop.type === every ? {} : { type: stop.type }),
    facts: { recipient: stop.organisation, stop: stop.id, ...more },
  };
}
