import { sha256 } from '../../../kernel/pure/index.ts';
import { requireContent } from '../../ofd/write/check-content.ts';
import type { AttachmentSource, OfdContent } from '../../ofd/write/content.ts';
import { dayOf, information, xmp } from './metadata.ts';
import { pageOperators, pointsPerMillimetre } from './page-content.ts';
import { PageResources } from './page-resources.ts';
import { PdfBuilder } from './pdf-builder.ts';
import { type SignatureField, signatureField, validationData } from './signature-field.ts';
import { array, boolean, date, dictionary, name, number, numbers, type PdfValue, text } from './value.ts';

export interface PdfSource {
  /** What the licence's OFD is made from. The attachment {@link claimsFile} becomes the file the PDF belongs to. */
  readonly content: OfdContent;
  /** Left out: without a signature. */
  readonly signature?: SignatureField | undefined;
}

/** Name of the attachment with a licence's particulars as data. */
export const claimsFile = 'licence.json';

/**
 * Writes the PDF twin of an OFD: the same pages with their fonts (the glyphs that are used), its metadata, its attachments, and a
 * field for a signature where one is wanted. No time and no chance goes into it, so the same content gives the same bytes.
 * @throws OFD_CONTENT_INVALID, PDF_CHARACTER_MISSING, PDF_PICTURE_UNSUPPORTED
 */
export function writePdf({ content, signature }: PdfSource): Buffer {
  requireContent(content);
  const file = new PdfBuilder();
  const catalog = file.reserve();
  const tree = file.reserve();
  const resources = new PageResources(content, file);
  const pages = content.pages.map((page) => ({
    page,
    object: file.reserve(),
    drawing: file.stream({}, pageOperators(page, content, resources)),
  }));
  const field = signature === undefined ? undefined : signatureField({ file, signature, pages, resources });
  const shared = resources.write();
  for (const [index, { page, object, drawing }] of pages.entries()) {
    const sides = [page.width * pointsPerMillimetre, page.height * pointsPerMillimetre];
    const box = numbers([0, 0, ...sides]);
    const annotations = field !== undefined && field.page === index ? array([field.widget]) : undefined;
    const members = { Type: name('Page'), Parent: tree, MediaBox: box, Resources: shared, Contents: drawing };
    file.add(dictionary({ ...members, Annots: annotations }), object);
  }
  const kids = array(pages.map(({ object }) => object));
  file.add(dictionary({ Type: name('Pages'), Kids: kids, Count: number(pages.length) }), tree);
  const attachments = attached(content, file);
  file.add(
    dictionary({
      Type: name('Catalog'),
      Pages: tree,
      Lang: text('zh-CN'),
      ViewerPreferences: dictionary({ DisplayDocTitle: boolean(true) }),
      Metadata: file.stream({ Type: name('Metadata'), Subtype: name('XML') }, xmp(content)),
      ...attachments,
      ...field?.catalog,
      ...(signature === undefined ? {} : validationData(file, signature)),
    }),
    catalog,
  );
  const info = file.add(information(content));
  return file.file({ Root: catalog, Info: info }, sha256(content.docId).subarray(0, 16));
}

/** Attachments as embedded files (§7.11.4), associated with the document (§14.13). */
function attached(content: OfdContent, file: PdfBuilder): Readonly<Record<string, PdfValue>> {
  const { attachments = [] } = content;
  if (attachments.length === 0) return {};
  const specifications = attachments.map((attachment) => specification(attachment, content, file));
  // A name tree is in the order of its names as bytes.
  const named = specifications.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const embedded = dictionary({ Names: array(named.flatMap(({ name: key, object }) => [key, object])) });
  return {
    Names: dictionary({ EmbeddedFiles: embedded }),
    AF: array(specifications.map(({ object }) => object)),
  };
}

function specification({ name: label, bytes, format }: AttachmentSource, content: OfdContent, file: PdfBuilder) {
  const isClaims = label === claimsFile;
  const kind = isClaims || format === 'json' ? 'application/json' : 'application/octet-stream';
  const day = date(dayOf(content));
  const stream = file.stream(
    {
      Type: name('EmbeddedFile'),
      Subtype: name(kind),
      Params: dictionary({ Size: number(bytes.length), CreationDate: day, ModDate: day }),
    },
    bytes,
  );
  const object = file.add(
    dictionary({
      Type: name('Filespec'),
      F: text(label),
      UF: text(label),
      AFRelationship: name(isClaims ? 'Data' : 'Unspecified'),
      EF: dictionary({ F: stream, UF: stream }),
    }),
  );
  return { name: text(label), object };
}
