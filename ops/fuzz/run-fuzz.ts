import { diceOf } from './dice.ts';
import { mutate } from './mutate.ts';

/** A reader under attack. */
export interface FuzzTarget {
  readonly name: string;
  /** Right inputs to start from. */
  readonly corpus: readonly Buffer[];
  /** Reads one input, whatever it is; throws to refuse it. */
  read(bytes: Buffer): unknown;
  /** Whether what was thrown is a refusal with a code, as opposed to a crash. */
  isRefusal(thrown: unknown): boolean;
}

/** An input that got more than a coded refusal out of a reader, with which it can be tried again. */
export interface FuzzFinding {
  readonly kind: 'crash' | 'hang';
  readonly iteration: number;
  readonly input: string;
  readonly detail: string;
}

export interface FuzzReport {
  readonly target: string;
  readonly iterations: number;
  readonly accepted: number;
  readonly refused: number;
  readonly slowestMs: number;
  /** Growth of the heap from the first tenth of the run to its end; meaningful with `--expose-gc` alone. */
  readonly heapGrowthBytes: number;
  readonly findings: readonly FuzzFinding[];
}

const hangMs = 100;
const mostFindings = 10;

/**
 * Feeds a reader with mutated inputs, the same for the same seed. What it throws must be a coded refusal, and no input may
 * take longer than 100 ms; one that does is tried again twice, so that a pause of the machine is not taken for one of the
 * reader.
 */
export function runFuzz(options: { target: FuzzTarget; iterations: number; seed: number }): FuzzReport {
  const { target, iterations } = options;
  const dice = diceOf(options.seed);
  const findings: FuzzFinding[] = [];
  let accepted = 0;
  let refused = 0;
  let slowestMs = 0;
  let heapEarly = 0;
  for (let iteration = 0; iteration < iterations && findings.length < mostFindings; iteration += 1) {
    if (iteration === Math.floor(iterations / 10)) heapEarly = heapUsed();
    const pick = () => target.corpus[dice.roll(target.corpus.length)] ?? Buffer.alloc(0);
    const input = mutate(pick(), pick(), dice);
    const found = (kind: FuzzFinding['kind'], detail: string) =>
      findings.push({ kind, iteration, input: input.toString('base64'), detail });
    const first = attempt(target, input);
    if (first.outcome === 'accepted') accepted += 1;
    else if (first.outcome === 'refused') refused += 1;
    else found('crash', first.detail);
    let { tookMs } = first;
    for (let again = 0; again < 2 && tookMs > hangMs; again += 1)
      tookMs = Math.min(tookMs, attempt(target, input).tookMs);
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > hangMs) found('hang', `${Math.round(tookMs)} ms`);
  }
  const heapGrowthBytes = heapUsed() - heapEarly;
  return { target: target.name, iterations, accepted, refused, slowestMs, heapGrowthBytes, findings };
}

function attempt(target: FuzzTarget, input: Buffer) {
  const start = performance.now();
  let outcome: 'accepted' | 'refused' | 'crashed' = 'accepted';
  let detail = '';
  try {
    target.read(input);
  } catch (thrown) {
    outcome = target.isRefusal(thrown) ? 'refused' : 'crashed';
    if (outcome === 'crashed') detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  }
  return { outcome, detail, tookMs: performance.now() - start };
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
