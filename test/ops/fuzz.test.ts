import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLineOf } from '../../ops/embedded/orphan.ts';
import { shares } from '../../ops/fuzz/shares.ts';
import { childrenOf, killAndWait } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Readers with every fault there is, each at a few inputs in a hundred; a module as `--readers` takes it. */
const faulty = `
import { existsSync, writeFileSync } from 'node:fs';
const marker = new URL('paused', import.meta.url);
const corpus = [Buffer.alloc(40, 7), Buffer.from('another right input of some length')];
const isRefusal = (thrown) => thrown instanceof RangeError;
const bad = (bytes) => bytes.length === 45;
const target = (name, read) => ({ name, corpus, isRefusal, read });
const kept = [];
const spent = (start) => { const { user, system } = process.cpuUsage(start); return user + system; };
export const openTargets = async () => [
  target('sound', (bytes) => { if (bytes.length % 2 === 0) throw new RangeError('refused'); }),
  target('crash', (bytes) => { if (bad(bytes)) throw new TypeError('planted'); }),
  target('exit', (bytes) => { if (bad(bytes)) process.abort(); }),
  target('memory', (bytes) => { for (const all = []; bad(bytes); ) all.push(new Array(4_000_000).fill(all.length)); }),
  target('loop', (bytes) => { while (bad(bytes)); }),
  target('hang', (bytes) => bad(bytes) ? new Promise(() => {}) : undefined),
  target('slow', (bytes) => { const start = process.cpuUsage(); while (bad(bytes) && spent(start) < 150_000); }),
  target('pause', (bytes) => { if (bad(bytes) && !existsSync(marker)) { writeFileSync(marker, ''); for (;;); } }),
  target('leak', () => { kept.push(new Array(1000).fill(kept.length)); }),
  target('buffers', () => { kept.push(Buffer.alloc(8_000)); }),
];
`;

// Compiles what has changed.
beforeAll(() => fuzz(root, '--help'), 120_000);

/** Runs it as npm does. */
function start(folder: string, ...args: readonly string[]) {
  const env = { ...process.env, HUFU_DATA_DIR: join(folder, 'data') };
  const command = [join(root, 'ops/launch.mjs'), 'fuzz', ...args];
  return spawn(process.execPath, command, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function fuzz(folder: string, ...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const child = start(folder, ...args);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, out, err };
}

async function plant() {
  const folder = await temporaryFolder('fuzz');
  const readers = join(folder.path, 'readers.mjs');
  await writeFile(readers, faulty);
  const { fuzzTarget } = (await import(
    pathToFileURL(join(root, 'dist/ops/fuzz/fuzz-target.js')).href
  )) as typeof import('../../ops/fuzz/fuzz-target.ts');
  const source = { module: pathToFileURL(readers).href, corpus: '' };
  return {
    readers,
    path: folder.path,
    run: (target: string, inputs: number, silence = 60_000) =>
      fuzzTarget({ source, target, inputs, seed: 3, folder: join(folder.path, 'found'), silence }),
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  };
}

/** Processor time that a process has taken, from /proc. */
async function secondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) / 100;
}

describe('a reader in child processes', () => {
  it('that is sound has nothing found', async () => {
    await using planted = await plant();
    const report = await planted.run('sound', 3000);
    expect(report).toMatchObject({ inputs: 3000, findings: [] });
    expect(report.accepted + report.refused).toBe(3000);
    expect(report.refused).toBeGreaterThan(100);
    expect(existsSync(join(planted.path, 'found'))).toBe(false);
  }, 60_000);

  it.each([
    ['crash', 'crash', 'TypeError: planted'],
    ['exit', 'death', 'SIGABRT'],
    ['memory', 'death', 'heap out of memory'],
    ['loop', 'hang', 'no answer for 1.5 s'],
    ['hang', 'hang', 'no answer for 1.5 s'],
    ['slow', 'slow', ' ms'],
  ])(
    '%s: is found, with the input, and the rest is tried all the same',
    async (target, kind, detail) => {
      await using planted = await plant();
      // One of them is bad, the thirty-eighth.
      const inputs = 50;
      const report = await planted.run(target, inputs, kind === 'hang' ? 1_500 : undefined);
      const { length } = report.findings;
      expect(length).toBe(1);
      expect(report.inputs).toBe(inputs);
      for (const finding of report.findings) {
        expect(finding).toMatchObject({ kind, detail: expect.stringContaining(detail) });
        expect((await readFile(finding.file ?? '')).length).toBe(45);
      }
      expect(await readdir(join(planted.path, 'found'))).toHaveLength(length);
    },
    120_000,
  );

  it('that is silent once and not again is taken for the machine’s pause', async () => {
    await using planted = await plant();
    const report = await planted.run('pause', 50, 1_500);
    expect(existsSync(join(planted.path, 'paused'))).toBe(true);
    expect(report).toMatchObject({ inputs: 50, accepted: 50, findings: [] });
  }, 60_000);

  it.each(['leak', 'buffers'])(
    '%s: memory that is not given back is found',
    async (target) => {
      await using planted = await plant();
      const { findings, growth } = await planted.run(target, 4000);
      expect(findings).toEqual([expect.objectContaining({ kind: 'leak', file: undefined })]);
      expect(growth).toBeGreaterThan(8 * 1024 * 1024);
    },
    60_000,
  );
});

