import { run } from '../../exchange/cli/program.ts';
import type { Environment } from '../../kernel/index.ts';

/** How a command ended and what it wrote. */
export interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** The command line in this process, as `hufu` runs it: only the environment given here is there. */
export function commandLine(env: Environment): (args: readonly string[]) => Promise<Ended> {
  return async (args) => {
    let out = '';
    let err = '';
    const exit = await run({
      args,
      env,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    });
    return { exit, out, err };
  };
}
