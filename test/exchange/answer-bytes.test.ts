import { describe, expect, it } from 'vitest';
import type { QueryAnswer } from '../../exchange/generated/schemas.ts';
import { answerBytes } from '../../exchange/query/answer-bytes.ts';

const common = {
  id: '353e752a-9812-40ac-873b-9b72d34c44ad',
  resource: 'population.resident',
  asOf: '2026-11-21T08:00:00.000Z',
  provider: { organisation: 'police', system: 'police-connector' },
  grant: '6e42b492-d688-4747-9a6a-aee20f05bca3',
  quota: { limit: 100, remaining: 99, reset: '2026-11-21T16:00:00.000Z' },
  receipt: {
    id: '54',
    leaf: '{"v":1}',
    proof: 'c2sp.org/tlog-proof@v1\nindex 54\n— log\n',
    disclosures: ['["s","é",{}]'],
  },
};

describe('an answer in bytes', () => {
  it.each<[string, Record<string, unknown>]>([
    [
      'records with Chinese, a quote and a pair of surrogates',
      { mode: 'lookup', rows: [{ name: '黄"小虎\u{20BB7}', n: null }] },
    ],
    ['records of ASCII alone', { mode: 'lookup', rows: [{ code: 'A-1' }, {}] }],
    ['no record', { mode: 'lookup', rows: [] }],
    ['verdicts', { mode: 'verify', matched: true, verdicts: { name: true, address: null } }],
    ['nobody found', { mode: 'verify', matched: false }],
  ])('is what the engine spells: %s', (_what, own) => {
    // Made of two parts: the compiler cannot see that together they are an answer.
    const answer = { ...common, ...own } as unknown as QueryAnswer;
    const text = answerBytes(answer).toString('utf8');
    expect(JSON.parse(text)).toStrictEqual(answer);
    expect(text.length).toBe(JSON.stringify(answer).length);
  });
});
