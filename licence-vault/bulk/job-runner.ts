import { pause } from '../../kernel/index.ts';
import { type RunParts, takeTurn } from './run-jobs.ts';

/** Works off issue jobs, of this hub and of hubs that died. Disposing waits for the batch in hand. */
export interface IssueJobRunner extends AsyncDisposable {
  /** There is a job that was not there before. */
  wake(): void;
}

/** Looks for jobs of others this often. */
const lookEveryMs = 5_000;
const afterFailureMs = 5_000;

/** Starts to work off jobs, one turn after the other. */
export function startIssueJobs(parts: RunParts): IssueJobRunner {
  const end = new AbortController();
  let rest = new AbortController();
  const run = async () => {
    while (!end.signal.aborted) {
      const sleep = rest;
      const found = await takeTurn(parts, end.signal).catch(async (error: unknown) => {
        parts.logger.warn({ err: error }, 'issue jobs will be tried again');
        await pause(afterFailureMs, end.signal);
        return true;
      });
      if (found) continue;
      await pause(lookEveryMs, AbortSignal.any([end.signal, sleep.signal]));
    }
  };
  const running = run();
  return {
    wake() {
      rest.abort();
      rest = new AbortController();
    },
    async [Symbol.asyncDispose]() {
      end.abort();
      await running;
    },
  };
}
