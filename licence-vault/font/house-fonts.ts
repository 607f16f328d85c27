import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openTrueType, type TrueTypeFont } from './true-type.ts';

const require = createRequire(import.meta.url);

/** Song characters as Chinese documents have them, plain and bold. SIL Open Font Licence 1.1. */
const files = {
  plain: '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf',
} as const;

export type FontWeight = keyof typeof files;

const opened = new Map<FontWeight, TrueTypeFont>();

/**
 * The font that comes with the program. A file has 15 MB, of which a licence needs a few dozen glyphs: it stays open, its small
 * tables are read once and glyphs where they stand.
 */
export function houseFont(weight: FontWeight): TrueTypeFont {
  const before = opened.get(weight);
  if (before !== undefined) return before;
  const font = cachingTables(openFile(require.resolve(files[weight])));
  opened.set(weight, font);
  return font;
}

function openFile(path: string): TrueTypeFont {
  const file = openSync(path, 'r');
  try {
    return openTrueType((start, length) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, start));
    });
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function cachingTables(font: TrueTypeFont): TrueTypeFont {
  const tables = new Map<string, Buffer | undefined>();
  return {
    ...font,
    table: (name) => {
      if (!tables.has(name)) tables.set(name, font.table(name));
      return tables.get(name);
    },
  };
}
