import type { OfdDocument, OfdFont } from './document.ts';

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
  readonly release: () => void;
}

let documents = 0;

/** Loads the fonts that come with a document; one that does not load has another in its place. */
export async function loadFonts({ fonts }: OfdDocument): Promise<LoadedFonts> {
  documents += 1;
  const names = new Map<string, string>();
  const faces: FontFace[] = [];
  for (const [id, font] of fonts) {
    const { file } = font;
    if (file === undefined || file.length > largestFont) continue;
    const name = `ofd-${documents}-${faces.length}`;
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
