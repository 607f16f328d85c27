import type { HolderActor } from '../../identity/index.ts';
import { type Database, isUniqueViolation, type Text } from '../../kernel/index.ts';
import { usedBy } from '../licence/licence-use.ts';
import { readLicenceTypes } from '../licence-type/licence-type-store.ts';
import { objectionOf, objectionsOf, type StoredObjection, storeObjection } from './objection-store.ts';
import { holderProblems } from './problems.ts';
import { type StopParts, stopWithin } from './stop-sharing.ts';
import type { Stop } from './stop-store.ts';

/** A use of a holder's data, as the evidence log shows it to them. */
export interface UseOfHolder {
  readonly receipt: string;
  readonly event: string;
  readonly at: string;
  /** Who used it; undefined: the holder. */
  readonly organisation: string | undefined;
  /** Resource, or identifier of a licence. */
  readonly object: string | undefined;
  readonly matter: string | undefined;
  /** Code of a licence type. */
  readonly type: string | undefined;
  /** What the resource or the licence type is called. */
  readonly title: Text | undefined;
}

/** Until when an objection is to be answered, and by whom. */
export interface ObjectionClock {
  readonly organisation: string;
  /** The last day on which an answer is in time, Beijing. */
  readonly dueOn: string;
  /** It may move, since the holidays of a year are not entered yet. */
  readonly provisional: boolean;
  readonly state: 'running' | 'overdue' | 'met' | 'late' | 'void';
}

/** How far an objection is. */
export interface ObjectionStanding {
  readonly status: string;
  /** Why it was rejected. */
  readonly rejection?: string | undefined;
  /** What was done. */
  readonly outcome?: string | undefined;
  readonly clock?: ObjectionClock | undefined;
}

/** What objecting needs of the house. */
export interface ObjectionParts extends StopParts {
  /** Uses of this holder by their receipts; those that they are not shown are left out. */
  readonly usesOf: (index: Buffer, receipts: readonly string[]) => Promise<ReadonlyMap<string, UseOfHolder>>;
  /**
   * Enters the objection into the register of the data administration, in the caller's transaction; `announce` is called when
   * that has committed. Refuses words that hold a number of a person.
   */
  readonly raise: (
    tx: Database,
    objection: { readonly use: UseOfHolder; readonly words: string },
  ) => Promise<{ readonly id: string; readonly announce: () => Promise<void> }>;
  /** Where objections stand, by id. */
  readonly standingOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, ObjectionStanding>>;
}

/** An objection of a holder, for them alone. */
export interface HolderObjection extends StoredObjection {
  readonly standing: ObjectionStanding;
  /** What it is about; undefined when they are not shown that use any more. */
  readonly use: UseOfHolder | undefined;
}

/**
 * Objects to a use in one step: the use itself says to whom and about what. With `stop`, sharing with whoever used it ends in the
 * same step. One use is objected to once; again gives the objection that stands.
 * @throws USE_NOT_FOUND, and what `raise` refuses
 */
export async function objectToUse(
  options: ObjectionParts & {
    readonly actor: HolderActor;
    readonly receipt: string;
    readonly words: string;
    readonly stop: boolean;
  },
): Promise<{ readonly objection: HolderObjection; readonly stop: Stop | undefined; readonly created: boolean }> {
  const { database, actor, receipt } = options;
  const use = (await options.usesOf(actor.index, [receipt])).get(receipt);
  if (use?.organisation === undefined) throw holderProblems.USE_NOT_FOUND();
  const draft = { organisation: use.organisation, type: use.type };
  const at = options.clock.now();
  const known = await objectionOf(database, actor.index, receipt);
  if (known === undefined) {
    const raised = await database
      .transaction(async (tx) => {
        const { id, announce } = await options.raise(tx, { use, words: options.words });
        await storeObjection(tx, actor.index, { receipt, id, raisedAt: at, words: options.words });
        const stop = options.stop ? (await stopWithin(tx, { ...options, draft })).stop : undefined;
        const { matter, type, object: identifier } = use;
        await options.recordUse(
          {
            ...{ event: 'objection-raised', type, identifier, holderIndex: actor.index, ...usedBy(actor, { matter }) },
            ...{ outcome: 'answered', at, facts: { recipient: draft.organisation, receipt, objection: id } },
          },
          tx,
        );
        return { id, stop, announce };
      })
      .catch((error: unknown) => {
        // Raised at another hub meanwhile.
        if (isUniqueViolation(error)) return undefined;
        throw error;
      });
    if (raised !== undefined) {
      await raised.announce();
      return { ...(await shown(options, receipt)), stop: raised.stop, created: true };
    }
  }
  const stop = options.stop ? await database.transaction((tx) => stopWithin(tx, { ...options, draft })) : undefined;
  return { ...(await shown(options, receipt)), stop: stop?.stop, created: false };
}

/** What showing objections needs of the house. */
type ShowingParts = Pick<ObjectionParts, 'database' | 'standingOf' | 'usesOf'> & { readonly actor: HolderActor };

/** A holder's own objections, the latest first. */
export async function showObjections(options: ShowingParts): Promise<readonly HolderObjection[]> {
  return withStandings(options, await objectionsOf(options.database, options.actor.index));
}

async function shown(options: ShowingParts, receipt: string): Promise<{ readonly objection: HolderObjection }> {
  const stored = await objectionOf(options.database, options.actor.index, receipt);
  const [objection] = stored === undefined ? [] : await withStandings(options, [stored]);
  if (objection === undefined) throw new Error('an objection that was raised is not there');
  return { objection };
}

async function withStandings(
  { database, actor, standingOf, usesOf }: ShowingParts,
  stored: readonly StoredObjection[],
): Promise<readonly HolderObjection[]> {
  if (stored.length === 0) return [];
  const standings = await standingOf(stored.map(({ id }) => id));
  const uses = await usesOf(
    actor.index,
    stored.map(({ receipt }) => receipt),
  );
  const types = new Map((await readLicenceTypes(database)).map(({ code, title }) => [String(code), title]));
  return stored.flatMap((objection) => {
    const standing = standings.get(objection.id);
    if (standing === undefined) return [];
    const use = uses.get(objection.receipt);
    const title = use?.title ?? types.get(use?.type ?? '');
    return [{ ...objection, standing, use: use && { ...use, title } }];
  });
}
