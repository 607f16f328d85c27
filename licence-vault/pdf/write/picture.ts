import { deflateSync, inflateSync } from 'node:zlib';
import { Problem, sha256 } from '../../../kernel/pure/index.ts';
import { pictureFormatOf } from '../../ofd/write/picture-format.ts';
import { pdfProblems } from '../problems.ts';
import { array, dictionary, hex, name, number, numbers, type PdfValue } from './value.ts';

/** A picture as image data of PDF (ISO 32000-2 §8.9.5): members of the stream and what is in it. */
export interface ImageData {
  readonly members: Readonly<Record<string, PdfValue | undefined>>;
  readonly data: Buffer;
  /** How far each place shines through. */
  readonly mask: ImageData | undefined;
}

/** Sides beyond this are no picture of a licence. */
const largestSide = 8_192;

/**
 * Pictures that were taken apart before, by their digest: a county has a few dozen seals and emblems, and taking the transparent
 * ones apart is most of the work on a page.
 */
const known = new Map<string, ImageData>();
const mostKnown = 64;
const largestKept = 512 * 1024;

/** @param label what the picture is called in a refusal. @throws PDF_PICTURE_UNSUPPORTED */
export function imageOf(bytes: Buffer, label: string): ImageData {
  const key = sha256(bytes).toString('base64');
  const before = known.get(key);
  if (before !== undefined) return before;
  const image = read(bytes, label);
  const size = image.data.length + (image.mask?.data.length ?? 0);
  const [oldest] = known.keys();
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
  if (size <= largestKept) known.set(key, image);
  return image;
}

/** What a picture becomes in every file that shows it, to the byte. @throws PDF_PICTURE_UNSUPPORTED */
export function imageParts(bytes: Buffer): readonly Buffer[] {
  const { data, mask } = imageOf(bytes, 'shared');
  return mask === undefined ? [data] : [data, mask.data];
}

function read(bytes: Buffer, label: string): ImageData {
  try {
    return pictureFormatOf(bytes) === 'JPEG' ? jpeg(bytes) : png(bytes);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const why = error instanceof Unsupported ? error : new Unsupported('已损坏', 'is damaged');
    throw pdfProblems.PDF_PICTURE_UNSUPPORTED({ picture: label, whyZh: why.zh, whyEn: why.en }, { cause: error });
  }
}

class Unsupported extends Error {
  readonly zh: string;
  readonly en: string;

  constructor(zh: string, en: string) {
    super(en);
    this.zh = zh;
    this.en = en;
  }
}

interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
}

/** Samples of a pixel by colour type (PNG §11.2.2). */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

function png(bytes: Buffer): ImageData {
  const chunks = chunksOf(bytes);
  const header = headerOf(chunks.get('IHDR') ?? Buffer.alloc(0));
  const data = chunks.get('IDAT') ?? Buffer.alloc(0);
  const palette = chunks.get('PLTE');
  const transparency = chunks.get('tRNS');
  if (header.colour === 4 || header.colour === 6) return withAlpha(header, data);
  if (header.colour === 3) return indexed(header, data, palette ?? Buffer.alloc(0), transparency);
  const { depth } = header;
  const space = header.colour === 0 ? 'DeviceGray' : 'DeviceRGB';
  // One colour that is transparent wherever it stands: a range of one value for each sample (§8.9.6.4).
  const masked =
    transparency === undefined
      ? undefined
      : numbers(
          Array.from({ length: transparency.length / 2 }, (_, index) => transparency.readUInt16BE(2 * index)).flatMap(
            (sample) => [sample, sample],
          ),
        );
  return {
    members: { ...membersOf(header, name(space), depth), ...predicted(header), Mask: masked },
    data,
    mask: undefined,
  };
}

/** Chunks by type, those of one type joined. */
function chunksOf(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer[]>();
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    found.set(type, [...(found.get(type) ?? []), bytes.subarray(at + 8, at + 8 + length)]);
    at += 12 + length;
  }
  return new Map([...found].map(([type, parts]) => [type, Buffer.concat(parts)]));
}

function headerOf(chunk: Buffer): PngHeader {
  const [width, height] = [chunk.readUInt32BE(0), chunk.readUInt32BE(4)];
  const [depth = 0, colour = -1, , , interlace] = chunk.subarray(8);
  if (width > largestSide || height > largestSide || width === 0 || height === 0) {
    throw new Unsupported(`的边长超过 ${largestSide} 像素`, `has a side of more than ${largestSide} pixels`);
  }
  if (interlace !== 0) throw new Unsupported('是隔行扫描的', 'is interlaced');
  return { width, height, depth, colour };
}

function membersOf({ width, height }: PngHeader, colourSpace: PdfValue, depth: number) {
  return {
    Type: name('XObject'),
    Subtype: name('Image'),
    Width: number(width),
    Height: number(height),
    ColorSpace: colourSpace,
    BitsPerComponent: number(depth),
    Filter: name('FlateDecode'),
  };
}

/** Rows are packed in a PNG as PDF has them packed too (§7.4.4.4). */
function predicted({ width, depth, colour }: PngHeader) {
  const members = { Predictor: number(15), Colors: number(channelsOf[colour] ?? 1), BitsPerComponent: number(depth) };
  return { DecodeParms: dictionary({ ...members, Columns: number(width) }) };
}

