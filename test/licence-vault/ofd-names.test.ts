import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../kernel/index.ts';
import { resolveLocation } from '../../licence-vault/ofd/model/location.ts';
import { readEntryName } from '../../licence-vault/ofd/package/entry-name.ts';
import { packageLimits } from '../../licence-vault/ofd/package/limits.ts';

/** Pieces that names are made of, the dangerous ones among them. */
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('Doc_0', 'Content.xml', 'a-b', 'A1', '_') },
  fc.constantFrom(
    '.',
    '..',
    '...',
    'a.',
    '.a',
    'a..b',
    'a b',
    'a ',
    ' ',
    '',
    '页',
    '\u202e',
    'a\\b',
    'C:',
    '\0',
    '*',
    '\n',
  ),
);
const name = fc
  .tuple(fc.array(piece, { maxLength: 5 }), fc.constantFrom('', '', '/'), fc.constantFrom('', '', '/'))
  .map(([pieces, before, behind]) => before + pieces.join('/') + behind);

/** The rule for names of entries, once more and segment by segment. */
function isSafe(text: string): boolean {
  const segments = text.replace(/\/$/, '').split('/');
  return (
    text !== '' &&
    Buffer.byteLength(text) <= packageLimits.nameBytes &&
    segments.length <= packageLimits.nameDepth &&
    segments.every((segment) => segment !== '' && !/[. ]$/.test(segment)) &&
    !/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\\:*?"<>|]/u.test(text)
  );
}

function accepted(raw: Buffer): string | undefined {
  try {
    return readEntryName(raw, 1);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

describe('the name of an entry', () => {
  it('is accepted as it is, or refused, by the rule alone', () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(accepted(Buffer.from(text))).toBe(isSafe(text) ? text : undefined);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([1, 31, 32, 33, 64])('of %i segments is too deep beyond the limit only', (depth) => {
    for (const segment of ['a', 'Doc_0']) {
      const text = Array.from({ length: depth }, () => segment).join('/');
      expect(accepted(Buffer.from(text))).toBe(depth <= packageLimits.nameDepth ? text : undefined);
    }
  });

  it('is UTF-8 or refused', () => {
    expect(accepted(Buffer.from('营业执照.xml'))).toBe('营业执照.xml');
    expect([accepted(Buffer.of(0xff)), accepted(Buffer.of(0x61, 0x80)), accepted(Buffer.of(0xc0, 0xaf))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

/** The rule for locations, once more: what a URL does, without its escapes. */
function resolved(location: string, file: string): string | undefined {
  if (location === '' || /[\\\0]/.test(location)) return undefined;
  const whole = location.startsWith('/') ? location : `${file.split('/').slice(0, -1).join('/')}/${location}`;
  const path: string[] = [];
  for (const segment of whole.split('/').filter((one) => one !== '' && one !== '.')) {
    if (segment !== '..') path.push(segment);
    else if (path.length === 0) return undefined;
    else path.pop();
  }
  return path.length === 0 ? undefined : path.join('/');
}

describe('a location', () => {
  it('leads where the rule says, or nowhere', () => {
    fc.assert(
      fc.property(
        name,
        fc.constantFrom('OFD.xml', 'Doc_0/Document.xml', 'Doc_0/Pages/Page_0/Content.xml'),
        (text, file) => {
          expect(resolveLocation(text, file)).toBe(resolved(text, file));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('is nothing when it is longer than any path', () => {
    expect(resolveLocation(`/${'a'.repeat(1023)}`, 'OFD.xml')).toHaveLength(1023);
    expect(resolveLocation(`/${'a'.repeat(1024)}`, 'OFD.xml')).toBeUndefined();
  });
});
