import { type Answer, call, send } from '../api/index.ts';
import type { Presented, Purpose } from './checks.ts';

export type FoundPage = Answer<'POST /v1/licences/search'>;
export type FoundLicence = FoundPage['items'][number];
export type HolderNumber = { readonly kind: '111' | '001'; readonly number: string };

/** The file of a licence, for a case; the hub records who took it for what. @throws RefusalError */
export async function fileFor(licence: FoundLicence, format: 'ofd' | 'pdf', purpose: Purpose): Promise<Blob> {
  const path = `/v1/licences/${encodeURIComponent(licence.id)}/file`;
  return (await send({ method: 'GET', path, query: { format, ...purpose } })).blob();
}

/** The licence's pages, to be verified and shown like any other file. @throws RefusalError */
export async function pagesFor(licence: FoundLicence, purpose: Purpose): Promise<Presented> {
  const file = await fileFor(licence, 'ofd', purpose);
  return { from: 'vault', name: `${licence.identifier}.ofd`, file };
}

/** The one licence of an identifier, found for a case; undefined where the vault has none. @throws RefusalError */
export async function findByIdentifier(identifier: string, purpose: Purpose): Promise<FoundLicence | undefined> {
  return (await call('POST /v1/licences/search', { body: { identifier, ...purpose } })).items[0];
}

/** A copy for one case, which dies by itself. @throws RefusalError */
export async function copyFor(
  licence: FoundLicence,
  purpose: Purpose,
  wanted: { readonly cause: string; readonly until: string },
): Promise<{ readonly presented: Presented; readonly expiresAt: string }> {
  const answer = await send({
    method: 'POST',
    path: `/v1/licences/${encodeURIComponent(licence.id)}/copies`,
    body: {
      ...purpose,
      cause: wanted.cause,
      // To the end of the day, as people mean it who write a day.
      ...(wanted.until === '' ? {} : { expiresAt: `${wanted.until}T23:59:59+08:00` }),
    },
  });
  const file = await answer.blob();
  const expiresAt = answer.headers.get('hufu-copy-expires') ?? '';
  return { presented: { from: 'copy', name: `${licence.identifier}-copy.ofd`, file }, expiresAt };
}

/** Hands a file to whoever sits at the browser. */
export function saveFile(name: string, file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next turn of its own.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
