import { writeFileSync } from 'node:fs';
import { clerkSession } from '../clerk-session.ts';
import type { Context, QrOptions } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import { print } from '../output.ts';

interface Qr {
  readonly text: string;
  readonly statement: { readonly expiresAt: string };
  readonly svg: string;
  readonly png: string;
}

/** `hufu licence qr LICENCE --matter … --case …`: the text of the QR, and its picture in a file. */
export async function show(context: Context, licence: string, options: QrOptions): Promise<number> {
  const { out: file, minutes } = options;
  if (file !== undefined && !/\.(png|svg)$/i.test(file))
    throw new CommandError('--out 只能是 .png 或 .svg 文件 · must be a .png or .svg file', exitCode.usage);
  await using session = await clerkSession(context, options.as);
  const qr = (await session.post(`/v1/licences/${encodeURIComponent(licence)}/qr`, {
    matter: options.matter,
    case: options.case,
    ...(options.items === undefined ? {} : { items: options.items.split(',').map((item) => item.trim()) }),
    ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
  })) as Qr;
  if (file !== undefined) write(file, /\.svg$/i.test(file) ? qr.svg : Buffer.from(qr.png, 'base64'));
  print(context.output, qr, ({ text, statement }) => [
    text,
    `${statement.expiresAt} 前有效 · holds until then`,
    ...(file === undefined ? [] : [file]),
  ]);
  return exitCode.done;
}

function write(path: string, content: string | Buffer): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw new CommandError(`${path} 无法写入 · cannot be written (${code})`, exitCode.usage);
  }
}
