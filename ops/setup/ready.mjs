// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIsCurrent, ensureBuilt } from './build.mjs';
import { consoleIsCurrent, ensureConsole } from './console-build.mjs';
import { dependenciesAreCurrent, ensureDependencies } from './dependencies.mjs';
import { waitForLock } from './lock.mjs';
import { SetupFailure } from './program.mjs';

/**
 * Brings a clone to where its programs can run: packages installed, sources compiled. One process at a time does it, the
 * others wait and find it done.
 * @param {{ root: string, build: boolean, say: (line: string) => void }} options
 */
export async function makeReady({ root, build, say }) {
  const isReady = () => dependenciesAreCurrent(root) && (!build || (buildIsCurrent(root) && consoleIsCurrent(root)));
  if (isReady()) return;
  const lock = await waitForLock(join(root, '.hufu', 'setup.lock'), {
    onWait: ({ pid }) => say(`waiting for process ${pid}, which is setting up this clone`),
  }).catch((error) => {
    if (error?.code !== 'EACCES' && error?.code !== 'EROFS') throw error;
    throw new SetupFailure(`${root} must be writable for the set-up: ${error.message}`, 69);
  });
  try {
    await ensureDependencies({ root, say });
    if (build) {
      await ensureBuilt({ root, say });
      await ensureConsole({ root, say });
    }
  } finally {
    lock.release();
  }
}

/**
 * Runs a compiled program in this process, as `node dist/… args` would. One process less to pass signals through.
 * @param {{ root: string, program: string, args: readonly string[] }} options `program` as a path in dist/
 */
export async function runBuilt({ root, program, args }) {
  const path = join(root, 'dist', program);
  if (!existsSync(path)) throw new SetupFailure(`dist/${program} is not there: this build has no such program`, 70);
  await runScript(path, args);
}

/**
 * @param {string} path
 * @param {readonly string[]} args
 */
export async function runScript(path, args) {
  process.argv = [process.execPath, path, ...args];
  await import(/* @vite-ignore */ pathToFileURL(path).href);
}

/**
 * Ends the process with one message and the exit code it asks for; anything unforeseen keeps its stack trace.
 * @param {unknown} error
 */
export function fail(error) {
  if (error instanceof SetupFailure) {
    console.error(error.message);
    process.exit(error.exitCode);
  }
  console.error(error);
  process.exit(70);
}
