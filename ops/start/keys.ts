import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  createNatsAuthority,
  type NatsAuthority,
  natsAuthorityToJson,
  parseNatsAuthority,
  serverConfiguration,
} from '../../identity/index.ts';
import { systemClock, systemRandom, writeWholeFile } from '../../kernel/index.ts';

/** What a hub of our own needs and nobody gave it: made once, kept with mode 0600 under the data folder. */
export interface LocalSecrets {
  readonly masterKey: Buffer;
  readonly natsAuthority: NatsAuthority;
  /** Opens the root keys of the demonstration's certificate authority. */
  readonly rootSecret: string;
}

const masterKeyBytes = 32;

/** Reads the local secrets, making those that are missing. A key given in the environment is used and not written. */
export async function localSecrets(options: {
  dataDirectory: string;
  masterKey: Buffer | undefined;
}): Promise<LocalSecrets> {
  const folder = join(options.dataDirectory, 'secrets');
  const masterKey =
    options.masterKey ??
    Buffer.from(
      await keep(join(folder, 'master.key'), () => systemRandom.bytes(masterKeyBytes).toString('base64url')),
      'base64url',
    );
  const authority = await keep(join(folder, 'nats-authority.json'), () =>
    JSON.stringify(natsAuthorityToJson(createNatsAuthority({ clock: systemClock }))),
  );
  const rootSecret = await keep(join(folder, 'root-ceremony.secret'), () =>
    systemRandom.bytes(24).toString('base64url'),
  );
  return { masterKey, natsAuthority: parseNatsAuthority(JSON.parse(authority)), rootSecret };
}

/** The text of a secret file; made with `make` when there is none. Nobody but the owner may read it. */
async function keep(path: string, make: () => string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) {
    // Of two starts at once one makes it and the other reads it.
    await writeWholeFile(path, `${make()}\n`, { replace: false });
  }
  await chmod(path, 0o600);
  return (await readFile(path, 'utf8')).trim();
}

/** What makes a NATS server of our own trust the authority; undefined where the server is not ours. */
export function natsConfiguration(options: { dataDirectory: string; authority: NatsAuthority }): {
  extraConfiguration: string;
  resolverDirectory: string;
} {
  const resolverDirectory = join(options.dataDirectory, 'nats-accounts');
  return { extraConfiguration: serverConfiguration(options.authority, { resolverDirectory }), resolverDirectory };
}
