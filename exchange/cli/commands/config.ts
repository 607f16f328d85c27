import { describeSettings } from '../../../kernel/index.ts';
import type { Context } from '../context.ts';
import { print, table } from '../output.ts';

/** `hufu config` */
export async function showConfig({ env, output, language }: Context): Promise<number> {
  const settings = describeSettings(env).map(({ name, value, source, secret, meaning }) => ({
    name,
    value: value ?? null,
    source,
    secret,
    meaning: meaning[language],
  }));
  print(output, { settings }, ({ settings: all }) =>
    table(all.map(({ name, value, source, meaning }) => [name, value ?? '–', source, meaning])),
  );
  return 0;
}
