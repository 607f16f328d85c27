import { beijingDay } from '../licence/term.ts';
import { annotate } from '../licence-type/template/annotate.ts';
import { templateFonts } from '../licence-type/template/licence-template.ts';
import { listPages } from '../licence-type/template/list-pages.ts';
import type { OfdContent, PageContent } from '../ofd/write/content.ts';
import { type CopyData, copyCustomData } from './copy-data.ts';

/** What a copy says, every member of it. */
export type WholeCopy = { readonly [Member in keyof CopyData]: NonNullable<CopyData[Member]> };

/** Millimetres below each page of the licence, for what the copy is good for; what stands on the page stays whole. */
const strip = 12;

const beijingOffsetMs = 8 * 3_600_000;

/**
 * The pages of a copy: those of the licence as it shows them, each with a strip below it and words across it that say what the
 * copy is good for, and the same in its CustomData. What came with the licence as a file does not come with the copy.
 * @param options.shown what the licence's sealed file shows
 */
export function copyPages(options: {
  readonly shown: OfdContent;
  readonly copy: WholeCopy;
  readonly matterName: string;
  /** 32 hexadecimal digits. */
  readonly docId: string;
}): OfdContent {
  const { shown, copy, docId } = options;
  const lines = annotationOf(copy, options.matterName);
  const annotated = shown.pages.map((page) => annotate({ ...page, height: page.height + strip }, lines));
  const isWhole = annotated.every((one) => one.isWhole);
  const following = isWhole ? [] : listPages({ title: '加注页', values: [{ name: '加注', text: lines.join('\n') }] });
  const pages = [...annotated.map(({ page }) => page), ...following.map((page) => annotate(page, lines).page)];
  const day = beijingDay(copy.madeAt);
  return {
    ...shown,
    docId,
    creationDate: day,
    modDate: undefined,
    customData: [...(shown.customData ?? []), ...copyCustomData(copy)],
    fonts: usedFonts({ ...shown.fonts, ...templateFonts }, pages),
    pages,
    attachments: [],
  };
}

/** What everybody sees on the pages; the first line stands across them. */
function annotationOf(copy: WholeCopy, matterName: string): readonly string[] {
  const end = new Date(copy.expiresAt.getTime() + beijingOffsetMs).toISOString();
  return [
    `仅供${copy.madeFor}办理“${matterName}”使用`,
    `办件 ${copy.case}，事由：${copy.cause}`,
    `有效期至 ${end.slice(0, 10)} ${end.slice(11, 16)}（北京时间），逾期或另作他用无效`,
  ];
}

function usedFonts(
  fonts: NonNullable<OfdContent['fonts']>,
  pages: readonly PageContent[],
): NonNullable<OfdContent['fonts']> {
  const used = new Set(
    pages.flatMap((page) =>
      [...(page.background ?? []), ...page.items].map((item) => (item.kind === 'text' ? item.font : '')),
    ),
  );
  return Object.fromEntries(Object.entries(fonts).filter(([name]) => used.has(name)));
}
