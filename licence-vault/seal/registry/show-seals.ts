import { type Actor, type OrganisationId, requireReach } from '../../../identity/index.ts';
import { after, type Clock, type Database, type Page } from '../../../kernel/index.ts';
import type { VaultKeys } from '../../encryption/vault-keys.ts';
import { sealProblems } from '../problems.ts';
import { type SealState, sealStates } from './seal-life.ts';
import { reachableSeal } from './seal-parts.ts';
import { openReason } from './seal-reason.ts';
import { listSeals, readEvents, readFileOf, readSubstance, type StoredSealEvent } from './seal-store.ts';
import { countUsesByDay, type DayOfUses, listUses } from './seal-use-store.ts';
import type { SealUse, StoredSeal } from './stored-seal.ts';

/** What every list takes. */
interface Paging {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Whose: the one asked for, else one's own, else for the data administration those of all. @throws NOT_IN_REACH */
function scopeOf(actor: Actor, asked: OrganisationId | undefined): OrganisationId | undefined {
  if (asked !== undefined) requireReach(actor, asked);
  const overAll = actor.kind === 'officer' && actor.administration;
  return asked ?? (overAll ? undefined : actor.organisation);
}

/** The seals that the actor reaches. @throws NOT_IN_REACH, INVALID_INPUT for a cursor of another list */
export async function showSeals(
  options: Paging & {
    readonly database: Database;
    readonly actor: Actor;
    readonly organisation?: OrganisationId | undefined;
    readonly state?: SealState | undefined;
  },
): Promise<Page<StoredSeal>> {
  const organisation = scopeOf(options.actor, options.organisation);
  const { state, cursor, limit } = options;
  return listSeals(options.database, { organisation, state, cursor, limit });
}

/** The uses of the seals that the actor reaches, newest first. @throws NOT_IN_REACH, SEAL_NOT_FOUND, INVALID_INPUT */
export async function showSealUses(
  options: Paging & {
    readonly database: Database;
    readonly actor: Actor;
    readonly organisation?: OrganisationId | undefined;
    readonly seal?: string | undefined;
  },
): Promise<Page<SealUse>> {
  const { database, actor, seal, cursor, limit } = options;
  if (seal !== undefined) await reachableSeal(database, actor, seal);
  return listUses(database, { organisation: scopeOf(actor, options.organisation), seal, cursor, limit });
}

const dayMs = 86_400_000;

/** How often the seals that the actor reaches were used on each of the last days. @throws NOT_IN_REACH, SEAL_NOT_FOUND */
export async function showSealUseDays(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly actor: Actor;
  readonly organisation?: OrganisationId | undefined;
  readonly seal?: string | undefined;
  readonly days: number;
}): Promise<readonly DayOfUses[]> {
  const { database, actor, seal, days } = options;
  if (seal !== undefined) await reachableSeal(database, actor, seal);
  const since = after(options.clock.now(), -days * dayMs);
  return countUsesByDay(database, { organisation: scopeOf(actor, options.organisation), seal, since });
}

/** A line of a seal's history with its reason. */
export interface ShownSealEvent extends Omit<StoredSealEvent, 'sealedReason'> {
  readonly reason: string | undefined;
}

/** Everything that was done to a seal and why, oldest first. @throws SEAL_NOT_FOUND, LICENCE_DAMAGED */
export async function showSealHistory(options: {
  readonly database: Database;
  readonly keys: VaultKeys;
  readonly actor: Actor;
  readonly id: string;
}): Promise<readonly ShownSealEvent[]> {
  const seal = await reachableSeal(options.database, options.actor, options.id);
  const events = await readEvents(options.database, seal.id);
  return events.map(({ sealedReason, ...line }) => ({
    ...line,
    reason:
      sealedReason === undefined
        ? undefined
        : openReason({ ...options, seal, sequence: line.sequence, sealed: sealedReason }),
  }));
}

/** PNG of a seal's picture. @throws SEAL_NOT_FOUND */
export async function showSealPicture(options: { database: Database; actor: Actor; id: string }): Promise<Buffer> {
  const seal = await reachableSeal(options.database, options.actor, options.id);
  return (await readSubstance(options.database, seal.id)).picture;
}

/** The .esl file. @throws SEAL_NOT_FOUND, SEAL_NOT_ACTIVE for one that is not made yet */
export async function showSealFile(options: { database: Database; actor: Actor; id: string }): Promise<Buffer> {
  const seal = await reachableSeal(options.database, options.actor, options.id);
  const file = await readFileOf(options.database, seal.id);
  if (file !== undefined) return file;
  const { zh, en } = sealStates[seal.state];
  throw sealProblems.SEAL_NOT_ACTIVE({ stateZh: zh, stateEn: en });
}
