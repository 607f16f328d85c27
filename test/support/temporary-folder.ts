import { chmod, mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryLock } from '../../ops/setup/lock.mjs';

const prefix = 'hufu-test-';

/** Linux keeps what lies here in memory. */
const memoryFolder = '/dev/shm';
/** Bytes of memory from which on a run keeps the data of its servers there: far more than they take. */
const enoughMemory = 4 * 2 ** 30;

/** A folder that is gone when disposed. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * A folder of one's own in the system's temporary folder. Others may pass through it but not look, so that PostgreSQL's
 * account reaches its data when the tests run as root.
 * @param purpose a word that tells the folder apart
 */
export function temporaryFolder(purpose: string): Promise<TemporaryFolder> {
  return folderIn(tmpdir(), purpose);
}

/**
 * The same for the data of a server that has to outlive its process, but no power cut: in memory where there is plenty, since
 * a disk takes its time over the thousand files of each database.
 */
export async function serverFolder(purpose: string): Promise<TemporaryFolder> {
  return folderIn((await hasRoomInMemory()) ? memoryFolder : tmpdir(), purpose);
}

async function folderIn(place: string, purpose: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(place, `${prefix}${purpose}-`));
  await chmod(path, 0o711);
  tryLock(join(path, 'owner'));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function hasRoomInMemory(): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(memoryFolder);
    return Math.min(bavail * bsize, process.availableMemory()) >= enoughMemory;
  } catch {
    return false;
  }
}

/** Removes what killed runs have left. */
export async function sweepTemporaryFolders(): Promise<void> {
  for (const place of [tmpdir(), memoryFolder]) {
    for (const name of await readdir(place).catch(() => [])) {
      const path = join(place, name);
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
}
