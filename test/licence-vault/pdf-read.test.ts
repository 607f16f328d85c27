import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PdfFault } from '../../licence-vault/pdf/read/fault.ts';
import { PdfName, type PdfObject, PdfReference, PdfString } from '../../licence-vault/pdf/read/object.ts';
import { ObjectReader } from '../../licence-vault/pdf/read/object-reader.ts';
import { PdfFile } from '../../licence-vault/pdf/read/pdf-file.ts';
import { readPdf } from '../../licence-vault/pdf/verify/read-pdf.ts';

const read = (text: string) => new ObjectReader(Buffer.from(text, 'latin1')).object();
/** Objects as plain values, for comparing. */
function plain(object: PdfObject): unknown {
  if (object instanceof Map) return Object.fromEntries([...object].map(([key, value]) => [key, plain(value)]));
  if (Array.isArray(object)) return object.map(plain);
  if (object instanceof PdfName) return `/${object.name}`;
  if (object instanceof PdfString) return object.bytes.toString('latin1');
  if (object instanceof PdfReference) return `${object.object} ${object.generation} R`;
  return object;
}

describe('an object', () => {
  it.each([
    ['null', null],
    ['true', true],
    ['-12.5', -12.5],
    ['+.5', 0.5],
    ['7 0 R', '7 0 R'],
    ['[7 0 R 8 0 9]', ['7 0 R', 8, 0, 9]],
    ['/A#20B', '/A B'],
    ['(a\\(b\\)(c)\\\\ \\101\\n\\\r\nd)', 'a(b)(c)\\ A\nd'],
    ['<48 656C 6c6F 7>', 'Hellop'],
    ['<</A 1%comment\n/B[/C<</D()>>]>>', { A: 1, B: ['/C', { D: '' }] }],
  ])('%s is read', (text, value) => {
    expect(plain(read(text))).toEqual(value);
  });

  it('says where a string stands, its brackets included', () => {
    const found = read('  <4142> ');
    expect(found).toMatchObject({ start: 2, end: 8 });
  });

  it.each([
    '',
    '<</A 1/A 2>>',
    '<<1 2>>',
    '(open',
    '<4',
    '<4g>',
    '[1',
    '<</A 1',
    'nul',
    '1e5',
    '--1',
    ')',
    '['.repeat(40),
  ])('%j is refused', (text) => {
    expect(() => read(text)).toThrow(PdfFault);
  });
});

/** A file whose catalogue is packed in a stream of objects, and whose cross-references are a stream (ISO 32000-2 §7.5.7, §7.5.8). */
function packed(
  options: { predictor?: boolean; members?: string; index?: number; catalog?: string; other?: string } = {},
): Buffer {
  const head = '%PDF-1.7\n';
  const { catalog = '<</Type /Catalog/A 1>>', other = '[(x) 5]' } = options;
  const places = `1 0 2 ${catalog.length + 1} `;
  const first = places.length;
  const objects = deflateSync(Buffer.from(`${places}${catalog} ${other}`));
  const container = Buffer.concat([
    Buffer.from(`3 0 obj\n<</Type /ObjStm/N 2/First ${first}/Filter /FlateDecode/Length ${objects.length}>>\nstream\n`),
    objects,
    Buffer.from('\nendstream\nendobj\n'),
  ]);
  const at = head.length + container.length;
  const row = (kind: number, place: number, index: number) => [kind, place >> 8, place & 0xff, index];
  const rows = [row(0, 0, 0), row(2, 3, options.index ?? 0), row(2, 3, 1), row(1, head.length, 0), row(1, at, 0)];
  const data = options.predictor
    ? rows.flatMap((one, index) => [
        2,
        ...one.map((octet, column) => (octet - (rows[index - 1]?.[column] ?? 0)) & 0xff),
      ])
    : rows.flat();
  const stream = deflateSync(Buffer.from(data));
  const parameters = options.predictor ? '/DecodeParms <</Predictor 12/Columns 4>>' : '';
  const members = options.members ?? '/Size 5/W [1 2 1]';
  return Buffer.concat([
    Buffer.from(head),
    container,
    Buffer.from(
      `4 0 obj\n<</Type /XRef/Root 1 0 R${members}/Filter /FlateDecode${parameters}/Length ${stream.length}>>\nstream\n`,
    ),
    stream,
    Buffer.from(`\nendstream\nendobj\nstartxref\n${at}\n%%EOF\n`),
  ]);
}

describe('a file with streams of objects and of cross-references', () => {
  it.each([{}, { predictor: true }, { members: '/Size 5/W [1 2 1]/Index [0 2 2 3]' }])('%j is read', (options) => {
    const file = new PdfFile(packed(options));
    expect(plain(file.catalog)).toEqual({ Type: '/Catalog', A: 1 });
    expect(plain(file.resolve(new PdfReference(2, 0)))).toEqual(['x', 5]);
    expect(file.find(new PdfReference(2, 0)).isInFile).toBe(false);
    expect(file.resolve(new PdfReference(77, 0))).toBeNull();
  });

  it.each([
    { members: '/Size 5/W [1 2]' },
    { members: '/Size 5/W [1 2 9]' },
    { members: '/Size 500/W [1 2 1]' },
    { members: '/Size 5/W [1 2 1]/Index [0 99999999]' },
    { members: '/Size 5/W [1 2 1]/Prev (x)' },
    { index: 1 },
  ])('%j is refused', (options) => {
    expect(() => new PdfFile(packed(options)).catalog).toThrow(PdfFault);
  });

  it('whose signature is packed with other objects is refused: its value has no place that a byte range could leave out', () => {
    const catalog = '<</Type /Catalog/AcroForm <</Fields [<</FT /Sig/V 2 0 R>>]>>>>';
    const other = '<</Type /Sig/SubFilter /ETSI.CAdES.detached/ByteRange [0 9 11 9]/Contents <00>>>';
    expect(() => readPdf(packed({ catalog, other }))).toThrow(/not where it must be/);
  });

  it('that unpacks to too much is refused', () => {
    const bomb = deflateSync(Buffer.alloc(20 * 1024 * 1024));
    const text = '%PDF-1.7\n1 0 obj\n';
    const head = `<</Type /XRef/Size 1/W [1 2 1]/Filter /FlateDecode/Length ${bomb.length}>>\nstream\n`;
    const bytes = Buffer.concat([
      Buffer.from(`${text}${head}`),
      bomb,
      Buffer.from('\nendstream\nendobj\nstartxref\n9\n%%EOF\n'),
    ]);
    expect(() => new PdfFile(bytes)).toThrow(/unpack/);
  });
});
