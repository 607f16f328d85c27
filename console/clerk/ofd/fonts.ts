import type { PathCommand } from 'opentype.js';
import type { OfdDocument, OfdFont } from './document.ts';
import type { GlyphOutlines } from './glyph-text.ts';

/** Fonts that stand in for those of Chinese documents where a machine lacks them, by what their names hold. */
const stacks: readonly (readonly [RegExp, string])[] = [
  [
    /黑|hei|gothic|sans|arial|helvetica/i,
    'SimHei, "Noto Sans Mono CJK SC", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", sans-serif',
  ],
  [/仿宋|fangsong/i, 'FangSong, STFangsong, "Noto Serif CJK SC", serif'],
  [/楷|kai/i, 'KaiTi, STKaiti, "Noto Serif CJK SC", serif'],
  [/courier|mono|consol/i, '"Courier New", "Noto Sans Mono CJK SC", monospace'],
  [/./, 'SimSun, "Noto Serif CJK SC", "Noto Serif SC", STSong, serif'],
];

/** Larger ones are whole fonts that no licence needs. */
const largestFont = 24 * 1024 * 1024;

/** The fonts of a document as the page knows them, until they are let go. */
export interface LoadedFonts {
  /** For font-family. */
  readonly family: (id: string | undefined) => string;
  /** Shapes by their numbers, of a font that came with its file; for documents that draw by numbers. */
  readonly outlines: (id: string | undefined) => GlyphOutlines | undefined;
  readonly release: () => void;
}

let documents = 0;

/** Loads the fonts that come with a document; one that does not load has another in its place. */
export async function loadFonts(ofd: OfdDocument): Promise<LoadedFonts> {
  const { fonts } = ofd;
  documents += 1;
  const byNumber = new Map<string, GlyphOutlines>();
  const parse = drawsByNumber(ofd) ? (await import('opentype.js')).parse : undefined;
  const names = new Map<string, string>();
  const faces: FontFace[] = [];
  for (const [id, font] of fonts) {
    const { file } = font;
    if (file === undefined || file.length > largestFont) continue;
    const name = `ofd-${documents}-${faces.length}`;
    const outlines = parse === undefined ? undefined : outlinesOf(parse, file);
    if (outlines !== undefined) byNumber.set(id, outlines);
    try {
      // From memory: nothing is fetched, so no policy has to allow an address.
      const face = new FontFace(name, Uint8Array.from(file).buffer);
      await face.load();
      document.fonts.add(face);
      faces.push(face);
      names.set(id, name);
    } catch {
      // A font that the browser does not take, such as one without the tables that it wants.
    }
  }
  return {
    family: (id) => {
      const font = fonts.get(id ?? '');
      const own = names.get(id ?? '');
      return own === undefined ? fallback(font) : `${own}, ${fallback(font)}`;
    },
    outlines: (id) => byNumber.get(id ?? ''),
    release: () => {
      for (const face of faces) document.fonts.delete(face);
    },
  };
}

function fallback(font: OfdFont | undefined): string {
  const name = `${font?.name ?? ''} ${font?.family ?? ''}`;
  const [, stack] = stacks.find(([pattern]) => pattern.test(name)) ?? stacks[stacks.length - 1] ?? [/./, 'serif'];
  const own = [font?.name, font?.family].filter((each) => each !== undefined && /^[\p{L}\d _-]{1,60}$/u.test(each));
  return [...own.map((each) => `"${each}"`), stack].join(', ');
}

function drawsByNumber({ pages, composites }: OfdDocument): boolean {
  const drawn = [...pages.flatMap(({ layers, annotations }) => [...layers, ...annotations]), ...composites.values()];
  return drawn.some((each) => each.getElementsByTagNameNS('*', 'CGTransform').length > 0);
}

/** Decimals of an outline's numbers: a hundredth of a tenth of a millimetre is nothing that anybody sees. */
const decimals = 2;

/**
 * An outline as path data. Contours of a letter are closed, whether its font says so or not; and the library's own spelling
 * makes NaN of numbers that are next to nothing (2.0.0).
 */
function outlineData(steps: readonly PathCommand[]): string {
  const drawn = steps
    .filter(({ type }) => type !== 'Z')
    .map((step, index) => {
      const numbers = numbersIn(step);
      if (!numbers.every(Number.isFinite)) throw new Error('an outline without places');
      const closed = step.type === 'M' && index > 0 ? 'Z' : '';
      return `${closed}${step.type}${numbers.map((each) => Number(each.toFixed(decimals))).join(' ')}`;
    });
  return drawn.length === 0 ? '' : `${drawn.join('')}Z`;
}

function numbersIn(step: PathCommand): readonly number[] {
  switch (step.type) {
    case 'Z':
      return [];
    case 'Q':
      return [step.x1, step.y1, step.x, step.y];
    case 'C':
      return [step.x1, step.y1, step.x2, step.y2, step.x, step.y];
    default:
      return [step.x, step.y];
  }
}

/** The shapes of a font; undefined for a file that cannot be read. A shape that is broken is none. */
function outlinesOf(parse: typeof import('opentype.js').parse, file: Uint8Array): GlyphOutlines | undefined {
  try {
    const font = parse(Uint8Array.from(file).buffer);
    return {
      outline: (glyph, { x, y, size }) => {
        if (!Number.isInteger(glyph) || glyph < 0 || glyph >= font.numGlyphs) return undefined;
        try {
          return outlineData(font.glyphs.get(glyph).getPath(x, y, size, undefined, font).commands);
        } catch {
          return undefined;
        }
      },
    };
  } catch {
    return undefined;
  }
}
