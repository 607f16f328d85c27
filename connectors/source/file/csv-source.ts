import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { Logger } from '../../../kernel/index.ts';
import type { CsvSource } from '../../generated/schemas.ts';
import type { ResourceMapping } from '../mapping.ts';
import type { Source } from '../source.ts';
import { openFileSource } from './file-source.ts';
import type { Records } from './record-table.ts';
import { FileFault } from './watched-file.ts';

const mebibyte = 1_048_576;

/** One line at most; more is a quotation mark that was never closed. */
const maxRecordLength = mebibyte;

/** A CSV file (RFC 4180) with a header line. Only the mapped columns, and those that say how new a row is, are kept. */
export function openCsvSource(options: {
  config: CsvSource;
  resources: readonly ResourceMapping[];
  logger: Logger;
}): Source {
  const { config, resources } = options;
  const columns = [
    ...new Set(
      resources.flatMap(({ fields, measure }) => [
        ...[...fields.values()].map(({ from }) => from),
        ...(measure?.freshness === undefined ? [] : [measure.freshness.from]),
      ]),
    ),
  ];
  return openFileSource({
    path: config.path,
    maxBytes: config.maxBytes ?? 256 * mebibyte,
    zone: config.zone ?? '+08:00',
    resources,
    load: (file) => loadCsv({ file, config, columns }),
    logger: options.logger,
  });
}

async function loadCsv(options: { file: FileHandle; config: CsvSource; columns: readonly string[] }): Promise<Records> {
  const { config, columns } = options;
  const maxRows = config.maxRows ?? 500_000;
  const text = Readable.from(textOf(options.file, config.encoding ?? 'utf-8'));
  // What goes wrong on the way comes out where the parser is read, below.
  const parser = pipeline(
    text,
    parse({ delimiter: config.delimiter ?? ',', bom: true, max_record_size: maxRecordLength, skip_empty_lines: true }),
    () => {},
  );
  let places: readonly number[] | undefined;
  const rows: string[][] = [];
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (places === undefined) {
        places = placesOf(record, columns);
      } else {
        if (rows.length >= maxRows) throw new FileFault('FILE_TOO_LARGE', `more than ${maxRows} rows`);
        rows.push(places.map((place) => record[place] ?? ''));
      }
    }
  } catch (error) {
    if (error instanceof FileFault) throw error;
    // The parser's message quotes the line; its code says enough.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable text';
    throw new FileFault('FILE_MALFORMED', `not CSV as described (${code}) after ${rows.length} rows`);
  }
  if (places === undefined) throw new FileFault('FILE_MALFORMED', 'empty');
  const columnPlace = new Map(columns.map((column, index) => [column, index]));
  return { count: rows.length, value: (record, from) => rows[record]?.[columnPlace.get(from) ?? -1] };
}

/** Where the mapped columns stand. @throws FileFault naming those that are missing or stand there twice */
function placesOf(header: readonly string[], columns: readonly string[]): readonly number[] {
  const names = header.map((name) => name.trim());
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) throw new FileFault('HEADER_WRONG', `missing columns: ${missing.join(', ')}`);
  const doubled = columns.filter((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (doubled.length > 0) throw new FileFault('HEADER_WRONG', `columns that stand there twice: ${doubled.join(', ')}`);
  return columns.map((column) => names.indexOf(column));
}

/** The file's text, piece by piece; a byte that is not of the encoding is an error, not a question mark. */
async function* textOf(file: FileHandle, encoding: 'utf-8' | 'gb18030'): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of file.createReadStream({ autoClose: false, start: 0 })) {
    yield decoder.decode(chunk as Buffer, { stream: true });
  }
  yield decoder.decode();
}
