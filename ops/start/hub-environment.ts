import type { NatsAuthority } from '../../identity/index.ts';
import { natsAuthorityToJson } from '../../identity/index.ts';
import { type Environment, settings } from '../../kernel/index.ts';
import type { Services } from '../embedded/index.ts';
import type { LocalSecrets } from './keys.ts';

/** What a hub of ours is started with: the caller's own settings, and where the services and secrets are. */
export function hubEnvironment(options: {
  env: Environment;
  services: Services;
  secrets: LocalSecrets;
  authority: NatsAuthority | undefined;
  dataDirectory: string;
}): NodeJS.ProcessEnv {
  const { env, services, secrets, authority } = options;
  return {
    ...ownSettings(env),
    DATABASE_URL: services.databaseUrl,
    NATS_URL: services.natsUrl,
    HUFU_DATA_DIR: options.dataDirectory,
    HUFU_DEMONSTRATION: 'yes',
    HUFU_MASTER_KEY: secrets.masterKey.toString('base64url'),
    ...(authority === undefined ? {} : { HUFU_NATS_AUTHORITY: JSON.stringify(natsAuthorityToJson(authority)) }),
  };
}

/** Our own settings and what a Node program needs; nothing else of the caller's environment is passed on. */
export function ownSettings(env: Environment): NodeJS.ProcessEnv {
  const names = new Set<string>([
    ...settings.map((setting) => setting.name),
    'PATH',
    'HOME',
    'LANG',
    'TZ',
    'NODE_OPTIONS',
  ]);
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => names.has(name) && value !== undefined && value !== ''),
  );
}
