import { attributeOf, childrenOf, numberOf, numbersOf, textOf } from './xml.ts';

/** Draws the shapes of one font by their numbers. */
export interface GlyphOutlines {
  /** Path data of a shape with its origin at (x, y); undefined where the font has none of that number. */
  readonly outline: (glyph: number, place: { x: number; y: number; size: number }) => string | undefined;
}

/** Of a run of characters, the shapes that stand for it. */
interface Transform {
  readonly codes: number;
  readonly glyphs: readonly number[];
}

/**
 * Which shapes of its font a text object is drawn with (GB/T 33190 §11.4, CGTransform), by the place of the first character in
 * all of its text. Of several for one place the last counts.
 */
export function transformsOf(object: Element): ReadonlyMap<number, Transform> {
  const found = new Map<number, Transform>();
  for (const each of childrenOf(object, 'CGTransform')) {
    const count = Math.max(1, numberOf(attributeOf(each, 'GlyphCount')) ?? 1);
    const glyphs = (numbersOf(textOf(each, 'Glyphs')) ?? []).slice(0, count);
    const codes = Math.max(1, Math.trunc(numberOf(attributeOf(each, 'CodeCount')) ?? 1));
    if (glyphs.length > 0) found.set(numberOf(attributeOf(each, 'CodePosition')) ?? 0, { codes, glyphs });
  }
  return found;
}

/**
 * The shapes of one TextCode in their order; undefined when a character of it has none given, or the characters are fewer
 * than its shapes stand for. Steps from one place to the next are counted by shapes, not by characters.
 * @param from place of its first character in all of the object's text
 */
export function glyphsOf(
  transforms: ReadonlyMap<number, Transform>,
  from: number,
  characters: number,
): readonly number[] | undefined {
  const glyphs: number[] = [];
  for (let at = 0; at < characters; ) {
    const transform = transforms.get(from + at);
    if (transform === undefined) return undefined;
    glyphs.push(...transform.glyphs);
    at += transform.codes;
  }
  return glyphs;
}
