import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOf, tryLock, waitForLock } from '../../ops/setup/lock.mjs';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);
const lockModule = fileURLToPath(new URL('../../ops/setup/lock.mjs', import.meta.url));

let folder: TemporaryFolder;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder('lock');
  path = join(folder.path, 'deep', 'setup.lock');
});
afterEach(() => folder[Symbol.asyncDispose]());

const mustLock = () => {
  const result = tryLock(path);
  if (!('lock' in result)) throw new Error(`held by ${result.heldBy.pid}`);
  return result.lock;
};

describe('a lock', () => {
  it('is held by one, who is named to the others, until it is released', () => {
    const lock = mustLock();
    expect(tryLock(path)).toEqual({ heldBy: { pid: process.pid, started: startOf(process.pid) } });
    lock.release();
    expect(existsSync(path)).toBe(false);
    mustLock().release();
  });

  it('of a killed process is taken over', async () => {
    const program = `const { tryLock } = await import(${JSON.stringify(lockModule)});
      tryLock(${JSON.stringify(path)}); console.log('locked'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(tryLock(path)).toMatchObject({ heldBy: { pid: child.pid } });
    child.kill('SIGKILL');
    await once(child, 'exit');
    mustLock().release();
  });

  it('of a dead process is taken over though another process has its id now', async () => {
    mustLock();
    await writeFile(path, JSON.stringify({ pid: process.ppid, started: 'long ago' }));
    mustLock().release();
  });

  it.each(['', '{', 'null', '{"pid":"x"}'])('with nothing sensible in it (%j) is taken over', async (text) => {
    mustLock();
    await writeFile(path, text);
    mustLock().release();
  });

  it('is waited for, and the wait is told', async () => {
    const first = mustLock();
    let told = 0;
    const waiting = waitForLock(path, {
      onWait: (holder) => {
        told = holder.pid;
        first.release();
      },
    });
    (await waiting).release();
    expect(told).toBe(process.pid);
  });

  it('lets one process at a time through, however many come at once and find a stale one', async () => {
    mustLock();
    await writeFile(path, JSON.stringify({ pid: 2 ** 22 + 1, started: 'never' }));
    const count = join(folder.path, 'count');
    await writeFile(count, '0');
    // Reading, waiting and writing back loses counts unless it is done by one at a time.
    const program = `
      import { readFileSync, writeFileSync } from 'node:fs';
      const { waitForLock } = await import(${JSON.stringify(lockModule)});
      const lock = await waitForLock(${JSON.stringify(path)});
      const seen = Number(readFileSync(${JSON.stringify(count)}, 'utf8'));
      await new Promise((resolve) => setTimeout(resolve, 20));
      writeFileSync(${JSON.stringify(count)}, String(seen + 1));
      lock.release();`;
    await Promise.all(Array.from({ length: 6 }, () => run(process.execPath, ['--input-type=module', '-e', program])));
    expect(await readFile(count, 'utf8')).toBe('6');
    expect(existsSync(path)).toBe(false);
  });
});
