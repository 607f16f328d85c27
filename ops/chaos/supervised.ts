import { pause } from '../../kernel/index.ts';
import { type ChildProgram, startChild } from '../start/child.ts';

/** Something that can be killed, and that comes back. */
export interface Victim extends AsyncDisposable {
  readonly name: string;
  /** kill -9, now; resolves when it has been started again. */
  kill(): Promise<void>;
}

export const victimKinds = ['hub', 'connector', 'nats', 'postgres'] as const;
export type VictimKind = (typeof victimKinds)[number];

/** Milliseconds after which a program that ended is started again, as systemd or a container platform would. */
const restartAfterMs = 200;

/** Keeps a program of ours running: whenever it ends, it is started again. */
export function superviseProgram(options: Parameters<typeof startChild>[0]): Victim {
  let current: ChildProgram = startChild(options);
  let starts = 1;
  let isClosing = false;
  const watching = (async () => {
    while (!isClosing) {
      await current.exited;
      if (isClosing) return;
      await pause(restartAfterMs);
      if (isClosing) return;
      current = startChild(options);
      starts += 1;
    }
  })();
  return {
    name: options.name,
    async kill() {
      const before = starts;
      if (current.pid !== undefined && !current.hasExited()) process.kill(current.pid, 'SIGKILL');
      while (starts === before && !isClosing) await pause(20);
    },
    async [Symbol.asyncDispose]() {
      isClosing = true;
      await current[Symbol.asyncDispose]();
      await watching;
    },
  };
}

/** Keeps a server that is started by a function, and starts it again at the same place when it was killed. */
export async function superviseServer<T extends { readonly pid: number; stop(): Promise<void> }>(
  name: string,
  start: () => Promise<T>,
): Promise<Victim & { current(): T }> {
  let server = await start();
  return {
    name,
    current: () => server,
    async kill() {
      process.kill(server.pid, 'SIGKILL');
      await server.stop();
      server = await start();
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
