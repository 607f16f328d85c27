import { describe, expect, it } from 'vitest';
import { NonceWindow } from '../../exchange/http/signature/nonce-window.ts';
import { sha256 } from '../../kernel/index.ts';

describe('what one hub remembers by itself', () => {
  it('lasts for its time at least, is gone after twice that, and is not forgotten when the clock is set back', () => {
    const window = new NonceWindow(100);
    const add = (name: string, now: Date) => window.add(sha256(name).toString('hex').slice(0, 32), now);
    const at = (milliseconds: number) => new Date(1_000_000 + milliseconds);
    expect(add('first', at(0))).toBe(true);
    for (const moment of [0, 50, 99]) expect(add('first', at(moment))).toBe(false);
    expect(add('late', at(99))).toBe(true);
    // The generation turns, and both are still known.
    expect(add('other', at(100))).toBe(true);
    expect(add('late', at(198))).toBe(false);
    expect(add('other', at(-5_000))).toBe(false);
    expect(add('late', at(199))).toBe(false);
    expect(add('first', at(201))).toBe(true);
    expect(add('other', at(1_000))).toBe(true);
  });

  it('is told apart from everything else, however much there is, and by itself', () => {
    const window = new NonceWindow(1_000_000);
    const now = new Date(1);
    const claims = Array.from({ length: 120_000 }, (_, n) => sha256(String(n)).toString('hex').slice(0, 32));
    // Digests that begin alike, and one of zeros.
    const alike = ['0'.repeat(32), `${'0'.repeat(24)}00000002`, `${'0'.repeat(16)}0000000100000002`];
    const all = [...claims, ...alike];
    expect(all.filter((claim) => !window.add(claim, now))).toEqual([]);
    expect(all.filter((claim) => window.add(claim, now))).toEqual([]);
  });
});
