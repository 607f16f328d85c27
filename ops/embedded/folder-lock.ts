import { tryLock } from '../setup/lock.mjs';
import { ServiceUnavailable } from './unavailable.ts';

/**
 * Keeps a server's folder for this run alone.
 * @throws ServiceUnavailable when a living run has it, or when it is not ours to write in.
 */
export function lockFolder(options: { path: string; what: string; folder: string }): { release: () => void } {
  const elsewhere = 'or set HUFU_DATA_DIR to another folder';
  try {
    const attempt = tryLock(options.path);
    if ('lock' in attempt) return attempt.lock;
    throw new ServiceUnavailable(
      `process ${attempt.heldBy.pid} uses the ${options.what} in ${options.folder}: stop it, ${elsewhere}`,
    );
  } catch (error) {
    if (!isDenied(error)) throw error;
    throw new ServiceUnavailable(
      `${options.folder} belongs to another user, perhaps from a run as root: change its owner, ${elsewhere}`,
      { cause: error },
    );
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code));
}
