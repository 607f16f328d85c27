import { sha256 } from '../../../kernel/index.ts';
import type { LicenceContent } from '../../licence/document.ts';
import type { CustomData } from '../../ofd/model/ofd-file.ts';
import type { OfdContent, PageContent, PageItem } from '../../ofd/write/content.ts';
import type { LicenceTypeDefinition } from '../licence-type.ts';
import { annotate } from './annotate.ts';
import { fieldValue, formatValue, plainText } from './field-value.ts';
import { fitText } from './fit-text.ts';
import { type LicenceTemplate, type TemplateField, templateFonts } from './licence-template.ts';
import { type ListedValue, listPage, listPages } from './list-pages.ts';

/** Seals of counties' organs (国发〔1999〕25号 art. 7), millimetres. */
const usualSeal = { width: 45, height: 45 };
/** Middle of the seal on a page without a template, and the last line of the list above it. */
const plainSeal = { x: 160, y: 246, bottom: 216 };

/**
 * Lays a licence out as pages: on its type's template, or, where the type has none, as a plain page of names and values.
 * Text is shrunk and broken to stay in its place; what has no room there stands whole on a page that follows. The same
 * content always gives the same pages.
 * @param options.annotation lines of a copy for one purpose, printed on every page
 */
export function layoutLicence(options: {
  type: LicenceTypeDefinition;
  template: LicenceTemplate | undefined;
  content: LicenceContent;
  annotation?: { readonly lines: readonly string[] } | undefined;
}): OfdContent {
  const { type, template, content } = options;
  const lines = options.annotation?.lines ?? [];
  const overflow: ListedValue[] = [];
  const first = template === undefined ? plainPages(type, content) : [templatePage(template, options, overflow)];
  const annotated = first.map((page) => annotate(page, lines));
  if (annotated.some(({ isWhole }) => !isWhole)) overflow.push({ name: '加注', text: lines.join('\n') });
  const following =
    overflow.length === 0 ? [] : listPages({ title: '附页', values: overflow }).map((page) => annotate(page, lines));
  const pages = [...annotated, ...following].map(({ page }) => page);
  return {
    docId: sha256(content.identifier).toString('hex').slice(0, 32),
    title: type.title.zh,
    author: content.issuer.name,
    creationDate: content.issuedOn,
    customData: customData(type, content),
    fonts: fontsOf(pages),
    ...(template === undefined ? {} : { pictures: template.pictures }),
    pages,
  };
}

/**
 * Top left of the seal on a licence, such that its middle lies where the template has it.
 * @param size of the seal, millimetres
 */
export function sealPlaceOf(
  template: LicenceTemplate | undefined,
  size: { readonly width: number; readonly height: number } = usualSeal,
): { readonly page: number; readonly x: number; readonly y: number } {
  const { x, y } = template?.seal ?? plainSeal;
  return { page: 1, x: x - size.width / 2, y: y - size.height / 2 };
}

function templatePage(
  template: LicenceTemplate,
  { type, content }: { readonly type: LicenceTypeDefinition; readonly content: LicenceContent },
  overflow: ListedValue[],
): PageContent {
  const { width, height, drawing } = template;
  const items = template.fields.flatMap((field) => {
    const text = formatValue(fieldValue(content, field.field), field.format);
    if (text.trim() === '') return [];
    const { items, isWhole } = fieldItems(field, text);
    if (!isWhole) overflow.push({ name: titleOf(type, field.field), text });
    return items;
  });
  return { width, height, background: drawing, items };
}

function fieldItems(field: TemplateField, text: string): { items: readonly PageItem[]; isWhole: boolean } {
  const { font, x, y, align, colour, leading } = field;
  const { size, lines, isWhole } = fitText({ ...field, text, cutMark: '……（全文见附页）' });
  const top = y + shiftOf(field, size, lines.length);
  const items = lines.map(
    (line, index): PageItem => ({
      ...{ kind: 'text', text: line, font, size, x, y: top + index * size * leading, align },
      ...(colour === undefined ? {} : { colour }),
    }),
  );
  return { items, isWhole };
}

/** One line stays on its baseline, beside its name; several fill their rectangle from the top, or stand in its middle. */
function shiftOf({ size: full, leading, maxLines, stand }: TemplateField, size: number, lines: number): number {
  if (stand === 'top') return lines === 1 ? 0 : size - full;
  const [room, used] = [full * ((maxLines - 1) * leading + 1), size * ((lines - 1) * leading + 1)];
  return size - full + Math.max(0, room - used) / 2;
}

function plainPages(type: LicenceTypeDefinition, content: LicenceContent): readonly PageContent[] {
  const face = type.items.filter((item) => item.place === 'face');
  const pages = listPages({
    title: type.title.zh,
    values: face
      .map(({ name, title }) => ({ name: title.zh, text: printed(content.data[name]) }))
      .filter(({ text }) => text !== ''),
    firstBottom: plainSeal.bottom,
  });
  const signature = [content.issuer.name, formatValue(content.issuedOn, 'day')].map(
    (text, index): PageItem => ({
      ...{ kind: 'text', text, font: 'song', size: 5, align: 'centre' },
      ...{ x: Math.min(plainSeal.x, listPage.width - 22 - text.length * 2.5), y: plainSeal.y - 2 + index * 9 },
    }),
  );
  const identifier: PageItem = {
    ...{ kind: 'text', text: content.identifier, font: 'song', size: 3, align: 'centre' },
    ...{ x: listPage.width / 2, y: 279.5 },
  };
  return pages.map((page, index) => ({
    ...page,
    items: [...page.items, ...(index === 0 ? signature : []), identifier],
  }));
}

/** On a plain page a day is told by its form, since nobody said which items are days. */
function printed(value: unknown): string {
  return typeof value === 'string' ? formatValue(value, 'day') : plainText(value);
}

function titleOf(type: LicenceTypeDefinition, field: string): string {
  return type.items.find(({ name }) => name === field)?.title.zh ?? '电子证照标识';
}

function fontsOf(pages: readonly PageContent[]): NonNullable<OfdContent['fonts']> {
  const used = new Set(
    pages.flatMap((page) =>
      [...(page.background ?? []), ...page.items].map((item) => (item.kind === 'text' ? item.font : '')),
    ),
  );
  return Object.fromEntries(Object.entries(templateFonts).filter(([name]) => used.has(name)));
}

/** What readers of licences look for in an OFD, by the names seen in use. */
function customData(type: LicenceTypeDefinition, content: LicenceContent): readonly CustomData[] {
  const { holder, issuer } = content;
  const kind = holder.kind === '111' ? '公民身份号码' : '统一社会信用代码';
  return [
    { name: 'ZZMC', value: type.title.zh },
    { name: 'ZZLXDM', value: content.type.code },
    { name: 'ZZBS', value: content.identifier },
    { name: 'ZZBFJG', value: issuer.name },
    { name: 'ZZBFJGDM', value: issuer.code },
    { name: 'ZZBFRQ', value: content.issuedOn },
    { name: 'CZZT', value: holder.name },
    { name: 'CZZTDM', value: holder.number },
    { name: 'CZZTDMLX', value: kind },
    { name: 'CZZTDMLXDM', value: holder.kind },
    { name: 'ZZYXQQSRQ', value: content.validFrom },
    { name: 'ZZYXQJZRQ', value: content.validTo },
  ];
}
