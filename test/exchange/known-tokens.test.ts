import { describe, expect, it } from 'vitest';
import { KnownTokens } from '../../exchange/http/known-tokens.ts';
import { fixedClock } from '../support/clock.ts';

const begin = '2026-11-21T08:00:00Z';
const runsOut = Date.parse(begin) / 1000 + 600;

function setUp() {
  const clock = fixedClock(begin);
  const keys = new Set(['key-1']);
  const tokens = new KnownTokens<{ exp: number; sub: string }>({ clock, verifies: (keyId) => keys.has(keyId) });
  tokens.remember('token', { claims: { exp: runsOut, sub: 'hrss-pension' }, keyId: 'key-1' });
  return { clock, keys, tokens };
}

describe('a token that was verified before', () => {
  it('is believed as it was, and no other is', () => {
    const { tokens } = setUp();
    expect(tokens.claimsOf('token')).toEqual({ exp: runsOut, sub: 'hrss-pension' });
    expect(tokens.claimsOf('token2')).toBeUndefined();
  });

  it('is verified anew from the second on in which it runs out', () => {
    const { tokens, clock } = setUp();
    clock.advance(599_000);
    expect(tokens.claimsOf('token')).toBeDefined();
    clock.advance(1_000);
    expect(tokens.claimsOf('token')).toBeUndefined();
  });

  it('is verified anew once its key no longer verifies, even when the key comes back', () => {
    const { tokens, keys } = setUp();
    keys.delete('key-1');
    expect(tokens.claimsOf('token')).toBeUndefined();
    keys.add('key-1');
    expect(tokens.claimsOf('token')).toBeUndefined();
  });

  it('is forgotten when ten thousand others came after it', () => {
    const { tokens } = setUp();
    for (let n = 0; n < 10_000; n += 1) {
      tokens.remember(`other-${n}`, { claims: { exp: runsOut, sub: 'other' }, keyId: 'key-1' });
    }
    expect(tokens.claimsOf('token')).toBeUndefined();
    expect(tokens.claimsOf('other-9999')).toBeDefined();
  });
});
