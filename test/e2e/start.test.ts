import { type ChildProcess, spawn } from 'node:child_process';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, relative, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { DemoInfo, SystemProfile } from '../../exchange/index.ts';
import { freePort } from '../../ops/embedded/free-port.ts';
import { ensureBuilt } from '../../ops/setup/build.mjs';
import { waitForLock } from '../../ops/setup/lock.mjs';
import { testNatsUrl } from '../support/nats.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { killAndWait } from '../support/processes.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { expectSilentDemonstration } from './demonstration-silence.ts';

const root = resolve(import.meta.dirname, '../..');
/** Milliseconds for one start of the whole demonstration, on a machine that does other things besides. */
const patience = 150_000;

let folder: TemporaryFolder;
let port: number;
beforeAll(async () => {
  const lock = await waitForLock(join(root, '.hufu', 'setup.lock'));
  await ensureBuilt({ root, say: () => {} }).finally(() => lock.release());
  folder = await temporaryFolder('start');
  port = await freePort();
}, patience);
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** The launcher as `npm start` runs it, with an environment of its own. */
function launch(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(root, 'dist/ops/start/main.js'), ...args], {
    cwd: folder.path,
    env: {
      PATH: `${dirname(inject('natsServerProgram'))}:${process.env.PATH ?? ''}`,
      HOME: folder.path,
      HUFU_DATA_DIR: join(folder.path, 'data'),
      HUFU_HTTP_PORT: String(port),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return followed(child);
}

function followed(child: ChildProcess) {
  const text = { out: '', err: '' };
  child.stdout?.on('data', (data) => {
    text.out += data;
  });
  child.stderr?.on('data', (data) => {
    text.err += data;
  });
  // Not `close`, which does not come where a channel was closed by hand.
  const read = [child.stdout, child.stderr].map((stream) => stream && finished(stream));
  const exited = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'SIGKILL')),
  ).then(async (code) => {
    await Promise.all(read);
    return code;
  });
  return {
    child,
    text,
    exited,
    /** Resolves when the words have been printed. */
    async saying(words: string) {
      const ended = exited.then((code) => {
        throw new Error(`it ended with ${code} before it said “${words}”: ${text.out}${text.err}`);
      });
      ended.catch(() => {});
      while (!text.out.includes(words)) await Promise.race([ended, wait(25)]);
    },
  };
}

/** Ids of the processes whose command line or environment names the data folder. */
async function stillRunning(): Promise<number[]> {
  const data = join(folder.path, 'data');
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
    const words = `${await read('cmdline')}\0${await read('environ')}`;
    if (Number(pid) !== process.pid && words.includes(data)) found.push(Number(pid));
  }
  return found;
}

async function untilNothingRuns(): Promise<void> {
  while ((await stillRunning()).length > 0) await wait(50);
}

const job = [
  'a department system gets a token and finds the resource',
  'asks for one resident’s name and address, for a matter and case',
  'asks to verify a name: true or false, no data',
  'asks for a field outside its grant and is refused, with reason and remedy',
  'a clerk finds a company’s licence by its unified code and verifies it',
  'a tampered copy of it is refused',
];

function expectWholeJob(out: string): void {
  for (const step of job) expect(out).toMatch(new RegExp(`✓ .*${step}`));
  expect(out).toContain('every step held');
  expect(out).toContain('FIELD_NOT_GRANTED');
  expect(out).toContain('TOTAL_PASSED');
  expect(out).toContain('TOTAL_FAILED');
  expect(out).not.toContain('✗');
}

