import {
  DerFault,
  type DerNode,
  der,
  Fields,
  readOctets,
  readSmall,
  readText,
  tag,
} from '../../../identity/pki/index.ts';

/** SES_ESPictrueInfo (印章图像): what the seal looks like. */
export interface SealPicture {
  /** `PNG`, `GIF`, `ofd` … */
  readonly type: string;
  readonly data: Buffer;
  /** Millimetres on paper. */
  readonly width: number;
  readonly height: number;
}

/** Larger than any sheet; a number beyond it is no size but a mistake. */
const largestSideMm = 10_000;

/** `SES_ESPictrueInfo ::= SEQUENCE { type IA5String, data OCTET STRING, width INTEGER, height INTEGER }`. @throws DerFault */
export function readPicture(node: DerNode): SealPicture {
  const fields = Fields.of(node, 'SES_ESPictrueInfo');
  const type = readText(fields.next(tag.ia5String, 'type'));
  const data = readOctets(fields.any('data'), 'data of SES_ESPictrueInfo');
  const width = readSide(fields.any('width'), 'width');
  const height = readSide(fields.any('height'), 'height');
  fields.end();
  return { type, data, width, height };
}

function readSide(node: DerNode, what: string): number {
  const side = readSmall(node, what);
  if (side < 1 || side > largestSideMm)
    throw new DerFault('BAD_VALUE', node.offset, `the ${what} of the picture is ${side} mm`);
  return side;
}

export function encodePicture({ type, data, width, height }: SealPicture): Buffer {
  return der.sequence(der.ia5String(type), der.octetString(data), der.integer(width), der.integer(height));
}
