import { dateOfSerial, isDateFormat } from './date-formats.ts';
import { unescapeText } from './escaped-text.ts';
import { workbookLimits } from './limits.ts';
import { openWorkbookPackage, type WorkbookPackage } from './package-reader.ts';
import { workbookFileProblems } from './problems.ts';
import { readSheet, type SheetBudget } from './read-sheet.ts';
import { tooLarge, unreadable } from './refusals.ts';
import type { Sheet } from './sheet.ts';
import { readXml } from './xml-events.ts';

/**
 * Reads the sheets of an .xlsx (ECMA-376), as a person sees them: texts, numbers, days. A formula counts by the value saved
 * with it and is never computed; what lies outside the file is never fetched; a file with programs in it is not taken.
 * @throws WORKBOOK_UNREADABLE, WORKBOOK_TOO_LARGE, WORKBOOK_HAS_MACROS
 */
export async function readWorkbook(file: Buffer): Promise<readonly Sheet[]> {
  using parts = await openWorkbookPackage(file);
  refusePrograms(parts);
  const { sheets, from1904 } = await readContents(parts);
  const texts = await readSharedTexts(parts);
  const dated = await readDateStyles(parts);
  const budget: SheetBudget = { rows: 0, cells: 0, merges: 0 };
  const read: Sheet[] = [];
  for (const { name, part } of sheets) {
    const pieces = parts.read(part);
    if (pieces === undefined) throw unreadable.missing(part);
    const dateOf = (serial: number, style: number) => (dated.has(style) ? dateOfSerial(serial, from1904) : undefined);
    read.push(await readSheet({ name, part, pieces, texts, dateOf, budget }));
  }
  return read;
}

/** Where macros, ActiveX controls, embedded objects and Excel 4 macro sheets stand in a package. */
const programs = /(?:^|\/)(?:vbaProject|vbaData)[^/]*$|^xl\/(?:activeX|embeddings|macrosheets|ctrlProps)\//i;

function refusePrograms(parts: WorkbookPackage): void {
  for (const name of parts.names) if (programs.test(name)) throw workbookFileProblems.WORKBOOK_HAS_MACROS();
}

/** The sheets, in their order, and from when days are counted. */
async function readContents(parts: WorkbookPackage) {
  const book = 'xl/workbook.xml';
  const targets = await readTargets(parts);
  const sheets: { name: string; part: string }[] = [];
  let from1904 = false;
  await readXml(book, required(parts, book), {
    open(name, attribute) {
      if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attribute('date1904') ?? '');
      if (name !== 'sheet') return;
      const part = targets.get(attribute('id') ?? '');
      // Sheets that are charts or dialogues have no cells.
      if (part !== undefined) sheets.push({ name: attribute('name') ?? '', part });
      if (sheets.length > workbookLimits.sheets) throw tooLarge.sheets();
    },
  });
  return { sheets, from1904 };
}

/** Worksheets inside the package, by the id of their relationship. What lies outside is not followed. */
async function readTargets(parts: WorkbookPackage): Promise<ReadonlyMap<string, string>> {
  const name = 'xl/_rels/workbook.xml.rels';
  const targets = new Map<string, string>();
  await readXml(name, required(parts, name), {
    open(element, attribute) {
      const [id, target] = [attribute('Id'), attribute('Target')];
      if (element !== 'Relationship' || attribute('TargetMode') === 'External') return;
      if (id === undefined || target === undefined || attribute('Type')?.endsWith('/worksheet') !== true) return;
      targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`);
    },
  });
  return targets;
}

async function readSharedTexts(parts: WorkbookPackage): Promise<readonly string[]> {
  const name = 'xl/sharedStrings.xml';
  const pieces = parts.read(name);
  if (pieces === undefined) return [];
  const texts: string[] = [];
  let [text, isText, isPhonetic, characters] = ['', false, false, 0];
  await readXml(name, pieces, {
    open(element) {
      if (element === 'si') text = '';
      // How a text is pronounced stands beside it and is not part of it.
      if (element === 'rPh') isPhonetic = true;
      isText = element === 't' && !isPhonetic;
    },
    text(more) {
      if (!isText) return;
      text += more;
      characters += more.length;
      if (characters > workbookLimits.sharedCharacters) throw tooLarge.text();
    },
    close(element) {
      if (element === 'rPh') isPhonetic = false;
      if (element === 't') isText = false;
      if (element === 'si') texts.push(unescapeText(text));
      if (texts.length > workbookLimits.cells) throw tooLarge.text();
    },
  });
  return texts;
}

/** Styles under which a number is shown as a day or a time. */
async function readDateStyles(parts: WorkbookPackage): Promise<ReadonlySet<number>> {
  const name = 'xl/styles.xml';
  const pieces = parts.read(name);
  const dated = new Set<number>();
  if (pieces === undefined) return dated;
  const codes = new Map<number, string>();
  let [isCell, style] = [false, 0];
  await readXml(name, pieces, {
    open(element, attribute) {
      if (element === 'numFmt') codes.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '');
      if (element === 'cellXfs') isCell = true;
      if (element !== 'xf' || !isCell) return;
      const id = Number(attribute('numFmtId') ?? 0);
      if (isDateFormat(id, codes.get(id))) dated.add(style);
      style += 1;
    },
    close(element) {
      if (element === 'cellXfs') isCell = false;
    },
  });
  return dated;
}

function required(parts: WorkbookPackage, name: string): AsyncIterable<Uint8Array> {
  const pieces = parts.read(name);
  if (pieces === undefined) throw unreadable.missing(name);
  return pieces;
}
