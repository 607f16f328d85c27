import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { makeLeaf, prepareRequest } from '../../exchange/evidence/make-leaf.ts';
import { systemClock, systemRandom } from '../../kernel/index.ts';

setFlagsFromString('--allow-natives-syntax');
const haveSameMap = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: object, b: object) => boolean;

const keys = { salts: systemRandom.bytes(32), holders: systemRandom.bytes(32) };

function use(n: number) {
  const request = prepareRequest({ keys, random: systemRandom, request: `{"actor":"a","question":{"n":${n}}}` });
  const entry = {
    event: 'query' as const,
    outcome: 'answered' as const,
    code: undefined,
    actor: 'system:a',
    onBehalfOf: undefined,
    organisation: 'o',
    provider: 'p',
    object: 'r',
    matter: 'm',
    caseNumber: `c-${n}`,
    request,
    traceId: 't',
    facts: { grant: 'g', mode: 'lookup' },
    charges: undefined,
    nonce: undefined,
    holders: [systemRandom.bytes(32)],
    answer: {
      digest: systemRandom.bytes(32),
      order: `order-${n}`,
      system: 's',
      asOf: '2026-11-22T00:00:00.000Z',
      content: { rows: [{ name: '某人' }] },
      byField: undefined,
    },
  };
  return makeLeaf({ keys, random: systemRandom, entry, now: systemClock.now() });
}

describe('what is made for every use', () => {
  it('has one hidden class, so that what reads it is compiled for it', () => {
    for (let n = 0; n < 100; n += 1) use(n);
    const [one, other] = [use(101), use(102)];
    expect(haveSameMap(one, other)).toBe(true);
    expect(haveSameMap(one.salts, other.salts)).toBe(true);
  });
});
