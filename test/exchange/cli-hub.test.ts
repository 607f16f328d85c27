import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSoftKey, parseNatsAuthority } from '../../identity/index.ts';
import { openSoftKey } from '../../identity/pki/signer/soft-key.ts';
import { readSecrets, systemClock, systemRandom, withSecretFiles } from '../../kernel/index.ts';
import { county } from '../licence-vault/seal-parties.ts';
import { addSeal, keysUnder } from '../licence-vault/vault.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/postgres.ts';
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

describe('hufu hub rewrap', () => {
  it('puts data keys and kept keys under the key-encryption key that is set, and names what does not open', async () => {
    await using hub = await createTestDatabase();
    const { database } = hub;
    const masterKey = Buffer.alloc(32, 7);
    const parts = { database, clock: systemClock, random: systemRandom, masterKey };
    const seal = await addSeal({
      parts: { ...parts, keys: keysUnder('kek-1') },
      county: county(),
      organisation: 'approval',
    });
    const keep = (secret?: string) => makeSoftKey(parts, 'P-256', { purpose: 'holder', by: 'set-up', secret });
    const [kept, offline, damaged] = [await keep(), await keep('sixteen characters'), await keep()];
    await database.pool.query('update identity.pki_key set private_box = $2 where id = $1', [
      damaged.id,
      randomBytes(99),
    ]);
    const boxes = async () => {
      const { rows } = await database.pool.query<{ id: string; key_id: string; private_box: Buffer }>(
        'select id, key_id, private_box from identity.pki_key',
      );
      return new Map(rows.map(({ id, ...row }) => [id, row]));
    };
    const before = await boxes();
    const env = { DATABASE_URL: hub.url, HUFU_MASTER_KEY: masterKey.toString('base64url') };
    const rewrap = (keyId: string) =>
      commandLine({ ...env, HUFU_KEY_ENCRYPTION_KEY: keyId })(['hub', 'rewrap', '--json']);
    const once = await rewrap('kek-2');
    expect([once.exit, JSON.parse(once.out)]).toEqual([
      1,
      { keyEncryptionKey: 'kek-2', dataKeys: 1, signingKeys: 1, damaged: [`signing-key/${damaged.id}`] },
    ]);
    const after = await boxes();
    expect(after.get(kept.id)?.key_id).toBe('kek-2');
    expect(after.get(kept.id)?.private_box.equals(before.get(kept.id)!.private_box)).toBe(false);
    for (const { id } of [offline, damaged]) expect(after.get(id)).toEqual(before.get(id));
    const { rows } = await database.pool.query('select id, data_key_id from vault.seal');
    expect(rows).toEqual([{ id: seal.id, data_key_id: 'kek-2' }]);
    const spki = async (id: string, secret?: string) =>
      (await openSoftKey({ ...parts, id, secret })).publicKey.spki.toString('hex');
    expect(await spki(kept.id)).toBe(kept.signer.publicKey.spki.toString('hex'));
    expect(await spki(offline.id, 'sixteen characters')).toBe(offline.signer.publicKey.spki.toString('hex'));
    const fresh = await makeSoftKey({ ...parts, keyEncryptionKey: 'kek-2' }, 'SM2', {
      purpose: 'holder',
      by: 'set-up',
    });
    expect((await boxes()).get(fresh.id)?.key_id).toBe('kek-2');
    expect(await spki(fresh.id)).toBe(fresh.signer.publicKey.spki.toString('hex'));

    await database.pool.query('delete from identity.pki_key where id = $1', [damaged.id]);
    const again = await rewrap('kek-2');
    expect([again.exit, JSON.parse(again.out)]).toMatchObject([0, { dataKeys: 0, signingKeys: 0, damaged: [] }]);
  });

  it('says which setting is missing or wrong', async () => {
    const env = { DATABASE_URL: db.url, HUFU_MASTER_KEY: Buffer.alloc(32).toString('base64url') };
    for (const [name, value] of [
      ['DATABASE_URL', ''],
      ['HUFU_MASTER_KEY', ''],
      ['HUFU_KEY_ENCRYPTION_KEY', 'second'],
    ] as const) {
      const { exit, err } = await commandLine({ ...env, [name]: value })(['hub', 'rewrap']);
      expect([exit, err]).toEqual([64, expect.stringContaining(name)]);
    }
  });
});
