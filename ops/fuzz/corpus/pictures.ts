import { renderPng } from '../../../licence-vault/index.ts';

/** Millimetres: the smallest picture that may become a seal's, and a larger one. */
const widths = [6, 10];

/** Pictures of seals: PNG. */
export function makePictures(): Promise<Buffer[]> {
  const ring = '<circle cx="20" cy="20" r="18" fill="none" stroke="red" stroke-width="2"/>';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">${ring}</svg>`;
  return Promise.all(widths.map((width) => renderPng(svg, width)));
}

/** The checksum of every chunk put right, as far as there are chunks, so that what is in them is looked at. */
export function withChecksums(png: Buffer): Buffer {
  const right = Buffer.from(png);
  const signature = 8;
  for (let at = signature; at + 12 <= right.length; ) {
    const end = at + 12 + right.readUInt32BE(at);
    if (end > right.length) break;
    right.writeUInt32BE(crc32(right.subarray(at + 4, end - 4)), end - 4);
    at = end;
  }
  return right;
}

/** CRC of PNG annex D, bit by bit: Node has one only since 20.15. */
function crc32(bytes: Buffer): number {
  let crc = 0xffff_ffff;
  for (const octet of bytes) {
    crc ^= octet;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? 0xedb8_8320 ^ (crc >>> 1) : crc >>> 1;
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