/** Runs what the README's chapter on sealed files says, against what is running; the verdicts that are printed. */
async function verdictsOfReadme(): Promise<string[]> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const [, chapter = ''] = /^## Verify a sealed file\n(.*?)^## /ms.exec(readme) ?? [];
  const blocks = [...chapter.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1] ?? '');
  const data = join(folder.path, 'data');
  const script = blocks
    .join('')
    .replaceAll('npx hufu', `"${process.execPath}" "${join(root, 'dist/exchange/cli/main.js')}"`)
    .replaceAll('.hufu/', `${data}/`);
  const shell = spawn('bash', ['-c', script], {
    cwd: folder.path,
    env: { PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`, HUFU_DATA_DIR: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { exited, text } = followed(shell);
  await exited;
  expect(text.err).toBe('');
  return [...text.out.matchAll(/^([A-Z_]+(?: \([A-Z_]+\))?) {2}\d{4}-/gm)].map((match) => match[1] ?? '');
}

describe('npm start', () => {
  it('stops at Ctrl-C while it is still setting up, and leaves nothing running', { timeout: patience }, async () => {
    const { child, text, exited, saying } = launch([]);
    await saying('PostgreSQL and NATS are ready');
    child.kill('SIGINT');
    expect(await exited).toBe(130);
    expect(text.err).toBe('');
    expect(await stillRunning()).toEqual([]);
  });

  it('-- --once does the main job, step by step, and stops what it started', { timeout: patience }, async () => {
    const { text, exited } = launch(['--once']);
    expect([await exited, text.err]).toEqual([0, '']);
    expectWholeJob(text.out);
    expect(await stillRunning()).toEqual([]);
  });

  it('keeps what it writes from others', async () => {
    const data = join(folder.path, 'data');
    const open: string[] = [];
    const visit = async (path: string): Promise<void> => {
      const entry = await lstat(path);
      if ((entry.mode & 0o077) !== 0) open.push(relative(data, path));
      if (entry.isDirectory()) for (const name of await readdir(path)) await visit(join(path, name));
    };
    for (const part of ['secrets', 'demo', 'logs']) await visit(join(data, part));
    expect(open).toEqual([]);
    expect((await lstat(data)).mode & 0o066).toBe(0);
    for (const path of ['secrets/master.key', 'secrets/nats-authority.json', 'demo/demo.json', 'logs/hub.log'])
      expect((await lstat(join(data, path))).mode & 0o777, path).toBe(0o600);
    for (const path of ['nats', 'nats-accounts', 'demo/credentials'])
      expect((await lstat(join(data, path))).mode & 0o777, path).toBe(0o700);
  });

  it('killed outright leaves nothing running and nothing that blocks the next start', {
    timeout: patience,
  }, async () => {
    const { child, saying } = launch([]);
    await saying('the four connectors are connected');
    const before = await stillRunning();
    // Launcher, hub, four connectors, nats-server, PostgreSQL and the guards of both.
    expect(before.length).toBeGreaterThan(8);
    await killAndWait(child.pid!);
    await untilNothingRuns();
  });

  it('keeps serving until Ctrl-C, then stops everything', { timeout: patience }, async () => {
    const { child, text, exited, saying } = launch([], { HUFU_LOG_LEVEL: 'trace' });
    await saying('Ctrl-C');
    expectWholeJob(text.out);
    expect(text.out).toContain(`http://127.0.0.1:${port}/docs`);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    expect(await verdictsOfReadme()).toEqual([
      'TOTAL_PASSED',
      'TOTAL_PASSED',
      'TOTAL_FAILED (FORMAT_FAILURE)',
      'TOTAL_FAILED (SIG_CRYPTO_FAILURE)',
      'INDETERMINATE (TRY_LATER)',
    ]);
    await expectSilentDemonstration({ hub: `http://127.0.0.1:${port}`, data: join(folder.path, 'data') });
    const log = () => readFile(join(folder.path, 'data', 'logs', 'hub.log'), 'utf8');
    const served = (await log()).length;
    child.kill('SIGINT');
    expect([await exited, text.err]).toEqual([0, '']);
    expect(await stillRunning()).toEqual([]);
    // The hub went first, and had a database to write its last words to: nobody takes it for lost.
    expect((await log()).slice(served)).not.toMatch(/ECONNREFUSED|closing .+ failed/);
  });
});

