import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { layoutLicence, readTemplate } from '../../licence-vault/index.ts';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import type { OfdContent, PageItem } from '../../licence-vault/ofd/write/content.ts';
import { writeOfd } from '../../licence-vault/ofd/write/write-ofd.ts';
import { readShown } from '../../licence-vault/pdf/from-ofd/read-content.ts';
import { PdfFile } from '../../licence-vault/pdf/read/pdf-file.ts';
import { readPdf } from '../../licence-vault/pdf/verify/read-pdf.ts';
import { arcCurves } from '../../licence-vault/pdf/write/elliptical-arc.ts';
import { writePdf } from '../../licence-vault/pdf/write/write-pdf.ts';
import { demoLicenceTypes } from '../../ops/demo/licence-types/index.ts';
import { crcOf, rewritten, sample, sealed } from './ofd-documents.ts';
import { claims, licence, sealPicture } from './pdf-documents.ts';
import { drawn, popplerNote, program, sealRed } from './pdf-programs.ts';
import { county } from './seal-parties.ts';

const white = [255, 255, 255];

function pageWith(...items: readonly PageItem[]): OfdContent {
  return licence({ pages: [{ width: 100, height: 80, items }] });
}

/** A PNG of one colour in each of its forms, 8 by 8. */
function picture(colour: 0 | 2 | 3 | 4 | 6, rows: Buffer, extra: Readonly<Record<string, Buffer>> = {}, interlace = 0) {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crcOf(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, colour, 0, 0, interlace]);
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    ...Object.entries(extra).map(([type, data]) => chunk(type, data)),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Rows of one pixel over and over, with a filter. */
function rowsOf(pixel: readonly number[], filter = 0): Buffer {
  const row = Array.from({ length: 8 }, () => pixel).flat();
  const differences = row.map(
    (value, at) => (at < pixel.length ? value : value - (row[at - pixel.length] ?? 0)) & 0xff,
  );
  return Buffer.concat(Array.from({ length: 8 }, () => Buffer.from([filter, ...(filter === 1 ? differences : row)])));
}

describe('the PDF twin', () => {
  it('is the same, to the byte, for the same content', () => {
    expect(writePdf({ content: licence() })).toEqual(writePdf({ content: licence() }));
    expect(writePdf({ content: licence({ title: '结婚证' }) })).not.toEqual(writePdf({ content: licence() }));
  });

  it('carries the glyphs it uses and no others, so that a page is some kilobytes', () => {
    const bytes = writePdf({ content: licence() });
    expect(bytes.length).toBeLessThan(12_000);
  });

  it('has the particulars of the OFD, and the licence as data in a file of its own', () => {
    const read = readPdf(writePdf({ content: licence({ customData: [{ name: 'KZ_CLAIMS', value: 'ab_c-' }] }) }));
    expect(read.claims).toEqual(claims);
    expect(read.customData).toContainEqual({ name: 'KZ_CLAIMS', value: 'ab_c-' });
    expect(read.customData).toContainEqual({ name: 'Title', value: '营业执照' });
  });

  it('does not let a particular take the place of the title', () => {
    const read = readPdf(writePdf({ content: licence({ customData: [{ name: 'Title', value: '假' }] }) }));
    expect(read.customData.filter(({ name }) => name === 'Title')).toEqual([{ name: 'Title', value: '营业执照' }]);
  });

  it('is refused for characters that the font lacks, and names them by their code points', () => {
    const text = { kind: 'text', text: '𠀀𪛖', font: 'song', size: 5, x: 10, y: 10 } as const;
    expect(() => writePdf({ content: pageWith(text) })).toThrow(
      expect.objectContaining({ code: 'PDF_CHARACTER_MISSING', message: expect.stringContaining('U+20000, U+2A6D6') }),
    );
  });

  it('is refused for a picture that would not show', () => {
    const interlaced = picture(2, rowsOf([1, 2, 3]), {}, 1);
    const place = { kind: 'picture', picture: 'p', x: 0, y: 0, width: 5, height: 5 } as const;
    const content = { ...pageWith(place), pictures: { p: interlaced } };
    expect(() => writePdf({ content })).toThrow(expect.objectContaining({ code: 'PDF_PICTURE_UNSUPPORTED' }));
    const cutOff = { ...content, pictures: { p: picture(6, rowsOf([1, 2, 3, 4]).subarray(0, 40)) } };
    expect(() => writePdf({ content: cutOff })).toThrow(expect.objectContaining({ code: 'PDF_PICTURE_UNSUPPORTED' }));
  });

  it('holds content to what an OFD is held to', () => {
    expect(() => writePdf({ content: licence({ docId: 'x' }) })).toThrow(
      expect.objectContaining({ code: 'OFD_CONTENT_INVALID' }),
    );
  });

  it('refers to every object by its place', () => {
    const bytes = writePdf({ content: licence() });
    const file = new PdfFile(bytes);
    const count = Number(file.trailer.get('Size'));
    expect(count).toBeGreaterThan(10);
    expect(file.array(file.dictionary(file.catalog.get('Pages'))?.get('Kids'))).toHaveLength(1);
  });
});

