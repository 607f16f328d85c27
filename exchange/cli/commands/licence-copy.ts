import { writeFileSync } from 'node:fs';
import { clerkSession } from '../clerk-session.ts';
import type { Context, CopyOptions } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import { instantOf } from '../instant.ts';
import { print } from '../output.ts';

/** `hufu licence copy LICENCE --matter … --case … --cause … --out FILE.ofd`: a copy for one purpose, in a file. */
export async function copy(context: Context, licence: string, options: CopyOptions): Promise<number> {
  const { matter, case: caseNumber, cause, expires, out: file } = options;
  const body = {
    ...{ matter, case: caseNumber, cause },
    ...(expires === undefined ? {} : { expiresAt: instantOf(expires, '--expires').toISOString() }),
  };
  await using session = await clerkSession(context, options.as);
  const answer = await session.stream(`/v1/licences/${encodeURIComponent(licence)}/copies`, {
    ...{ accept: 'application/ofd', type: 'application/json' },
    file: Buffer.from(JSON.stringify(body)),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  try {
    writeFileSync(file, bytes, { mode: 0o600 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw new CommandError(`${file} 无法写入 · cannot be written (${code})`, exitCode.usage);
  }
  const [expiresAt, receipt] = ['hufu-copy-expires', 'hufu-receipt'].map((name) => answer.headers.get(name));
  print(context.output, { file, expiresAt, receipt }, () => [
    file,
    `${expiresAt} 起失效 · worth nothing from then on`,
    `回执 · receipt ${receipt}`,
  ]);
  return exitCode.done;
}
