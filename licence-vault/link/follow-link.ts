import { type Actor, actorReference } from '../../identity/index.ts';
import type { Problem } from '../../kernel/index.ts';
import type { StoredLicence } from '../licence/licence.ts';
import { findLicence } from '../licence/licence-store.ts';
import type { RecordUse } from '../licence/licence-use.ts';
import { type ReadFormat, readLicence } from '../licence/read-licence.ts';
import { recordAttempt } from '../licence/use-parts.ts';
import { type LinkContent, nameOfLink, openContent } from './link.ts';
import { claimLink, findLink, type StoredLink } from './link-store.ts';
import type { LinkParts } from './make-link.ts';
import { linkProblems } from './problems.ts';

/**
 * Follows a temporary link: reads the licence as its maker asked for it, with every rule of reading applied anew. The link
 * is spent in the transaction that records the reading, so of two who follow it at once one gets the file; where the
 * reading comes to nothing it is not spent. A link that is another's, spent or over is recorded as a refused reading.
 * @throws LICENCE_LINK_UNKNOWN, LICENCE_LINK_EXPIRED, LICENCE_LINK_USED and the refusals of `readLicence`
 */
export async function followLink(
  options: LinkParts & { readonly actor: Actor; readonly secret: string },
): Promise<{ readonly licence: StoredLicence; readonly document: Buffer; readonly format: ReadFormat }> {
  const { actor, keys, secret } = options;
  const link = await findLink(options.database, nameOfLink(keys, secret));
  if (link === undefined) throw linkProblems.LICENCE_LINK_UNKNOWN();
  const content = openContent({ keys, secret, sealed: link.sealed });
  const refusal = refusalOf(link, actor, options.clock.now());
  if (refusal !== undefined) return refuse(options, content, refusal);
  const spent = linkProblems.LICENCE_LINK_USED();
  const recordUse: RecordUse = async (use, tx) => {
    if (use.outcome === 'answered' && !(await claimLink(tx, link.name, use.at))) throw spent;
    return options.recordUse(use, tx);
  };
  const { licence: id, format, matter, case: caseNumber } = content;
  try {
    const purpose = { matter, case: caseNumber };
    return { format, ...(await readLicence({ ...options, recordUse, reference: { id }, purpose, format })) };
  } catch (error) {
    if (error === spent) return refuse(options, content, spent);
    throw error;
  }
}

function refusalOf(link: StoredLink, actor: Actor, now: Date): Problem | undefined {
  if (link.actor !== actorReference(actor)) return linkProblems.LICENCE_LINK_UNKNOWN();
  if (link.usedAt !== undefined) return linkProblems.LICENCE_LINK_USED();
  return now < link.expiresAt ? undefined : linkProblems.LICENCE_LINK_EXPIRED();
}

/** The matter is the maker's, so it stands in no record of what somebody else tried. */
async function refuse(
  options: LinkParts & { readonly actor: Actor },
  content: LinkContent,
  refusal: Problem,
): Promise<never> {
  const found = await findLicence(options.database, { id: content.licence });
  if (found !== undefined) {
    const { id: licence, identifier, type, holderIndex } = found;
    const subject = { event: 'licence-read', licence, identifier, type, holderIndex } as const;
    await recordAttempt({ ...options, purpose: undefined, subject, outcome: 'refused', code: refusal.code });
  }
  throw refusal;
}
