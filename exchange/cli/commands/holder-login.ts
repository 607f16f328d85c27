import { existsSync, readFileSync } from 'node:fs';
import { pause, readConfig } from '../../../kernel/index.ts';
import { codeFile, codesFolder } from '../../holder/code-place.ts';
import type { Context, HolderLoginOptions } from '../context.ts';
import { readDemoInfo } from '../demo-info.ts';
import { CommandError, exitCode } from '../exit.ts';
import { type AskHub, askHub, forgetSession, holderAtHub, keepSession } from '../holder-session.ts';
import { print } from '../output.ts';

/** How long the demonstration may take to write a code, and how often to look. */
const patienceMs = 5_000;
const lookMs = 20;

/** `hufu holder login`: in the demonstration in one go, elsewhere in two, with the code that came in between. */
export async function login(context: Context, options: HolderLoginOptions): Promise<number> {
  const hub = options.hub ?? readDemoInfo(context.env).console;
  const ask = askHub(context, { hub });
  if ((options.request === undefined) !== (options.code === undefined))
    throw new CommandError('--request 与 --code 须一并给出 · --request and --code go together', exitCode.usage);
  if (options.request !== undefined) return open(context, { ask, hub, request: options.request, code: options.code });
  const asked = (await ask('POST', '/v1/holder-codes', { body: { holder: holderOf(context, options) } })) as {
    readonly request: string;
    readonly expiresAt: string;
  };
  const code = await codeOfDemonstration(context, asked.request);
  if (code !== undefined) return open(context, { ask, hub, request: asked.request, code });
  print(context.output, asked, ({ request }) => [
    `验证码已发出；收到后 · the code is on its way; when it has come: hufu holder login --request ${request} --code …`,
  ]);
  return exitCode.done;
}

/** `hufu holder logout` */
export async function logout(context: Context, { everywhere }: { readonly everywhere?: boolean }): Promise<number> {
  const ask = holderAtHub(context);
  await ask('DELETE', `/v1/holder-session${everywhere === true ? '?everywhere=true' : ''}`);
  await forgetSession(context);
  print(context.output, { ended: true }, () => ['会话已结束 · the session has ended']);
  return exitCode.done;
}

async function open(
  context: Context,
  tried: { readonly ask: AskHub; readonly hub: string; readonly request: string; readonly code: string | undefined },
): Promise<number> {
  const { ask, hub, request, code } = tried;
  const { token, ...session } = (await ask('POST', '/v1/holder-session', { body: { request, code } })) as {
    readonly token: string;
    readonly holderKind: string;
    readonly expiresAt: string;
  };
  await keepSession(context, { hub, token, expiresAt: session.expiresAt });
  // The token is in its file, and nowhere on a terminal.
  print(context.output, session, ({ expiresAt }) => [`会话至 · session until ${expiresAt}`]);
  return exitCode.done;
}

function holderOf(context: Context, options: HolderLoginOptions): { kind: string; number: string } {
  if (options.holder !== undefined) {
    if (options.holderKind === undefined)
      throw new CommandError(
        '须用 --holder-kind 指明号码类型 · say with --holder-kind what number it is',
        exitCode.usage,
      );
    return { kind: options.holderKind, number: options.holder };
  }
  const [sample] = readDemoInfo(context.env).holders;
  if (sample === undefined) throw new CommandError('须用 --holder 指明号码 · say whose with --holder', exitCode.usage);
  return { kind: sample.kind, number: sample.number };
}

/** Undefined: no demonstration writes its codes here. */
async function codeOfDemonstration({ env }: Context, request: string): Promise<string | undefined> {
  const folder = codesFolder(readConfig(env).dataDirectory);
  const path = codeFile(folder, request);
  for (let waited = 0; waited < patienceMs && existsSync(folder); waited += lookMs) {
    if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { code: string }).code;
    await pause(lookMs, AbortSignal.timeout(patienceMs));
  }
  return undefined;
}