describe('npm run fuzz', () => {
  it('saves what it finds, says how to try it again, and ends with 1', async () => {
    await using planted = await plant();
    const { path, readers } = planted;
    const json = join(path, 'report.json');
    const options = ['--readers', readers, '--iterations', '600', '--seed', '5', '--json', json];
    const run = await fuzz(path, 'sound', 'crash', ...options);
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/^sound +300 .* 0$/m);
    expect(run.out).toContain('crash: crash: TypeError: planted');
    const report = JSON.parse(await readFile(json, 'utf8'));
    expect(report).toMatchObject({ seed: 5, inputs: 600, targets: [{ target: 'sound' }, { target: 'crash' }] });
    const [, again = ''] = /npm run fuzz -- (--try .*)/.exec(run.out) ?? [];
    const tried = await fuzz(path, ...again.split(' '));
    expect(tried).toMatchObject({ code: 1, out: expect.stringContaining('crash: crashed: TypeError: planted') });
    const sound = await fuzz(path, ...again.replace('--target crash', '--target sound').split(' '));
    expect(sound).toMatchObject({ code: 0, out: expect.stringMatching(/^sound: (accepted|refused), /) });
  }, 120_000);

  it('makes right inputs for our own readers, and leaves nothing behind a clean run', async () => {
    await using folder = await temporaryFolder('fuzz');
    await mkdir(join(folder.path, 'data'));
    const run = await fuzz(folder.path, 'seal', 'ocsp-request', '--iterations', '400', '--processes', '1');
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining('400 inputs in') });
    expect(await readdir(join(folder.path, 'data', 'fuzz'))).toEqual([]);
  }, 120_000);

  it('ends with what started it: a child in an endless loop outlives nobody', async () => {
    await using planted = await plant();
    const { pid = 0 } = start(planted.path, 'loop', '--readers', planted.readers, '--iterations', '10000');
    const children = () => childrenOf(pid);
    while ((await children()).length === 0) await wait(50);
    const [child = 0] = await children();
    // In its loop: it takes all the time there is.
    while ((await secondsOf(child)) < 1) await wait(50);
    await killAndWait(pid);
    while ((await commandLineOf(child)) !== undefined) await wait(50);
    expect(await childrenOf(child)).toEqual([]);
  }, 60_000);

  it('that is stopped leaves nothing when nothing was found', async () => {
    await using planted = await plant();
    const child = start(planted.path, 'sound', '--readers', planted.readers, '--iterations', '100000000');
    while ((await childrenOf(child.pid ?? 0)).length === 0) await wait(50);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
    expect(await readdir(join(planted.path, 'data', 'fuzz'))).toEqual([]);
  }, 60_000);

  it.each([
    ['a reader that is not there', ['nobody', '--readers', 'READERS'], 'no target nobody; there are sound, '],
    ['a number that is none', ['--iterations', '1e3x'], '--iterations takes a whole number'],
    ['too many processes', ['--processes', '3'], '--processes takes a whole number from 1 to 2'],
    ['an option nobody knows', ['--fast'], "Unknown option '--fast'"],
    ['a file without its reader', ['--try', 'x'], '--try goes with --target'],
    ['a file that is not there', ['--try', 'x', '--target', 'der'], 'x is not there'],
  ])(
    'refuses %s with the usage and 64',
    async (_, args, complaint) => {
      await using planted = await plant();
      const run = await fuzz(planted.path, ...args.map((arg) => arg.replace('READERS', planted.readers)));
      expect(run).toMatchObject({ code: 64, out: '' });
      expect(run.err).toContain(complaint);
      expect(run.err).toContain('npm run fuzz -- [TARGET…]');
    },
    60_000,
  );
});

describe('the shares of readers', () => {
  it('are even, unless a reader takes less, and sum to all inputs', () => {
    const given = shares([{}, { share: 0.5 }, {}, {}], 1001).map(([, inputs]) => inputs);
    expect(given).toEqual([286, 143, 286, 286]);
    expect(shares([{}, {}, {}], 1_000_000).reduce((sum, [, inputs]) => sum + inputs, 0)).toBe(1_000_000);
  });
});
