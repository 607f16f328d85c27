import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The command line of a running process, arguments separated by blanks; undefined when there is no such process. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
    return stdout.trim() === '' ? undefined : stdout.trim();
  }
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  // A process that has ended and not yet been waited for still has an entry, with an empty command line.
  return text === '' ? undefined : text.split('\0').join(' ').trim();
}

/**
 * Stops a server that an earlier run left behind. A process id in a file proves nothing, since ids are used again: the
 * process must also name our own folder on its command line. Anything else is left alone.
 * @returns whether there was one.
 */
export async function stopOrphan(options: {
  pid: number;
  /** What the command line must contain, e.g. the absolute path of the data folder. */
  namedInCommandLine: string;
  signal: NodeJS.Signals;
  /** Milliseconds before it is killed outright. */
  patience: number;
}): Promise<boolean> {
  const { pid, namedInCommandLine } = options;
  const isOurs = async () => {
    const words = ((await commandLineOf(pid)) ?? '').split(' ');
    return words.includes(namedInCommandLine);
  };
  if (!(await isOurs())) return false;
  send(pid, options.signal);
  const deadline = performance.now() + options.patience;
  while (await isOurs()) {
    if (performance.now() > deadline) send(pid, 'SIGKILL');
    await wait(25);
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
}

/** The process id in the first line of a file, undefined when there is none. */
export async function pidIn(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]?.trim());
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}
