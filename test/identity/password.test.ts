import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPasswords, passwordFaults, standardPasswordCost } from '../../identity/index.ts';
import { systemRandom } from '../../kernel/index.ts';

const cheap = { logN: 4, r: 8, p: 1 };
const passwords = createPasswords({ random: systemRandom, cost: cheap });

describe('the rules', () => {
  const faults = (password: string, login = 'zhang.san') =>
    passwordFaults({ password, login }).map((fault) => fault.en);

  test.each([
    'Rivers-run-to-the-sea-7',
    'correct horse battery staple',
    'T6#wQ9!mZ2@x',
    '长江黄河之水天上来奔流到海不复回君不见高堂',
    'Üñïçødé-Løng-1',
  ])('let %j pass', (password) => {
    expect(faults(password)).toEqual([]);
  });

  test.each([
    ['T6#wQ9!mZ2@', 'fewer than 12 characters'],
    ['abcdefghi zz', 'fewer than three kinds of characters'],
    ['onlylowercaseabc', 'fewer than three kinds of characters'],
    ['aaaaaaaaaaaaaaaaaaaaaaaaa', 'too few different characters'],
    ['ABABababAB1!', 'too few different characters'],
    ['My-Zhang.San-2026', 'contains the login'],
    ['Welcome-2026-!', 'common or regular'],
    ['P@ssw0rd-1234', 'common or regular'],
    ['Xy-12345-Zw-ab', 'common or regular'],
    ['Xy-54321-Zw-ab', 'common or regular'],
    ['Qwertyuiop-1', 'common or regular'],
    ['x'.repeat(129), 'more than 128 characters'],
  ])('refuse %j because it has %s', (password, fault) => {
    expect(faults(password)).toContain(fault);
  });

  test('count characters, not bytes or surrogates', () => {
    expect(faults('🐯🐅🐆🦁🐱🐈Aa1')).toContain('fewer than 12 characters');
  });
});

describe('a hash', () => {
  test('fits its password and no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), async (one, other) => {
        const hash = await passwords.hash(one);
        expect(await passwords.matches({ password: one, hash })).toBe(true);
        expect(await passwords.matches({ password: other, hash })).toBe(
          one.normalize('NFKC') === other.normalize('NFKC'),
        );
      }),
      { numRuns: 30 },
    );
  });

  test('differs each time, and holds neither password nor anything but its settings', async () => {
    const [one, two] = [await passwords.hash('same'), await passwords.hash('same')];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^\$scrypt\$ln=4,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
  });

  test('takes composed and decomposed spellings as one password', async () => {
    const hash = await passwords.hash('caf\u00e9-caf\u00e9');
    expect(await passwords.matches({ password: 'cafe\u0301-cafe\u0301', hash })).toBe(true);
  });

  test('is read with the settings it was made with, and known as outdated', async () => {
    const dearer = createPasswords({ random: systemRandom, cost: { logN: 5, r: 8, p: 2 } });
    const hash = await passwords.hash('of yesterday');
    expect(await dearer.matches({ password: 'of yesterday', hash })).toBe(true);
    expect(dearer.isOutdated(hash)).toBe(true);
    expect(passwords.isOutdated(hash)).toBe(false);
  });

  test('costs by default what OWASP asks for', async () => {
    expect(standardPasswordCost).toEqual({ logN: 15, r: 8, p: 3 });
    const standard = createPasswords({ random: systemRandom });
    const hash = await standard.hash('once only');
    expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
    expect(await standard.matches({ password: 'once only', hash })).toBe(true);
  });
});

test('an account that does not exist takes its turn and its time like any other, and never fits', async () => {
  const one = createPasswords({ random: systemRandom, cost: { logN: 10, r: 8, p: 1 }, concurrency: 1 });
  const results = await Promise.allSettled(
    Array.from({ length: 34 }, () => one.matches({ password: 'x', hash: undefined })),
  );
  expect(results.filter((result) => result.status === 'fulfilled' && result.value === false)).toHaveLength(33);
  expect(results.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'PASSWORD_CHECKS_BUSY' } });
});

test('a flood of checks is done a few at a time, and what would wait too long is sent away', async () => {
  const one = createPasswords({ random: systemRandom, cost: { logN: 10, r: 8, p: 1 }, concurrency: 1 });
  const hash = await one.hash('x');
  const results = await Promise.allSettled(Array.from({ length: 40 }, () => one.matches({ password: 'x', hash })));
  const done = results.filter((result) => result.status === 'fulfilled');
  const sent = results.filter((result) => result.status === 'rejected');
  expect(done).toHaveLength(33);
  for (const result of sent)
    expect(result.reason).toMatchObject({ code: 'PASSWORD_CHECKS_BUSY', retryAfterSeconds: 2 });
  expect(await one.matches({ password: 'x', hash })).toBe(true);
});
