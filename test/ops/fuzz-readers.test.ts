import { describe, expect, it } from 'vitest';
import { type FuzzTarget, makeCorpus, refused, runFuzz, targetsOver } from '../../ops/fuzz/index.ts';

const targets = targetsOver(await makeCorpus());

/** Inputs for each reader here; `npm run fuzz` gives them a million. */
const mostIterations = 300;
const seed = 20261121;

describe.each(targets)('the reader $name', (target) => {
  it('takes its right inputs', async () => {
    expect(target.corpus.length).toBeGreaterThan(0);
    for (const bytes of target.corpus) expect(await target.read(bytes)).not.toBe(refused);
  });

  it('refuses mutated ones with a code, without a crash and without delay', async () => {
    const iterations = mostIterations * (target.share ?? 1);
    const { findings, ...counts } = await runFuzz({ target, iterations, seed });
    expect(findings).toEqual([]);
    expect(counts.accepted + counts.refused).toBe(iterations);
    expect(counts.refused).toBeGreaterThan(iterations / 10);
  }, 120_000);
});

describe('the fuzzer', () => {
  const target = (read: FuzzTarget['read']): FuzzTarget => ({
    name: 'test',
    corpus: [Buffer.from('3003020105', 'hex')],
    read,
    isRefusal: (thrown) => thrown instanceof RangeError,
  });

  it.each([
    ['at once', (thrown: Error) => Promise.resolve().then(() => Promise.reject(thrown))],
    [
      'later',
      (thrown: Error) => {
        throw thrown;
      },
    ],
  ])('tells a crash from a refusal, thrown %s, with the input', async (_, fail) => {
    const crash = await runFuzz({
      target: target((bytes) => fail(bytes.length > 5 ? new TypeError('boom') : new RangeError('refused'))),
      iterations: 200,
      seed: 1,
    });
    expect(crash.findings[0]).toMatchObject({ kind: 'crash', detail: 'TypeError: boom' });
    expect(Buffer.from(crash.findings[0]?.input ?? '', 'base64').length).toBeGreaterThan(5);
    expect(crash.refused).toBeGreaterThan(0);
  });

  it('counts a verdict that refuses as a refusal', async () => {
    const verdicts = target((bytes) => (bytes.length > 5 ? refused : undefined));
    const { inputs, accepted, refused: no } = await runFuzz({ target: verdicts, iterations: 200, seed: 1 });
    expect(accepted).toBeGreaterThan(0);
    expect(no).toBeGreaterThan(0);
    expect(accepted + no).toBe(inputs);
  });

  it('finds what takes too long', async () => {
    const slow = target((bytes) => {
      // Processor time: others may have the machine meanwhile.
      const start = process.cpuUsage();
      const spent = () => process.cpuUsage(start).user + process.cpuUsage(start).system;
      while (bytes.length > 5 && spent() < 150_000);
    });
    expect((await runFuzz({ target: slow, iterations: 6, seed: 1 })).findings[0]?.kind).toBe('slow');
  });

  it('puts words of the format in', async () => {
    const seen: Buffer[] = [];
    const words = { ...target((bytes) => seen.push(bytes)), words: [Buffer.from('WORD')] };
    await runFuzz({ target: words, iterations: 50, seed: 1 });
    expect(seen.some((bytes) => bytes.includes('WORD'))).toBe(true);
  });

  it('breaks the same inputs the same way for the same seed', async () => {
    const inputs = async (seed: number) => {
      const seen: string[] = [];
      await runFuzz({ target: target((bytes) => seen.push(bytes.toString('hex'))), iterations: 50, seed });
      return seen;
    };
    expect(await inputs(7)).toEqual(await inputs(7));
    expect(await inputs(7)).not.toEqual(await inputs(8));
  });
});
