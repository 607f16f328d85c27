import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, readConfig } from '../../kernel/index.ts';
import { CommandError, exitCode } from './exit.ts';

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
  /** Files to be verified, by their whole paths; null while the demonstration's seal is not in use. */
  readonly files: {
    /** A licence as OFD, sealed. */
    readonly licence: string;
    /** The seal by itself (.esl). */
    readonly seal: string;
    /** Certificates and revocation lists of the demonstration's authority (PEM), for `--trust`. */
    readonly trust: string;
  } | null;
  /** Folder of the one-time codes for holders, each a file named by its request; left out by an earlier version. */
  readonly codes?: string;
  /** The demonstration's own servers, new ports at each start, for trying things out on them; null where one was given to it. */
  readonly services: {
    /** With the password of the role that owns everything. */
    readonly postgres: string | null;
    readonly nats: string | null;
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
  const path = placeOf(env);
  if (!existsSync(path)) {
    throw new CommandError(
      '这里还没有演示：先运行 npm start，或用 HUFU_DATA_DIR 指明其数据目录 · there is no demonstration here yet: run `npm start` first, or set HUFU_DATA_DIR to its data folder',
      exitCode.unavailable,
    );
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as DemoInfo;
  } catch {
    // Nothing of it is repeated: it holds passwords.
    throw new CommandError(
      `${path} 无法读取：请重新运行 npm start · cannot be read: run \`npm start\` again`,
      exitCode.unavailable,
    );
  }
}

/** Has a demonstration been set up here? It may not be running. */
export function hasDemonstration(env: Environment): boolean {
  return existsSync(placeOf(env));
}

function placeOf(env: Environment): string {
  return join(readConfig(env).dataDirectory, 'demo', 'demo.json');
}
