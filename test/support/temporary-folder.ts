import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryLock } from '../../ops/setup/lock.mjs';

const prefix = 'hufu-test-';

/** A folder that is gone when disposed. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * A folder of one's own in the system's temporary folder. Others may pass through it but not look, so that PostgreSQL's
 * account reaches its data when the tests run as root.
 * @param purpose a word that tells the folder apart
 */
export async function temporaryFolder(purpose: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), `${prefix}${purpose}-`));
  await chmod(path, 0o711);
  tryLock(join(path, 'owner'));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Removes what killed runs have left. */
export async function sweepTemporaryFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const path = join(tmpdir(), name);
    if (!name.startsWith(prefix)) continue;
    try {
      // So young that its owner may not have marked it yet.
      if (Date.now() - (await stat(path)).mtimeMs < 60_000) continue;
      // Locked by a living process: in use.
      if ('lock' in tryLock(join(path, 'owner'))) await rm(path, { recursive: true, force: true });
    } catch {
      // Another user's; or it has gone meanwhile.
    }
  }
}
