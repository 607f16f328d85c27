import { describeSettings } from '../../../kernel/index.ts';
import type { Context } from '../context.ts';
import { print, table } from '../output.ts';

/** `hufu config` */
export async function showConfig({ env, output, language }: Context): Promise<number> {
  const settings = describeSettings(env).map(({ name, value, source, secret, meaning }) => ({
    name,
    value: value === undefined ? null : withoutCredentials(value),
    source,
    secret,
    meaning: meaning[language],
  }));
  print(output, { settings }, ({ settings: all }) =>
    table(all.map(({ name, value, source, meaning }) => [name, value ?? '–', source, meaning])),
  );
  return 0;
}

/** An address may carry user and password before its host, several with commas; they are no more to be seen than other secrets. */
function withoutCredentials(value: string): string {
  return value
    .split(',')
    .map((address) => address.replace(/^(\s*[a-z]+:\/\/)?[^@]*@/i, '$1••••@'))
    .join(',');
}
