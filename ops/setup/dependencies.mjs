// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly, SetupFailure } from './program.mjs';

/** Holds what the installed packages were installed from; gone with `node_modules`. */
const stampOf = (/** @type {string} */ root) => join(root, 'node_modules', '.hufu-stamp');

/**
 * Are the packages of package-lock.json installed?
 * @param {string} root
 */
export function dependenciesAreCurrent(root) {
  try {
    return readFileSync(stampOf(root), 'utf8') === fingerprint(root);
  } catch {
    return false;
  }
}

/** @typedef {{ root: string, say: (line: string) => void, npm?: string[] }} Options `npm`: the command that runs npm */

/**
 * Installs the packages of package-lock.json where they are missing or old. To be called under the set-up's lock.
 * @param {Options} options
 */
export async function ensureDependencies({ root, say, npm = npmCommand() }) {
  if (dependenciesAreCurrent(root)) return;
  if (!someoneInstalledThem(root)) await install({ root, say, npm });
  writeFileSync(stampOf(root), fingerprint(root));
}

/** Under `npm start`, npm says which npm it is. */
function npmCommand() {
  const path = process.env.npm_execpath;
  return path?.endsWith('.js') ? [process.execPath, path] : ['npm'];
}

/** @param {Required<Options>} options */
async function install({ root, say, npm }) {
  const fresh = !existsSync(join(root, 'node_modules'));
  say(
    fresh
      ? 'installing the packages Hufu is built on (first run only)'
      : 'the installed packages are not those of package-lock.json: installing',
  );
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1000);
  const ticking = setInterval(() => say(`still installing (${seconds()} s)`), 20_000);
  const quiet = ['--loglevel=error', '--no-progress', '--no-audit', '--no-fund', '--no-update-notifier'];
  const [command = 'npm', ...before] = npm;
  const { code, output } = await runQuietly(
    command,
    [...before, 'ci', '--include=dev', '--include=optional', '--prefer-offline', ...quiet],
    { cwd: root },
  ).finally(() => clearInterval(ticking));
  if (code !== 0) {
    throw new SetupFailure(`${output.trim()}\nnpm could not install the packages (exit code ${code}), see above`, 69);
  }
  say(`installed in ${seconds()} s`);
}

/**
 * Whoever ran `npm ci` or `npm install` themselves need not wait for a second one: npm keeps a record of what it put into
 * node_modules, which is compared with package-lock.json.
 * @param {string} root
 */
function someoneInstalledThem(root) {
  try {
    const wanted = packagesOf(join(root, 'package-lock.json'));
    const present = packagesOf(join(root, 'node_modules', '.package-lock.json'));
    for (const [path, entry] of Object.entries(wanted)) {
      if (path === '') continue;
      const installed = present[path];
      if (installed === undefined ? !entry.optional : installed.version !== entry.version) return false;
      // An optional package may be absent because it is for another platform; ours must be there.
      if (installed === undefined && entry.optional && isForThisPlatform(entry)) return false;
      if (installed !== undefined && !existsSync(join(root, path, 'package.json'))) return false;
    }
    return Object.keys(present).every((path) => wanted[path] !== undefined);
  } catch {
    return false;
  }
}

/** @typedef {{ version?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockEntry */

/**
 * @param {string} lockFile
 * @returns {Record<string, LockEntry>}
 */
function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

/** @param {LockEntry} entry */
function isForThisPlatform({ os, cpu, libc }) {
  if (libc !== undefined) return false; // which C library this is only npm knows
  if (os === undefined && cpu === undefined) return false; // it may be what another platform's package needs
  return (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true);
}

/** @param {string} root */
function fingerprint(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
}
