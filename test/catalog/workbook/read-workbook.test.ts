import { describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { dateOfSerial, isDateFormat } from '../../../kernel/workbook/date-formats.ts';
import { openWorkbookPackage } from '../../../kernel/workbook/package-reader.ts';
import { readWorkbook } from '../../../kernel/workbook/read-workbook.ts';
import { writeWorkbook } from '../../../kernel/workbook/write-workbook.ts';
import { at, bytesOf } from './reading.ts';

/** A workbook as spreadsheet programs save it: shared texts, styles, formulas with the value they had, prefixes of their own. */
function saved(sheet: string, properties = ''): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  const parts = {
    'xl/workbook.xml': `<x:workbook xmlns:x="m" xmlns:r="r">${properties}<x:sheets><x:sheet name="表&amp;1" r:id="rId7"/></x:sheets></x:workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId7" Type="x/worksheet" Target="/xl/worksheets/s.xml"/></Relationships>',
    'xl/sharedStrings.xml':
      '<sst><si><t>姓名</t></si><si><r><t>公民</t></r><r><t xml:space="preserve"> 身份</t></r><rPh><t>gongmin</t></rPh></si><si><t>_x0041_&#10;b</t></si></sst>',
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="177" formatCode="0.00&quot;d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/></cellXfs></styleSheet>',
    'xl/worksheets/s.xml': `<worksheet><sheetData>${sheet}</sheetData><mergeCells><mergeCell ref="B2:A1"/></mergeCells></worksheet>`,
  };
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return bytesOf(zip.outputStream as never);
}

const cellsOf = async (sheet: string, properties?: string) =>
  (await readWorkbook(await saved(sheet, properties))).flatMap(({ rows }) =>
    rows.flatMap(({ row, cells }) => [...cells].map(([column, { text, kind }]) => [row, column, text, kind])),
  );

describe('a workbook that a spreadsheet program saved', () => {
  it('is read by what its cells show', async () => {
    const row =
      '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c t="s"><v>2</v></c><c r="AA2" t="b"><v>1</v></c></row>';
    expect(await cellsOf(row)).toEqual([
      [2, 1, '姓名', 'text'],
      [2, 3, '公民 身份', 'text'],
      [2, 4, 'A\nb', 'text'],
      [2, 27, '是', 'text'],
    ]);
  });

  it('has days where numbers are shown as days', async () => {
    const row =
      '<row><c s="1"><v>45352</v></c><c s="2"><v>45352.5</v></c><c s="3"><v>45352</v></c><c><v>1E2</v></c></row>';
    expect(await cellsOf(row)).toEqual([
      [1, 1, '2024-03-01', 'date'],
      [1, 2, '2024-03-01 12:00:00', 'date'],
      [1, 3, '45352', 'number'],
      [1, 4, '100', 'number'],
    ]);
    expect(await cellsOf('<row><c s="1"><v>43890</v></c></row>', '<x:workbookPr date1904="1"/>')).toEqual([
      [1, 1, '2024-03-01', 'date'],
    ]);
  });

  it('has formulas by the value they had, and none where they had none', async () => {
    const row =
      '<row><c t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c><f>1+1</f><v>2</v></c><c><f>NOW()</f></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>';
    expect(await cellsOf(row)).toEqual([
      [1, 1, 'ab', 'text'],
      [1, 2, '2', 'number'],
      [1, 4, '#DIV/0!', 'error'],
    ]);
  });

  it('has its sheets by name, with what is merged', async () => {
    const [sheet] = await readWorkbook(await saved('<row r="1"/>'));
    expect(sheet).toMatchObject({ name: '表&1', rows: [], merges: [{ top: 1, left: 1, bottom: 2, right: 2 }] });
  });
});

describe('serial numbers of days', () => {
  it.each([
    [1, '1900-01-01'],
    [59, '1900-02-28'],
    [61, '1900-03-01'],
    [2_958_465, '9999-12-31'],
  ])('%d is %s', (serial, day) => expect(dateOfSerial(serial, false)).toBe(day));

  it('that no calendar has are none, and a letter in quotes makes no date', () => {
    expect([dateOfSerial(0, false), dateOfSerial(2_958_466, false), dateOfSerial(Number.NaN, false)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([
      isDateFormat(14, undefined),
      isDateFormat(0, undefined),
      isDateFormat(170, '[$-804]General'),
      isDateFormat(171, 'h:mm'),
    ]).toEqual([true, false, false, true]);
  });
});

describe('a workbook on paper', () => {
  it.each([
    ['短', 10, undefined],
    ['x'.repeat(9), 10, undefined],
    ['x'.repeat(10), 10, 27],
    ['汉'.repeat(9), 10, 27],
    ['一\n二\n三', 10, 40.5],
    ['汉'.repeat(9_000), 10, 67.5],
  ])('has room for %s in a column of %i', async (value, width, height) => {
    const sheet = {
      ...{ name: '甲', widths: new Map([[1, width]]), merges: [] },
      rows: [{ row: 1, cells: [{ column: 1, value }] }],
    };
    using parts = await openWorkbookPackage(await bytesOf(writeWorkbook({ sheets: [sheet], at })));
    let text = '';
    for await (const piece of parts.read('xl/worksheets/sheet1.xml') ?? []) text += Buffer.from(piece).toString();
    expect(/<row r="1"(?: ht="([\d.]+)")?>/.exec(text)?.[1]).toBe(height === undefined ? undefined : String(height));
  });

  it('is in strips that can be read, each of which begins with what stays in sight', async () => {
    const sheet = {
      ...{ name: "甲's", widths: new Map<number, number>(), frozen: { rows: 2, columns: 5 }, merges: [] },
      rows: [{ row: 1, cells: [{ column: 1, value: '名' }] }],
    };
    const file = await bytesOf(writeWorkbook({ sheets: [sheet, { ...sheet, name: '乙', frozen: undefined }], at }));
    using parts = await openWorkbookPackage(file);
    const text = async (name: string) => {
      let read = '';
      for await (const piece of parts.read(name) ?? []) read += Buffer.from(piece).toString();
      return read;
    };
    const titles =
      "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">'甲''s'!$A:$E,'甲''s'!$1:$2</definedName>";
    expect(await text('xl/workbook.xml')).toContain(`<definedNames>${titles}</definedNames>`);
    expect(await text('xl/worksheets/sheet1.xml')).toMatch(/<pageSetup [^>]*scale="60"/);
    expect((await readWorkbook(file)).map(({ name }) => name)).toEqual(["甲's", '乙']);
  });
});
