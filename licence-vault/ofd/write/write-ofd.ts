import { type NewPart, writePackage } from '../package/write-package.ts';
import { ofdElement, ofdFile, type XmlPiece } from '../xml/write-xml.ts';
import { requireContent } from './check-content.ts';
import type { OfdContent, PageContent, PageItem } from './content.ts';
import { lengths } from './geometry.ts';
import { type ObjectIds, pageObject } from './page-objects.ts';
import { fontEndingOf, pictureFormatOf } from './picture-format.ts';

const creator = 'Hufu';
const folder = 'Doc_0';

/**
 * Writes an OFD (GB/T 33190): pages with text, paths and pictures, metadata, attachments. No time and no chance goes into
 * it, so the same content gives the same bytes.
 * @throws OFD_CONTENT_INVALID with the places that are wrong, OFD_TEXT_NOT_WRITABLE, OFD_TOO_LARGE
 * @example
 * writeOfd({ docId, creationDate: '2026-11-21', fonts: { song: { name: '宋体' } },
 *   pages: [{ width: 210, height: 297, items: [{ kind: 'text', text: '营业执照', font: 'song', size: 10, x: 105, y: 40, align: 'centre' }] }] })
 */
export function writeOfd(content: OfdContent): Buffer {
  requireContent(content);
  const ids = numbering(content);
  const pages = content.pages.map((page) => ({ id: ids.next(), page }));
  const pageParts = pages.map(({ page }, index) => ({
    name: `${folder}/Pages/Page_${index}/Content.xml`,
    bytes: pageFile(page, content, ids),
  }));
  const attachments = attachmentParts(content);
  const resources = resourceParts(content, ids);
  const document = documentFile({ content, pages, maxUnitId: ids.next(), hasAttachments: attachments.length > 0 });
  return writePackage([
    { name: 'OFD.xml', bytes: rootFile(content) },
    { name: `${folder}/Document.xml`, bytes: document },
    ...resources,
    ...pageParts,
    ...attachments,
  ]);
}

/** IDs in the order in which they are asked for; fonts and pictures first, by their order in the content. */
function numbering(content: OfdContent): ObjectIds {
  let last = 0;
  const next = () => {
    last += 1;
    return last;
  };
  const skip = (count: number) => {
    last += count;
  };
  const fonts = new Map(Object.keys(content.fonts ?? {}).map((name) => [name, next()]));
  const pictures = new Map(Object.keys(content.pictures ?? {}).map((name) => [name, next()]));
  return {
    next,
    skip,
    last: () => last,
    font: (name) => fonts.get(name) ?? 0,
    picture: (name) => pictures.get(name) ?? 0,
  };
}

function rootFile(content: OfdContent): Buffer {
  const text = (name: string, value: string | undefined) =>
    value === undefined ? undefined : ofdElement(name, {}, value);
  const list = (name: string, items: readonly XmlPiece[]) =>
    items.length === 0 ? undefined : ofdElement(name, {}, ...items);
  const info = ofdElement(
    'DocInfo',
    {},
    text('DocID', content.docId),
    text('Title', content.title),
    text('Author', content.author),
    text('Subject', content.subject),
    text('CreationDate', content.creationDate),
    text('ModDate', content.modDate),
    list(
      'Keywords',
      (content.keywords ?? []).map((keyword) => ofdElement('Keyword', {}, keyword)),
    ),
    text('Creator', content.creator ?? creator),
    text('CreatorVersion', content.creatorVersion),
    list(
      'CustomDatas',
      (content.customData ?? []).map(({ name, value }) => ofdElement('CustomData', { Name: name }, value)),
    ),
  );
  const root = ofdElement('DocRoot', {}, `${folder}/Document.xml`);
  return ofdFile('OFD', { Version: '1.0', DocType: 'OFD' }, ofdElement('DocBody', {}, info, root));
}

function documentFile(options: {
  content: OfdContent;
  pages: readonly { id: number; page: PageContent }[];
  maxUnitId: number;
  hasAttachments: boolean;
}): Buffer {
  const { content, pages } = options;
  const [first] = pages;
  return ofdFile(
    'Document',
    {},
    ofdElement(
      'CommonData',
      {},
      ofdElement('MaxUnitID', {}, String(options.maxUnitId)),
      pageArea(first?.page ?? { width: 0, height: 0 }),
      hasAny(content.fonts) ? ofdElement('PublicRes', {}, 'PublicRes.xml') : undefined,
      hasAny(content.pictures) ? ofdElement('DocumentRes', {}, 'DocumentRes.xml') : undefined,
    ),
    ofdElement(
      'Pages',
      {},
      ...pages.map(({ id }, index) => ofdElement('Page', { ID: id, BaseLoc: `Pages/Page_${index}/Content.xml` })),
    ),
    options.hasAttachments ? ofdElement('Attachments', {}, 'Attachs/Attachments.xml') : undefined,
  );
}

function pageArea({ width, height }: { width: number; height: number }, name = 'PageArea'): XmlPiece {
  const box = lengths([0, 0, width, height]);
  return ofdElement(name, {}, ofdElement('PhysicalBox', {}, box), ofdElement('ApplicationBox', {}, box));
}

