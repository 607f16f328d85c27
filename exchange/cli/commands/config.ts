import { describeSettings, type Environment, readConfig, readSecrets, SettingError } from '../../../kernel/index.ts';
import type { Context } from '../context.ts';
import { exitCode } from '../exit.ts';
import { print, table } from '../output.ts';

/** `hufu config`: exit 64 when a setting has a value that cannot be used. */
export async function showConfig({ env, output, language }: Context): Promise<number> {
  const settings = describeSettings(env).map(({ name, value, source, secret, meaning }) => ({
    name,
    value: value === undefined ? null : withoutCredentials(value),
    source,
    secret,
    meaning: meaning[language],
    fault: faultOf(name, env),
  }));
  print(output, { settings }, ({ settings: all }) => [
    ...table(all.map(({ name, value, source, meaning }) => [name, value ?? '–', source, meaning])),
    ...all.filter(({ fault }) => fault !== null).map(({ fault }) => `✗ 不可用 · cannot be used: ${fault}`),
  ]);
  return settings.some(({ fault }) => fault !== null) ? exitCode.usage : exitCode.done;
}

/** Why a setting's value cannot be used: each is tried by itself, so that all of them are told at once. */
function faultOf(name: string, env: Environment): string | null {
  const alone = { [name]: env[name] };
  try {
    readConfig(alone);
    readSecrets(alone);
    return null;
  } catch (error) {
    if (error instanceof SettingError) return error.message;
    throw error;
  }
}

/** An address may carry user and password before its host, several with commas; they are no more to be seen than other secrets. */
function withoutCredentials(value: string): string {
  return value
    .split(',')
    .map((address) => address.replace(/^(\s*[a-z]+:\/\/)?[^@]*@/i, '$1••••@'))
    .join(',');
}
