import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { inChinese } from '../../kernel/place-phrases.ts';
import { pointerErrors } from '../../kernel/schema.ts';

/**
 * Where the hub's own sentences stand: as a place's detail, or given to one of the small functions that make one. What a
 * connector says of its own file is among them; what only the makers of documents write, no form of the console sends.
 */
const folders = ['kernel', 'identity', 'catalog', 'exchange', 'licence-vault', 'connectors/agent'];
const others = /generated|ofd\/write|exchange\/cli|\/verify\/|exchange\/evidence\/(?!usage)|exchange\/probe/;
const sentence = "('(?:[^'\\\\\\n]|\\\\.)+'|`[^`]+`)";
const ways = [
  new RegExp(`\\{ pointer[^}]*?detail: ${sentence}`, 'gs'),
  new RegExp(`\\b(?:refuse|wrong|find|at)\\(\\s*${sentence}\\s*\\)`, 'gs'),
  new RegExp(`\\bat\\('\\w+', ${sentence}\\)`, 'gs'),
  new RegExp(`\\bmistake\\([\\w, /\`'\${}]+?,\\s*${sentence}\\)`, 'gs'),
  new RegExp(`pointer: \`[^\`]*\`,\\s*detail: ${sentence}`, 'gs'),
  new RegExp(`\\brequire\\([^;]*?'?/[\\w/$\\{\\}]+['\`],\\s*${sentence}\\)`, 'gs'),
];

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (path.endsWith('.ts') && !others.test(path)) yield path;
  }
}

describe('a place’s sentence', () => {
  it('has a Chinese for each that the hub says', () => {
    const said = folders.flatMap((folder) =>
      [...sources(folder)].flatMap((path) => {
        const text = readFileSync(path, 'utf8');
        if (!text.includes('pointer')) return [];
        return ways.flatMap((way) => [...text.matchAll(way)].map(([, quoted = '']) => ({ path, quoted })));
      }),
    );
    const english = said.map(({ path, quoted }) => ({
      path,
      detail: quoted
        .slice(1, -1)
        .replaceAll(/\$\{[^}]*(\{[^}]*\}[^}]*)*\}/g, 'x')
        .replaceAll("\\'", "'"),
    }));
    const sentences = english.filter(({ detail }) => detail.includes(' ') && detail !== 'x x');
    expect(sentences.length).toBeGreaterThan(120);
    expect(sentences.filter(({ detail }) => inChinese(detail) === undefined)).toEqual([]);
  });

  it('has a Chinese for each that the schema library says of what the interface describes', () => {
    const schema = {
      type: 'object',
      required: ['missing'],
      additionalProperties: false,
      minProperties: 99,
      properties: {
        kind: { type: 'string' },
        maybe: { type: ['string', 'null'] },
        either: { type: ['number', 'null'] },
        count: { type: 'integer' },
        flag: { type: 'boolean' },
        rows: { type: 'array' },
        part: { type: 'object' },
        fixed: { const: 1 },
        one: { enum: ['a', 'b'] },
        pattern: { type: 'string', pattern: '^\\d{2}$' },
        short: { type: 'string', minLength: 2 },
        long: { type: 'string', maxLength: 2 },
        few: { type: 'array', minItems: 2 },
        many: { type: 'array', maxItems: 1 },
        twice: { type: 'array', uniqueItems: true },
        low: { type: 'integer', minimum: 2 },
        high: { type: 'integer', maximum: 2 },
        lower: { type: 'integer', exclusiveMinimum: 2 },
        higher: { type: 'integer', exclusiveMaximum: 2 },
        step: { type: 'integer', multipleOf: 5 },
        any: { anyOf: [{ const: 1 }, { const: 2 }] },
        exactly: { oneOf: [{ const: 1 }, { const: 2 }] },
        not: { not: { const: 3 } },
        never: false,
      },
    };
    const value = {
      ...{
        kind: 1,
        maybe: 1,
        either: 'x',
        count: 'x',
        flag: 'x',
        rows: 'x',
        part: 'x',
        fixed: 2,
        one: 'c',
        pattern: 'x',
      },
      ...{
        short: 'a',
        long: 'abc',
        few: [1],
        many: [1, 2],
        twice: [1, 1],
        low: 1,
        high: 3,
        lower: 2,
        higher: 2,
        step: 3,
      },
      ...{ any: 3, exactly: 3, not: 3, never: 1, beside: 1 },
    };
    const check = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
    expect(check(value)).toBe(false);
    const said = pointerErrors(check.errors ?? []);
    expect(said.length).toBeGreaterThan(28);
    expect(said.filter(({ detail }) => inChinese(detail) === undefined)).toEqual([]);
  });

  it('keeps what it quotes, follows a sentence within, and is silent of what stands in no list', () => {
    expect(inChinese('must NOT have more than 5 items')).toBe('多于 5 项');
    expect(inChinese('pattern not accepted: longer than 200 characters')).toBe('不接受这个正则表达式：超过 200 个字符');
    expect(inChinese('the materials of A-1, B-2 do not list birthday')).toBe('事项 A-1, B-2 的材料没有列出 birthday');
    expect(inChinese('no sentence of ours')).toBeUndefined();
  });

  it('is not led on by what it quotes: not down without end, and not through texts of any length', () => {
    expect(inChinese(`needs ${'needs '.repeat(4)}x`)).toBe('缺少 缺少 缺少 needs needs x');
    expect(inChinese(`needs ${'needs '.repeat(40_000)}x`)).toBeUndefined();
  });
});