function indexed(header: PngHeader, data: Buffer, palette: Buffer, transparency: Buffer | undefined): ImageData {
  const space = array([name('Indexed'), name('DeviceRGB'), number(palette.length / 3 - 1), hex(palette)]);
  const members = { ...membersOf(header, space, header.depth), ...predicted(header) };
  if (transparency === undefined) return { members, data, mask: undefined };
  const rows = unfiltered(header, data);
  const { width, height, depth } = header;
  const opacity = Buffer.alloc(width * height);
  const stride = Math.ceil((width * depth) / 8);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const octet = rows[y * stride + ((x * depth) >> 3)] ?? 0;
      const sample = (octet >> (8 - depth - ((x * depth) & 7))) & (2 ** depth - 1);
      opacity[y * width + x] = transparency[sample] ?? 255;
    }
  }
  return { members, data, mask: maskOf(header, opacity) };
}

/** Colour and transparency stand side by side in a PNG and apart in a PDF. */
function withAlpha(header: PngHeader, data: Buffer): ImageData {
  const { width, height, depth, colour } = header;
  const rows = unfiltered(header, data);
  const colours = (channelsOf[colour] ?? 2) - 1;
  // Of samples with 16 bits the upper 8 are enough to print.
  const size = depth / 8;
  const plane = Buffer.alloc(width * height * colours);
  const opacity = Buffer.alloc(width * height);
  let at = 0;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < colours; channel += 1) {
      plane[pixel * colours + channel] = rows[at] ?? 0;
      at += size;
    }
    opacity[pixel] = rows[at] ?? 0;
    at += size;
  }
  const space = name(colours === 1 ? 'DeviceGray' : 'DeviceRGB');
  const mask = maskOf(header, opacity);
  const only = onlyColour(plane, opacity, colours);
  if (only !== undefined) {
    // Seals have one colour: that alone, stretched under the picture of where it is.
    const members = membersOf({ ...header, width: 1, height: 1 }, space, 8);
    return { members, data: deflateSync(only, { level: 9 }), mask };
  }
  return { members: membersOf(header, space, 8), data: deflateSync(plane, { level: 9 }), mask };
}

/** Differences that nobody sees: what rounding makes of a colour that hardly covers its place counts by how far it does. */
const leastDifference = 3;

/** The one colour of a picture, where it has one. */
function onlyColour(plane: Buffer, opacity: Buffer, colours: number): Buffer | undefined {
  const full = opacity.indexOf(255);
  if (full < 0) return undefined;
  const colour = plane.subarray(full * colours, (full + 1) * colours);
  for (const [pixel, covering] of opacity.entries()) {
    if (covering === 0) continue;
    for (const [channel, value] of colour.entries()) {
      const difference = Math.abs((plane[pixel * colours + channel] ?? 0) - value);
      if ((difference * covering) / 255 > leastDifference) return undefined;
    }
  }
  return Buffer.from(colour);
}

function maskOf(header: PngHeader, opacity: Buffer): ImageData {
  const members = membersOf(header, name('DeviceGray'), 8);
  return { members, data: deflateSync(opacity, { level: 9 }), mask: undefined };
}

/** The rows without the filters that PNG packs them with (PNG §9.2). */
function unfiltered({ width, height, depth, colour }: PngHeader, data: Buffer): Buffer {
  const bits = (channelsOf[colour] ?? 1) * depth;
  const [stride, step] = [Math.ceil((width * bits) / 8), Math.max(1, bits >> 3)];
  const packed = inflateSync(data, { maxOutputLength: (stride + 1) * height });
  if (packed.length !== (stride + 1) * height) throw new RangeError('too few rows');
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = packed[y * (stride + 1)];
    const start = y * stride;
    packed.copy(rows, start, y * (stride + 1) + 1, (y + 1) * (stride + 1));
    if (filter === 0) continue;
    for (let x = 0; x < stride; x += 1) {
      const left = x < step ? 0 : (rows[start + x - step] ?? 0);
      const above = y === 0 ? 0 : (rows[start + x - stride] ?? 0);
      const corner = y === 0 || x < step ? 0 : (rows[start + x - stride - step] ?? 0);
      rows[start + x] = ((rows[start + x] ?? 0) + foretold(filter, left, above, corner)) & 0xff;
    }
  }
  return rows;
}

function foretold(filter: number | undefined, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4: {
      const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
      if (a <= b && a <= c) return left;
      return b <= c ? above : corner;
    }
    default:
      throw new RangeError('an unknown filter');
  }
}

/** A JPEG goes in as it is; what it is stands in its frame header (ITU-T T.81 §B.2.2). */
function jpeg(bytes: Buffer): ImageData {
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = bytes.readUInt16BE(at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffc2;
    if (isFrame) {
      const [depth, height, width] = [bytes.readUInt8(at + 4), bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
      const channels = bytes.readUInt8(at + 9);
      const space = jpegSpaces[channels];
      if (space === undefined || depth !== 8) {
        throw new Unsupported('的颜色不是灰度或 RGB', 'is neither grey nor in three colours');
      }
      const members = membersOf({ width, height, depth, colour: 0 }, name(space), depth);
      return { members: { ...members, Filter: name('DCTDecode') }, data: bytes, mask: undefined };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw new RangeError('no frame');
}

const jpegSpaces: Readonly<Record<number, string>> = { 1: 'DeviceGray', 3: 'DeviceRGB' };