describe('what poppler shows of it', () => {
  it(`is the text, in the order of the page${popplerNote}`, async () => {
    if (popplerNote !== '') return expect(popplerNote).not.toBe('');
    const { out } = await program('pdftotext', ['@a.pdf', '-'], { 'a.pdf': writePdf({ content: licence() }) });
    expect(out.replaceAll(/\s/g, '')).toContain('营业执照（副本）第1页');
  });

  it(`is letters in the room that the OFD gives them, none over another${popplerNote}`, async () => {
    if (popplerNote !== '') return expect(popplerNote).not.toBe('');
    const text = { kind: 'text', text: 'MWMWW', font: 'song', size: 10, x: 20, y: 20 } as const;
    const pdf = writePdf({ content: pageWith(text) });
    const { out } = await program('pdftotext', ['-bbox-layout', '@a.pdf', '-'], { 'a.pdf': pdf });
    const [, left, right] = /<word xMin="([\d.]+)" .*? xMax="([\d.]+)"/.exec(out) ?? [];
    const millimetres = (points: string | undefined) => (Number(points) / 72) * 25.4;
    expect(millimetres(left)).toBeCloseTo(20, 1);
    // Five letters of half the size.
    expect(millimetres(right)).toBeCloseTo(20 + 25, 1);
  });

  it(`is paths where the OFD has them${popplerNote}`, async () => {
    if (popplerNote !== '') return expect(popplerNote).not.toBe('');
    const red = [255, 0, 0] as const;
    const pixel = await drawn(
      writePdf({
        content: pageWith(
          { kind: 'path', segments: [['M', 10, 5], ['L', 30, 5], ['L', 30, 15], ['L', 10, 15], ['C']], fill: red },
          // A half circle about (50, 40), below its chord.
          { kind: 'path', segments: [['M', 60, 40], ['A', 10, 10, 0, 0, 1, 40, 40], ['C']], fill: [0, 0, 255] },
          // A ring by the rule of even and odd.
          {
            kind: 'path',
            segments: [
              ...([['M', 70, 50], ['L', 90, 50], ['L', 90, 70], ['L', 70, 70], ['C']] as const),
              ...([['M', 75, 55], ['L', 85, 55], ['L', 85, 65], ['L', 75, 65], ['C']] as const),
            ],
            fill: red,
            rule: 'Even-Odd',
          },
          {
            kind: 'path',
            segments: [
              ['M', 10, 70],
              ['L', 50, 70],
            ],
            stroke: { colour: [0, 0, 0], width: 4 },
            opacity: 0.5,
          },
          { kind: 'path', segments: [['M', 10, 60], ['Q', 30, 30, 50, 60], ['C']], fill: [0, 128, 0] },
        ),
      }),
    );
    expect(pixel(20, 10)).toEqual([...red]);
    expect(pixel(20, 20)).toEqual(white);
    expect([pixel(50, 47), pixel(50, 35)]).toEqual([[0, 0, 255], white]);
    expect([pixel(72, 60), pixel(80, 60)]).toEqual([[...red], white]);
    expect(pixel(30, 70)[0]).toBeGreaterThan(100);
    expect(pixel(30, 70)[0]).toBeLessThan(155);
    // The curve's top is half way between its chord and its control point.
    expect([pixel(30, 47), pixel(30, 42)]).toEqual([[0, 128, 0], white]);
  });

  it(`is pictures in every form that PNG has${popplerNote}`, async () => {
    if (popplerNote !== '') return expect(popplerNote).not.toBe('');
    const palette = { PLTE: Buffer.from([0, 0, 0, 0, 200, 0]) };
    const forms = {
      grey: picture(0, rowsOf([100])),
      colour: picture(2, rowsOf([10, 20, 200], 1)),
      indexed: picture(3, rowsOf([1]), palette),
      pierced: picture(3, rowsOf([1]), { ...palette, tRNS: Buffer.from([255, 0]) }),
      faint: picture(6, rowsOf([255, 0, 0, 128], 1)),
      faintGrey: picture(4, rowsOf([0, 255], 1)),
    };
    const names = Object.keys(forms) as (keyof typeof forms)[];
    const items = names.map(
      (name, at) => ({ kind: 'picture', picture: name, x: 15 * at, y: 5, width: 10, height: 10 }) as const,
    );
    const pixel = await drawn(writePdf({ content: { ...pageWith(...items), pictures: forms } }));
    const [grey, colour, indexed, pierced, faint, faintGrey] = names.map((_, at) => pixel(15 * at + 5, 10));
    expect([grey, colour, indexed, pierced]).toEqual([[100, 100, 100], [10, 20, 200], [0, 200, 0], white]);
    expect(faint?.[0]).toBe(255);
    expect(faint?.[1]).toBeGreaterThan(110);
    expect(faint?.[1]).toBeLessThan(145);
    expect(faintGrey).toEqual([0, 0, 0]);
    expect(pixel(5, 20)).toEqual(white);
  });

  it(`is a seal that lets the paper through, stored as one colour${popplerNote}`, async () => {
    if (popplerNote !== '') return expect(popplerNote).not.toBe('');
    const seal = await sealPicture();
    const items = [{ kind: 'picture', picture: 's', x: 10, y: 10, width: 42, height: 42 }] as const;
    const bytes = writePdf({ content: { ...pageWith(...items), pictures: { s: seal } } });
    expect(bytes.length).toBeLessThan(seal.length);
    const pixel = await drawn(bytes);
    expect(pixel(31, 29)).toEqual(sealRed);
    expect(pixel(20, 31)).toEqual(white);
  });
});

