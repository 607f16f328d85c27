import type { HolderActor } from '../../identity/index.ts';
import { type Database, isUniqueViolation } from '../../kernel/index.ts';
import { usedBy } from '../licence/licence-use.ts';
import { objectionOf, objectionsOf, storeObjection } from './objection-store.ts';
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
}

/** How far an objection is. */
export interface ObjectionStanding {
  readonly status: string;
  /** Why it was rejected. */
  readonly rejection?: string | undefined;
  /** What was done. */
  readonly outcome?: string | undefined;
}

/** What objecting needs of the house. */
export interface ObjectionParts extends StopParts {
  /** A use of this holder by its receipt; undefined when there is none that they are shown. */
  readonly useOf: (index: Buffer, receipt: string) => Promise<UseOfHolder | undefined>;
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

/** An objection of a holder. */
export interface HolderObjection {
  readonly id: string;
  readonly receipt: string;
  readonly raisedAt: Date;
  readonly standing: ObjectionStanding;
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
  const use = await options.useOf(actor.index, receipt);
  if (use?.organisation === undefined) throw holderProblems.USE_NOT_FOUND();
  const draft = { organisation: use.organisation, type: use.type };
  const at = options.clock.now();
  const known = await objectionOf(database, actor.index, receipt);
  if (known === undefined) {
    const raised = await database
      .transaction(async (tx) => {
        const { id, announce } = await options.raise(tx, { use, words: options.words });
        await storeObjection(tx, actor.index, { receipt, id, raisedAt: at });
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

/** A holder's own objections, the latest first. */
export async function showObjections(
  options: Pick<ObjectionParts, 'database' | 'standingOf'> & { readonly actor: HolderActor },
): Promise<readonly HolderObjection[]> {
  const stored = await objectionsOf(options.database, options.actor.index);
  const standings = await options.standingOf(stored.map(({ id }) => id));
  return stored.flatMap((objection) => {
    const standing = standings.get(objection.id);
    return standing === undefined ? [] : [{ ...objection, standing }];
  });
}

async function shown(
  options: Pick<ObjectionParts, 'database' | 'standingOf'> & { readonly actor: HolderActor },
  receipt: string,
): Promise<{ readonly objection: HolderObjection }> {
  const stored = await objectionOf(options.database, options.actor.index, receipt);
  const standing = stored && (await options.standingOf([stored.id])).get(stored.id);
  if (stored === undefined || standing === undefined) throw new Error('an objection that was raised is not there');
  return { objection: { ...stored, standing } };
}
