import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  bootstrapAdministration,
  createNatsAuthority,
  createPasswords,
  natsAuthorityToJson,
  rewrapSoftKeys,
  serverConfiguration,
} from '../../../identity/index.ts';
import {
  migrate,
  openDatabase,
  readConfig,
  readSecrets,
  SettingError,
  systemClock,
  systemRandom,
  withSecretFiles,
  writeWholeFile,
} from '../../../kernel/index.ts';
import { rewrapDataKeys, vaultKeys } from '../../../licence-vault/index.ts';
import { allMigrations } from '../../house.ts';
import type { AdministrationOptions, Context } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import { print } from '../output.ts';

const masterKeyBytes = 32;

/**
 * `hufu hub secrets FOLDER`: makes what a hub needs and nobody else may have, once: its master key, the NATS authority and
 * the nats-server configuration that trusts it. Nothing that is there already is written over.
 */
export async function makeSecrets({ output }: Context, path: string): Promise<number> {
  const folder = resolve(path);
  const masterKey = join(folder, 'master.key');
  const natsAuthority = join(folder, 'nats-authority.json');
  const natsServer = join(folder, 'nats-server.conf');
  const there = [masterKey, natsAuthority, natsServer].find((file) => existsSync(file));
  if (there !== undefined)
    throw new CommandError(`${there} 已存在，未写入任何文件 · is there already; nothing was written`, exitCode.usage);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const authority = createNatsAuthority({ clock: systemClock });
  const configuration = serverConfiguration(authority, { resolverDirectory: join(folder, 'nats-accounts') });
  const keep = async (file: string, text: string) => {
    if (await writeWholeFile(file, `${text}\n`, { replace: false })) return;
    throw new CommandError(`${file} 刚由别人写入 · was written by somebody else just now`, exitCode.usage);
  };
  await keep(masterKey, systemRandom.bytes(masterKeyBytes).toString('base64url'));
  await keep(natsAuthority, JSON.stringify(natsAuthorityToJson(authority)));
  await keep(natsServer, natsServerText(folder, configuration));
  print(output, { masterKey, natsAuthority, natsServer }, () => [
    `HUFU_MASTER_KEY_FILE=${masterKey}`,
    `HUFU_NATS_AUTHORITY_FILE=${natsAuthority}`,
    `nats-server --config ${natsServer}`,
    '',
    '两个密钥文件请另存一份于安全之处：丢失主密钥，即无法再读证照 · keep copies of both secrets in a safe place: without the master key no licence can be read again',
  ]);
  return exitCode.done;
}

/** Address and store are the operator's to change; what follows them is not. */
function natsServerText(folder: string, authority: string): string {
  return `# 监听地址、TLS 和存储目录可改 · address, TLS and store may be changed
listen: "127.0.0.1:4222"
jetstream { store_dir: ${JSON.stringify(join(folder, 'nats-store'))} }

# 信任关系，勿改 · whom the server trusts; not to be changed
${authority}`;
}

/**
 * `hufu hub administration …`: registers the data administration and its first officer, an operator, in a database in which
 * there is none yet. Everybody else is registered by them.
 */
export async function makeAdministration({ env, output }: Context, options: AdministrationOptions): Promise<number> {
  const { databaseUrl } = readSecrets(withSecretFiles(env, (path) => readFileSync(path, 'utf8')));
  if (databaseUrl === undefined) throw new SettingError('DATABASE_URL', 'must be set: the database of the hub');
  const password = passwordIn(options.passwordFile);
  await using database = openDatabase({ url: databaseUrl, applicationName: 'hufu-set-up' });
  await database.ping();
  await migrate(database, allMigrations);
  const { organisation, officer } = await bootstrapAdministration({
    database,
    clock: systemClock,
    random: systemRandom,
    passwords: createPasswords({ random: systemRandom }),
    organisation: { id: options.id, unifiedCode: options.unifiedCode, name: options.name },
    officer: { login: options.login, name: options.officerName ?? options.login, password },
  });
  const made = { organisation: organisation.id, officer: officer.id, login: officer.login, roles: officer.roles };
  print(output, made, () => [
    `${organisation.id}  ${organisation.name}`,
    `${officer.login}  ${officer.roles.join(', ')}`,
  ]);
  return exitCode.done;
}

/**
 * `hufu hub rewrap`: puts every data key of the vault and every signing key that is kept here under the key-encryption key that
 * is set, while the hubs go on; files, certificates and the secrets of ceremonies are not touched.
 * @returns 1 when some could not be opened, which are named and left as they are
 */
export async function rewrapKeys({ env, output }: Context): Promise<number> {
  const { keyEncryptionKey } = readConfig(env);
  const { databaseUrl, masterKey } = readSecrets(withSecretFiles(env, (path) => readFileSync(path, 'utf8')));
  if (databaseUrl === undefined) throw new SettingError('DATABASE_URL', 'must be set: the database of the hub');
  if (masterKey === undefined) throw new SettingError('HUFU_MASTER_KEY', 'must be set: the one of the hub');
  await using database = openDatabase({ url: databaseUrl, applicationName: 'hufu-rewrap' });
  await database.ping();
  const parts = { database, random: systemRandom };
  const data = await rewrapDataKeys({ ...parts, keys: vaultKeys({ masterKey, keyId: keyEncryptionKey }) });
  const signing = await rewrapSoftKeys({ ...parts, masterKey, keyEncryptionKey });
  const damaged = [...data.damaged, ...signing.damaged.map((id) => `signing-key/${id}`)];
  const done = { keyEncryptionKey, dataKeys: data.rewrapped, signingKeys: signing.rewrapped, damaged };
  print(output, done, () => [
    `${keyEncryptionKey}  数据密钥 · data keys ${data.rewrapped}  签名私钥 · signing keys ${signing.rewrapped}`,
    ...damaged.map((name) => `无法打开 · cannot be opened: ${name}`),
  ]);
  return damaged.length === 0 ? exitCode.done : exitCode.refused;
}

/** The first line of a file: on the command line others would see it. */
function passwordIn(path: string): string {
  try {
    const [line = ''] = readFileSync(path, 'utf8').split(/\r?\n/);
    if (line !== '') return line;
  } catch {
    // Told below.
  }
  throw new CommandError(`${path} 无法读取或为空 · cannot be read, or is empty`, exitCode.usage);
}
