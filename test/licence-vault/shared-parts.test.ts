import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../kernel/index.ts';
import { leanFile, wholeFile } from '../../licence-vault/licence/file/shared-parts.ts';

const parts = [randomBytes(2048), randomBytes(1024), Buffer.alloc(3000, 1), randomBytes(100)];
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(...parts),
);
const partsOf = (lean: ReturnType<typeof leanFile>) =>
  lean.shared.map((digest) => parts.find((part) => sha256(part).equals(digest)) ?? Buffer.alloc(0));

describe('a file without the parts that it shares', () => {
  it('is put together again to the byte, wherever the parts lie and however often', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const file = Buffer.concat(pieces);
        const lean = leanFile(file, parts);
        expect(wholeFile(lean.content, partsOf(lean)).equals(file)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('takes out each part at every place, and leaves small ones where they are', () => {
    const [large, , , small] = parts as [Buffer, Buffer, Buffer, Buffer];
    const lean = leanFile(Buffer.concat([Buffer.from('a'), large, small, large]), parts);
    expect(lean.shared).toEqual([sha256(large)]);
    expect(lean.content.length).toBeLessThan(200);
  });

  it.each([
    ['no compressed data', Buffer.from('nonsense')],
    ['nothing', Buffer.alloc(0)],
  ])('is not made of %s', (_, content) => {
    expect(() => wholeFile(content, parts)).toThrow();
  });

  it('is not put together without its parts', () => {
    const [large] = parts as [Buffer];
    const { content } = leanFile(Buffer.concat([large, Buffer.from('x'), large]), [large]);
    expect(() => wholeFile(content, [])).toThrow(RangeError);
  });
});
