import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, readConfig } from '../../kernel/index.ts';
import { type DemoInfo, readDemoInfo } from './demo-info.ts';
import { CommandError, exitCode } from './exit.ts';

/** Who the command line acts for; the content of a profile file (mode 0600). */
export type Profile = SystemProfile | OfficerProfile;

export interface SystemProfile {
  readonly hub: string;
  readonly kind: 'system';
  readonly id: string;
  readonly kid: string;
  /** Private JWK. */
  readonly privateKey: Readonly<Record<string, string>>;
}

export interface OfficerProfile {
  readonly hub: string;
  readonly kind: 'officer';
  readonly login: string;
  readonly password: string;
}

/**
 * Whose credentials to use: `--as ID`, else the file in HUFU_PROFILE, else the local demonstration's that fit.
 * @param fitting chooses an id of the demonstration
 */
export function chooseProfile(options: {
  env: Environment;
  as: string | undefined;
  fitting: (demo: DemoInfo) => string | undefined;
}): Profile {
  const { env, as } = options;
  if (as !== undefined) return demoProfile(env, as);
  const file = env.HUFU_PROFILE;
  if (file !== undefined && file !== '') return readProfile(file);
  const id = options.fitting(readDemoInfo(env));
  if (id === undefined)
    throw new CommandError(
      '演示中没有合适的凭证：用 --as ID 指明（见 hufu demo info）· no credentials of the demonstration fit: say whose with --as ID (see `hufu demo info`)',
      exitCode.usage,
    );
  return demoProfile(env, id);
}

function demoProfile(env: Environment, id: string): Profile {
  if (!/^[\w.@-]{1,64}$/.test(id))
    throw new CommandError(
      '--as 后为系统标识或人员登录名 · --as takes the id of a system or the login of an officer',
      exitCode.usage,
    );
  const path = join(readConfig(env).dataDirectory, 'demo', 'credentials', `${id}.json`);
  if (!existsSync(path))
    throw new CommandError(
      `演示中没有 ${id} 的凭证（见 hufu demo info）· the demonstration has no credentials for ${id} (see \`hufu demo info\`)`,
      exitCode.usage,
    );
  return readProfile(path);
}

function readProfile(path: string): Profile {
  try {
    const profile: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isProfile(profile)) return profile;
  } catch {
    // Told below; the content is secret and not repeated.
  }
  throw new CommandError(`${path} 不是可读的凭证文件 · is not a credentials file that can be read`, exitCode.usage);
}

function isProfile(value: unknown): value is Profile {
  if (typeof value !== 'object' || value === null) return false;
  const { hub, kind, ...own }: Record<string, unknown> = { ...value };
  if (typeof hub !== 'string' || !URL.canParse(hub)) return false;
  const texts = (...names: readonly string[]) => names.every((name) => typeof own[name] === 'string');
  if (kind === 'officer') return texts('login', 'password');
  return kind === 'system' && texts('id', 'kid') && typeof own.privateKey === 'object' && own.privateKey !== null;
}
