import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { HufuProblem } from '../../../connectors/index.ts';
import { type Environment, openDatabase, readSecrets, systemClock } from '../../../kernel/index.ts';
import { keeperSession } from '../clerk-session.ts';
import type { Context } from '../context.ts';
import { readDemoInfo } from '../demo-info.ts';
import { CommandError, exitCode } from '../exit.ts';
import { print } from '../output.ts';

const run = promisify(execFile);

interface Options {
  readonly as?: string;
  readonly record: boolean;
}

/** What stands beside a backup, in a file of its name and `.json`. */
interface Manifest {
  readonly takenAt: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** Of the server, such as 18.4. */
  readonly server: string;
}

/**
 * `hufu backup create FOLDER`: dumps the database as of one moment, sees that the dump is readable, and records it with the
 * hub. A dump that is not whole is never there under its name.
 */
export async function create(context: Context, folder: string, options: Options): Promise<number> {
  const url = databaseUrl(context);
  const server = await serverVersion(url);
  const { env } = context;
  const pgDump = await requireProgram('pg_dump', server, env);
  const pgRestore = await requireProgram('pg_restore', server, env);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const takenAt = systemClock.now().toISOString();
  const file = join(resolve(folder), `hufu-${takenAt.replaceAll(/[-:]|\.\d+/g, '')}.dump`);
  const unfinished = `${file}.unfinished`;
  try {
    // Whoever holds a dump holds everything but the master key: its owner's alone from the first byte on.
    await (await open(unfinished, 'wx', 0o600)).close();
    await dump(pgDump, { file: unfinished, url, env });
    if (!(await isReadable(pgRestore, unfinished, env)))
      throw new CommandError('备份读不出来，已放弃 · the dump cannot be read and was given up', exitCode.fault);
    const { size } = await stat(unfinished);
    const manifest: Manifest = { takenAt, size, sha256: await digestOf(unfinished), server };
    const beside = await open(`${file}.json`, 'wx', 0o600);
    await beside.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await beside.close();
    await rename(unfinished, file);
    const recorded = options.record;
    if (recorded) await record(context, { file, manifest, as: options.as });
    print(context.output, { file, ...manifest, recorded }, () => [
      `备份完成并已核验 · backed up and verified: ${file}`,
      `  ${size} 字节 · bytes  SHA-256 ${manifest.sha256}`,
      recorded ? '  已向中枢登记 · recorded with the hub' : '  未登记 · not recorded',
      '  主密钥另存别处 · keep the master key apart from it',
    ]);
    return exitCode.done;
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** `hufu backup verify FILE`: 0 when it is the file that was made and can be read, 1 when not. */
export async function verify(context: Context, file: string, options: Options): Promise<number> {
  const manifest = await readManifest(file);
  const sha256 = await digestOf(file).catch(() => {
    throw new CommandError(`${file} 无法读取 · cannot be read`, exitCode.usage);
  });
  const intact = sha256 === manifest.sha256;
  const readable =
    intact && (await isReadable(await requireProgram('pg_restore', manifest.server, context.env), file, context.env));
  const sound = intact && readable;
  const recorded = sound && options.record;
  if (recorded) await noteVerified(context, { file, manifest, as: options.as });
  print(context.output, { file, intact, readable, sha256, recorded }, () => [
    intact
      ? '✓ 与备份时一致 · the same as when it was made'
      : '✗ 与备份时不一致：损坏或被改动 · not what was made: damaged or altered',
    ...(intact ? [readable ? '✓ 可读 · readable' : '✗ 不可读 · not readable'] : []),
    ...(sound ? [recorded ? '已记在登记上 · noted on its record' : '未登记 · not noted'] : []),
  ]);
  return sound ? exitCode.done : exitCode.refused;
}

interface Recording {
  readonly file: string;
  readonly manifest: Manifest;
  readonly as: string | undefined;
}

/** Puts a backup that was just found whole on record. */
async function record(context: Context, { file, manifest, as }: Recording): Promise<void> {
  const { takenAt, size, sha256 } = manifest;
  const verifiedAt = systemClock.now().toISOString();
  await using session = await keeperSession(context, as);
  await session.post('/v1/backups', { takenAt, size, sha256, place: `${hostname()}:${resolve(file)}`, verifiedAt });
}

/** Notes on a backup's record that it was found whole; one that was never recorded, as while the hub was away, is now. */
async function noteVerified(context: Context, recording: Recording): Promise<void> {
  try {
    await using session = await keeperSession(context, recording.as);
    await session.post(`/v1/backups/${recording.manifest.sha256}/verification`, {});
  } catch (error) {
    if (!(error instanceof HufuProblem) || error.code !== 'BACKUP_NOT_RECORDED') throw error;
    await record(context, recording);
  }
}

function databaseUrl({ env }: Context): string {
  const url = readSecrets(env).databaseUrl ?? readDemoInfo(env).services.postgres ?? undefined;
  if (url !== undefined) return url;
  throw new CommandError('DATABASE_URL 未设：指明要备份的数据库 · is not set: name the database', exitCode.usage);
}

async function serverVersion(url: string): Promise<string> {
  await using database = openDatabase({ url, maxConnections: 1, applicationName: 'hufu backup' });
  const { rows } = await database.pool
    .query<{ server_version: string }>('show server_version')
    .catch((error: unknown) => {
      const why = error instanceof Error ? error.message : '';
      throw new CommandError(`数据库连不上 · the database cannot be reached: ${why}`, exitCode.unavailable);
    });
  return /^[\d.]+/.exec(rows[0]?.server_version ?? '')?.[0] ?? '';
}

const major = (version: string) => Number(version.split('.', 1)[0]);

/** Where Debian and Red Hat keep the programs of each PostgreSQL, whichever comes first in the PATH. */
const ownFolders = (version: number) => [`/usr/lib/postgresql/${version}/bin`, `/usr/pgsql-${version}/bin`];

/**
 * A program of PostgreSQL that is there and not older than the server, whose dumps it could not make or read.
 * @returns its name, or its whole path where the one in the PATH does not fit. @throws CommandError (69) that says what to install.
 */
async function requireProgram(name: 'pg_dump' | 'pg_restore', server: string, env: Environment): Promise<string> {
  const wanted = major(server);
  let tooOld: string | undefined;
  for (const program of [name, ...ownFolders(wanted).map((folder) => join(folder, name))]) {
    const version = await versionOf(program, env);
    if (version !== undefined && major(version) >= wanted) return program;
    tooOld ??= version;
  }
  const [zh, en] =
    tooOld === undefined
      ? [`没有找到 ${name}`, `${name} is not found`]
      : [`${name} ${tooOld} 旧于服务器 ${server}`, `${name} ${tooOld} is older than the server, ${server}`];
  throw new CommandError(
    `${zh}：请安装 PostgreSQL ${wanted} 的客户端程序（Debian、Ubuntu：apt-get install postgresql-client-${wanted}，发行版没有的，取自 apt.postgresql.org）；npm start 自带的数据库也可停下后复制其数据目录 · ${en}: install the client programs of PostgreSQL ${wanted} (Debian, Ubuntu: apt-get install postgresql-client-${wanted}, from apt.postgresql.org where the distribution has none); with the database that npm start brings, you may also stop it and copy its data folder`,
    exitCode.unavailable,
  );
}

async function versionOf(program: string, env: Environment): Promise<string | undefined> {
  const said = await run(program, ['--version'], { env: { PATH: env.PATH ?? '' } }).catch(() => undefined);
  return said === undefined ? undefined : /(\d+(?:\.\d+)*)/.exec(said.stdout)?.[1];
}

/** Dumps the database. Its password goes by the environment, which other users of the machine cannot read. */
async function dump(
  program: string,
  { file, url, env }: { readonly file: string; readonly url: string; readonly env: Environment },
): Promise<void> {
  const { username, password, hostname: host, port, pathname, searchParams } = new URL(url);
  const plain = decodeURIComponent;
  const connection = {
    PATH: env.PATH ?? '',
    PGHOST: host === '' ? (searchParams.get('host') ?? 'localhost') : plain(host).replace(/^\[|\]$/g, ''),
    PGPORT: port === '' ? '5432' : port,
    PGUSER: plain(username),
    PGPASSWORD: plain(password),
    PGDATABASE: plain(pathname.slice(1)),
    ...(searchParams.has('sslmode') ? { PGSSLMODE: searchParams.get('sslmode') ?? '' } : {}),
  };
  const args = ['--format=custom', '--no-password', `--file=${file}`];
  await run(program, args, { env: connection }).catch((error: { stderr?: string }) => {
    const said = (error.stderr ?? '').trim().split('\n')[0] ?? '';
    throw new CommandError(`pg_dump 未能完成 · did not finish: ${said}`, exitCode.unavailable);
  });
}

/** Can it be read, and does it hold what a hub keeps? A whole list may be long. */
async function isReadable(program: string, file: string, env: Environment): Promise<boolean> {
  const options = { env: { PATH: env.PATH ?? '' }, maxBuffer: 64 * 1024 * 1024 };
  return run(program, ['--list', file], options).then(
    ({ stdout }) => /TABLE DATA exchange /.test(stdout),
    () => false,
  );
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function readManifest(file: string): Promise<Manifest> {
  try {
    const manifest = JSON.parse(await readFile(`${file}.json`, 'utf8')) as Partial<Manifest>;
    const { takenAt, size, sha256, server } = manifest;
    if (takenAt !== undefined && size !== undefined && sha256 !== undefined && server !== undefined)
      return { takenAt, size, sha256, server };
  } catch {
    // Told below.
  }
  const name = basename(file);
  throw new CommandError(
    `没有与备份放在一起的 ${name}.json，或不可读 · there is no ${name}.json beside it that can be read`,
    exitCode.usage,
  );
}
