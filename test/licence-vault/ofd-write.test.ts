import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../kernel/index.ts';
import { readAttachments } from '../../licence-vault/ofd/model/document.ts';
import { type PathObject, type TextObject, textOf } from '../../licence-vault/ofd/model/page.ts';
import { readOfd, readPages } from '../../licence-vault/ofd/model/read-ofd.ts';
import { readResources } from '../../licence-vault/ofd/model/resources.ts';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import { packed } from '../../licence-vault/ofd/package/write-package.ts';
import { withSignatures } from '../../licence-vault/ofd/seal/ofd-file-with-signatures.ts';
import { inspectOfd } from '../../licence-vault/ofd/verify/inspect-ofd.ts';
import type { OfdContent, PageItem, TextItem } from '../../licence-vault/ofd/write/content.ts';
import { writeOfd } from '../../licence-vault/ofd/write/write-ofd.ts';
import { anyCharacter } from '../support/any-character.ts';
import { png, sample, sealed } from './ofd-documents.ts';
import { county } from './seal-parties.ts';

const jpeg = Buffer.concat([Buffer.of(0xff, 0xd8, 0xff, 0xe0), Buffer.from('not a whole picture')]);
const font = Buffer.concat([Buffer.of(0, 1, 0, 0), Buffer.from('glyphs '.repeat(20))]);

function withItems(items: readonly PageItem[], changes: Partial<OfdContent> = {}): Buffer {
  return writeOfd(sample(1, { pages: [{ width: 210, height: 297, items }], ...changes }));
}

function objectsOf(bytes: Buffer) {
  const { package: ofd, documents } = readOfd(bytes);
  return readPages(ofd, documents[0]!.document)[0]!.objects;
}

function xmlOf(bytes: Buffer, name: string): string {
  return openPackage(bytes).file(name)!.bytes.toString();
}

const text = (changes: Partial<TextItem> = {}): TextItem => ({
  kind: 'text',
  text: '营业执照 A1',
  font: 'song',
  size: 4,
  x: 30,
  y: 60,
  ...changes,
});

