import { readAttachments, readDocument } from '../../ofd/model/document.ts';
import { type DocInfo, readOfdFile, requiredFile } from '../../ofd/model/ofd-file.ts';
import { readPageBox } from '../../ofd/model/page.ts';
import { readResources } from '../../ofd/model/resources.ts';
import { type OfdPackage, openPackage } from '../../ofd/package/package.ts';
import { readSigned } from '../../ofd/verify/read-signed.ts';
import type { AttachmentSource, FontSource, OfdContent, PageContent } from '../../ofd/write/content.ts';
import { attribute, childrenOf, optionalChild } from '../../ofd/xml/element.ts';
import { readXml } from '../../ofd/xml/read-xml.ts';
import { readSealSignature } from '../../seal/structure/seal-signature.ts';
import type { SealPicturePlace } from '../write/signature-field.ts';
import { fontKey, itemsOf, notCarried } from './page-items.ts';

/** What an OFD shows: its content, and where which seal stands on it. */
export interface ShownOfd {
  readonly content: OfdContent;
  /** In the order of the signatures. */
  readonly seals: readonly SealPicturePlace[];
}

/**
 * Reads a sealed OFD back into what it was written from, so that a PDF of it shows the same. It carries what `writeOfd` writes and
 * refuses everything else: a twin that leaves something out would be no twin. Nothing is verified.
 * @throws PDF_PAGE_NOT_CARRIED, and a Problem whose code begins with OFD_ for what is no sound OFD
 */
export function readShown(bytes: Uint8Array): ShownOfd {
  const ofd = openPackage(bytes);
  const [body, second] = readOfdFile(ofd);
  if (body === undefined || second !== undefined) throw notCarried('DocBody');
  const document = readDocument(ofd, body.documentPath);
  if (document.templates.length > 0 || document.annotationsPath !== undefined) throw notCarried('TemplatePage');
  const resources = [...document.publicResources, ...document.documentResources].map((path) =>
    readResources(ofd, path),
  );
  const fonts: [string, FontSource][] = resources
    .flatMap((one) => one.fonts)
    .flatMap(({ id, name, family, path }) => {
      const file = path === undefined ? undefined : requiredFile(ofd, `/${path}`, path).bytes;
      const source = { name, family, file };
      return [
        [fontKey(id, false), source],
        [fontKey(id, true), { ...source, bold: true }],
      ] satisfies [string, FontSource][];
    });
  const pictures = resources
    .flatMap((one) => one.media)
    .flatMap(({ id, path }) => (path === undefined ? [] : [[id, requiredFile(ofd, `/${path}`, path).bytes] as const]));
  const pages = document.pages.map(({ path }) => readPageContent(ofd, path, document.pageBox));
  const content: OfdContent = {
    ...described(body.info),
    fonts: Object.fromEntries(fonts),
    pictures: Object.fromEntries(pictures),
    pages,
    attachments: document.attachmentsPath === undefined ? [] : attachmentsOf(ofd, document.attachmentsPath),
  };
  return {
    content,
    seals: sealsOn(
      ofd,
      document.pages.map(({ id }) => id),
    ),
  };
}

function described(info: DocInfo): Omit<OfdContent, 'pages'> {
  const { docId = '', creationDate = '', title, author, subject, keywords, customData } = info;
  return {
    docId,
    creationDate,
    title,
    author,
    subject,
    keywords: keywords.length === 0 ? undefined : keywords,
    customData,
  };
}

function readPageContent(
  ofd: OfdPackage,
  path: string,
  usual: { readonly width: number; readonly height: number } | undefined,
): PageContent {
  const root = readXml({ bytes: requiredFile(ofd, `/${path}`, path).bytes, file: path, root: 'Page' });
  const box = readPageBox(ofd, path) ?? usual;
  const drawn = optionalChild(root, 'Content');
  if (box === undefined || childrenOf(root, 'Template').length > 0) throw notCarried('Page');
  const layers = drawn === undefined ? [] : childrenOf(drawn, 'Layer');
  const of = (isBackground: boolean) =>
    layers.filter((layer) => (attribute(layer, 'Type') === 'Background') === isBackground).flatMap(itemsOf);
  return { width: box.width, height: box.height, background: of(true), items: of(false) };
}

function attachmentsOf(ofd: OfdPackage, path: string): readonly AttachmentSource[] {
  return readAttachments(ofd, path).flatMap(({ name, format, path: file }) =>
    file === undefined ? [] : [{ name, format, bytes: requiredFile(ofd, `/${file}`, file).bytes }],
  );
}

/** Pictures of the seals, each where its signature has it. A riding seal is cut over the edges of pages, which a PDF has not. */
function sealsOn(ofd: OfdPackage, pages: readonly string[]): readonly SealPicturePlace[] {
  return readSigned(ofd).signatures.flatMap(({ description }) => {
    if (!('stamps' in description)) throw description;
    const { stamps, signedValuePath } = description;
    if (stamps.length === 0) return [];
    const value = requiredFile(ofd, `/${signedValuePath}`, signedValuePath).bytes;
    const { data } = readSealSignature(value).seal.info.picture;
    return stamps.map(({ page, boundary, clip }) => {
      const index = pages.indexOf(page);
      if (clip !== undefined || index < 0) throw notCarried('StampAnnot');
      return { bytes: data, page: index + 1, ...boundary };
    });
  });
}
