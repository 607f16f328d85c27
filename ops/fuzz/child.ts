import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { attempt, fuzzSlice } from './run-fuzz.ts';
import type { FuzzTarget } from './target.ts';

// `node child.js MODULE CORPUS`: one process under a fuzzer. It takes orders and answers over its IPC channel, and ends with it.

/** What a child is told to do. */
export type Order =
  | {
      readonly kind: 'inputs';
      readonly target: string;
      readonly seed: number;
      readonly from: number;
      readonly to: number;
      /** After so many inputs memory is measured. */
      readonly measureEvery: number;
      /** Inputs one by one, each written to this file before it is tried. */
      readonly careful?: string | undefined;
    }
  | { readonly kind: 'file'; readonly target: string; readonly file: string };

/** What a module of targets exports. `corpus` is a file of right inputs; a module that makes its own need not look at it. */
export interface TargetModule {
  openTargets(corpus: string): Promise<readonly FuzzTarget[]>;
}

/** Bytes, after all garbage is collected. */
export interface Memory {
  /** The heap, and buffers outside it. */
  readonly used: number;
  readonly resident: number;
}

const sliceInputs = 500;
const sliceMs = 250;

const [module = '', corpus = ''] = process.argv.slice(2);
const send = (message: unknown) =>
  new Promise<void>((resolve, reject) => {
    if (process.send === undefined) throw new Error('a child of a fuzzer needs its IPC channel');
    process.send(message, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });

endWithParent();
process.on('disconnect', () => process.exit());
const targets = await ((await import(module)) as TargetModule).openTargets(corpus);
process.on('message', (order) => void obey(order as Order));
await send({ kind: 'ready' });

async function obey(order: Order): Promise<void> {
  const target = targets.find(({ name }) => name === order.target);
  if (target === undefined) throw new Error(`no target ${order.target}`);
  if (order.kind === 'file') await send({ kind: 'tried', ...(await attempt(target, readFileSync(order.file))) });
  else await work(order, target);
}

async function work(order: Extract<Order, { kind: 'inputs' }>, target: FuzzTarget): Promise<void> {
  const { seed, to, careful, measureEvery } = order;
  // Everything is loaded and compiled once, so that the first input is not slow and the first measurement not small.
  if (careful === undefined) for (const bytes of target.corpus) await attempt(target, bytes);
  let next = order.from;
  let measured = next;
  while (next < to) {
    const tally = await fuzzSlice({
      target,
      seed,
      from: next,
      to: Math.min(to, next + (careful === undefined ? sliceInputs : 1)),
      forMs: sliceMs,
      before: careful === undefined ? undefined : (iteration, input) => note(careful, iteration, input),
    });
    next += tally.inputs;
    const isDue = next - measured >= measureEvery || next >= to;
    if (isDue) measured = next;
    await send({ kind: 'slice', next, tally, memory: isDue ? await memory() : undefined });
  }
}

function note(file: string, iteration: number, input: Buffer): void {
  writeFileSync(file, JSON.stringify({ iteration, input: input.toString('base64') }));
}

/** Buffers are given back some time after they are collected, so the least of several looks counts. */
async function memory(): Promise<Memory> {
  let used = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 3; look += 1) {
    globalThis.gc?.();
    await pause(5);
    const { heapUsed, external } = process.memoryUsage();
    used = Math.min(used, heapUsed + external);
  }
  return { used, resident: process.memoryUsage.rss() };
}

/** An endless loop hears of nothing; a thread beside it looks whether anybody is left to wait for it. */
function endWithParent(): void {
  const watch = `setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, 'SIGKILL'), 2000)`;
  new Worker(watch, { eval: true }).unref();
}
