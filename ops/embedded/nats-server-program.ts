import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, constants, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ServiceUnavailable } from './unavailable.ts';

const run = promisify(execFile);

/** Where packages put servers, though an ordinary user's PATH may not say so. */
const usualFolders = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/usr/bin'];

/**
 * The path of a `nats-server` program: from the PATH or the usual folders, else the one fetched before, else fetched now
 * with apt. Its package is unpacked, not installed: that needs no rights, and no server of the package's own starts on
 * port 4222.
 * @param options.toolDirectory where a fetched program is kept.
 * @param options.searchPath folders joined as in PATH; the usual folders are searched after them unless `onlySearchPath`.
 * @throws ServiceUnavailable with one line that says how to get it.
 */
export async function findOrInstallNatsServer(options: {
  toolDirectory: string;
  searchPath?: string | undefined;
  onlySearchPath?: boolean | undefined;
  progress?: ((line: string) => void) | undefined;
}): Promise<string> {
  const kept = join(resolve(options.toolDirectory), 'nats-server');
  const folders = (options.searchPath ?? process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  if (!options.onlySearchPath) folders.push(...usualFolders);
  for (const path of [...folders.map((folder) => join(folder, 'nats-server')), kept]) {
    if (await isProgram(path)) return path;
  }
  options.progress?.('fetching nats-server with apt');
  try {
    await fetchWithApt(kept, { ...process.env, PATH: folders.join(delimiter) });
  } catch (cause) {
    throw new ServiceUnavailable(
      'nats-server is missing and apt could not fetch it: install it (apt-get install nats-server, or a release of nats-io/nats-server on the PATH), or set NATS_URL',
      { cause },
    );
  }
  return kept;
}

async function fetchWithApt(target: string, env: NodeJS.ProcessEnv): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'hufu-apt-'));
  try {
    await downloadPackage(work, env);
    const archive = (await readdir(work)).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error('apt-get download left no package');
    await run('dpkg-deb', ['--extract', join(work, archive), join(work, 'content')], { env });
    const program = join(work, 'content', 'usr', 'sbin', 'nats-server');
    await run(program, ['--version']);
    const draft = `${target}.${randomUUID()}`;
    await mkdir(resolve(target, '..'), { recursive: true });
    await copyFile(program, draft);
    await rename(draft, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * apt checks what it downloads against the distribution's signed lists. On a new machine these are not there yet, and only
 * root may write the common ones, so then lists of our own are made.
 */
async function downloadPackage(directory: string, env: NodeJS.ProcessEnv): Promise<void> {
  const options = { cwd: directory, env, timeout: 300_000 };
  const download = (more: readonly string[] = []) =>
    run('apt-get', [...more, '--quiet', 'download', 'nats-server'], options);
  try {
    await download();
  } catch {
    await mkdir(join(directory, 'lists', 'partial'), { recursive: true });
    await mkdir(join(directory, 'cache', 'archives', 'partial'), { recursive: true });
    const own = [
      ...['-o', `Dir::State::Lists=${join(directory, 'lists')}`],
      ...['-o', `Dir::Cache=${join(directory, 'cache')}`],
      ...['-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User='],
    ];
    await run('apt-get', [...own, '--quiet', 'update'], options);
    await download(own);
  }
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
