import type { PageContent, PageItem } from '../../ofd/write/content.ts';
import { breakLines } from './fit-text.ts';

/** A name and what stands beside it. */
export interface ListedValue {
  readonly name: string;
  readonly text: string;
}

/** Millimetres, on A4. */
export const listPage = { width: 210, height: 297 } as const;
const frames = [
  { margin: 12, width: 1.2 },
  { margin: 15, width: 0.4 },
] as const;
const gold = [180, 140, 60] as const;
const names = { x: 30, width: 44, size: 4.5 };
const values = { x: 78, width: 104, size: 4.5 };
const leading = 6.5;
const betweenValues = 7;
const firstTop = { title: 48, list: 74 };
const nextTop = 34;
const lastLine = 272;

/**
 * Pages that list names and values from top to bottom in two columns; a value too long for its line goes on below, and
 * over to as many pages as it takes.
 * @param options.firstBottom where the list ends on the first page, to leave room for what goes there
 */
export function listPages(options: {
  title: string;
  values: readonly ListedValue[];
  firstBottom?: number | undefined;
}): readonly (PageContent & { readonly items: PageItem[] })[] {
  const pages = [emptyPage()];
  const items = () => pages[pages.length - 1]?.items ?? [];
  items().push({ kind: 'text', text: options.title, font: 'hei', size: titleSize(options.title), ...titlePlace });
  let y = firstTop.list;
  let bottom = options.firstBottom ?? lastLine;
  const turn = () => {
    pages.push(emptyPage());
    y = nextTop;
    bottom = lastLine;
  };
  for (const { name, text } of options.values) {
    const nameLines = breakLines(name, names.width / names.size);
    const valueLines = breakLines(text, values.width / values.size);
    const count = Math.max(nameLines.length, valueLines.length, 1);
    for (let line = 0; line < count; line += 1) {
      if (y > bottom) turn();
      const put = (words: string | undefined, font: string, { x, size }: { x: number; size: number }) => {
        if (words !== undefined) items().push({ kind: 'text', text: words, font, size, x, y });
      };
      put(nameLines[line], 'hei', names);
      put(valueLines[line], 'song', values);
      y += leading;
    }
    y += betweenValues - (leading - values.size);
  }
  return pages;
}

const titlePlace = { x: listPage.width / 2, y: firstTop.title, align: 'centre' } as const;

/** 14 mm, or what it takes to stay inside the frame. */
function titleSize(title: string): number {
  return Math.min(14, 170 / Math.max(1, [...title].length));
}

function emptyPage(): PageContent & { readonly items: PageItem[] } {
  const { width, height } = listPage;
  const items = frames.map(({ margin, width: lineWidth }): PageItem => {
    const [right, bottom] = [width - margin, height - margin];
    return {
      kind: 'path',
      segments: [['M', margin, margin], ['L', right, margin], ['L', right, bottom], ['L', margin, bottom], ['C']],
      stroke: { colour: gold, width: lineWidth },
    };
  });
  return { width, height, items };
}
