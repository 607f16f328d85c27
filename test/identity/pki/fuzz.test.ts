import { describe, expect, test } from 'vitest';
import { type FuzzTarget, pkiTargets, runFuzz } from '../../../ops/fuzz/index.ts';

/** Inputs per reader here; `ops/fuzz` runs a million. */
const iterations = 3000;

describe('mutated inputs', () => {
  test.each(pkiTargets.map((target) => [target.name, target] as const))(
    '%s takes its right inputs, and refuses others with a code, without a crash or a hang',
    (_, target) => {
      for (const bytes of target.corpus) expect(() => target.read(bytes)).not.toThrow();
      const report = runFuzz({
        target,
        iterations: target.name === 'path' ? iterations / 6 : iterations,
        seed: 20261121,
      });
      expect(report.findings).toEqual([]);
      expect(report.accepted + report.refused).toBe(report.iterations);
    },
    120_000,
  );
});

describe('the fuzzer itself', () => {
  const target = (read: FuzzTarget['read']): FuzzTarget => ({
    name: 'test',
    corpus: [Buffer.from('3003020105', 'hex')],
    read,
    isRefusal: (thrown) => thrown instanceof RangeError,
  });

  test('tells a crash from a refusal, with the input', () => {
    const crash = runFuzz({
      target: target((bytes) => {
        if (bytes.length > 5) throw new TypeError('boom');
        throw new RangeError('refused');
      }),
      iterations: 200,
      seed: 1,
    });
    expect(crash.findings[0]).toMatchObject({ kind: 'crash', detail: 'TypeError: boom' });
    expect(crash.refused).toBeGreaterThan(0);
  });

  test('finds what takes too long', () => {
    const slow = target((bytes) => {
      const end = performance.now() + (bytes.length > 5 ? 110 : 0);
      while (performance.now() < end) Math.sqrt(end);
    });
    expect(runFuzz({ target: slow, iterations: 6, seed: 1 }).findings[0]?.kind).toBe('hang');
  });

  test('breaks the same inputs the same way for the same seed', () => {
    const inputs = (seed: number) => {
      const seen: string[] = [];
      runFuzz({ target: target((bytes) => seen.push(bytes.toString('hex'))), iterations: 50, seed });
      return seen;
    };
    expect(inputs(7)).toEqual(inputs(7));
    expect(inputs(7)).not.toEqual(inputs(8));
  });
});
