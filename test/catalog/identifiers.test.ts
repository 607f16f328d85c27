import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isFieldName,
  isGrantId,
  isMatterCode,
  isResourceId,
  parseGrantId,
  parseMatterCode,
  parseResourceCode,
  parseResourceId,
} from '../../catalog/index.ts';
import { Problem } from '../../kernel/index.ts';
import { anyCharacter } from '../support/any-character.ts';

const lower = [...'abcdefghijklmnopqrstuvwxyz'];
const word = fc
  .tuple(fc.constantFrom(...lower), fc.string({ unit: fc.constantFrom(...lower, ...'0123456789-'), maxLength: 62 }))
  .map(([first, rest]) => first + rest);
const resourceIds = fc.array(word, { minLength: 2, maxLength: 4 }).map((words) => words.join('.'));
const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: least, maxLength: most });

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('resource ids', () => {
  it('are two to four words joined by dots', () => {
    fc.assert(fc.property(resourceIds, (id) => parseResourceId(id) === id));
  });

  it('never let a wildcard, an upper-case letter, a space or any other character through', () => {
    const strangers = fc
      .string({ unit: anyCharacter, minLength: 1, maxLength: 3 })
      .filter((s) => !/^[a-z0-9.-]*$/.test(s));
    fc.assert(
      fc.property(resourceIds, strangers, fc.nat(), (id, strange, at) => {
        const place = at % (id.length + 1);
        return !isResourceId(id.slice(0, place) + strange + id.slice(place));
      }),
    );
  });

  it('whatever is accepted names exactly one subject of NATS and one path of the interface', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: anyCharacter }), resourceIds), (text) => {
        if (!isResourceId(text)) return true;
        return /^[a-z0-9.-]+$/.test(text) && !text.split('.').includes('') && encodeURIComponent(text) === text;
      }),
    );
  });

  it.each([
    '',
    'population',
    'population.*',
    'population.>',
    '*.resident',
    'population..resident',
    '.population.resident',
    'population.resident.',
    'Population.resident',
    'population.resident ',
    'population.resident\n',
    'population resident',
    'a.b.c.d.e',
    '1a.b',
    '-a.b',
    'population.居民',
    "population.resident'; drop table catalog.resource; --",
    '../../etc/passwd',
    `${'a'.repeat(64)}.b`,
    undefined,
    null,
    7,
    ['population.resident'],
  ])('refuses %j and does not repeat it', (text) => {
    expect(codeOf(() => parseResourceId(text))).toBe('RESOURCE_ID_MALFORMED');
    if (typeof text !== 'string' || text.length < 3) return;
    expect(() => parseResourceId(text)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(text) }),
    );
  });
});

describe('resource codes', () => {
  const parts = fc.record({
    category: fc.constantFrom('1', '2', '3'),
    section: digits(2, 2),
    item: digits(3, 3),
    subItem: digits(0, 20),
    serial: digits(1, 20),
  });

  it('fall into 类, 项, 目, 细目 and serial', () => {
    fc.assert(
      fc.property(parts, (made) => {
        const code = `${made.category}${made.section}${made.item}${made.subItem}/${made.serial}`;
        const reading = parseResourceCode(code);
        expect(reading).toEqual({ valid: true, code, parts: made });
      }),
    );
  });

  it('are exactly what the guide’s pattern describes', () => {
    const guide = /^([1-3])(\d{2})(\d{3})(\d*)\/(\d+)$/;
    const nearly = fc.string({ unit: fc.constantFrom(...'0123456789/ a'), maxLength: 14 });
    fc.assert(
      fc.property(nearly, (text) => parseResourceCode(text).valid === guide.test(text.trim())),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['101001', 'slash'],
    ['4010010/1', 'first digit'],
    ['10100/1', 'at least six digits'],
    ['101001/', 'serial'],
    ['101001/a', 'serial'],
    ['10100x/1', 'only digits'],
    ['101001/1/2', 'serial'],
    ['１０１００１/1', 'only digits'],
    [`101001/${'1'.repeat(64)}`, 'longer'],
  ])('says why %j is none', (text, why) => {
    const reading = parseResourceCode(text);
    expect(reading.valid).toBe(false);
    if (reading.valid) return;
    expect(reading.reason.en).toContain(why);
    expect(reading.reason.zh).toMatch(/\p{Script=Han}/u);
  });
});

describe('matter codes and grant ids', () => {
  it('a matter code has 3 to 64 capitals, digits and hyphens', () => {
    const characters = [...'ABCXYZ0189-'];
    const inside = fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 62 });
    const edge = fc.constantFrom(...characters.filter((each) => each !== '-'));
    fc.assert(fc.property(edge, inside, edge, (a, b, c) => parseMatterCode(a + b + c) === a + b + c));
  });

  it.each(['AB', 'a-b-c', '-ABC', 'ABC-', 'A B', 'A.B', 'A*C', "A';--", `${'A'.repeat(65)}`, 'ABC\n', 5])(
    'refuses %j as a matter code',
    (text) => {
      expect(isMatterCode(text)).toBe(false);
      expect(codeOf(() => parseMatterCode(text))).toBe('MATTER_CODE_MALFORMED');
    },
  );

  it('a grant id is a UUID, in whatever case it is given', () => {
    fc.assert(fc.property(fc.uuid(), (id) => isGrantId(id) && parseGrantId(id.toUpperCase()) === id));
    expect(codeOf(() => parseGrantId("' or 1=1"))).toBe('GRANT_ID_MALFORMED');
    expect(codeOf(() => parseGrantId(undefined))).toBe('GRANT_ID_MALFORMED');
  });
});

describe('field names', () => {
  it('begin with a letter and hold letters, digits and underscores', () => {
    expect(['name', 'citizenNumber', 'a_1', 'X'].filter(isFieldName)).toHaveLength(4);
  });

  it.each(['', '1a', '_a', 'a-b', 'a b', 'a.b', '姓名', 'a"b', "a';--", 'a'.repeat(64)])('refuse %j', (name) => {
    expect(isFieldName(name)).toBe(false);
  });

  it('are never what every object has already', () => {
    for (const name of Object.getOwnPropertyNames(Object.prototype)) expect(isFieldName(name)).toBe(false);
  });
});