describe('a document that is written', () => {
  it('reads back as what was asked for', () => {
    const bytes = writeOfd(
      sample(3, {
        author: '行政审批局 & <办>',
        subject: '证照',
        modDate: '2026-11-22',
        keywords: ['证照', '执照'],
        attachments: [
          { name: '原始数据.xml', bytes: Buffer.from('<a/>') },
          { name: '说明', bytes: Buffer.from('b'), format: 'txt' },
        ],
      }),
    );
    const { package: ofd, documents } = readOfd(bytes);
    const [document] = documents;
    expect(document?.info).toMatchObject({
      docId: '0123456789abcdef0123456789abcdef',
      title: '营业执照',
      author: '行政审批局 & <办>',
      creationDate: '2026-11-21',
      modDate: '2026-11-22',
      keywords: ['证照', '执照'],
      customData: [
        { name: 'ZZMC', value: '营业执照' },
        { name: 'ZZBS', value: '1.2.156.3005.2.…' },
      ],
    });
    expect(document?.document.pageBox).toEqual({ x: 0, y: 0, width: 210, height: 297 });
    expect(readPages(ofd, document!.document).map(textOf)).toEqual(
      [1, 2, 3].map((page) => `营业执照（副本）第 ${page} 页`),
    );
    const attachments = readAttachments(ofd, document!.document.attachmentsPath!);
    expect(attachments).toMatchObject([
      { name: '原始数据.xml', format: 'xml', path: 'Doc_0/Attachs/attachment_1.xml' },
      { name: '说明', format: 'txt', path: 'Doc_0/Attachs/attachment_2.dat' },
    ]);
  });

  it('is the same to the byte for the same content, and says nothing of when it was made', () => {
    const content = sample(2, { pictures: { logo: png() } });
    const bytes = writeOfd(content);
    expect(writeOfd(structuredClone(content)).equals(bytes)).toBe(true);
    expect(openPackage(bytes).entries.every(({ modified }) => modified === 0x00210000)).toBe(true);
  });

  it('is the same whether its background was written before or not, with other fonts, pictures and pages too', () => {
    const background: readonly PageItem[] = [
      text({ text: '底纹' }),
      { kind: 'path', segments: [['M', 0, 0], ['L', 9.25, 9], ['C']], stroke: { colour: [1, 2, 3], width: 0.5 } },
      { kind: 'picture', picture: 'logo', x: 1, y: 2, width: 3, height: 4 },
    ];
    const content = (pages: number, more: Partial<OfdContent>): OfdContent => {
      const plain = sample(pages, { pictures: { logo: png() }, ...more });
      return { ...plain, pages: plain.pages.map((page) => ({ ...page, background })) };
    };
    const several = [
      content(1, {}),
      content(1, {}),
      content(2, {}),
      content(1, { pictures: { photo: jpeg, logo: png() } }),
      content(1, { fonts: { kai: { name: '楷体' }, song: { name: '宋体', bold: true } } }),
      content(1, {}),
    ];
    for (const one of several) expect(writeOfd(one).equals(writeOfd(structuredClone(one)))).toBe(true);
    const other = { ...content(1, {}), pictures: {} };
    expect(() => writeOfd(other)).toThrow(Problem);
  });

  it('gives every object an id of its own, none above the one it names as the largest', () => {
    const bytes = writeOfd(sample(4, { pictures: { logo: png() } }));
    const all = openPackage(bytes)
      .entries.filter(({ name }) => /Content|Res\.xml|Document\.xml/.test(name))
      .flatMap(({ bytes: file }) => [...file.toString().matchAll(/ ID="(\d+)"/g)].map(([, id]) => Number(id)));
    expect(new Set(all).size).toBe(all.length);
    expect(Math.max(...all)).toBeLessThan(Number(/MaxUnitID>(\d+)</.exec(xmlOf(bytes, 'Doc_0/Document.xml'))?.[1]));
  });

  it('holds fonts by name and whole, pictures in both formats, and finds them again', () => {
    const bytes = writeOfd(
      sample(1, {
        fonts: { song: { name: '宋体', family: 'SimSun' }, own: { name: 'Own', file: font, bold: true } },
        pictures: { logo: png(), photo: jpeg },
      }),
    );
    const { package: ofd, documents } = readOfd(bytes);
    const { publicResources, documentResources } = documents[0]!.document;
    const { fonts } = readResources(ofd, publicResources[0]!);
    expect(fonts).toMatchObject([
      { name: '宋体', family: 'SimSun', path: undefined },
      { name: 'Own', family: 'Own', path: 'Doc_0/Res/font_2.ttf' },
    ]);
    expect(ofd.file(fonts[1]!.path!)?.bytes.equals(font)).toBe(true);
    const { media } = readResources(ofd, documentResources[0]!);
    expect(media.map(({ format, path }) => [format, path])).toEqual([
      ['PNG', 'Doc_0/Res/image_3.png'],
      ['JPEG', 'Doc_0/Res/image_4.jpg'],
    ]);
    expect(ofd.file('Doc_0/Res/image_3.png')).toMatchObject({ method: 0, bytes: png() });
  });
});

