import { existsSync } from 'node:fs';
import { readConfig } from '../../../kernel/index.ts';
import { codeFile, codesFolder } from '../../holder/code-place.ts';
import { clerkSession } from '../clerk-session.ts';
import type { AskConsentOptions, ConfirmConsentOptions, Context } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import { print, table } from '../output.ts';

/** `hufu consent ask`: the holder is sent a code that says what it is for; the answer is the same for every right number. */
export async function ask(context: Context, options: AskConsentOptions): Promise<number> {
  const { holder: number, holderKind: kind, type, matter, case: caseNumber } = options;
  await using session = await clerkSession(context, options.as);
  const body = { holder: { kind, number }, type, matter, case: caseNumber };
  const asked = (await session.post('/v1/consent-requests', body)) as { request: string; expiresAt: string };
  const folder = codesFolder(readConfig(context.env).dataDirectory);
  print(context.output, asked, ({ request, expiresAt }) => [
    `${expiresAt} 前 · until then: hufu consent confirm ${request} --code …`,
    // The demonstration hands its codes over itself.
    ...(existsSync(folder) ? [`演示的验证码在 · the demonstration's code: ${codeFile(folder, request)}`] : []),
  ]);
  return exitCode.done;
}

/** `hufu consent confirm REQUEST --code DIGITS` */
export async function confirm(context: Context, request: string, options: ConfirmConsentOptions): Promise<number> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(request))
    throw new CommandError(
      '须为 hufu consent ask 给出的编号 · takes the id that hufu consent ask gave',
      exitCode.usage,
    );
  await using session = await clerkSession(context, options.as);
  const consent = (await session.post(`/v1/consent-requests/${request}/confirmation`, { code: options.code })) as {
    readonly id: string;
    readonly matter: string;
    readonly type: string;
    readonly until: string;
  };
  print(context.output, consent, (given) =>
    table([
      ['同意 · consent', given.id],
      ['事项 · matter', given.matter],
      ['证照类型 · type', given.type],
      ['至 · until', given.until],
    ]),
  );
  return exitCode.done;
}
