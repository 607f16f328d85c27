/** What stands in some cells of a workbook, read in the browser, so that a finding can show what it is about. */

export interface CellPlace {
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
}

/** Sheets larger than this, unpacked, are not read here: the findings stand without the contents. */
const largestSheet = 40 * 1024 * 1024;

export const keyOfCell = ({ sheet, row, column }: CellPlace) => `${sheet}\0${row}\0${column}`;

/** Column number as letters: 1 → A, 28 → AB. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/** The contents of the cells asked for; of what cannot be read, nothing. */
export async function readCells(file: Blob, places: readonly CellPlace[]): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  if (places.length === 0) return contents;
  const { unzip } = await import('fflate');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const parts = await new Promise<Record<string, Uint8Array>>((resolve, reject) => {
    unzip(
      bytes,
      {
        filter: ({ name, originalSize }) =>
          /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|worksheets\/[^/]+\.xml)$/.test(name) &&
          originalSize <= largestSheet,
      },
      (error, unpacked) => (error === null ? resolve(unpacked) : reject(error)),
    );
  });
  const parse = (name: string) => {
    const part = parts[name];
    return part === undefined
      ? undefined
      : new DOMParser().parseFromString(new TextDecoder().decode(part), 'application/xml');
  };
  const targets = new Map(
    [...(parse('xl/_rels/workbook.xml.rels')?.getElementsByTagName('Relationship') ?? [])].map((each) => [
      each.getAttribute('Id'),
      (each.getAttribute('Target') ?? '').replace(/^\/?(xl\/)?/, 'xl/'),
    ]),
  );
  const texts = [...(parse('xl/sharedStrings.xml')?.getElementsByTagNameNS('*', 'si') ?? [])].map(textOf);
  for (const sheet of parse('xl/workbook.xml')?.getElementsByTagNameNS('*', 'sheet') ?? []) {
    const name = sheet.getAttribute('name') ?? '';
    const wanted = new Map(
      places
        .filter((place) => place.sheet === name)
        .map((place) => [`${columnLetters(place.column)}${place.row}`, place]),
    );
    const target = targets.get(sheet.getAttribute('r:id'));
    if (wanted.size === 0 || target === undefined) continue;
    for (const cell of parse(target)?.getElementsByTagNameNS('*', 'c') ?? []) {
      const place = wanted.get(cell.getAttribute('r') ?? '');
      if (place === undefined) continue;
      const kind = cell.getAttribute('t');
      const value = cell.getElementsByTagNameNS('*', 'v')[0]?.textContent ?? '';
      contents.set(
        keyOfCell(place),
        kind === 's' ? (texts[Number(value)] ?? '') : kind === 'inlineStr' ? textOf(cell) : value,
      );
    }
  }
  return contents;
}

/** The text of a string with or without formats; readings of Chinese characters beside it are no part of it. */
function textOf(element: Element): string {
  return [...element.getElementsByTagNameNS('*', 't')]
    .filter((each) => each.parentElement?.localName !== 'rPh')
    .map((each) => each.textContent ?? '')
    .join('');
}
