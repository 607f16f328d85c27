import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { pause, within } from '../../kernel/index.ts';
import { tailOf } from '../embedded/index.ts';

/** A program of ours in a process of its own. */
export interface ChildProgram extends AsyncDisposable {
  readonly name: string;
  readonly pid: number | undefined;
  readonly logFile: string;
  /** Settles with the exit code once it has ended. */
  readonly exited: Promise<number>;
  readonly hasExited: () => boolean;
}

/** Milliseconds that a program may take to finish what it has in hand. */
const patience = 10_000;

/**
 * Room for what is young, MiB. What a query makes is dead when it is answered; with V8's own 16 the collector comes by in
 * the middle of many queries and copies what is still alive, for a twelfth of the processor time.
 */
const youngMiB = 64;
/**
 * V8 learns under load which objects outlive a collection of what is young, and makes them old at once from then on; when
 * the load falls they die soon and fill the old space, which is then gone through every other second, with a fifth of it to
 * spare. Neither is of use here: at 500 queries a second the slowest in a hundred took 41 to 50 ms, and 23 ms like this.
 */
const oldSpace = ['--no-allocation-site-pretenuring', '--heap-growing-percent=200'];

/**
 * Starts a built program. It keeps an IPC channel to us: when we end, be it by kill -9, the channel closes and the
 * program stops by itself. It has a session of its own, so Ctrl-C reaches us alone and things stop in order.
 */
export function startChild(options: {
  name: string;
  program: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
}): ChildProgram {
  mkdirSync(dirname(options.logFile), { recursive: true, mode: 0o700 });
  const log = openSync(options.logFile, 'a', 0o600);
  const settings = ['--enable-source-maps', `--max-semi-space-size=${youngMiB}`, ...oldSpace];
  const child: ChildProcess = spawn(process.execPath, [...settings, options.program, ...options.args], {
    env: options.env,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  let ended = false;
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  }).finally(() => {
    ended = true;
  });
  return {
    name: options.name,
    pid: child.pid,
    logFile: options.logFile,
    exited,
    hasExited: () => ended,
    async [Symbol.asyncDispose]() {
      if (ended) return;
      child.kill('SIGTERM');
      if (!(await within(patience, exited))) child.kill('SIGKILL');
      await exited;
    },
  };
}

/**
 * Waits until `holds` gives true, or until the signal aborts.
 * @throws Error with the end of the log when the program ended or time ran out
 */
export async function untilReady(
  child: ChildProgram,
  holds: () => Promise<boolean>,
  { patienceMs, signal }: { patienceMs: number; signal: AbortSignal | undefined },
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await holds())) {
    signal?.throwIfAborted();
    if (child.hasExited())
      throw new Error(`${child.name} ended with code ${await child.exited}: ${await tailOf(child.logFile)}`);
    if (Date.now() > deadline)
      throw new Error(`${child.name} was not ready after ${patienceMs / 1000} s: ${await tailOf(child.logFile)}`);
    await pause(50);
  }
}
