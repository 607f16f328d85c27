import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseNatsAuthority } from '../../identity/index.ts';
import { readSecrets, withSecretFiles } from '../../kernel/index.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/postgres.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { commandLine } from './command-line.ts';

let folder: TemporaryFolder;
let db: TestDatabase;
beforeAll(async () => {
  folder = await temporaryFolder('cli-hub');
  db = await createEmptyDatabase();
});
afterAll(async () => {
  await db[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe('hufu hub secrets', () => {
  it('makes what a hub reads, for its owner’s eyes alone, and never writes over it', async () => {
    const path = join(folder.path, 'secrets');
    const made = await commandLine({})(['hub', 'secrets', path, '--json']);
    expect([made.exit, made.err]).toEqual([0, '']);
    const files = JSON.parse(made.out) as { masterKey: string; natsAuthority: string; natsServer: string };
    for (const file of Object.values(files)) expect((await stat(file)).mode & 0o777).toBe(0o600);

    const env = { HUFU_MASTER_KEY_FILE: files.masterKey, HUFU_NATS_AUTHORITY_FILE: files.natsAuthority };
    const texts = await Promise.all(Object.values(files).map((file) => readFile(file, 'utf8')));
    const textOf = new Map(Object.values(files).map((file, index) => [file, texts[index] ?? '']));
    const secrets = readSecrets(withSecretFiles(env, (file) => textOf.get(file) ?? ''));
    expect(secrets.masterKey).toHaveLength(32);
    const authority = parseNatsAuthority(JSON.parse(secrets.natsAuthority ?? ''));
    expect(textOf.get(files.natsServer)).toContain(authority.account);

    const again = await commandLine({})(['hub', 'secrets', path]);
    expect([again.exit, again.out]).toEqual([64, '']);
    expect(await readFile(files.masterKey, 'utf8')).toBe(textOf.get(files.masterKey));
  });
});

describe('hufu hub administration', () => {
  const options = async (password: string) => {
    const file = join(folder.path, 'password');
    await writeFile(file, `${password}\n`, { mode: 0o600 });
    return [
      ...['hub', 'administration', '--id', 'data', '--name', '某县数据局', '--unified-code', '91350100M000100Y43'],
      ...['--login', 'first', '--password-file', file, '--json'],
    ];
  };

  it('registers the first operator in an empty database, once', async () => {
    const hufu = commandLine({ DATABASE_URL: db.url });
    const made = await hufu(await options('correct-Horse-7-battery'));
    expect([made.exit, made.err]).toEqual([0, '']);
    expect(JSON.parse(made.out)).toMatchObject({ organisation: 'data', login: 'first', roles: ['operator'] });
    expect(made.out).not.toContain('correct-Horse');

    const again = await hufu(await options('correct-Horse-7-battery'));
    expect(again.exit).toBe(1);
    expect(JSON.parse(again.out)).toMatchObject({ code: 'ADMINISTRATION_ALREADY_EXISTS' });
  });

  it('refuses a weak password, saying why and not repeating it', async () => {
    await using empty = await createEmptyDatabase();
    const { exit, out } = await commandLine({ DATABASE_URL: empty.url })(await options('Passw0rd'));
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ code: 'PASSWORD_TOO_WEAK' });
    expect(out).not.toContain('Passw0rd');
  });

  it('says which setting is missing, and when the database is away', async () => {
    const without = await commandLine({})(await options('correct-Horse-7-battery'));
    expect([without.exit, without.err]).toEqual([64, expect.stringContaining('DATABASE_URL')]);
    const away = await commandLine({ DATABASE_URL: 'postgresql://nobody:secret@127.0.0.1:1/none' })(
      await options('correct-Horse-7-battery'),
    );
    expect(away.exit).toBe(69);
    expect(away.err).not.toContain('secret');
  });
});
