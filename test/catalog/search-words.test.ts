import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { termsOf } from '../../catalog/search/question.ts';
import { gramsOf, gramsTyped, runsOf, squeezed } from '../../catalog/search/text.ts';

const words = (q: string) => termsOf(q).map(({ text }) => text);

describe('the words in what somebody typed', () => {
  it.each<[string, string, readonly string[]]>([
    ['Chinese without spaces, by the dictionary', '城乡居民养老保险', ['城乡', '居民', '养老', '保险']],
    ['spaces, also wide ones', '户籍　人口 信息', ['户籍', '人口', '信息']],
    ['Chinese punctuation', '「户籍」、《人口》（信息）。', ['户籍', '人口', '信息']],
    ['full-width letters and digits', 'ＡＰＩ２０', ['api20']],
    ['capitals', 'Motor VEHICLES', ['motor', 'vehicles']],
    ['Latin within Chinese', '企业API接口', ['企业', 'api', '接口']],
    ['single characters that the dictionary leaves over', '待遇申领', ['待遇', '申领']],
    ['one such character goes with the word before it', '社保卡信息', ['社保卡', '信息']],
    ['a particle says nothing', '人口的信息', ['人口', '信息']],
    ['a particle alone is looked for', '的', ['的']],
    ['one character', '税', ['税']],
    ['a word typed twice', '人口 人口', ['人口']],
    ['a rare character outside the basic plane', '𠮷野', ['𠮷野']],
    ['an id', 'population.resident', ['population', 'resident']],
  ])('%s', (_what, q, expected) => {
    expect(words(q)).toEqual(expected);
  });

  it.each(['', '   ', '。。。', '%_\\', '「」——……', '\u200b', '🙂'])('%j has none', (q) => {
    expect(words(q)).toEqual([]);
  });

  it.each<[string, string | undefined]>([
    ['101001/', '101001/'],
    ['１０１００１／２', '101001/2'],
    ['1', '1'],
    ['2017', '2017'],
    ['017777', undefined],
    ['401', undefined],
    ['101001/2/3', undefined],
    ['10A', undefined],
  ])('%s is the beginning of the code %s', (q, code) => {
    expect(termsOf(q)[0]?.code).toBe(code);
  });
});

describe('grams', () => {
  it('find every part of two characters of Chinese and of three letters, wherever it stands', () => {
    const text = fc.stringMatching(/^[一-龥a-z0-9（）， .-]{1,30}$/);
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 2, max: 8 }), (whole, from, length) => {
        const grams = gramsOf(whole, { singly: false });
        for (const run of runsOf(whole)) {
          const start = from % run.text.length;
          const part = run.text.slice(start, start + length);
          if (part.length < (run.alphabetic ? 3 : 2)) continue;
          for (const gram of gramsTyped({ text: part, alphabetic: run.alphabetic })) expect(grams).toContain(gram);
        }
      }),
    );
  });

  it('find the beginning of a word of letters, however short', () => {
    expect(gramsOf('Population', { singly: false })).toEqual(
      new Set(['p', 'po', 'pop', 'opu', 'pul', 'ula', 'lat', 'ati', 'tio', 'ion']),
    );
  });

  it('of any text are taken without a fault, and hold no capital of ASCII, which marks places', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const gram of gramsOf(text, { singly: true })) expect(gram).not.toMatch(/[A-Z/@]/);
        for (const { grams } of termsOf(text)) expect(grams.length).toBeGreaterThan(0);
        expect(squeezed(text)).not.toMatch(/[\s\p{P}]/u);
      }),
    );
  });
});
