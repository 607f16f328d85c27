import { parse } from 'csv-parse/sync';
import { compileSchema, type JsonSchema, kernelProblems } from '../../kernel/index.ts';
import { csvOf } from '../csv.ts';
import { type CodeRow, type CodeRowDraft, type CodeTableDraft, schemas } from '../generated/schemas.ts';
import { standaloneSchema } from '../standalone-schema.ts';
import { quotedCell, unquotedCell } from '../workbook/safe-cell.ts';
import { codeTableProblems } from './problems.ts';

/** The columns of a code table as CSV, with the names that people give them. The first is written. */
const columns = {
  code: ['代码', '编码', '值', 'code'],
  name: ['名称', '含义', '中文名称', 'name'],
  nameEn: ['英文名称', 'nameEn', 'name (en)'],
  parent: ['上级代码', '父代码', 'parent'],
  fits: ['适用格式', 'fits'],
} as const;
type Column = keyof typeof columns;
const columnNames = Object.keys(columns) as Column[];

/** Parts several formats in one cell. */
const listMark = '、';

/** A code table's rows as CSV: what would be a formula in a spreadsheet is quoted, and read again as it was. */
export function writeCodeCsv(rows: readonly CodeRow[]): string {
  const cells = rows.map(({ code, name, nameEn, parent, fits }) =>
    [code, name, nameEn, parent ?? '', fits?.join(listMark) ?? ''].map((text) => (text === '' ? '' : quotedCell(text))),
  );
  return csvOf([columnNames.map((name) => columns[name][0]), ...cells]);
}

/** Bytes of a file at most. */
export const largestCodeCsv = 8 * 1024 * 1024;

/**
 * Reads rows from CSV as spreadsheets save it: UTF-8, or GB 18030 as Chinese ones do, with a header line. A row without an
 * English name has its Chinese one.
 * @throws CODE_CSV_UNREADABLE
 */
export function readCodeCsv(file: Buffer): readonly CodeRowDraft[] {
  const [header, ...lines] = linesOf(file);
  if (header === undefined) throw unreadable('没有内容', 'it is empty');
  const places = placesOf(header);
  return lines.map((line) => {
    const cell = (column: Column) => unquotedCell(line[places.get(column) ?? -1] ?? '');
    const [name, parent, fits] = [cell('name'), cell('parent'), cell('fits')];
    return {
      ...{ code: cell('code'), name, nameEn: cell('nameEn') || name },
      ...(parent === '' ? {} : { parent }),
      ...(fits === '' ? {} : { fits: fits.split(/[、,，;；]/u).map((format) => format.trim()) }),
    };
  });
}

const checkDraft = compileSchema(standaloneSchema(schemas.CodeTableDraft) as JsonSchema);

/** Holds what came as CSV to the same bounds as what comes as JSON. @throws INVALID_INPUT */
export function requireDraft(draft: CodeTableDraft): CodeTableDraft {
  const errors = checkDraft(draft);
  if (errors.length > 0) throw kernelProblems.INVALID_INPUT({ count: errors.length }, { errors });
  return draft;
}

function linesOf(file: Buffer): readonly string[][] {
  try {
    return parse(textOf(file), {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    });
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1;
    throw unreadable(`第 ${line} 行不成行`, `line ${line} is none`);
  }
}

function textOf(file: Buffer): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(file);
    } catch {}
  }
  throw unreadable('既不是 UTF-8 也不是 GB 18030 的文本', 'it is text neither of UTF-8 nor of GB 18030');
}

function placesOf(header: readonly string[]): ReadonlyMap<Column, number> {
  const titles = header.map((title) => title.trim().toLowerCase());
  const places = new Map<Column, number>();
  for (const column of columnNames) {
    const known = new Set(columns[column].map((name) => name.toLowerCase()));
    const place = titles.findIndex((title) => known.has(title));
    if (place !== -1) places.set(column, place);
  }
  if (!places.has('code') || !places.has('name')) {
    throw unreadable('首行没有“代码”和“名称”两列', 'its first line has no columns 代码 (code) and 名称 (name)');
  }
  return places;
}

function unreadable(whyZh: string, whyEn: string) {
  return codeTableProblems.CODE_CSV_UNREADABLE({ whyZh, whyEn });
}
