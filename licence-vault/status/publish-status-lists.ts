import { after, type Clock, type Database } from '../../kernel/index.ts';
import { vaultProblems } from '../problems.ts';
import type { TokenSigner } from '../token/token-signer.ts';
import { packStatuses } from './status-list.ts';
import {
  countLists,
  findPublished,
  lastCompressed,
  lockList,
  type PublishedList,
  storeList,
  takeMarks,
  toldStatuses,
} from './status-store.ts';
import { type StatusToken, writeStatusCwt, writeStatusJwt } from './status-token.ts';

/** What publishing needs of the house. */
export interface StatusParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly tokenSigner: TokenSigner;
  /** Address under which the hub is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
}

/** A list is signed anew at least this often, changed or not, so that a verifier can tell a quiet day from a hub that is gone. */
const publishedEveryMs = 5 * 60_000;

/**
 * How long a list may be relied on by who cannot fetch a newer one: an inspector's day in the field. What was revoked
 * within that time and after the list was made is not known offline.
 */
const reliableMs = 12 * 3_600_000;

/** Address of a status list. */
export function statusListUri(publicUrl: string, list: number): string {
  return `${publicUrl}/v1/status-lists/${list}`;
}

/** Every status list there is, the same in every hub (Token Status List §9.3). */
export async function listStatusLists({ database, publicUrl }: StatusParts): Promise<readonly string[]> {
  return Array.from({ length: await countLists(database) }, (_, index) => statusListUri(publicUrl, index + 1));
}

/**
 * Publishes the lists that are due: never published, changed, or signed five minutes ago. Hubs that do this at once publish
 * each list once.
 * @returns how many were published
 */
export async function publishDueStatusLists(parts: StatusParts): Promise<number> {
  const lists = await countLists(parts.database);
  let published = 0;
  for (let list = 1; list <= lists; list += 1) {
    if (!isDue(parts, await findPublished(parts.database, list))) continue;
    if ((await publish(parts, list)).isNew) published += 1;
  }
  return published;
}

/**
 * A list as it stands now: a change that was committed before is in it, whether or not anybody has published since.
 * @throws STATUS_LIST_UNKNOWN
 */
export async function currentStatusList(parts: StatusParts, list: number): Promise<PublishedList> {
  const found = await findPublished(parts.database, list);
  if (found !== undefined && !isDue(parts, found)) return found;
  if (list > (await countLists(parts.database))) throw vaultProblems.STATUS_LIST_UNKNOWN();
  return (await publish(parts, list)).published;
}

function isDue({ clock }: StatusParts, published: PublishedList | undefined): boolean {
  return published === undefined || published.isBehind || after(published.issuedAt, publishedEveryMs) <= clock.now();
}

async function publish(parts: StatusParts, list: number): Promise<{ isNew: boolean; published: PublishedList }> {
  const { tokenSigner: signer } = parts;
  return parts.database.transaction(async (tx) => {
    await lockList(tx, list);
    const found = await findPublished(tx, list);
    if (found !== undefined && !isDue(parts, found)) return { isNew: false, published: found };
    // Marks first, then values: what is stored in between is in the list and published once more, and never left out.
    const isChanged = await takeMarks(tx, list);
    const before = isChanged ? undefined : await lastCompressed(tx, list);
    const compressed = before ?? (await packStatuses(await toldStatuses(tx, list)));
    const issuedAt = parts.clock.now();
    const token: StatusToken = {
      uri: statusListUri(parts.publicUrl, list),
      issuedAt,
      expiresAt: after(issuedAt, reliableMs),
      ttl: publishedEveryMs / 1000,
      list: compressed,
    };
    const signed = { jwt: await writeStatusJwt(token, signer), cwt: await writeStatusCwt(token, signer) };
    await storeList(tx, { id: list, issuedAt, compressed, ...signed });
    return { isNew: true, published: { issuedAt, ...signed, isBehind: false } };
  });
}
