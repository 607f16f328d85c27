import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Memory } from './child.ts';
import { type ChildEnd, inChild, type TargetSource } from './child-process.ts';
import { type FuzzTally, together } from './run-fuzz.ts';

/** Something a reader must not do. */
export interface Finding {
  /** An exception without a code; more than 100 ms; no answer; the process ended; memory that is not given back. */
  readonly kind: 'crash' | 'slow' | 'hang' | 'death' | 'leak';
  readonly detail: string;
  /** File of the input; undefined where there is no single one. */
  readonly file: string | undefined;
}

export interface TargetReport {
  readonly target: string;
  readonly inputs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly slowestMs: number;
  /** Bytes, from the first tenth to the end. */
  readonly growth: number;
  /** Bytes of the process, after the first tenth and at the end. */
  readonly residentEarly: number;
  readonly residentLate: number;
  readonly findings: readonly Finding[];
}

/** Growth of memory above this is a leak: about what V8 keeps of compiled code and does not. */
export const mostGrowth = 8 * 1024 * 1024;

const mostFindings = 10;
/** Inputs of one slice of a child, the most there can be between two of its answers. */
const mostInSlice = 500;
const measurements = 20;
/** How often a silence that does not come again is taken for the machine's. */
const mostPauses = 3;

/**
 * Feeds one reader in child processes: one as long as all is well. When a child dies or falls silent, its last inputs are tried
 * one by one in another, which leaves the offender in a file; then it goes on behind it.
 * @param options.folder for inputs that were found; made when there are any
 */
export async function fuzzTarget(options: {
  source: TargetSource;
  target: string;
  inputs: number;
  seed: number;
  folder: string;
  progress?: ((done: number) => void) | undefined;
  /** Milliseconds after which a silent child hangs, ten seconds unless given. */
  silence?: number | undefined;
}): Promise<TargetReport> {
  const { target, inputs, seed, folder, silence } = options;
  const measureEvery = Math.max(1, Math.floor(inputs / measurements));
  const memories: Memory[][] = [];
  const findings: Finding[] = [];
  let tally: FuzzTally = { inputs: 0, accepted: 0, refused: 0, slowestMs: 0, findings: [] };
  let next = 0;
  let pauses = 0;

  const run = (to: number, careful?: string): Promise<ChildEnd> => {
    const measured: Memory[] = [];
    if (careful === undefined) memories.push(measured);
    return inChild({
      source: options.source,
      silence,
      order: { kind: 'inputs', target, seed, from: next, to, measureEvery, careful },
      heard: (answer) => {
        if (answer.kind !== 'slice') return;
        next = answer.next;
        tally = together(tally, answer.tally);
        if (answer.memory !== undefined) measured.push(answer.memory);
        options.progress?.(next);
      },
      isDone: (answer) => answer.kind === 'slice' && (answer.next >= to || tally.findings.length >= mostFindings),
    });
  };

  while (next < inputs && findings.length + tally.findings.length < mostFindings) {
    const end = await run(inputs);
    if (end.kind === 'finished') continue;
    const from = next;
    const careful = join(folder, `${target}.trying`);
    await mkdir(folder, { recursive: true });
    await rm(careful, { force: true });
    const again = await run(Math.min(inputs, from + mostInSlice), careful);
    const noted = await lastNoted(careful);
    if (again.kind === 'finished' && end.kind === 'silent' && pauses < mostPauses) {
      pauses += 1;
    } else if (again.kind === 'finished' || noted === undefined) {
      const where = `inputs ${from} to ${next}, not again one by one`;
      findings.push({ kind: kindOf(end), detail: `${end.detail}; ${where}`, file: undefined });
      if (noted === undefined) break; // it does not even start
    } else {
      const file = await save(folder, { target, ...noted });
      findings.push({ kind: kindOf(again), detail: again.detail, file });
      tally = together(tally, { inputs: 1, accepted: 0, refused: 0, slowestMs: 0, findings: [] });
      next = noted.iteration + 1;
    }
  }

  for (const { kind, detail, iteration, input } of tally.findings) {
    findings.push({ kind, detail, file: await save(folder, { target, iteration, input }) });
  }
  const { growth, early, late } = growthOf(memories);
  if (growth > mostGrowth) {
    const detail = `${(growth / 2 ** 20).toFixed(1)} MiB more than after the first tenth`;
    findings.push({ kind: 'leak', detail, file: undefined });
  }
  const { accepted, refused, slowestMs } = tally;
  const resident = { residentEarly: early?.resident ?? 0, residentLate: late?.resident ?? 0 };
  return { target, inputs: tally.inputs, accepted, refused, slowestMs, growth, ...resident, findings };
}

function kindOf(end: ChildEnd): 'hang' | 'death' {
  return end.kind === 'silent' ? 'hang' : 'death';
}

interface Noted {
  readonly iteration: number;
  readonly input: string;
}

async function lastNoted(file: string): Promise<Noted | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  await rm(file, { force: true });
  return text === '' ? undefined : (JSON.parse(text) as Noted);
}

async function save(folder: string, found: Noted & { readonly target: string }): Promise<string> {
  const file = join(folder, `${found.target}-${found.iteration}.bin`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, Buffer.from(found.input, 'base64'));
  return file;
}

/** The child whose memory grew most, from its first tenth to its end. */
function growthOf(memories: readonly (readonly Memory[])[]) {
  const children = memories
    .filter((measured) => measured.length > 0)
    .map((measured) => {
      const early = measured[Math.ceil(measured.length / 10) - 1];
      const late = measured.at(-1);
      return { early, late, growth: (late?.used ?? 0) - (early?.used ?? 0) };
    })
    .sort((one, other) => other.growth - one.growth);
  return children[0] ?? { early: undefined, late: undefined, growth: 0 };
}
