import { type ChildProcess, fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Memory, Order } from './child.ts';
import type { Attempt, FuzzTally } from './run-fuzz.ts';

/** What a child says. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'slice'; readonly next: number; readonly tally: FuzzTally; readonly memory: Memory | undefined }
  | ({ readonly kind: 'tried' } & Attempt);

/** How a child ended: by itself, or because it said nothing for too long. */
export interface ChildEnd {
  readonly kind: 'finished' | 'died' | 'silent';
  readonly detail: string;
}

/** Where targets come from: see {@link TargetModule} in child.ts. */
export interface TargetSource {
  /** Address of the module, `file:///…`. */
  readonly module: string;
  /** Path of the file of right inputs. */
  readonly corpus: string;
}

/** Milliseconds without a word after which a child counts as hanging; it is to say something four times a second. */
const mostSilence = 10_000;
/** Until the first word: the program and its corpus are loaded. */
const mostStart = 60_000;
/** MiB. What a reader needs for one input is far below. */
const heapLimit = 256;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Has a child carry out one order, and says how it ended: `finished` once `isDone` says so of an answer, `silent` when it was
 * killed for saying nothing for ten seconds.
 */
export async function inChild(options: {
  source: TargetSource;
  order: Order;
  heard(answer: Answer): void;
  isDone(answer: Answer): boolean;
  /** Milliseconds of silence that are too long, ten seconds unless given. */
  silence?: number | undefined;
}): Promise<ChildEnd> {
  const { source, order, heard, isDone, silence = mostSilence } = options;
  const child = fork(fileURLToPath(new URL('./child.js', import.meta.url)), [source.module, source.corpus], {
    execArgv: ['--expose-gc', `--max-old-space-size=${heapLimit}`],
    // Where what a dying process dumps is in nobody's way.
    cwd: tmpdir(),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  running.add(child);
  let last = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    last = `${last}${text}`.slice(-4000);
  });
  let isFinished = false;
  let isSilent = false;
  const giveUp = () => {
    isSilent = true;
    child.kill('SIGKILL');
  };
  let watchdog = setTimeout(giveUp, mostStart);
  child.on('message', (message) => {
    clearTimeout(watchdog);
    if (isFinished) return;
    watchdog = setTimeout(giveUp, silence);
    const answer = message as Answer;
    if (answer.kind === 'ready') child.send(order);
    else heard(answer);
    if (!isDone(answer)) return;
    isFinished = true;
    clearTimeout(watchdog);
    child.kill('SIGKILL');
  });
  const [how] = await Promise.all([exitOf(child), disconnectionOf(child)]);
  clearTimeout(watchdog);
  running.delete(child);
  if (isFinished) return { kind: 'finished', detail: '' };
  if (isSilent) return { kind: 'silent', detail: `no answer for ${silence / 1000} s` };
  return { kind: 'died', detail: `${how}${reasonIn(last)}` };
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

/** What was said last comes before this. */
function disconnectionOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('disconnect', () => resolve()));
}

/** The line of what it wrote that says most: V8's last words, or an error's first line. */
function reasonIn(written: string): string {
  const lines = written.split('\n');
  const line = lines.find((each) => each.startsWith('FATAL ERROR')) ?? lines.find((each) => /^\w*Error\b/.test(each));
  return line === undefined ? '' : `, ${line.trim()}`;
}
