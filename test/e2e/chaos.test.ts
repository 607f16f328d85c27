import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ensureBuilt } from '../../ops/setup/build.mjs';
import { waitForLock } from '../../ops/setup/lock.mjs';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../..');
/** Milliseconds for a county that is set up, killed at a few times and looked at, on a machine that does other things besides. */
const patience = 300_000;

let folder: TemporaryFolder;
beforeAll(async () => {
  const lock = await waitForLock(join(root, '.hufu', 'setup.lock'));
  await ensureBuilt({ root, say: () => {} }).finally(() => lock.release());
  folder = await temporaryFolder('chaos');
}, patience);
afterAll(() => folder[Symbol.asyncDispose]());

async function chaos(...args: readonly string[]) {
  const child = spawn(process.execPath, [join(root, 'dist/ops/chaos/main.js'), ...args], {
    env: {
      PATH: `${dirname(inject('natsServerProgram'))}:${process.env.PATH ?? ''}`,
      HOME: folder.path,
      TMPDIR: folder.path,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((settle) => child.once('exit', settle));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { out, err, code };
}

describe('kill -9 under load', () => {
  it('of two of hub, connector, nats-server and PostgreSQL loses no receipt and charges nothing twice', {
    timeout: patience,
  }, async () => {
    const { out, err, code } = await chaos('--rounds', '2', '--clients', '1', '--rest', '20');
    expect(code, `${out}${err}`).toBe(0);
    expect(out.match(/^ {2}(hub|connector|nats|postgres) +1 /gm)).toHaveLength(2);
    const [, received = '0'] = /receipts received +(\d+)/.exec(out) ?? [];
    expect(Number(received)).toBeGreaterThan(0);
    expect(out).toContain('nothing lost, nothing charged twice');
  });

  it('takes no options that it does not know', async () => {
    expect(await chaos('--rounds', 'many')).toMatchObject({ code: 64, err: expect.stringContaining('--rounds') });
    expect(await chaos('--rest=-1')).toMatchObject({ code: 64, err: expect.stringContaining('--rest') });
    expect(await chaos('--only', 'cat')).toMatchObject({ code: 64, err: expect.stringContaining('--only') });
  });
});
