/** What a picture says of itself before it is decoded. */
export interface PictureSize {
  readonly format: 'png' | 'jpeg';
  /** Pixels; undefined where its head does not say. */
  readonly width: number | undefined;
  readonly height: number | undefined;
}

const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Tells a PNG or JPEG by its first bytes, and how large the picture in it is; undefined for anything else. */
export function pictureSizeOf(bytes: Uint8Array): PictureSize | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (png.equals(file.subarray(0, png.length))) return { format: 'png', ...sizeInPng(file) };
  if (file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff) return { format: 'jpeg', ...sizeInJpeg(file) };
  return undefined;
}

type Size = Pick<PictureSize, 'width' | 'height'>;

const unknown: Size = { width: undefined, height: undefined };

/** IHDR is the first chunk of a PNG (ISO/IEC 15948 §5.6). */
function sizeInPng(file: Buffer): Size {
  if (file.length < 24 || file.toString('latin1', 12, 16) !== 'IHDR') return unknown;
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}

/** Frame headers SOF0 to SOF15 (ITU-T T.81 §B.2.2), without DHT, JPG and DAC, which stand among them. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Goes from segment to segment until the frame header. */
function sizeInJpeg(file: Buffer): Size {
  let at = 2;
  while (at + 9 <= file.length && file[at] === 0xff) {
    const marker = file[at + 1] ?? 0;
    if (marker === 0xff) {
      // A fill byte.
      at += 1;
      continue;
    }
    if (isFrameHeader(marker)) return { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7) };
    at += 2 + file.readUInt16BE(at + 2);
  }
  return unknown;
}
