import type { HolderActor } from '../../identity/index.ts';
import { type Database, Problem, pageOf } from '../../kernel/index.ts';
import { openDocument } from '../encryption/data-key.ts';
import type { LicenceDocument } from '../generated/schemas.ts';
import { cursorAfter } from '../licence/find-licences.ts';
import type { FoundLicence, LicenceReference, StoredLicence } from '../licence/licence.ts';
import { findByHolder, findLicence } from '../licence/licence-store.ts';
import { usedBy } from '../licence/licence-use.ts';
import type { UseParts } from '../licence/use-parts.ts';
import { typeOfVersion } from '../licence-type/edition-store.ts';
import type { LicenceType } from '../licence-type/licence-type.ts';
import { readLicenceTypes } from '../licence-type/licence-type-store.ts';
import { vaultProblems } from '../problems.ts';

/** What a holder's own view needs of the house. */
export type OwnParts = Pick<UseParts, 'database' | 'clock' | 'keys' | 'recordUse' | 'pdf'>;

/** A licence as its holder sees it: what everybody sees on its face (照面). */
export interface OwnLicence {
  readonly licence: StoredLicence;
  readonly type: LicenceType;
  /** By the names of the items; undefined: what is stored of it is damaged, which has been recorded. */
  readonly face: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A holder's own licences in whatever state, with their faces, page by page. The looking is recorded, so that a holder sees when
 * somebody looked in their name.
 * @throws INVALID_INPUT for a cursor of another list
 */
export async function showOwnLicences(
  options: OwnParts & {
    readonly actor: HolderActor;
    readonly cursor: string | undefined;
    readonly limit: number;
  },
): Promise<{ readonly items: readonly OwnLicence[]; readonly next: string | null }> {
  const { database, actor, cursor, limit } = options;
  const after = cursor === undefined ? undefined : cursorAfter(cursor);
  const types = new Map((await readLicenceTypes(database)).map((type) => [String(type.code), type]));
  const rows = await findByHolder(database, {
    ...{ holderIndex: actor.index, after, limit },
    types: [...types.keys()],
  });
  const page = pageOf({ rows, limit, key: (licence) => [licence.id], item: (licence) => licence });
  const items: OwnLicence[] = [];
  for (const { id, type: code } of page.items) {
    const today = types.get(code);
    const found = await findLicence(database, { id });
    if (today === undefined || found === undefined) throw new Error('a licence or its type is gone');
    const type = await typeOfVersion(database, today, found);
    items.push({ licence: found, type, face: await faceOf(options, found, type) });
  }
  await database.transaction((tx) =>
    options.recordUse(
      {
        ...{ event: 'own-licences-shown', holderIndex: actor.index, ...usedBy(actor) },
        ...{ outcome: 'answered', at: options.clock.now(), facts: { licences: items.length } },
      },
      tx,
    ),
  );
  return { items, next: page.next };
}

/** A licence of the holder's own; one of somebody else is to them as if it were not there. @throws LICENCE_NOT_FOUND */
export async function requireOwnLicence(
  database: Database,
  actor: HolderActor,
  reference: LicenceReference,
): Promise<FoundLicence> {
  const found = await findLicence(database, reference);
  if (found === undefined || !found.holderIndex.equals(actor.index)) throw vaultProblems.LICENCE_NOT_FOUND();
  return found;
}

/** What the type has on its face. */
export function faceItems(type: LicenceType) {
  return type.items.filter(({ place }) => place === 'face');
}

async function faceOf(
  options: OwnParts & { readonly actor: HolderActor },
  { document: stored, ...licence }: FoundLicence,
  type: LicenceType,
): Promise<OwnLicence['face']> {
  const { database, keys, actor } = options;
  try {
    const document = openDocument({ keys, licence: licence.id, wrapped: licence.wrapped, ...stored });
    // Our own document, decrypted and matched with its digest.
    const { data } = (JSON.parse(document.toString()) as LicenceDocument).licence;
    return Object.fromEntries(faceItems(type).flatMap(({ name }) => (name in data ? [[name, data[name]]] : [])));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { id, identifier, type: code, holderIndex } = licence;
    await database.transaction((tx) =>
      options.recordUse(
        {
          ...{ event: 'licence-read', licence: id, identifier, type: code, holderIndex, ...usedBy(actor) },
          ...{ outcome: 'failed', code: error.code, at: options.clock.now() },
        },
        tx,
      ),
    );
    return undefined;
  }
}