function pageFile(page: PageContent, content: OfdContent, ids: ObjectIds): Buffer {
  const layer = (type: string, items: PageContent['items']) =>
    ofdElement('Layer', { ID: ids.next(), Type: type }, ...items.map((item) => pageObject(item, content, ids)));
  const { background: drawing } = page;
  const background =
    drawing === undefined ? undefined : drawnBefore(drawing, content, ids, () => layer('Background', drawing));
  return ofdFile('Page', {}, pageArea(page, 'Area'), ofdElement('Content', {}, background, layer('Body', page.items)));
}

/** Backgrounds as they were written last, by the list of what is drawn: a form is printed thousands of times. */
const drawings = new WeakMap<
  readonly PageItem[],
  { readonly key: string; readonly piece: XmlPiece; readonly ids: number }
>();

/** Writes what lies under a page, or gives what was written of it before, where everything in it had the same IDs. */
function drawnBefore(
  drawing: readonly PageItem[],
  content: OfdContent,
  ids: ObjectIds,
  draw: () => XmlPiece,
): XmlPiece {
  const first = ids.last();
  const fonts = Object.entries(content.fonts ?? {}).map(
    ([name, { bold = false, italic = false }]) => `${name} ${ids.font(name)} ${bold} ${italic}`,
  );
  const pictures = Object.keys(content.pictures ?? {}).map((name) => `${name} ${ids.picture(name)}`);
  const key = [first, ...fonts, '', ...pictures].join('\n');
  const before = drawings.get(drawing);
  if (before?.key === key) {
    ids.skip(before.ids);
    return before.piece;
  }
  const piece = draw();
  drawings.set(drawing, { key, piece, ids: ids.last() - first });
  return piece;
}

/** Fonts are public resources, pictures the document's; both have their files in one folder. */
function resourceParts(content: OfdContent, ids: ObjectIds): readonly NewPart[] {
  const files: NewPart[] = [];
  const add = (name: string, bytes: Buffer, isCompressed: boolean) => {
    files.push({ name: `${folder}/Res/${name}`, bytes, isCompressed });
    return name;
  };
  const fonts = Object.entries(content.fonts ?? {}).map(([key, font]) => {
    const ending = font.file === undefined ? undefined : fontEndingOf(font.file);
    const file =
      font.file === undefined ? undefined : add(`font_${ids.font(key)}.${ending ?? 'ttf'}`, font.file, false);
    return ofdElement(
      'Font',
      {
        ID: ids.font(key),
        FontName: font.name,
        FamilyName: font.family ?? font.name,
        Bold: font.bold === true ? true : undefined,
        Italic: font.italic === true ? true : undefined,
      },
      file === undefined ? undefined : ofdElement('FontFile', {}, file),
    );
  });
  const media = Object.entries(content.pictures ?? {}).map(([key, bytes]) => {
    const format = pictureFormatOf(bytes) ?? 'PNG';
    const name = `image_${ids.picture(key)}.${format === 'PNG' ? 'png' : 'jpg'}`;
    const file = ofdElement('MediaFile', {}, add(name, bytes, true));
    return ofdElement('MultiMedia', { ID: ids.picture(key), Type: 'Image', Format: format }, file);
  });
  const resource = (name: string, list: string, items: readonly XmlPiece[]): readonly NewPart[] =>
    items.length === 0
      ? []
      : [{ name: `${folder}/${name}`, bytes: ofdFile('Res', { BaseLoc: 'Res' }, ofdElement(list, {}, ...items)) }];
  return [...resource('PublicRes.xml', 'Fonts', fonts), ...resource('DocumentRes.xml', 'MultiMedias', media), ...files];
}

/** Files get names of ours, since those of people are in every script and may collide; theirs stand in the list. */
function attachmentParts(content: OfdContent): readonly NewPart[] {
  const attachments = (content.attachments ?? []).map((attachment, index) => {
    const ending = /\.([A-Za-z0-9]{1,8})$/.exec(attachment.name)?.[1]?.toLowerCase();
    return { ...attachment, id: index + 1, ending, file: `attachment_${index + 1}.${ending ?? 'dat'}` };
  });
  if (attachments.length === 0) return [];
  const list = ofdFile(
    'Attachments',
    {},
    ...attachments.map(({ id, name, format, ending, bytes, file }) =>
      ofdElement(
        'Attachment',
        // Kilobytes, as the standard has it (§20.2).
        { ID: id, Name: name, Format: format ?? ending, Size: (bytes.length / 1024).toFixed(3), Visible: true },
        ofdElement('FileLoc', {}, file),
      ),
    ),
  );
  return [
    { name: `${folder}/Attachs/Attachments.xml`, bytes: list },
    ...attachments.map(({ file, bytes }) => ({ name: `${folder}/Attachs/${file}`, bytes })),
  ];
}

function hasAny(items: object | undefined): boolean {
  return Object.keys(items ?? {}).length > 0;
}
