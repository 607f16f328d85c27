import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

let drafts = 0;

/**
 * Writes a file so that it is there whole or as it was before, whatever happens meanwhile, a power cut included: written
 * beside, synced to the disk, renamed, and the folder synced. Nobody but its owner may read it unless `mode` says so.
 * @param options.replace false: what is there already stays, and of two that write at once one wins
 * @returns whether it was written
 */
export async function writeWholeFile(
  path: string,
  content: string | Uint8Array,
  options: { readonly mode?: number | undefined; readonly replace?: boolean | undefined } = {},
): Promise<boolean> {
  const { mode = 0o600, replace = true } = options;
  drafts += 1;
  const draft = `${path}.${process.pid}-${drafts}.tmp`;
  try {
    await writeSynced(draft, content, mode);
    if (replace) await rename(draft, path);
    else await link(draft, path);
  } catch (error) {
    if (!replace && isThere(error)) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(path));
  return true;
}

async function writeSynced(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'w', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
