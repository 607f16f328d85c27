import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, readConfig } from '../../kernel/index.ts';
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

/** What `hufu demo info` prints: everything somebody needs to try the demonstration. The outer contract fixes its shape. */
export interface DemoInfo {
  readonly console: string;
  readonly systems: readonly { readonly id: string; readonly organisation: string; readonly kind: string }[];
  readonly officers: readonly {
    readonly login: string;
    readonly password: string;
    readonly organisation: string;
    readonly roles: readonly string[];
  }[];
  readonly matters: readonly { readonly code: string; readonly name: string; readonly organisation: string }[];
  readonly resources: readonly string[];
  readonly holders: readonly {
    readonly kind: '001' | '111';
    readonly number: string;
    readonly licences: readonly string[];
  }[];
  readonly examples: {
    readonly query: DemoQuery & { readonly fields: readonly string[] };
    readonly verify: DemoQuery & { readonly verify: Readonly<Record<string, string>> };
    readonly refused: DemoQuery & { readonly fields: readonly string[] };
    readonly licence: { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
  };
}

/** A question that the demonstration can be asked, and by which system. */
export interface DemoQuery {
  readonly resource: string;
  readonly match: Readonly<Record<string, string>>;
  readonly matter: string;
  readonly case: string;
  readonly system: string;
}

/** The local demonstration's description. @throws CommandError (69) when there is none. */
export function readDemoInfo(env: Environment): DemoInfo {
  const path = join(readConfig(env).dataDirectory, 'demo', 'demo.json');
  if (!existsSync(path)) {
    throw new CommandError(
      'there is no demonstration here yet: run `npm start` first (or set HUFU_DATA_DIR to its data folder)',
      exitCode.unavailable,
    );
  }
  return JSON.parse(readFileSync(path, 'utf8')) as DemoInfo;
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
      'no credentials of the demonstration fit: say whose with --as ID (see `hufu demo info`)',
      exitCode.usage,
    );
  return demoProfile(env, id);
}

function demoProfile(env: Environment, id: string): Profile {
  if (!/^[\w.@-]{1,64}$/.test(id))
    throw new CommandError('--as takes the id of a system or the login of an officer', exitCode.usage);
  const path = join(readConfig(env).dataDirectory, 'demo', 'credentials', `${id}.json`);
  if (!existsSync(path))
    throw new CommandError(`the demonstration has no credentials for ${id} (see \`hufu demo info\`)`, exitCode.usage);
  return readProfile(path);
}

function readProfile(path: string): Profile {
  try {
    const profile: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isProfile(profile)) return profile;
  } catch {
    // Told below; the content is secret and not repeated.
  }
  throw new CommandError(`${path} is not a credentials file that can be read`, exitCode.usage);
}

function isProfile(value: unknown): value is Profile {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('hub' in value) ||
    typeof value.hub !== 'string' ||
    !('kind' in value)
  )
    return false;
  if (value.kind === 'officer') return 'login' in value && 'password' in value;
  return value.kind === 'system' && 'id' in value && 'kid' in value && 'privateKey' in value;
}
