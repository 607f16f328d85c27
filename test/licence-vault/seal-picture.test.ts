import { deflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../kernel/index.ts';
import { checkPng } from '../../licence-vault/seal/picture/check-png.ts';
import { drawRoundSeal, markSpecimen } from '../../licence-vault/seal/picture/draw-seal.ts';
import { loadSealOutlines, renderPng } from '../../licence-vault/seal/picture/render-picture.ts';
import { nationalSealSizes } from '../../licence-vault/seal/picture/seal-size.ts';

const outlines = await loadSealOutlines();
const bureau = { name: '灵山县行政审批局', diameterMm: 45, centre: 'star', specimen: true } as const;

function refusal(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Red pixels of a drawing in a square of 200, as a lookup by parts of the radius from the middle. */
function pixelsOf(svg: string): (x: number, y: number) => boolean {
  // `pixels` is made anew whenever it is asked for.
  const { pixels, width } = new Resvg(svg, { fitTo: { mode: 'width', value: 200 } }).render();
  return (x, y) => {
    const at = 4 * (Math.round(100 + y * 100) * width + Math.round(100 + x * 100));
    const [r = 0, g = 255, , alpha = 0] = pixels.subarray(at, at + 4);
    return alpha > 128 && r > 150 && g < 100;
  };
}

/** Whether anything is drawn between two radii around an angle (0: up, clockwise), in degrees. */
function inkAt(pixels: (x: number, y: number) => boolean, angle: number, from: number, to: number): boolean {
  for (let turn = angle - 4; turn <= angle + 4; turn += 1) {
    for (let reach = from; reach <= to; reach += 0.01) {
      const radians = (turn * Math.PI) / 180;
      if (pixels(Math.sin(radians) * reach, -Math.cos(radians) * reach)) return true;
    }
  }
  return false;
}

describe('a round seal', () => {
  it('has its size in millimetres, a ring, a star in the middle and nothing between', () => {
    const svg = drawRoundSeal(bureau, outlines);
    expect(svg).toContain('width="45mm" height="45mm" viewBox="-2250 -2250 4500 4500"');
    const red = pixelsOf(svg);
    expect(red(0, 0)).toBe(true);
    for (const [x, y] of [
      [0.97, 0],
      [-0.97, 0],
      [0, -0.97],
      [0, 0.97],
    ] as const)
      expect(red(x, y)).toBe(true);
    // Clear between star and name at the top, and outside the ring in the corners: the ground is transparent.
    expect(inkAt(red, 0, 0.33, 0.55)).toBe(false);
    expect(red(0.99, 0.99) || red(-0.99, -0.99)).toBe(false);
  });

  it.each([2, 3, 8, 9, 15, 24, 40])(
    'lays %i characters evenly on the arc, upright, and leaves its foot free',
    (count) => {
      const name = '县'.repeat(count);
      const svg = drawRoundSeal({ ...bureau, name }, outlines);
      const turns = [...svg.matchAll(/rotate\((-?[\d.]+)\)/g)].map((match) => Number(match[1]));
      const angles = count % 2 === 1 ? [...turns, 0].sort((a, b) => a - b) : turns;
      expect(angles).toHaveLength(count);
      const pitch = (angles.at(-1)! - angles[0]!) / (count - 1);
      for (const [index, angle] of angles.entries()) {
        expect(angle).toBeCloseTo((index - (count - 1) / 2) * pitch, 1);
      }
      expect(angles.at(-1)!).toBeLessThanOrEqual(120.01);
      const red = pixelsOf(svg);
      for (const angle of angles) expect(inkAt(red, angle, 0.6, 0.9)).toBe(true);
      // Characters do not run into the ring.
      for (const angle of angles) expect(inkAt(red, angle, 0.915, 0.935)).toBe(false);
    },
  );

  it('leaves the emblem’s place to the word 样章, and draws no such seal that is no specimen', () => {
    const government = { name: '灵山县人民政府', diameterMm: 45, centre: 'emblem' } as const;
    expect(drawRoundSeal({ ...government, specimen: true }, outlines)).not.toContain('<polygon');
    const problem = refusal(() => drawRoundSeal({ ...government, specimen: false }, outlines));
    expect(problem.code).toBe('SEAL_EMBLEM_NOT_DRAWN');
  });

  it('says 样章 below the star in a specimen and not otherwise', () => {
    const glyphs = (specimen: boolean, caption?: string) =>
      drawRoundSeal({ ...bureau, specimen, caption }, outlines).split('<path').length - 1;
    expect(glyphs(false)).toBe(8);
    expect(glyphs(true)).toBe(10);
    expect(glyphs(true, '审批专用章')).toBe(15);
  });

  it('refuses a name that is empty, too long, or has a character the font lacks, and says which', () => {
    for (const [name, detail] of [
      ['  ', 'must not be empty'],
      ['县'.repeat(41), 'must have no more than 40 characters'],
      ['灵山\u{1F600}局', 'its character number 3 is not in the font'],
    ] as const) {
      const problem = refusal(() => drawRoundSeal({ ...bureau, name }, outlines));
      expect(problem).toMatchObject({ code: 'SEAL_TEXT_NOT_DRAWABLE', errors: [{ pointer: '/name', detail }] });
    }
  });

  it('does not let a name into the drawing as markup', () => {
    const svg = drawRoundSeal({ ...bureau, name: '<g/>"&' }, outlines);
    expect(svg.match(/<(\w+)/g)?.sort()).toEqual(
      ['<svg', '<g', '<circle', '<polygon', ...Array.from({ length: 8 }, () => '<path')].sort(),
    );
  });

  it('becomes a PNG of 300 dots to an inch that passes the check of uploads', async () => {
    for (const { diameterMm, centre } of Object.values(nationalSealSizes)) {
      const png = await renderPng(drawRoundSeal({ ...bureau, diameterMm, centre }, outlines), diameterMm);
      const side = Math.round((diameterMm / 25.4) * 300);
      expect(checkPng(png)).toMatchObject({ width: side, height: side });
    }
  });
});

/** A PNG put together by hand. */
function png(options: {
  width?: number;
  height?: number;
  depth?: number;
  colour?: number;
  interlace?: number;
  image?: Buffer;
  after?: Buffer;
}): Buffer {
  const { width = 100, height = 80, depth = 8, colour = 6, interlace = 0 } = options;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlace], 8);
  const image = options.image ?? deflateSync(Buffer.alloc((1 + 4 * width) * height));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', image),
    chunk('IEND', Buffer.alloc(0)),
    options.after ?? Buffer.alloc(0),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crcOf(body));
  return Buffer.concat([length, body, crc]);
}

