import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Account, asAccount } from './account.ts';

/**
 * The shell that stands between us and a server. It holds the reading end of a pipe whose other end is ours, so when we
 * end, be it by kill -9, the pipe closes and the server is asked to stop. The server gets a session of its own: Ctrl-C
 * at the terminal reaches us alone, and we stop things in their proper order.
 */
const guard = `
exec 3<&0
signal=$1; shift
"$@" 3<&- </dev/null &
server=$!
( read -r _ <&3; kill -s "$signal" "$server" ) &
watcher=$!
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

export interface GuardedProcess {
  /** Settles when the server has ended, with its exit code as the shell gives it. */
  readonly exited: Promise<number>;
  readonly hasExited: () => boolean;
  /** Asks the server to stop, waits, and kills it after `patience` milliseconds. */
  stop(patience: number): Promise<void>;
}

/** Starts a server whose output goes to a log file, and which cannot outlive us. */
export function startGuarded(options: {
  command: string;
  args: readonly string[];
  workingDirectory: string;
  logFile: string;
  stopSignal: 'INT' | 'TERM';
  account?: Account | undefined;
}): GuardedProcess {
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn('/bin/sh', ['-c', guard, 'guard', options.stopSignal, options.command, ...options.args], {
    cwd: options.workingDirectory,
    // Nothing of our environment: it may hold secrets, and PG… variables that would change what is started.
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    detached: true,
    stdio: ['pipe', log, log],
    ...asAccount(options.account),
  });
  closeSync(log);
  child.stdin?.on('error', () => {});
  let ended = false;
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 1)));
  }).finally(() => {
    ended = true;
  });
  return {
    exited,
    hasExited: () => ended,
    async stop(patience) {
      child.stdin?.end();
      const timer = new AbortController();
      const late = wait(patience, 'late', { signal: timer.signal }).catch(() => undefined);
      const first = await Promise.race([exited, late]);
      timer.abort();
      if (first === 'late' && child.pid !== undefined) {
        try {
          process.kill(-child.pid, 'SIGKILL');
        } catch {
          // It ended in between.
        }
      }
      await exited;
    },
  };
}

/** The last lines of a log file in one line, for a message; empty when there is none. */
export async function tailOf(logFile: string, lines = 3): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-lines).join(' | ');
}