describe('text', () => {
  it('advances by a full size for wide characters and half of it for others, unless told otherwise', () => {
    const [object] = objectsOf(withItems([text()])) as TextObject[];
    expect(object).toMatchObject({
      font: '1',
      size: 4,
      boundary: { x: 30, y: 56, width: 22, height: 5.3333 },
      runs: [{ text: '营业执照 A1', x: 0, y: 4, deltaX: [4, 4, 4, 4, 2, 2] }],
    });
    const [told] = objectsOf(withItems([text({ text: 'ab', advances: [9] })])) as TextObject[];
    expect(told?.runs[0]?.deltaX).toEqual([9]);
  });

  it('counts characters, not their halves', () => {
    const [object] = objectsOf(withItems([text({ text: '𠮷𠮷a' })])) as TextObject[];
    expect(object?.runs[0]).toMatchObject({ text: '𠮷𠮷a', deltaX: [4, 4] });
  });

  it.each([
    ['left', 30],
    ['centre', 19],
    ['right', 8],
  ] as const)('stands %s of its place', (align, x) => {
    const [object] = objectsOf(withItems([text({ align })]));
    expect(object?.boundary?.x).toBe(x);
  });

  it('turns about its beginning, inside a rectangle that holds all of it', () => {
    const turned = withItems([text({ text: '样章', size: 10, x: 100, y: 100, degrees: 90 })]);
    const [object] = objectsOf(turned);
    // Clockwise by a right angle: from the baseline's start downwards, the height of the line to its right.
    expect(object?.boundary).toMatchObject({ x: expect.closeTo(96.6667, 3), y: 100, height: 20 });
    expect(object?.boundary?.width).toBeCloseTo(13.3333, 3);
    expect(xmlOf(turned, 'Doc_0/Pages/Page_0/Content.xml')).toContain('CTM="0 1 -1 0 13.33333333 0"');
  });

  it('shows its colour and how much shines through', () => {
    const xml = xmlOf(withItems([text({ colour: [255, 0, 10], opacity: 0.2 })]), 'Doc_0/Pages/Page_0/Content.xml');
    expect(xml).toContain('Alpha="51"');
    expect(xml).toContain('<ofd:FillColor Value="255 0 10"/>');
  });
});

describe('paths and pictures', () => {
  it('keep their points inside the boundary they state, line width included', () => {
    const [path] = objectsOf(
      withItems([
        {
          kind: 'path',
          segments: [['M', 10, 20], ['L', 30, 20], ['Q', 40, 10, 50, 20], ['B', 60, 30, 70, 30, 80, 20], ['C']],
          stroke: { colour: [0, 0, 0], width: 2 },
        },
      ]),
    ) as PathObject[];
    expect(path?.boundary).toEqual({ x: 9, y: 9, width: 72, height: 22 });
    expect(path?.data).toBe('M 1 11 L 21 11 Q 31 1 41 11 B 51 21 61 21 71 11 C');
  });

  it('leave room for the whole of an arc', () => {
    const circle: PageItem = {
      kind: 'path',
      segments: [['M', 100, 50], ['A', 20, 20, 0, 1, 1, 100, 50.001], ['C']],
      fill: [200, 0, 0],
      rule: 'Even-Odd',
    };
    const [path] = objectsOf(withItems([circle])) as PathObject[];
    expect(path!.boundary!.x).toBeLessThanOrEqual(80);
    expect(path!.boundary!.x + path!.boundary!.width).toBeGreaterThanOrEqual(120);
    expect(path?.data).toMatch(/^M 40 39.999 A 20 20 0 1 1 40 40 C$/);
  });

  it('leave room for an arc whose radii are too small for its ends, which readers widen', () => {
    const [path] = objectsOf(
      withItems([
        {
          kind: 'path',
          segments: [
            ['M', 50, 100],
            ['A', 1, 1, 0, 0, 1, 150, 100],
          ],
          fill: [0, 0, 0],
        },
      ]),
    );
    expect(path!.boundary!.y).toBeLessThanOrEqual(50);
  });

  it('stretch a picture to its rectangle', () => {
    const bytes = withItems([{ kind: 'picture', picture: 'logo', x: 10, y: 20, width: 30, height: 40 }], {
      pictures: { logo: png() },
    });
    expect(xmlOf(bytes, 'Doc_0/Pages/Page_0/Content.xml')).toMatch(
      /<ofd:ImageObject ID="\d+" Boundary="10 20 30 40" CTM="30 0 0 40 0 0" ResourceID="2"\/>/,
    );
  });

  it('draw the background in a layer under the rest', () => {
    const line: PageItem = {
      kind: 'path',
      segments: [
        ['M', 1, 1],
        ['L', 2, 2],
      ],
      stroke: { colour: [0, 0, 0], width: 1 },
    };
    const bytes = writeOfd(sample(1, { pages: [{ width: 99, height: 99, background: [line], items: [text()] }] }));
    expect(objectsOf(bytes).map(({ kind }) => kind)).toEqual(['path', 'text']);
    expect(xmlOf(bytes, 'Doc_0/Pages/Page_0/Content.xml')).toMatch(/Type="Background".*Type="Body"/);
  });
});

