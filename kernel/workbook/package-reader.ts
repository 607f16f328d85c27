import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { Problem } from '../problem.ts';
import { workbookLimits } from './limits.ts';
import { tooLarge, unreadable } from './refusals.ts';

/** The parts of an Office Open XML package, by name without the leading slash. */
export interface WorkbookPackage extends Disposable {
  readonly names: ReadonlySet<string>;
  /** The unpacked part in pieces, or undefined when there is none. Other work goes on between the pieces. */
  read(name: string): AsyncIterable<Uint8Array> | undefined;
}

/**
 * Opens the zip container of a workbook in memory. Nothing is unpacked before it is asked for, and no more than the bounds
 * allow, whatever sizes the container states.
 * @throws WORKBOOK_UNREADABLE, WORKBOOK_TOO_LARGE
 */
export async function openWorkbookPackage(file: Buffer): Promise<WorkbookPackage> {
  if (file.length > workbookLimits.fileBytes) throw tooLarge.file();
  if (file.subarray(0, 4).toString('hex') === 'd0cf11e0') throw unreadable.oldOrEncrypted();
  const { zip, entries } = await entriesOf(file);
  let unpacked = 0;
  return {
    names: new Set(entries.keys()),
    read(name) {
      const entry = entries.get(name);
      return entry === undefined ? undefined : pieces(zip, entry);
    },
    [Symbol.dispose]: () => zip.close(),
  };

  async function* pieces(of: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
    if (entry.isEncrypted()) throw unreadable.oldOrEncrypted();
    try {
      const stream = await openEntry(of, entry);
      for await (const piece of stream as AsyncIterable<Buffer>) {
        unpacked += piece.length;
        if (unpacked > workbookLimits.unpackedBytes) throw tooLarge.unpacked();
        yield piece;
      }
    } catch (error) {
      throw error instanceof Problem ? error : unreadable.damaged(error);
    }
  }
}

function entriesOf(file: Buffer): Promise<{ zip: ZipFile; entries: ReadonlyMap<string, Entry> }> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, validateEntrySizes: true, autoClose: false, strictFileNames: false } as const;
    yauzl.fromBuffer(file, options, (error, zip) => {
      if (error !== null) return reject(unreadable.noZip(error));
      if (zip.entryCount > workbookLimits.entries) return reject(tooLarge.entries());
      const entries = new Map<string, Entry>();
      zip.on('error', (cause: unknown) => reject(unreadable.damaged(cause)));
      zip.on('end', () => resolve({ zip, entries }));
      zip.on('entry', (entry: Entry) => {
        // Two parts of one name are read differently by different programs, so such a file says two things.
        if (entries.has(entry.fileName)) return reject(unreadable.damaged());
        entries.set(entry.fileName, entry);
        zip.readEntry();
      });
      zip.readEntry();
    });
  });
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error)));
  });
}
