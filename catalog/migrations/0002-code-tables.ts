import type { Migration } from '../../kernel/index.ts';
import { type SeedRow, seedRows } from '../code-table/seed-rows.ts';
import { literal } from './sql-text.ts';

/** The code tables of 2017-1272. */
export const codeTables: Migration = {
  name: '0002-code-tables',
  sql: `insert into catalog.code_row (table_name, code, name, name_en, parent, fits, extension, position) values\n${Object.entries(
    seedRows,
  )
    .flatMap(([table, rows]) => rows.map((row, position) => valuesOf(table, row, position)))
    .join(',\n')};\n`,
};

function valuesOf(table: string, row: SeedRow, position: number): string {
  const fits = row.fits === undefined ? 'null' : `array[${row.fits.map(literal).join(', ')}]`;
  const texts = [table, row.code, row.name, row.nameEn, row.parent].map(literal).join(', ');
  return `(${texts}, ${fits}, ${row.extension === true}, ${position})`;
}
