import { inflateSync } from 'node:zlib';
import type { PointerError } from '../../../kernel/index.ts';
import { sealProblems } from '../problems.ts';

/** Bounds of an uploaded picture: enough for 60 mm at 600 dots to an inch, and little enough to decode without a thought. */
const largestFile = 1024 * 1024;
const largestSide = 2048;
const smallestSide = 64;
/** Chunks a drawing has; more were made to keep a reader busy. */
const mostChunks = 1_000;

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Bits of a pixel by colour type and the depths that go with it (PNG §11.2.2). */
const colours: Readonly<Record<number, { readonly channels: number; readonly depths: readonly number[] }>> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** A picture that may become a seal's. */
export interface CheckedPicture {
  readonly data: Buffer;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * Holds an uploaded picture to be a whole, moderate PNG: magic, chunks with right checksums and nothing after them, sides
 * within bounds, image data that inflate to exactly the pixels declared, and not interlaced, so that this is easy to know.
 * @throws SEAL_PICTURE_INVALID with what is wrong
 */
export function checkPng(data: Buffer): CheckedPicture {
  if (data.length > largestFile) throw refuse(`must be no larger than ${largestFile} bytes`);
  if (!data.subarray(0, signature.length).equals(signature)) throw refuse('must be a PNG');
  const chunks = chunksOf(data);
  const [first, last] = [chunks[0], chunks.at(-1)];
  if (first?.type !== 'IHDR' || first.data.length !== 13) throw refuse('its first chunk must be IHDR');
  if (last?.type !== 'IEND' || last.data.length !== 0) throw refuse('its last chunk must be IEND');
  if (chunks.filter(({ type }) => type === 'IHDR' || type === 'IEND').length !== 2) {
    throw refuse('must have one IHDR and one IEND');
  }
  const { width, height, bytes } = layoutOf(first.data);
  const image = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data));
  if (!fills(image, bytes)) throw refuse('its image data must fill its pixels exactly');
  return { data, width, height };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = signature.length; at < png.length; ) {
    if (chunks.length >= mostChunks) throw refuse('has too many chunks');
    if (at + 12 > png.length) throw refuse('is cut off');
    const length = png.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > png.length) throw refuse('is cut off');
    if (crc32(png.subarray(at + 4, end - 4)) !== png.readUInt32BE(end - 4)) throw refuse('a checksum does not fit');
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, end - 4) });
    at = end;
    if (chunks.at(-1)?.type === 'IEND' && at !== png.length) throw refuse('bytes follow its end');
  }
  return chunks;
}

function layoutOf(header: Buffer): { width: number; height: number; bytes: number } {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth = 0, colour = -1, compression, filter, interlace] = header.subarray(8);
  for (const side of [width, height]) {
    if (side < smallestSide || side > largestSide)
      throw refuse(`its sides must be ${smallestSide} to ${largestSide} pixels`);
  }
  const known = colours[colour];
  if (known === undefined || !known.depths.includes(depth))
    throw refuse('its colour type and depth do not go together');
  if (compression !== 0 || filter !== 0 || interlace !== 0) throw refuse('must not be interlaced');
  const row = 1 + Math.ceil((width * known.channels * depth) / 8);
  return { width, height, bytes: row * height };
}

/** Whether the data inflate to so many bytes and end there; it stops where they would be more. */
function fills(image: Buffer, expected: number): boolean {
  try {
    const inflated: unknown = inflateSync(image, { maxOutputLength: expected + 1, info: true });
    return isInflated(inflated) && inflated.buffer.length === expected && inflated.engine.bytesWritten === image.length;
  } catch {
    return false;
  }
}

/** With `info` Node also gives the engine, which knows how much of the input it took; the types say nothing of it. */
function isInflated(value: unknown): value is { buffer: Buffer; engine: { bytesWritten: number } } {
  return typeof value === 'object' && value !== null && 'buffer' in value && 'engine' in value;
}

function refuse(detail: string) {
  const errors: PointerError[] = [{ pointer: '/picture', detail }];
  return sealProblems.SEAL_PICTURE_INVALID({}, { errors });
}

const crcTable = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** CRC of PNG annex D. Node's own came with 22.2, above our floor. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
