import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Account, accountCan } from './account.ts';
import { reachableDirectory } from './postgres-binaries.ts';
import { ServiceUnavailable } from './unavailable.ts';

/** Where one PostgreSQL keeps its things. */
export interface PostgresPlace {
  readonly directory: string;
  /** The place was left by a data directory that has been removed since: what lies in it is not to be used again. */
  readonly abandoned: boolean;
  /** To be called once the place is in use: makes it be found again. */
  claim(): Promise<void>;
}

/**
 * Finds the place for a data directory: the directory itself; but when PostgreSQL runs under an account that cannot enter
 * it (a clone under /root, say), a folder under /var/lib/hufu, named in the file `location` of the data directory.
 * @throws ServiceUnavailable when data is there already and the account cannot reach it any more.
 */
export async function postgresPlace(dataDirectory: string, account: Account | undefined): Promise<PostgresPlace> {
  const own = resolve(dataDirectory);
  await mkdir(own, { recursive: true });
  const here: PostgresPlace = { directory: own, abandoned: false, claim: async () => {} };
  if (account === undefined) return here;

  const pointer = join(own, 'location');
  const named = (await readFile(pointer, 'utf8').catch(() => '')).trim();
  if (named.startsWith(`${reachableDirectory}/`)) return { directory: named, abandoned: false, claim: async () => {} };

  if (await accountCan(account, 'test -x "$1"', own)) return here;
  if ((await lstat(join(own, 'data')).catch(() => undefined)) !== undefined) {
    throw new ServiceUnavailable(
      `the account ${account.name}, under which PostgreSQL runs, cannot enter ${own} any more: open the folders on the way (chmod o+x), or set DATABASE_URL`,
    );
  }
  const directory = join(reachableDirectory, createHash('sha256').update(own).digest('hex').slice(0, 16));
  const abandoned = (await lstat(directory).catch(() => undefined)) !== undefined;
  await mkdir(directory, { recursive: true });
  await chmod(reachableDirectory, 0o755);
  await chmod(directory, 0o755);
  return { directory, abandoned, claim: () => writeFile(pointer, `${directory}\n`) };
}

/** Removes a place and the data directory that led to it. */
export async function removePlace(dataDirectory: string, place: PostgresPlace): Promise<void> {
  await rm(place.directory, { recursive: true, force: true });
  await rm(resolve(dataDirectory), { recursive: true, force: true });
}
