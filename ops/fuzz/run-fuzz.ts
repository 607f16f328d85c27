import { diceFor } from './dice.ts';
import { mutate } from './mutate.ts';
import { type FuzzTarget, refused } from './target.ts';

/** An input that got more than a coded refusal out of a reader, with which it can be tried again. */
export interface FuzzFinding {
  readonly kind: 'crash' | 'slow';
  readonly iteration: number;
  /** Base64. */
  readonly input: string;
  readonly detail: string;
}

/** What came of some inputs. */
export interface FuzzTally {
  readonly inputs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly slowestMs: number;
  readonly findings: readonly FuzzFinding[];
}

/** Longer than this no input may take. */
const mostMs = 100;

/** The input of a number, the same for the same seed. */
export function inputOf(target: FuzzTarget, seed: number, iteration: number): Buffer {
  const dice = diceFor(seed, iteration);
  const pick = () => target.corpus[dice.roll(target.corpus.length)] ?? Buffer.alloc(0);
  return mutate(pick(), pick(), dice, target.words);
}

/**
 * Feeds a reader with mutated inputs by their numbers. What it throws must be a coded refusal, and no input may take longer than
 * 100 ms; one that does is tried again twice, so that a pause of the machine is not taken for one of the reader.
 * @param options.forMs stops after so many milliseconds at the latest, with the input in hand
 * @param options.before told of each input before the reader is
 */
export async function fuzzSlice(options: {
  target: FuzzTarget;
  seed: number;
  from: number;
  to: number;
  forMs?: number | undefined;
  before?: ((iteration: number, input: Buffer) => void) | undefined;
}): Promise<FuzzTally> {
  const { target, seed, from, to, forMs = Number.POSITIVE_INFINITY } = options;
  const findings: FuzzFinding[] = [];
  const counts = { accepted: 0, refused: 0, crashed: 0 };
  const end = performance.now() + forMs;
  let slowestMs = 0;
  let iteration = from;
  for (; iteration < to && performance.now() < end; iteration += 1) {
    const input = inputOf(target, seed, iteration);
    options.before?.(iteration, input);
    const found = (kind: FuzzFinding['kind'], detail: string) =>
      findings.push({ kind, iteration, input: input.toString('base64'), detail });
    const tried = await attempt(target, input);
    counts[tried.outcome] += 1;
    if (tried.outcome === 'crashed') found('crash', tried.detail);
    const tookMs = tried.tookMs <= mostMs ? tried.tookMs : await leastMs(target, input, tried.tookMs);
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > mostMs) found('slow', `${Math.round(tookMs)} ms`);
  }
  return { inputs: iteration - from, accepted: counts.accepted, refused: counts.refused, slowestMs, findings };
}

const mostFindings = 10;

/** As {@link fuzzSlice}, the first so many inputs, in this process; for the suite. */
export async function runFuzz(options: { target: FuzzTarget; iterations: number; seed: number }): Promise<FuzzTally> {
  const sliceLength = 100;
  let tally: FuzzTally = { inputs: 0, accepted: 0, refused: 0, slowestMs: 0, findings: [] };
  while (tally.inputs < options.iterations && tally.findings.length < mostFindings) {
    const from = tally.inputs;
    const to = Math.min(options.iterations, from + sliceLength);
    tally = together(tally, await fuzzSlice({ ...options, from, to }));
  }
  return tally;
}

export function together(one: FuzzTally, other: FuzzTally): FuzzTally {
  return {
    inputs: one.inputs + other.inputs,
    accepted: one.accepted + other.accepted,
    refused: one.refused + other.refused,
    slowestMs: Math.max(one.slowestMs, other.slowestMs),
    findings: [...one.findings, ...other.findings],
  };
}

export interface Attempt {
  readonly outcome: 'accepted' | 'refused' | 'crashed';
  readonly detail: string;
  readonly tookMs: number;
}

/** Reads one input. */
export async function attempt(target: FuzzTarget, input: Buffer): Promise<Attempt> {
  const start = performance.now();
  const done = (outcome: Attempt['outcome'], detail = ''): Attempt => ({
    outcome,
    detail,
    tookMs: performance.now() - start,
  });
  try {
    const result = target.read(input);
    return done((result instanceof Promise ? await result : result) === refused ? 'refused' : 'accepted');
  } catch (thrown) {
    if (target.isRefusal(thrown)) return done('refused');
    return done('crashed', thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown));
  }
}

/** The shortest of three tries, by the clock or by the processor's time, whichever is less: others run on the machine too. */
async function leastMs(target: FuzzTarget, input: Buffer, firstMs: number): Promise<number> {
  let least = firstMs;
  for (let again = 0; again < 2 && least > mostMs; again += 1) {
    const start = process.cpuUsage();
    const { tookMs } = await attempt(target, input);
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, tookMs, (user + system) / 1000);
  }
  return least;
}
