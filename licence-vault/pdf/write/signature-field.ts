import type { PageContent } from '../../ofd/write/content.ts';
import { pointsPerMillimetre } from './page-content.ts';
import type { PageResources } from './page-resources.ts';
import type { PdfBuilder } from './pdf-builder.ts';
import { array, blank, date, dictionary, name, number, numbers, type PdfValue, text } from './value.ts';

/** A signature that the file is made for. */
export interface SignatureField {
  /** Who signs, by name. */
  readonly name: string;
  readonly reason?: string | undefined;
  /** When, by the signer's own word. */
  readonly at: Date;
  /** Bytes kept free for the signed message. */
  readonly reserved: number;
  /** The seal's picture (PNG, JPEG) and where it shows; left out: the signature does not show. */
  readonly picture?: SealPicturePlace | undefined;
  /** Certificates and revocation lists, DER, by which the signature can be verified later. */
  readonly validation?: { readonly certificates: readonly Buffer[]; readonly crls: readonly Buffer[] } | undefined;
}

/** Millimetres from the top left of a page, the first of which is 1. */
export interface SealPicturePlace {
  readonly bytes: Buffer;
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Kept free for the byte range; as long as four numbers of ten digits. */
const rangeLength = 48;

/** What stands in the file before it is signed: a byte range to be filled in, and the signed message's place. */
export const rangePlace = blank(rangeLength);

/** Says that the extensions of PAdES are used (ETSI EN 319 142-1 §5.7). */
const extensions = dictionary({
  ESIC: dictionary({ BaseVersion: name('1.7'), ExtensionLevel: number(1) }),
});

/**
 * The field (ISO 32000-2 §12.7.5.5), its picture, and the signature's dictionary with room for its value (§12.8.1). It certifies the
 * document: nothing may be changed after it (DocMDP, P 1).
 */
export function signatureField(options: {
  file: PdfBuilder;
  signature: SignatureField;
  pages: readonly { readonly page: PageContent; readonly object: PdfValue }[];
  resources: PageResources;
}): { readonly page: number; readonly widget: PdfValue; readonly catalog: Readonly<Record<string, PdfValue>> } {
  const { file, signature, pages } = options;
  const place = signature.picture;
  const index = Math.min(Math.max((place?.page ?? 1) - 1, 0), pages.length - 1);
  const page = pages[index];
  const value = file.add(signatureDictionary(signature));
  const widget = file.add(
    dictionary({
      Type: name('Annot'),
      Subtype: name('Widget'),
      FT: name('Sig'),
      T: text('Seal'),
      V: value,
      P: page?.object,
      F: number(132), // printed, locked
      Rect: numbers(place === undefined || page === undefined ? [0, 0, 0, 0] : rectangle(place, page.page)),
      AP: dictionary({ N: appearance(options, place) }),
    }),
  );
  return {
    page: index,
    widget,
    catalog: {
      AcroForm: dictionary({ Fields: array([widget]), SigFlags: number(3) }),
      Perms: dictionary({ DocMDP: value }),
      Extensions: extensions,
    },
  };
}

function signatureDictionary(signature: SignatureField): PdfValue {
  const parameters = dictionary({ Type: name('TransformParams'), P: number(1), V: name('1.2') });
  const members = { Type: name('SigRef'), TransformMethod: name('DocMDP'), TransformParams: parameters };
  return dictionary({
    Type: name('Sig'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name('ETSI.CAdES.detached'),
    ByteRange: rangePlace,
    Contents: blank(2 * signature.reserved + 2),
    Reference: array([dictionary(members)]),
    Name: text(signature.name),
    Reason: signature.reason === undefined ? undefined : text(signature.reason),
    M: date(signature.at),
  });
}

/** From the bottom left, in points. */
function rectangle({ x, y, width, height }: SealPicturePlace, page: PageContent): readonly number[] {
  const [left, bottom] = [x, page.height - y - height];
  return [left, bottom, left + width, bottom + height].map((length) => length * pointsPerMillimetre);
}

function appearance(
  { file, resources }: { file: PdfBuilder; resources: PageResources },
  place: SealPicturePlace | undefined,
): PdfValue {
  const form = { Type: name('XObject'), Subtype: name('Form') };
  if (place === undefined) return file.stream({ ...form, BBox: numbers([0, 0, 0, 0]) }, Buffer.alloc(0));
  const sides = [place.width, place.height].map((length) => length * pointsPerMillimetre);
  const { label, object } = resources.picture(place.bytes, 'seal');
  const drawing = `q ${sides.map(number).join(' 0 0 ')} 0 0 cm /${label} Do Q`;
  return file.stream(
    {
      ...form,
      BBox: numbers([0, 0, ...sides]),
      Resources: dictionary({ XObject: dictionary({ [label]: object }) }),
    },
    Buffer.from(drawing, 'latin1'),
  );
}

/** What a verifier of later days needs (document security store, ETSI EN 319 142-1 §5.4.2), inside what is signed. */
export function validationData(
  file: PdfBuilder,
  { validation }: SignatureField,
): Readonly<Record<string, PdfValue | undefined>> {
  if (validation === undefined) return {};
  const streams = (items: readonly Buffer[]) =>
    items.length === 0 ? undefined : array(items.map((item) => file.stream({}, item)));
  return { DSS: dictionary({ Certs: streams(validation.certificates), CRLs: streams(validation.crls) }) };
}