/** Bit by bit, independent of the table in the code under test. */
function crcOf(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit += 1) {
      const low = (crc ^ (byte >>> bit)) & 1;
      crc = (crc >>> 1) ^ (low === 1 ? 0xedb88320 : 0);
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('an uploaded picture', () => {
  it('passes when it is a whole PNG of moderate size', () => {
    expect(checkPng(png({}))).toMatchObject({ width: 100, height: 80 });
  });

  const row = 1 + 4 * 100;
  const bad: readonly (readonly [string, () => Buffer, string])[] = [
    ['something else', () => Buffer.from('GIF89a'), 'must be a PNG'],
    ['a PNG cut off', () => png({}).subarray(0, 60), 'is cut off'],
    ['bytes behind the end', () => png({ after: Buffer.from('<script>') }), 'bytes follow its end'],
    ['a changed byte', () => flipped(png({}), 45), 'a checksum does not fit'],
    ['a side too long', () => png({ width: 5000 }), 'its sides must be 64 to 2048 pixels'],
    ['a side too short', () => png({ height: 8 }), 'its sides must be 64 to 2048 pixels'],
    ['an impossible depth', () => png({ depth: 4 }), 'its colour type and depth do not go together'],
    ['interlacing', () => png({ interlace: 1 }), 'must not be interlaced'],
    ['too few pixels', () => png({ image: deflateSync(Buffer.alloc(row * 79)) }), 'fill its pixels exactly'],
    ['a decompression bomb', () => png({ image: deflateSync(Buffer.alloc(50_000_000)) }), 'fill its pixels exactly'],
    ['no zlib stream', () => png({ image: Buffer.from('nothing') }), 'fill its pixels exactly'],
    [
      'bytes hidden behind the pixels',
      () => png({ image: Buffer.concat([deflateSync(Buffer.alloc(row * 80)), Buffer.from('hidden')]) }),
      'fill its pixels exactly',
    ],
    ['a file too large', () => Buffer.concat([png({}), Buffer.alloc(1024 * 1024)]), 'must be no larger'],
  ];

  it.each(bad)('is refused with %s', (_, make, detail) => {
    const problem = refusal(() => checkPng(make()));
    expect(problem.code).toBe('SEAL_PICTURE_INVALID');
    expect(problem.errors[0]?.detail).toContain(detail);
  });

  it('says 样章 across its foot in a demonstration', async () => {
    const blank = png({});
    const svg = markSpecimen({ png: blank, widthMm: 40, heightMm: 32 }, outlines);
    const marked = await renderPng(svg, 40);
    const { width, height } = checkPng(marked);
    expect(width / height).toBeCloseTo(40 / 32, 1);
    const image = new Resvg(svg, { fitTo: { mode: 'width', value: 200 } }).render();
    const { pixels } = image;
    const rows = [...Array(image.height).keys()].filter((y) =>
      pixels.subarray(4 * y * image.width, 4 * (y + 1) * image.width).some((value) => value !== 0),
    );
    expect(rows[0]!).toBeGreaterThan(image.height / 2);
    expect(rows.at(-1)!).toBeLessThan(image.height);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  bytes[at]! ^= 1;
  return bytes;
}
