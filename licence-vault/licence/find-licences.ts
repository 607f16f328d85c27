import { type Actor, parseHolder } from '../../identity/index.ts';
import { decodeCursor, kernelProblems, type Page, pageOf } from '../../kernel/index.ts';
import { type SharedTypes, sharedTypes } from '../holder/sharing.ts';
import { holderIndex } from './holder-index.ts';
import type { StoredLicence } from './licence.ts';
import { findByHolder } from './licence-store.ts';
import { type LicenceUse, usedBy } from './licence-use.ts';
import type { Purpose } from './purpose.ts';
import { isLicenceId } from './reference.ts';
import { typesForPurpose, type UseParts } from './use-parts.ts';

/**
 * Finds a holder's licences for a matter and case: those of the types among the matter's materials, in whatever state
 * they are, as far as the holder lets them be found, and of each only what {@link StoredLicence} tells. Recorded for every licence found, or once when none was.
 * @param options.holder kind and number as somebody typed them
 * @throws HOLDER_KIND_UNKNOWN, CITIZEN_NUMBER_INVALID, UNIFIED_CODE_INVALID, LICENCE_PURPOSE_UNKNOWN, INVALID_INPUT for a cursor
 *   of another list
 */
export async function findLicences(
  options: UseParts & {
    readonly actor: Actor;
    readonly holder: { readonly kind: string; readonly number: string };
    readonly purpose: Purpose;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<Page<StoredLicence> & Pick<SharedTypes, 'withheld'>> {
  const { actor, purpose, cursor, limit } = options;
  const at = options.clock.now();
  const holder = parseHolder(options.holder, { today: at, origin: 'stored', pointer: '/holder' });
  const after = cursor === undefined ? undefined : cursorAfter(cursor);
  const index = holderIndex(options.keys, holder);
  const types = await typesForPurpose({ ...options, subject: { event: 'licence-found', holderIndex: index } });
  const { open, withheld, factsOf } = await sharedTypes({ ...options, holderIndex: index, types });
  return options.database.transaction(async (tx) => {
    const rows = await findByHolder(tx, { holderIndex: index, types: open, after, limit });
    const page = pageOf({ rows, limit, key: (licence) => [licence.id], item: (licence) => licence });
    const use = {
      event: 'licence-found',
      holderIndex: index,
      ...usedBy(actor, purpose),
      outcome: 'answered',
      at,
    } as const;
    const uses: readonly LicenceUse[] =
      page.items.length === 0
        ? [use]
        : page.items.map((licence) => ({
            ...{ ...use, licence: licence.id, identifier: licence.identifier, type: licence.type },
            facts: { ...factsOf(licence), state: licence.state },
          }));
    for (const each of uses) await options.recordUse(each, tx);
    return { ...page, withheld };
  });
}

/** The id that a page of licences begins after. @throws INVALID_INPUT for a cursor of another list */
export function cursorAfter(cursor: string): string {
  const [id] = decodeCursor(cursor, 1);
  if (typeof id === 'string' && isLicenceId(id)) return id;
  throw kernelProblems.INVALID_INPUT(
    { count: 1 },
    { errors: [{ pointer: '/cursor', detail: 'not a cursor of this list' }] },
  );
}
