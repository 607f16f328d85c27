import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deltas, pathData } from '../../console/clerk/ofd/path-data.ts';
import { sealPicture } from '../../console/clerk/ofd/seal-picture.ts';

describe('what an OFD is drawn from', () => {
  it('takes abbreviated data as the path of SVG that does the same, and nothing that is none', () => {
    expect(pathData('M 0 0 L 10 0 Q 1 2 3 4 B 1 2 3 4 5 6 A 1 2 30 0 1 7 8 C')).toBe(
      'M 0 0 L 10 0 Q 1 2 3 4 C 1 2 3 4 5 6 A 1 2 30 0 1 7 8 Z',
    );
    expect(pathData('S 1,2 L 3,4')).toBe('M 1 2 L 3 4');
    for (const wrong of ['', 'L 1 2', 'M 1', 'M 1 x', 'M 1 2 Z', 'M 1 2 url(#a)', 'constructor 1 2'])
      expect(pathData(wrong), wrong).toBeUndefined();
    // Whatever is written, nothing but letters and numbers comes out.
    fc.assert(
      fc.property(fc.string(), (text) => /^[MLQCAZ\d .e+-]*$/.test(pathData(`M 0 0 L ${text}`) ?? '')),
      { numRuns: 200 },
    );
  });

  it('takes steps between characters, repeated ones too, and never more than there are characters', () => {
    expect(deltas('3.5 3.5 1.75', 9)).toEqual([3.5, 3.5, 1.75]);
    expect(deltas('1 g 3 2 4', 9)).toEqual([1, 2, 2, 2, 4]);
    expect(deltas('g 1000000000 2', 4)).toEqual([2, 2, 2, 2]);
    expect(deltas(undefined, 4)).toEqual([]);
    expect(deltas('1 x 2', 4)).toEqual([1]);
  });

  it('finds the picture in a seal, and none in bytes that are none', () => {
    const value = (tag: number, ...content: readonly number[]) => [tag, content.length, ...content];
    const picture = value(
      0x30,
      ...value(0x16, 0x70, 0x6e, 0x67),
      ...value(4, 1, 2, 3),
      ...value(2, 45),
      ...value(2, 45),
    );
    const seal = value(0x30, ...value(0x30, ...value(2, 4), ...picture), ...value(4, 9));
    expect([...(sealPicture(Uint8Array.from(seal)) ?? [])]).toEqual([1, 2, 3]);
    for (let end = 0; end < seal.length; end += 1)
      expect(sealPicture(Uint8Array.from(seal.slice(0, end)))).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => (sealPicture(bytes)?.length ?? 0) <= bytes.length),
      { numRuns: 200 },
    );
  });
});
