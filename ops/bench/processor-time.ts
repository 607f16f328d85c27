import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks a second, as Linux counts processor time in /proc (USER_HZ, 100 on every architecture that Node runs on). */
const ticksPerSecond = 100;

/**
 * Processor seconds (user and system) that the processes below this one have taken so far, those that ended among them
 * included; this process itself, which makes the load, is not. Not a number where there is no /proc.
 */
export async function secondsBelow(root: number = process.pid): Promise<number> {
  const processes = await readProcesses();
  const own = processes.get(root);
  if (own === undefined) return Number.NaN;
  const below = new Set([root]);
  // A child's number may be smaller than its parent's, so walk until nothing is added.
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const [pid, { parent }] of processes) if (below.has(parent)) below.add(pid);
  }
  below.delete(root);
  const ticks = [...below].reduce((sum, pid) => sum + (processes.get(pid)?.ticks ?? 0), own.ticksOfEnded);
  return ticks / ticksPerSecond;
}

interface Taken {
  readonly parent: number;
  /** Of the process and of its children that ended. */
  readonly ticks: number;
  readonly ticksOfEnded: number;
}

async function readProcesses(): Promise<ReadonlyMap<number, Taken>> {
  const names = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const read = await Promise.all(
    names.map(async (name): Promise<[number, Taken] | undefined> => {
      const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined);
      return text === undefined ? undefined : [Number(name), takenOf(text)];
    }),
  );
  return new Map(read.filter((each) => each !== undefined));
}

/** Fields of proc_pid_stat(5), counted behind the name, which may hold anything: 4 ppid, 14–17 utime, stime, cutime, cstime. */
function takenOf(text: string): Taken {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15).map(Number);
  return { parent: Number(fields[1]), ticks: utime + stime + cutime + cstime, ticksOfEnded: cutime + cstime };
}

/** Resident memory of a process, MiB; not a number where the system does not tell. */
export async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}
