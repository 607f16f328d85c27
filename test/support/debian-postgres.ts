import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { accountForPostgres, asAccount } from '../../ops/embedded/account.ts';
import { freePort } from '../../ops/embedded/free-port.ts';
import { serverFolder } from './temporary-folder.ts';

const run = promisify(execFile);
const place = '/usr/lib/postgresql';

/** The newest PostgreSQL that the distribution has installed with server and client programs; undefined without one. */
export const debianPostgres = (existsSync(place) ? readdirSync(place) : [])
  .map((version) => ({ major: Number(version), folder: join(place, version, 'bin') }))
  .filter(({ folder }) =>
    ['initdb', 'pg_ctl', 'postgres', 'pg_dump', 'pg_restore'].every((name) => existsSync(join(folder, name))),
  )
  .sort((one, other) => other.major - one.major)[0];

/** A server of that PostgreSQL, empty, whose data is gone when disposed. */
export async function startDebianPostgres({ folder }: { readonly folder: string }) {
  const account = accountForPostgres();
  const own = await serverFolder('debian-postgres');
  const data = join(own.path, 'data');
  await mkdir(data, { mode: 0o700 });
  if (account !== undefined) await chown(data, account.uid, account.gid);
  const options = { cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, ...asAccount(account) };
  const control = (args: readonly string[]) => run(join(folder, 'pg_ctl'), ['-w', '-D', data, ...args], options);
  const port = await freePort();
  try {
    const once = ['--auth=trust', '--username=hufu', '--encoding=UTF8', '--locale=C', '--no-sync'];
    await run(join(folder, 'initdb'), [`--pgdata=${data}`, ...once], options);
    const settings = `-c port=${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
    await control(['-o', settings, '-l', join(data, 'log'), 'start']);
  } catch (error) {
    await own[Symbol.asyncDispose]();
    throw error;
  }
  return {
    url: (database: string) => `postgresql://hufu@127.0.0.1:${port}/${database}`,
    async [Symbol.asyncDispose]() {
      await control(['-m', 'immediate', 'stop']);
      await own[Symbol.asyncDispose]();
    },
  };
}
