import type { PageContent, PageItem } from '../../ofd/write/content.ts';
import { fitText, widthOf } from './fit-text.ts';

const red = [170, 20, 20] as const;
const grey = [120, 120, 120] as const;
/** Millimetres. */
const foot = { height: 9, margin: 3, size: 3, minSize: 1.8, leading: 1.15 };
/** Across the page, from bottom left to top right; `side` and `bare` are parts of its width: what stays free, and what may. */
const across = {
  degrees: -30,
  opacity: 0.16,
  largest: 12,
  smallest: 4,
  rows: [0.36, 0.65, 0.94],
  side: 0.08,
  bare: 0.2,
};

/**
 * Writes on a page what it is good for: every line at its foot, the first also across it three times, so that no part
 * of the page can be shown without it.
 * @returns the page, and whether everything had room at its foot
 */
export function annotate(page: PageContent, lines: readonly string[]): { page: PageContent; isWhole: boolean } {
  const [first] = lines;
  if (first === undefined) return { page, isWhole: true };
  const width = page.width - 2 * foot.margin;
  const fitted = fitText({
    text: lines.join('\n'),
    ...{ size: foot.size, minSize: foot.minSize, width, leading: foot.leading },
    maxLines: Math.floor(foot.height / (foot.size * foot.leading)),
    cutMark: '……',
  });
  const step = fitted.size * foot.leading;
  const top = page.height - foot.margin - (fitted.lines.length - 1) * step;
  const atFoot = fitted.lines.map(
    (text, index): PageItem => ({
      ...{ kind: 'text', text, font: 'hei', size: fitted.size, colour: red, align: 'centre' },
      ...{ x: page.width / 2, y: top + index * step },
    }),
  );
  return { page: { ...page, items: [...page.items, ...watermark(page, first), ...atFoot] }, isWhole: fitted.isWhole };
}

/**
 * Each row rises by no more than what is above it on the page. A page that is much wider than that has a second column of
 * rows, which ends at its right edge.
 */
function watermark({ width, height }: PageContent, line: string): readonly PageItem[] {
  const angle = (-across.degrees * Math.PI) / 180;
  const [lowest] = across.rows;
  const room =
    Math.min((width * (1 - 1.5 * across.side)) / Math.cos(angle), ((lowest ?? 1) * height) / Math.sin(angle)) * 0.97;
  const fitted = fitText({
    ...{ text: line, size: across.largest, minSize: across.smallest, width: room, cutMark: '……' },
    // However small, one line.
    ...{ maxLines: 1, leading: Number.POSITIVE_INFINITY },
  });
  const [text = ''] = fitted.lines;
  const left = width * across.side;
  const right = width * (1 - across.side) - widthOf(text) * fitted.size * Math.cos(angle);
  const columns = right - left > width * across.bare ? [left, right] : [left];
  return columns.flatMap((x) =>
    across.rows.map((row) => ({
      ...{ kind: 'text', text, font: 'hei', size: fitted.size, colour: grey, opacity: across.opacity },
      ...{ degrees: across.degrees, x, y: height * row },
    })),
  );
}
