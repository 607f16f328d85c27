import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHubRegister } from '../../exchange/operation/hub-register.ts';
import { fixedClock } from '../support/clock.ts';
import { debianPostgres, startDebianPostgres } from '../support/debian-postgres.ts';
import type { TestWorld } from '../support/world.ts';
import { type CliWorld, startCliWorld } from './cli-world.ts';

let cli: CliWorld;
let world: TestWorld;
let hufu: CliWorld['hufu'];

beforeAll(async () => {
  cli = await startCliWorld();
  ({ world, hufu } = cli);
});
afterAll(() => cli[Symbol.asyncDispose]());

describe('backups', () => {
  const asked = async (login: string, method: 'GET' | 'POST', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${await world.session(login)}` };
    const { status, body } = await world.hub.call({
      method,
      url,
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
    return [status, body.code ?? body.items ?? body];
  };
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const record = {
    takenAt: '2026-01-01T00:00:00.000Z',
    size: 3,
    sha256: digest('old'),
    place: ' backup:/srv/old.dump ',
  };

  it('are on record with the data administration, each once, with when they were last found whole', async () => {
    expect(await asked('data-admin', 'POST', '/v1/backups', record)).toEqual([
      201,
      {
        ...record,
        place: 'backup:/srv/old.dump',
        verifiedAt: null,
        recordedAt: expect.any(String),
        recordedBy: expect.stringMatching(/^officer:/),
      },
    ]);
    expect(await asked('data-admin', 'POST', '/v1/backups', record)).toEqual([409, 'BACKUP_RECORDED']);
    const future = { ...record, sha256: digest('future'), takenAt: '2999-01-01T00:00:00Z' };
    expect(await asked('data-admin', 'POST', '/v1/backups', future)).toEqual([400, 'INVALID_INPUT']);
    expect(
      await asked('data-admin', 'POST', '/v1/backups', { ...future, takenAt: record.takenAt, place: 'a\nb' }),
    ).toEqual([400, 'INVALID_INPUT']);
    const newer = {
      ...record,
      sha256: digest('new'),
      takenAt: '2026-02-01T00:00:00.000Z',
      verifiedAt: '2026-02-01T00:01:00.000Z',
    };
    await asked('data-admin', 'POST', '/v1/backups', newer);
    const verified = `/v1/backups/${record.sha256}/verification`;
    expect(await asked('data-admin', 'POST', verified)).toEqual([
      200,
      expect.objectContaining({ verifiedAt: expect.any(String) }),
    ]);
    expect(await asked('data-admin', 'POST', `/v1/backups/${digest('none')}/verification`)).toEqual([
      404,
      'BACKUP_NOT_RECORDED',
    ]);
    const list = [
      expect.objectContaining({ sha256: newer.sha256, verifiedAt: newer.verifiedAt }),
      expect.objectContaining({ sha256: record.sha256, verifiedAt: expect.any(String) }),
    ];
    expect(await asked('data-auditor', 'GET', '/v1/backups')).toEqual([200, list]);
    for (const [method, url, payload] of [
      ['GET', '/v1/backups'],
      ['POST', '/v1/backups', record],
      ['POST', verified],
    ] as const)
      expect(await asked('police-admin', method, url, payload)).toEqual([403, 'ADMINISTRATION_REQUIRED']);
  });

  it.skipIf(debianPostgres !== undefined && debianPostgres.major >= 18)(
    'are not taken without the programs for it, and nothing is left behind',
    async () => {
      const folder = join(world.dataDirectory, 'backups');
      const ended = await hufu(['backup', 'create', folder], { DATABASE_URL: world.db.url, PATH: '/nowhere' });
      expect([ended.exit, ended.err]).toEqual([69, expect.stringContaining('pg_dump is not found')]);
      expect(ended.err).toContain('postgresql-client-18');
      await expect(readdir(folder)).rejects.toThrow('ENOENT');
    },
  );

  it.skipIf(debianPostgres === undefined)(
    `are dumps that can be restored, recorded with the hub, and known again${debianPostgres === undefined ? ' (skipped: no PostgreSQL of the distribution is installed)' : ''}`,
    async () => {
      if (debianPostgres === undefined) return;
      await using server = await startDebianPostgres(debianPostgres);
      const source = new pg.Client({ connectionString: server.url('postgres') });
      await source.connect();
      await source.query('create schema exchange; create table exchange.kept (word text)');
      await source.query("insert into exchange.kept values ('虎符')");
      await source.query('create database restored');
      await source.end();
      const folder = join(world.dataDirectory, 'taken');
      // Whatever the PATH holds: the programs of the server's own version are found where the distribution keeps them.
      const env = { DATABASE_URL: server.url('postgres'), PATH: '/nowhere' };
      const made = await hufu(['backup', 'create', folder, '--json'], env);
      expect([made.exit, made.err]).toEqual([0, '']);
      const { file, sha256, recorded } = JSON.parse(made.out);
      expect(recorded).toBe(true);
      expect((await readdir(folder)).sort()).toEqual([basename(file), `${basename(file)}.json`]);
      expect(await asked('data-admin', 'GET', '/v1/backups')).toEqual([
        200,
        expect.arrayContaining([expect.objectContaining({ sha256, verifiedAt: expect.any(String) })]),
      ]);
      expect((await hufu(['backup', 'verify', file, '--json'], env)).exit).toBe(0);
      const restored = server.url('restored');
      await promisify(execFile)(join(debianPostgres.folder, 'pg_restore'), [
        '--no-owner',
        '--exit-on-error',
        `--dbname=${restored}`,
        file,
      ]);
      const target = new pg.Client({ connectionString: restored });
      await target.connect();
      expect((await target.query('select word from exchange.kept')).rows).toEqual([{ word: '虎符' }]);
      // What holds nothing of a hub's is not taken for a backup.
      await target.query('drop schema exchange cascade');
      await target.end();
      const empty = await hufu(['backup', 'create', folder], { ...env, DATABASE_URL: restored });
      expect([empty.exit, empty.err]).toEqual([70, expect.stringContaining('given up')]);
      expect((await readdir(folder)).length).toBe(2);
    },
  );

  it('are told from what was altered since, and from files without a word of how they were made', async () => {
    const file = join(world.dataDirectory, 'x.dump');
    await writeFile(file, 'altered');
    const bare = await hufu(['backup', 'verify', file]);
    expect([bare.exit, bare.err]).toEqual([64, expect.stringContaining('x.dump.json')]);
    await writeFile(
      `${file}.json`,
      JSON.stringify({ takenAt: record.takenAt, size: 3, sha256: record.sha256, server: '18.4' }),
    );
    const { exit, out } = await hufu(['backup', 'verify', file, '--json']);
    expect([exit, JSON.parse(out)]).toEqual([
      1,
      { file, intact: false, readable: false, sha256: digest('altered'), recorded: false },
    ]);
    expect((await hufu(['backup', 'verify', join(world.dataDirectory, 'none.dump')])).exit).toBe(64);
  });
});

describe('the hubs that serve', () => {
  it('are seen by operators and auditors, the one that answers among them', async () => {
    const headers = { authorization: `Bearer ${await world.session('police-admin')}` };
    const { body } = await world.hub.call({ url: '/v1/hubs', headers });
    expect(body).toEqual({
      items: [
        {
          id: expect.any(String),
          name: expect.any(String),
          version: '0.1.0',
          startedAt: expect.any(String),
          lastSeen: expect.any(String),
          alive: true,
          self: true,
        },
      ],
      next: null,
    });
  });

  it('take their leave when they stop, count as gone when they are not heard of, and are forgotten after a day', async () => {
    const clock = fixedClock(new Date().toISOString());
    const options = { database: world.db.database, clock, version: '9' };
    const one = createHubRegister({ ...options, id: randomUUID(), name: 'one' });
    const other = createHubRegister({ ...options, id: randomUUID(), name: 'other' });
    const seen = async () =>
      (await other.all())
        .filter(({ version }) => version === '9')
        .map(({ name, self, lastSeen }) => [name, self, clock.now().getTime() - lastSeen.getTime()]);
    await one.note();
    await other.note();
    clock.advance(60_000);
    await other.note();
    expect((await seen()).sort()).toEqual([
      ['one', false, 60_000],
      ['other', true, 0],
    ]);
    clock.advance(25 * 3_600_000);
    await other.note();
    expect(await seen()).toEqual([['other', true, 0]]);
    await other.leave();
    expect(await seen()).toEqual([]);
  });
});