describe('an elliptical arc', () => {
  it('comes to its end, and stays on the ellipse', () => {
    const arc = { from: [20, 0], radii: [20, 10], degrees: 0, large: true, sweep: true, to: [0, -10] } as const;
    const curves = arcCurves(arc);
    expect(curves).toHaveLength(3);
    for (const curve of curves) {
      const [x, y] = curve.slice(4) as [number, number];
      expect((x / 20) ** 2 + (y / 10) ** 2).toBeCloseTo(1, 9);
    }
    expect(curves.at(-1)?.slice(4)).toEqual([0, -10]);
  });

  it('of radii too small is widened, of none is a line, to where it is is nothing', () => {
    const arc = { from: [0, 0], degrees: 30, large: false, sweep: false } as const;
    expect(arcCurves({ ...arc, radii: [1, 1], to: [20, 0] })).toHaveLength(2);
    expect(arcCurves({ ...arc, radii: [0, 5], to: [20, 0] })).toEqual([[0, 0, 20, 0, 20, 0]]);
    expect(arcCurves({ ...arc, radii: [5, 5], to: [0, 0] })).toEqual([]);
  });
});

describe('an OFD read back', () => {
  const content = licence({
    keywords: ['证照', 'licence'],
    pictures: { p: picture(2, rowsOf([10, 20, 200])) },
    fonts: { song: { name: '宋体', family: 'SimSun' }, hei: { name: '黑体', family: 'SimHei', bold: true } },
    pages: [
      {
        width: 100,
        height: 80,
        background: [{ kind: 'picture', picture: 'p', x: 60, y: 10, width: 30, height: 20, opacity: 0.4 }],
        items: [
          {
            kind: 'text',
            text: ' 营业执照 A',
            font: 'hei',
            size: 8,
            x: 50,
            y: 12,
            align: 'centre',
            colour: [200, 0, 0],
          },
          { kind: 'text', text: '转', font: 'song', size: 6, x: 20, y: 60, degrees: -30, opacity: 0.5 },
          { kind: 'text', text: '右 end', font: 'song', size: 5, x: 95, y: 70, align: 'right' },
          {
            kind: 'path',
            segments: [
              ['M', 10, 20],
              ['L', 30, 22],
              ['Q', 40, 30, 30, 40],
              ['B', 20, 50, 15, 30, 12, 40],
              ['A', 9, 6, 15, 1, 0, 10, 30],
              ['C'],
            ],
            stroke: { colour: [0, 90, 0], width: 0.7, dash: [2, 1] },
            fill: [240, 240, 200],
            rule: 'Even-Odd',
          },
          {
            kind: 'path',
            segments: [
              ['M', 5, 75],
              ['L', 95, 75],
            ],
            stroke: { colour: [1, 2, 3], width: 0.2 },
          },
        ],
      },
    ],
  });

  it('makes the same PDF as what it was written from', () => {
    const { content: read, seals } = readShown(writeOfd(content));
    expect(seals).toEqual([]);
    // Pages are drawn from numbers with four places in an OFD, so the drawing is compared by what it shows.
    const [direct, through] = [content, read].map((one) => readPdf(writePdf({ content: one })));
    expect(through?.customData).toEqual(direct?.customData);
    expect(through?.claims).toEqual(claims);
  });

  it(`shows the same, place by place${popplerNote}`, async () => {
    if (popplerNote !== '') return expect(popplerNote).not.toBe('');
    const { content: read } = readShown(writeOfd(content));
    const [direct, through] = await Promise.all([content, read].map((one) => drawn(writePdf({ content: one }))));
    let inked = 0;
    for (let y = 0; y < 80; y += 1) {
      for (let x = 0; x < 100; x += 1) {
        const [a = [], b = []] = [direct?.(x, y), through?.(x, y)];
        if (a.some((part) => part < 250)) inked += 1;
        for (const [channel, part] of a.entries()) expect(Math.abs(part - (b[channel] ?? 0))).toBeLessThan(12);
      }
    }
    expect(inked).toBeGreaterThan(500);
  });

  it.each(demoLicenceTypes.map((demo) => [demo.definition.title.zh, demo] as const))(
    'goes into a PDF whole: the page of %s',
    (_, { definition: type, template, sample: data }) => {
      const read = readTemplate(Buffer.from(template));
      const laid = layoutLicence({
        type,
        template: 'template' in read ? read.template : expect.fail('the template is not whole'),
        content: {
          identifier: `1.2.156.3005.2.${type.code}.11450721MB0721059U.20260000001.001.X`,
          type: { code: type.code, name: type.title.zh },
          holder: { kind: '001', number: '', name: '' },
          issuer: { code: '11450721MB0721059U', name: '灵山县行政审批局' },
          ...{ issuedOn: '2026-11-21', validFrom: '2026-11-21', validTo: '长期', version: '001', data: { ...data } },
        },
      });
      const { content: through } = readShown(writeOfd(laid));
      const count = ({ pages }: OfdContent) =>
        pages.map(({ items, background = [] }) => [items.length, background.length]);
      expect(count(through)).toEqual(count(laid));
      expect(writePdf({ content: through }).length).toBeLessThan(60_000);
    },
  );

  it('is refused where a PDF would not show the same', () => {
    const change = (from: string, to: string) =>
      rewritten(writeOfd(content), {
        'Doc_0/Pages/Page_0/Content.xml': openPackage(writeOfd(content))
          .file('Doc_0/Pages/Page_0/Content.xml')!
          .bytes.toString()
          .replace(from, to),
      });
    for (const [from, to] of [
      ['Rule="Even-Odd"', 'CTM="2 0 0 1 0 0"'],
      ['<ofd:TextCode X="0"', '<ofd:TextCode DeltaY="1" X="0"'],
      [
        '</ofd:Content>',
        '<ofd:Layer ID="900"><ofd:CompositeObject ID="901" Boundary="0 0 1 1"/></ofd:Layer></ofd:Content>',
      ],
      ['<ofd:Content>', '<ofd:Template TemplateID="7"/><ofd:Content>'],
    ] as const) {
      const changed = change(from, to);
      expect(changed).not.toEqual(writeOfd(content));
      expect(() => readShown(changed), from).toThrow(expect.objectContaining({ code: 'PDF_PAGE_NOT_CARRIED' }));
    }
  });

  it('has the seals that stand on it, where they stand', async () => {
    const here = county();
    const bytes = await sealed({
      county: here,
      bytes: writeOfd(content),
      placements: [{ kind: 'normal', page: 1, x: 30, y: 20 }],
    });
    const { seals } = readShown(bytes);
    expect(seals).toMatchObject([{ page: 1, x: 30, y: 20 }]);
    const riding = await sealed({
      county: here,
      bytes: writeOfd(sample(3)),
      placements: [{ kind: 'riding', side: 'right' }],
    });
    expect(() => readShown(riding)).toThrow(expect.objectContaining({ code: 'PDF_PAGE_NOT_CARRIED' }));
  });
});
