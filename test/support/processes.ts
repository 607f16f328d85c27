import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { commandLineOf } from '../../ops/embedded/orphan.ts';

/** The id of a process's parent. */
export async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** The ids of a process's children. */
export async function childrenOf(pid: number): Promise<number[]> {
  const all = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const parents = await Promise.all(all.map((each) => parentOf(each).catch(() => 0)));
  return all.filter((_, index) => parents[index] === pid);
}

/** Takes away all that stands between us and a server, as kill -9 of a whole run does that just misses the server. */
export async function orphan(server: number): Promise<void> {
  const guard = await parentOf(server);
  await killAndWait(...(await childrenOf(guard)).filter((child) => child !== server));
  await killAndWait(guard);
}

/** kill -9, and back when they are gone. */
export async function killAndWait(...pids: number[]): Promise<void> {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  for (const pid of pids) while ((await commandLineOf(pid)) !== undefined) await wait(10);
}
