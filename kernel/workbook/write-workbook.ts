import { Readable } from 'node:stream';
import yazl from 'yazl';
import { escapeAttribute, escapeText } from './escaped-text.ts';
import { columnName, type MergedRange } from './sheet.ts';

/** Media type of a workbook. */
export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** How a cell looks. */
export type CellStyle = 'plain' | 'header' | 'first' | 'error' | 'warning';

export interface WrittenCell {
  readonly column: number;
  /** A text is written as a text and never becomes a formula; make it safe for other programs with `safeCell`. */
  readonly value: string | number;
  readonly style?: CellStyle | undefined;
}

export interface WrittenRow {
  readonly row: number;
  readonly cells: readonly WrittenCell[];
}

export interface WrittenSheet {
  readonly name: string;
  readonly widths: ReadonlyMap<number, number>;
  /** Rows and columns that stay in sight. */
  readonly frozen?: { readonly rows: number; readonly columns: number } | undefined;
  readonly merges: readonly MergedRange[];
  /** In ascending order, and so are the cells of each. */
  readonly rows: AsyncIterable<WrittenRow> | Iterable<WrittenRow>;
}

/**
 * Writes an .xlsx (ECMA-376) as a stream: values only, texts in place, no formula, no link, no program.
 * @param options.at goes into the container as its time
 */
export function writeWorkbook(options: { sheets: readonly WrittenSheet[]; at: Date }): Readable {
  const zip = new yazl.ZipFile();
  const entry = { mtime: options.at };
  const { sheets } = options;
  const add = (name: string, content: string) => zip.addBuffer(Buffer.from(declaration + content), name, entry);
  add('[Content_Types].xml', contentTypes(sheets.length));
  add('_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']]));
  add('xl/workbook.xml', workbook(sheets));
  add(
    'xl/_rels/workbook.xml.rels',
    relations([
      ...sheets.map((_, index) => ['worksheet', `worksheets/sheet${index + 1}.xml`] as const),
      ['styles', 'styles.xml'],
    ]),
  );
  add('xl/styles.xml', styles);
  const output = zip.outputStream as Readable;
  for (const [index, sheet] of sheets.entries()) {
    // Not before its turn: rows may come from the database, and one sheet is packed at a time.
    zip.addReadStreamLazy(`xl/worksheets/sheet${index + 1}.xml`, entry, (give) => {
      const content = Readable.from(pieces(sheet), { objectMode: false });
      content.on('error', (error) => output.destroy(error));
      give(undefined, content);
    });
  }
  zip.end();
  return output;
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationship = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const mediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function contentTypes(sheets: number): string {
  const override = (part: string, type: string) =>
    `<Override PartName="/xl/${part}.xml" ContentType="${mediaType}.${type}+xml"/>`;
  return `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('workbook', 'sheet.main')}${override('styles', 'styles')}${Array.from({ length: sheets }, (_, index) => override(`worksheets/sheet${index + 1}`, 'worksheet')).join('')}</Types>`;
}

function relations(targets: readonly (readonly [string, string])[]): string {
  const each = targets.map(
    ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${relationship}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each.join('')}</Relationships>`;
}

function workbook(sheets: readonly WrittenSheet[]): string {
  const each = sheets.map(
    ({ name }, index) => `<sheet name="${escapeAttribute(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return `<workbook xmlns="${main}" xmlns:r="${relationship}"><sheets>${each.join('')}</sheets>${printTitles(sheets)}</workbook>`;
}

/** What stays in sight on the screen is printed on every page. */
function printTitles(sheets: readonly WrittenSheet[]): string {
  const each = sheets.flatMap(({ name, frozen }, index) => {
    const quoted = escapeText(`'${name.replaceAll("'", "''")}'`);
    const { rows = 0, columns = 0 } = frozen ?? {};
    const parts = [
      ...(columns > 0 ? [`${quoted}!$A:$${columnName(columns)}`] : []),
      ...(rows > 0 ? [`${quoted}!$1:$${rows}`] : []),
    ];
    if (parts.length === 0) return [];
    return [`<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${parts.join(',')}</definedName>`];
  });
  return each.length === 0 ? '' : `<definedNames>${each.join('')}</definedNames>`;
}

const styleOrder: readonly CellStyle[] = ['plain', 'header', 'first', 'error', 'warning'];

const side = (name: string, style?: string) =>
  style === undefined ? `<${name}/>` : `<${name} style="${style}"><color rgb="FFB0B7C3"/></${name}>`;
const border = (top?: string, all?: string) =>
  `<border>${side('left', all)}${side('right', all)}${side('top', top ?? all)}${side('bottom', all)}<diagonal/></border>`;
