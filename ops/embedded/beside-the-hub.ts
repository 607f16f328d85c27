import { spawnSync } from 'node:child_process';

let known: boolean | undefined;

/**
 * A command that is run as batch work (sched(7), `SCHED_BATCH`): it has its share of the processors like everything else, but
 * being woken it does not push aside what is running. On a machine that all parts of an exchange share, what is pushed aside
 * is the hub in the middle of a query, by a database or connector that it woke itself by sending to it: like this, two cores
 * answer 3 in 100 more queries. Where there is no `chrt` (util-linux), or it may not, the command is as it was.
 */
export function besideTheHub(command: string, args: readonly string[]): readonly [string, readonly string[]] {
  known ??= spawnSync('chrt', ['--batch', '0', 'true'], { stdio: 'ignore' }).status === 0;
  return known ? ['chrt', ['--batch', '0', command, ...args]] : [command, args];
}
