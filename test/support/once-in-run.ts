import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { waitForLock } from '../../ops/setup/lock.mjs';

/**
 * Makes something once for all test files of the run: whoever needs it first makes it while the others wait.
 * @param name of the folder that it stands in
 * @param make fills the folder, empty as it is; one that failed is begun anew
 * @returns the folder's path
 */
export async function onceInRun(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const path = join(inject('runFolder'), name);
  if (existsSync(path)) return path;
  const lock = await waitForLock(`${path}.lock`);
  try {
    if (existsSync(path)) return path;
    const draft = `${path}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o711 });
    await make(draft);
    await rename(draft, path);
    return path;
  } finally {
    lock.release();
  }
}