describe('content that cannot be written', () => {
  const wrong = (changes: Partial<OfdContent>) => {
    try {
      writeOfd(sample(1, changes));
    } catch (error) {
      if (error instanceof Problem) return { code: error.code, places: error.errors.map(({ pointer }) => pointer) };
      throw error;
    }
    return 'written';
  };
  const items = (...list: PageItem[]) => ({ pages: [{ width: 210, height: 297, items: list }] });

  it.each([
    ['docId', { docId: 'short' }, '/docId'],
    ['day', { creationDate: '2026-02-30' }, '/creationDate'],
    ['no page', { pages: [] }, '/pages'],
    ['page of no size', { pages: [{ width: 0, height: 297, items: [] }] }, '/pages/0/width'],
    ['page larger than any sheet', { pages: [{ width: 210, height: 1e9, items: [] }] }, '/pages/0/height'],
    ['unknown font', items(text({ font: 'hei' })), '/pages/0/items/0/font'],
    ['inherited font', items(text({ font: 'constructor' })), '/pages/0/items/0/font'],
    ['two lines', items(text({ text: 'a\nb' })), '/pages/0/items/0/text'],
    ['no text', items(text({ text: '' })), '/pages/0/items/0/text'],
    ['advances that do not fit', items(text({ advances: [1] })), '/pages/0/items/0/advances'],
    ['size that is none', items(text({ size: 0 })), '/pages/0/items/0/size'],
    ['number that is none', items(text({ x: Number.NaN })), '/pages/0/items/0'],
    ['number beyond any page', items(text({ y: 1e300 })), '/pages/0/items/0'],
    ['colour that is none', items(text({ colour: [256, 0, 0] })), '/pages/0/items/0'],
    ['opacity above one', items(text({ opacity: 1.5 })), '/pages/0/items/0/opacity'],
    [
      'unknown picture',
      items({ kind: 'picture', picture: 'x', x: 0, y: 0, width: 1, height: 1 }),
      '/pages/0/items/0/picture',
    ],
    [
      'path that begins nowhere',
      items({ kind: 'path', segments: [['L', 1, 1]], fill: [0, 0, 0] }),
      '/pages/0/items/0/segments',
    ],
    ['path that shows nothing', items({ kind: 'path', segments: [['M', 1, 1]] }), '/pages/0/items/0/stroke'],
    ['picture of another format', { pictures: { 'a/b': Buffer.from('GIF89a') } }, '/pictures/a~1b'],
    ['font file that is none', { fonts: { song: { name: '宋体', file: Buffer.from('PNG') } } }, '/fonts/song/file'],
    ['attachment without a name', { attachments: [{ name: ' ', bytes: Buffer.alloc(0) }] }, '/attachments/0/name'],
    ['custom data without a name', { customData: [{ name: '', value: 'x' }] }, '/customData/0/name'],
  ] as const)('is refused with its place: %s', (_, changes, place) => {
    expect(wrong(changes as Partial<OfdContent>)).toEqual({ code: 'OFD_CONTENT_INVALID', places: [place] });
  });

  it('is refused for characters that XML does not hold', () => {
    expect(wrong({ title: 'a\0' })).toMatchObject({ code: 'OFD_TEXT_NOT_WRITABLE' });
  });
});