const fill = (colour: string) =>
  `<fill><patternFill patternType="solid"><fgColor rgb="${colour}"/><bgColor indexed="64"/></patternFill></fill>`;
const look = (font: number, filled: number, bordered: number, centred = false) =>
  `<xf numFmtId="49" fontId="${font}" fillId="${filled}" borderId="${bordered}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment ${centred ? 'horizontal="center" vertical="center"' : 'vertical="top"'} wrapText="1"/></xf>`;

/** Every cell has the format "text" (49), so that what is typed into it later stays what was typed. */
const styles = `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="10"/><name val="等线"/></font><font><b/><sz val="10"/><name val="等线"/></font></fonts><fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${fill('FFE3EAF4')}${fill('FFF8D0CC')}${fill('FFFBEFC2')}</fills><borders count="3">${border()}${border('thin')}${border(undefined, 'thin')}</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">${look(0, 0, 0)}${look(1, 2, 2, true)}${look(0, 0, 1)}${look(0, 3, 2)}${look(0, 4, 2)}</cellXfs></styleSheet>`;

/**
 * On paper, A3 across, so small that it can just be read: sixty columns are some strips, one beside the other, and each begins
 * with what stays in sight on the screen.
 */
const paper =
  '<pageSetup paperSize="8" orientation="landscape" scale="60" pageOrder="overThenDown"/><headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>';

/** Characters gathered before they are handed on. */
const pieceLength = 64 * 1024;

async function* pieces(sheet: WrittenSheet): AsyncGenerator<Buffer> {
  let piece = `${declaration}<worksheet xmlns="${main}">${view(sheet)}${columns(sheet)}<sheetData>`;
  for await (const row of sheet.rows) {
    piece += rowOf(row, sheet.widths);
    if (piece.length > pieceLength) {
      yield Buffer.from(piece);
      piece = '';
    }
  }
  yield Buffer.from(`${piece}</sheetData>${merged(sheet)}${paper}</worksheet>`);
}

function view({ frozen }: WrittenSheet): string {
  if (frozen === undefined) return '';
  const corner = `${columnName(frozen.columns + 1)}${frozen.rows + 1}`;
  return `<sheetViews><sheetView workbookViewId="0"><pane xSplit="${frozen.columns}" ySplit="${frozen.rows}" topLeftCell="${corner}" activePane="bottomRight" state="frozen"/></sheetView></sheetViews>`;
}

function columns({ widths }: WrittenSheet): string {
  if (widths.size === 0) return '';
  const each = [...widths]
    .sort(([a], [b]) => a - b)
    .map(([column, width]) => `<col min="${column}" max="${column}" width="${width}" customWidth="1"/>`);
  return `<cols>${each.join('')}</cols>`;
}

function rowOf({ row, cells }: WrittenRow, widths: WrittenSheet['widths']): string {
  const lines = cells.reduce((most, { column, value }) => Math.max(most, linesOf(value, widths.get(column))), 1);
  // Not every program makes room for what is wrapped when it opens a file.
  const height = lines === 1 ? '' : ` ht="${Math.min(lines, mostLines) * lineHeight}"`;
  return `<row r="${row}"${height}>${cells.map((cell) => cellOf(cell, row)).join('')}</row>`;
}

/** Points for a line of 10 point. */
const lineHeight = 13.5;
/** Lines that a row shows at most: what is longer, such as a schema, stands whole in its cell and not in the way of the rest. */
const mostLines = 5;

/** Lines that a text takes in a column so many digits wide; a Chinese character is as wide as two. */
function linesOf(value: string | number, width: number | undefined): number {
  if (width === undefined || typeof value === 'number') return 1;
  if (value.length * 2 < width && !value.includes('\n')) return 1;
  const room = Math.max(2, width - 1);
  return value
    .split('\n')
    .map((line) => Math.max(1, Math.ceil((line.length + (line.match(wide)?.length ?? 0)) / room)))
    .reduce((sum, each) => sum + each, 0);
}

const wide = /[\u2e80-\uffef]/g;

function cellOf({ column, value, style = 'plain' }: WrittenCell, row: number): string {
  const at = `r="${columnName(column)}${row}" s="${styleOrder.indexOf(style)}"`;
  if (typeof value === 'number') return `<c ${at}><v>${value}</v></c>`;
  if (value === '') return `<c ${at}/>`;
  return `<c ${at} t="inlineStr"><is><t xml:space="preserve">${escapeText(value)}</t></is></c>`;
}

function merged({ merges }: WrittenSheet): string {
  if (merges.length === 0) return '';
  const each = merges.map(
    ({ top, left, bottom, right }) => `<mergeCell ref="${columnName(left)}${top}:${columnName(right)}${bottom}"/>`,
  );
  return `<mergeCells count="${merges.length}">${each.join('')}</mergeCells>`;
}