describe('the logs of a whole demonstration at its most talkative', () => {
  it('hold nothing personal and nothing secret', async () => {
    const data = join(folder.path, 'data');
    const read = (path: string) => readFile(join(data, path), 'utf8');
    const names = (await readdir(join(data, 'logs'))).map((name) => `logs/${name}`);
    const logs = await Promise.all([...names, 'nats/nats-server.log', 'postgres/postgres.log'].map(read));
    const text = logs.join('\n');
    expect(text).toContain('"level":20');
    const { examples, officers } = JSON.parse(await read('demo/demo.json')) as DemoInfo;
    const authority = JSON.parse(await read('secrets/nats-authority.json'));
    const { privateKey } = JSON.parse(await read('demo/credentials/hrss-pension.json')) as SystemProfile;
    for (const secret of [
      ...[examples.query.match.citizenNumber, examples.verify.verify.name, examples.licence.data.legalRepresentative],
      ...officers.map((officer) => officer.password),
      ...[authority.signingSeed, authority.operator.seed, authority.operator.systemAccountSeed, privateKey.d],
      (await read('secrets/master.key')).trim(),
    ]) {
      expect(String(secret).length).toBeGreaterThan(1);
      expect(text.includes(String(secret))).toBe(false);
    }
  });
});

describe('npm start says in one line', () => {
  it('that the port is taken, and names the variable', async () => {
    const occupant = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => occupant.once('listening', resolve));
    const { text, exited } = launch(['--once']);
    expect(await exited).toBe(69);
    expect(text.err).toMatch(/^hufu: port \d+ .* is taken: set HUFU_HTTP_PORT .*\n$/);
    await new Promise((resolve) => occupant.close(resolve));
  });

  it('that PostgreSQL is away, without the password', async () => {
    const { text, exited } = launch(['--once'], {
      DATABASE_URL: 'postgres://u:Gulangyu@127.0.0.1:1/none',
      NATS_URL: testNatsUrl(),
    });
    expect(await exited).toBe(69);
    expect(text.err).toMatch(/^hufu: PostgreSQL cannot be reached \(ECONNREFUSED\).*DATABASE_URL.*\n$/);
    expect(`${text.out}${text.err}`).not.toContain('Gulangyu');
  });

  it.each([
    ['a setting', ['--once'], { HUFU_LOG_LEVEL: 'loud' }, /^hufu: HUFU_LOG_LEVEL: .*\n$/],
    ['an option', ['--twice'], {}, /--twice/],
  ])('that %s cannot be used, with 64', async (_what, args, env, line) => {
    const { text, exited } = launch(args, env);
    expect(await exited).toBe(64);
    expect(text.err).toMatch(line);
  });
});

describe('the hub as a process', () => {
  const start = (env: Record<string, string>) =>
    followed(
      spawn(process.execPath, [join(root, 'dist/exchange/main.js')], {
        env: { PATH: process.env.PATH ?? '', HUFU_MASTER_KEY: 'A'.repeat(43), NATS_URL: testNatsUrl(), ...env },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      }),
    );

  it('stops when whoever started it has gone, also while it is being loaded', async () => {
    await using db = await createTestDatabase();
    const { child, exited, text } = start({ DATABASE_URL: db.url, HUFU_HTTP_PORT: '0' });
    child.disconnect();
    expect([await exited, text.err]).toEqual([0, '']);
  });

  it('ends with one line: 69 when something is not there, 64 when a setting cannot be used', async () => {
    const away = start({ DATABASE_URL: 'postgres://u:Gulangyu@127.0.0.1:1/none' });
    const unset = start({});
    const wrong = start({ DATABASE_URL: 'mysql://u:Gulangyu@127.0.0.1/none' });
    expect([await away.exited, await unset.exited, await wrong.exited]).toEqual([69, 64, 64]);
    for (const { text } of [away, unset, wrong]) {
      expect(text.err).toMatch(/^hufu: [^\n]*DATABASE_URL[^\n]*\n$/);
      expect(`${text.out}${text.err}`).not.toContain('Gulangyu');
    }
  });
});

describe('the command line', () => {
  it('is content when its reader has read enough', async () => {
    const program = `"${process.execPath}" "${join(root, 'dist/exchange/cli/main.js')}"`;
    const { exited, text } = followed(
      spawn('bash', ['-c', `${program} --help | true; exit \${PIPESTATUS[0]}`], { stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    expect([await exited, text.err]).toEqual([0, '']);
  });
});