describe('metadata', () => {
  it('of any text comes back as it was', () => {
    const writable = fc
      .string({ unit: anyCharacter, minLength: 1, maxLength: 30 })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold
      .filter((value) => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(value));
    fc.assert(
      fc.property(writable, (value) => {
        const { documents } = readOfd(writeOfd(sample(1, { customData: [{ name: 'KZ_X', value }] })));
        expect(documents[0]?.info.customData).toEqual([{ name: 'KZ_X', value }]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('OFD.xml that learns of its signatures', () => {
  const edit = (text: string, document = 0) =>
    withSignatures({
      entry: packed({ name: 'OFD.xml', bytes: Buffer.from(text) }),
      document,
      path: 'Doc_0/Signs/Signatures.xml',
    }).toString();
  const node = (prefix: string) => `<${prefix}Signatures>/Doc_0/Signs/Signatures.xml</${prefix}Signatures>`;

  it('changes nowhere else, whatever prefix, line ends, marks and characters it has', () => {
    const file = (prefix: string, xmlns: string) =>
      `\ufeff<?xml version="1.0"?>\r\n<${prefix}OFD ${xmlns}="http://www.ofdspec.org/2016">\r\n<!-- </${prefix}DocBody> --><${prefix}DocBody>𠮷<${prefix}DocRoot>a</${prefix}DocRoot>\r\n</${prefix}DocBody><${prefix}DocBody></${prefix}DocBody></${prefix}OFD>`;
    for (const [prefix, xmlns] of [
      ['ofd:', 'xmlns:ofd'],
      ['', 'xmlns'],
      ['o:', 'xmlns:o'],
    ] as const) {
      const before = file(prefix, xmlns);
      const second = before.lastIndexOf(`</${prefix}DocBody>`);
      const first = before.lastIndexOf(`</${prefix}DocBody>`, second - 1);
      expect(edit(before)).toBe(before.slice(0, first) + node(prefix) + before.slice(first));
      expect(edit(before, 1)).toBe(before.slice(0, second) + node(prefix) + before.slice(second));
      expect(() => edit(before, 2)).toThrow('OFD_STRUCTURE_INVALID');
    }
  });
});

describe('other programs find it sound', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hufu-ofd-'));
  const file = join(folder, 'sealed.ofd');

  it('unzip, and OpenSSL for every digest of a protected file', async () => {
    const here = county();
    const bytes = await sealed({ county: here, bytes: writeOfd(sample(3, { pictures: { logo: png() } })) });
    writeFileSync(file, bytes);
    expect(execFileSync('unzip', ['-t', file], { encoding: 'utf8' })).toContain('No errors detected');
    execFileSync('unzip', ['-q', file, '-d', join(folder, 'out')]);
    const [signature] = inspectOfd(bytes).signatures;
    if (signature === undefined || signature.description instanceof Problem) return expect.fail('no signature');
    expect(signature.description.references.length).toBeGreaterThan(7);
    for (const { path, digest } of signature.description.references) {
      const out = execFileSync('openssl', ['dgst', '-sm3', '-binary', join(folder, 'out', path!)]);
      expect(out.equals(digest!), path).toBe(true);
    }
    const described = execFileSync('openssl', [
      'dgst',
      '-sm3',
      '-binary',
      join(folder, 'out', signature.description.path),
    ]);
    expect(createHash('sm3').update(signature.description.bytes).digest().equals(described)).toBe(true);
  });

  it('an XML reader of another house, where there is one', () => {
    const xml = readdirSync(join(folder, 'out'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.xml'),
    );
    expect(xml.length).toBeGreaterThan(6);
    const reader = '/usr/bin/xmllint';
    if (existsSync(reader)) {
      execFileSync(reader, ['--noout', '--nonet', ...xml.map((name) => join(folder, 'out', name))]);
    }
    rmSync(folder, { recursive: true });
  });
});
