import { type Actor, actorReference } from '../../identity/index.ts';
import { after, type Clock, type Database, type Random } from '../../kernel/index.ts';
import type { LicenceReference } from '../licence/licence.ts';
import { licenceForPurpose } from '../licence/licence-for-purpose.ts';
import { usedBy } from '../licence/licence-use.ts';
import type { Purpose } from '../licence/purpose.ts';
import type { ReadFormat } from '../licence/read-licence.ts';
import type { UseParts } from '../licence/use-parts.ts';
import { nameOfLink, newSecret, sealContent } from './link.ts';
import { deleteLinksBefore, insertLink } from './link-store.ts';

/** What making and following links needs of the house. */
export type LinkParts = UseParts & { readonly random: Random };

/** Seconds that a link lives at most, and when nothing else is asked for. */
export const longestLinkSeconds = 300;

/** Links that ran out are kept for so long, so that whoever comes late is told that and not that there is none. */
const rememberedMs = 24 * 3_600_000;

/**
 * Makes a temporary link to a licence's file: it serves its maker once, within minutes. May the maker read the licence for
 * this matter? That is asked now, and once more when the link is followed.
 * @returns the secret that stands in the link's address, which nobody can be told again
 * @throws LICENCE_NOT_FOUND, LICENCE_PURPOSE_UNKNOWN, LICENCE_TYPE_NOT_NEEDED; RangeError for a life out of bounds
 */
export async function makeLink(
  options: LinkParts & {
    readonly actor: Actor;
    readonly reference: LicenceReference;
    readonly purpose: Purpose;
    readonly format: ReadFormat;
    readonly seconds?: number | undefined;
  },
): Promise<{ readonly secret: string; readonly expiresAt: Date }> {
  const { actor, purpose, format, keys, random, seconds = longestLinkSeconds } = options;
  if (!(seconds > 0 && seconds <= longestLinkSeconds)) throw new RangeError('a link lives for up to five minutes');
  const { found, subject, sharing } = await licenceForPurpose({ ...options, event: 'licence-linked' });
  const madeAt = options.clock.now();
  const expiresAt = after(madeAt, seconds * 1_000);
  const secret = newSecret(random);
  const sealed = sealContent({ keys, secret, content: { licence: found.id, format, ...purpose }, random });
  const facts = { ...sharing, format, expiresAt: expiresAt.toISOString() };
  const use = { ...subject, ...usedBy(actor, purpose), outcome: 'answered', facts, at: madeAt } as const;
  await options.database.transaction(async (tx) => {
    await insertLink(tx, { name: nameOfLink(keys, secret), actor: actorReference(actor), sealed, madeAt, expiresAt });
    await options.recordUse(use, tx);
  });
  return { secret, expiresAt };
}

/** Clears away links that ran out a day ago. @returns how many */
export function purgeLinks(options: { readonly database: Database; readonly clock: Clock }): Promise<number> {
  return deleteLinksBefore(options.database, after(options.clock.now(), -rememberedMs));
}
