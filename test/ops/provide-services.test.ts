import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'nats';
import pg from 'pg';
import { expect, it } from 'vitest';
import { provideServices } from '../../ops/embedded/index.ts';
import { copyEmptyCluster } from '../support/postgres.ts';
import { serverFolder } from '../support/temporary-folder.ts';

it('uses the servers that the settings name, and starts none', async () => {
  await using folder = await serverFolder('services');
  const dataDirectory = join(folder.path, 'data');
  await using services = await provideServices({
    env: {
      DATABASE_URL: 'postgresql://db.example/hufu',
      NATS_URL: 'nats://nats.example',
      HUFU_DATA_DIR: dataDirectory,
    },
  });
  expect(services).toMatchObject({
    databaseUrl: 'postgresql://db.example/hufu',
    natsUrl: 'nats://nats.example',
    embedded: { postgres: false, nats: false },
  });
  expect(existsSync(dataDirectory)).toBe(false);
});

it('starts its own where the settings name none, with the data in HUFU_DATA_DIR, and stops them', async () => {
  await using folder = await serverFolder('services');
  const env = { HUFU_DATA_DIR: join(folder.path, 'data'), DATABASE_URL: '', PATH: process.env.PATH };
  const told: string[] = [];
  const services = await provideServices({ env, progress: (line) => told.push(line) });
  expect(services.embedded).toEqual({ postgres: true, nats: true });
  expect(told).toEqual(expect.arrayContaining(['starting PostgreSQL', 'starting nats-server']));

  const client = new pg.Client({ connectionString: services.databaseUrl });
  await client.connect();
  expect((await client.query('select current_database() as name')).rows).toEqual([{ name: 'hufu' }]);
  await client.end();
  const connection = await connect({ servers: services.natsUrl });
  await connection.close();
  expect(existsSync(join(env.HUFU_DATA_DIR, 'postgres', 'data'))).toBe(true);

  await services[Symbol.asyncDispose]();
  await expect(connect({ servers: services.natsUrl, reconnect: false })).rejects.toThrow();
  await expect(new pg.Client({ connectionString: services.databaseUrl }).connect()).rejects.toThrow();
});

it('stops the one when the other does not start', async () => {
  await using folder = await serverFolder('services');
  const env = { HUFU_DATA_DIR: join(folder.path, 'data'), PATH: process.env.PATH };
  await copyEmptyCluster(join(env.HUFU_DATA_DIR, 'postgres'));
  const failing = provideServices({ env, natsConfiguration: { extraConfiguration: 'no_such_setting: 1' } });
  await expect(failing).rejects.toThrow(/nats-server did not start/);
  // Both locks are free again, so both can be started.
  await using services = await provideServices({ env });
  expect(services.embedded).toEqual({ postgres: true, nats: true });
});

it('says in one line that the data folder cannot be made', async () => {
  await using folder = await serverFolder('services');
  await writeFile(join(folder.path, 'file'), '');
  const failing = provideServices({ env: { HUFU_DATA_DIR: join(folder.path, 'file', 'data') } });
  await expect(failing).rejects.toMatchObject({
    exitCode: 69,
    message: expect.stringMatching(/^the folder of HUFU_DATA_DIR.*$/),
  });
});
