import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type HubRequest, sendToHub } from '../../connectors/index.ts';
import { continueTrace, readConfig, systemClock, systemRandom, writeWholeFile } from '../../kernel/index.ts';
import type { Context } from './context.ts';
import { CommandError, exitCode } from './exit.ts';

/** A holder's session as the command line keeps it between commands, in a file that only its owner may read. */
export interface KeptSession {
  readonly hub: string;
  readonly token: string;
  readonly expiresAt: string;
}

/** What a holder's commands ask the hub with. */
export type AskHub = (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  more?: Partial<Pick<HubRequest, 'body'>>,
) => Promise<unknown>;

const timeoutMs = 30_000;

/** Asks a hub, in the name of a session where there is one. @throws HufuProblem, HufuUnreachable */
export function askHub(
  { language }: Pick<Context, 'language'>,
  { hub, token }: { readonly hub: string; readonly token?: string | undefined },
): AskHub {
  const wire = { hub: hub.replace(/\/+$/, ''), language, fetch, clock: systemClock };
  return (method, path, more = {}) =>
    sendToHub(
      {
        ...{ method, path, ...more, trace: continueTrace(undefined, systemRandom) },
        ...(token === undefined ? {} : { bearer: token }),
        signal: AbortSignal.timeout(timeoutMs),
      },
      wire,
    );
}

/** The session that was opened last. @throws CommandError when there is none, or it is over */
export function holderAtHub(context: Context): AskHub {
  const kept = readKept(placeOf(context));
  if (kept === undefined || Date.parse(kept.expiresAt) <= systemClock.now().getTime())
    throw new CommandError(
      '没有打开的会话，或已过期：先运行 hufu holder login · there is no session, or it is over: run `hufu holder login` first',
      exitCode.usage,
    );
  return askHub(context, kept);
}

export async function keepSession(context: Context, session: KeptSession): Promise<void> {
  const path = placeOf(context);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeWholeFile(path, `${JSON.stringify(session)}\n`);
}

export async function forgetSession(context: Context): Promise<void> {
  await rm(placeOf(context), { force: true });
}

function placeOf({ env }: Context): string {
  return join(readConfig(env).dataDirectory, 'demo', 'holder-session.json');
}

function readKept(path: string): KeptSession | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const { hub, token, expiresAt } = JSON.parse(readFileSync(path, 'utf8')) as Partial<KeptSession>;
    return hub === undefined || token === undefined || expiresAt === undefined ? undefined : { hub, token, expiresAt };
  } catch {
    // It holds a token: nothing of it is repeated.
    return undefined;
  }
}
