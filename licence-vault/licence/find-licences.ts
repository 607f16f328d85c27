import { type Actor, type Holder, parseHolder } from '../../identity/index.ts';
import { cursorRefused, decodeCursor, type Page, pageOf } from '../../kernel/index.ts';
import { type SharedTypes, sharedTypes } from '../holder/sharing.ts';
import { readLicenceType } from '../licence-type/licence-type-store.ts';
import { vaultProblems } from '../problems.ts';
import { holderIndex } from './holder-index.ts';
import type { StoredLicence } from './licence.ts';
import { findByHolder } from './licence-store.ts';
import { type LicenceUse, usedBy } from './licence-use.ts';
import type { Purpose } from './purpose.ts';
import { isLicenceId } from './reference.ts';
import { recordAttempt, typesForPurpose, type UseParts, type UseSubject } from './use-parts.ts';

/**
 * Finds a holder's licences for a matter and case: those of the types among the matter's materials, in whatever state
 * they are, as far as the holder lets them be found, and of each only what {@link StoredLicence} tells. Recorded for every licence found, or once when none was.
 * @param options.holder kind and number as somebody typed them
 * @param options.type code or short name of the one type that is wanted
 * @throws LICENCE_TYPE_UNKNOWN, LICENCE_TYPE_NOT_NEEDED, LICENCE_HOLDER_KIND_WRONG for a type; HOLDER_KIND_UNKNOWN, CITIZEN_NUMBER_INVALID, UNIFIED_CODE_INVALID, LICENCE_PURPOSE_UNKNOWN, INVALID_INPUT for a cursor
 *   of another list
 */
export async function findLicences(
  options: UseParts & {
    readonly actor: Actor;
    readonly holder: { readonly kind: string; readonly number: string };
    readonly type?: string | undefined;
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
  const subject = { event: 'licence-found', holderIndex: index } as const;
  const needed = await typesForPurpose({ ...options, subject });
  const types =
    options.type === undefined ? needed : await oneType({ ...options, holder, subject }, options.type, needed);
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
    await Promise.all(uses.map((each) => options.recordUse(each, tx)));
    return { ...page, withheld };
  });
}

/** The one type that is wanted, where the matter needs it and its licences are held by such holders. */
async function oneType(
  options: UseParts & {
    readonly actor: Actor;
    readonly purpose: Purpose;
    readonly holder: Holder;
    readonly subject: UseSubject;
  },
  wanted: string,
  needed: readonly string[],
): Promise<readonly string[]> {
  const type = await readLicenceType(options.database, wanted);
  if (type === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
  if (!needed.includes(type.code) && !needed.includes(type.name)) {
    const refusal = vaultProblems.LICENCE_TYPE_NOT_NEEDED({ matter: options.purpose.matter, type: type.name });
    const subject = { ...options.subject, type: type.code };
    await recordAttempt({ ...options, subject, outcome: 'refused', code: refusal.code });
    throw refusal;
  }
  if (!type.holder.kinds.includes(options.holder.kind))
    throw vaultProblems.LICENCE_HOLDER_KIND_WRONG(
      { type: type.name },
      { errors: [{ pointer: '/holder/kind', detail: `must be one of ${JSON.stringify(type.holder.kinds)}` }] },
    );
  return [type.code];
}

/** The id that a page of licences begins after. @throws INVALID_INPUT for a cursor of another list */
export function cursorAfter(cursor: string): string {
  const [id] = decodeCursor(cursor, 1);
  if (typeof id === 'string' && isLicenceId(id)) return id;
  throw cursorRefused();
}
