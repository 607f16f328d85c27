import { describe, expect, it } from 'vitest';
import { defineProblems, Problem, placeOf, preferredLanguage, problemTable } from '../../kernel/index.ts';

const refuse = defineProblems({
  TEA_COLD: {
    status: 418,
    title: { zh: '茶凉了', en: 'Tea is cold' },
    detail: { zh: '{cup}里的茶凉了', en: 'The tea in {cup} is cold' },
    reason: { zh: '热茶', en: 'Tea is hot' },
    remedy: { zh: '等 {minutes} 分钟', en: 'Wait {minutes} minutes' },
  },
});

describe('a problem', () => {
  it('carries code, status and the four sentences in both languages', () => {
    const problem = refuse.TEA_COLD({ cup: 'A', minutes: 3 }, { errors: [{ pointer: '/cup', detail: 'cold' }] });
    const json = problem.toJson({ language: 'zh', instance: 'urn:uuid:1', traceId: 'ab' });
    expect(json).toMatchObject({
      type: 'urn:hufu:problem:tea-cold',
      status: 418,
      code: 'TEA_COLD',
      title: '茶凉了',
      detail: 'A里的茶凉了',
      remedy: '等 3 分钟',
      instance: 'urn:uuid:1',
      traceId: 'ab',
      errors: [{ pointer: '/cup', detail: 'cold' }],
    });
    expect(json.translations.en.detail).toBe('The tea in A is cold');
    expect(json.translations['zh-CN'].reason).toBe('热茶');
  });

  it('says what is wrong at each place in the language asked for, and carries both', () => {
    const errors = [
      { pointer: '/cup', detail: 'must be one of ["A","B"]' },
      placeOf('/minutes', { zh: '太久', en: 'too long' }),
    ];
    const problem = refuse.TEA_COLD({ cup: 'C', minutes: 3 }, { errors });
    const { errors: said, translations } = problem.toJson({ language: 'zh', instance: 'urn:uuid:1', traceId: 'ab' });
    expect(said).toEqual([
      { pointer: '/cup', detail: '应为 ["A","B"] 之一' },
      { pointer: '/minutes', detail: '太久' },
    ]);
    expect(translations['zh-CN'].errors).toEqual(said.map(({ detail }) => detail));
    expect(translations.en.errors).toEqual(['must be one of ["A","B"]', 'too long']);
  });

  it('keeps its cause for the log and out of the answer', () => {
    const problem = refuse.TEA_COLD({ cup: 'A', minutes: 3 }, { cause: new Error('kettle at 10.0.0.1 is broken') });
    expect(problem).toBeInstanceOf(Problem);
    expect((problem.cause as Error).message).toContain('kettle');
    expect(JSON.stringify(problem.toJson({ language: 'en', instance: 'x', traceId: 'y' }))).not.toContain('kettle');
  });

  it('does not take placeholders in a parameter for its own', () => {
    const { detail } = refuse.TEA_COLD({ cup: '{minutes}', minutes: 3 }).texts('en');
    expect(detail).toBe('The tea in {minutes} is cold');
  });

  it('is defined once: the table refuses two rows of one code', () => {
    expect(Object.keys(problemTable([refuse]))).toEqual(['TEA_COLD']);
    expect(() => problemTable([refuse, defineProblems({ TEA_COLD: problemTable([refuse]).TEA_COLD! })])).toThrow(
      /twice/,
    );
  });
});

describe('the language of an answer', () => {
  it.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['en', 'en'],
    ['en-GB,en;q=0.9', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en;q=0.5,zh;q=0.9', 'zh'],
    ['de,en;q=0.3', 'en'],
    ['fr', 'zh'],
    ['en;q=nonsense', 'zh'],
  ])('for Accept-Language %s is %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });
});
