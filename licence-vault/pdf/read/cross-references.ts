import { PdfFault } from './fault.ts';
import { isArray, isDictionary, isWhole, type PdfDictionary } from './object.ts';
import { ObjectReader } from './object-reader.ts';
import { readStream } from './stream.ts';

/** Where an object is: at a place in the file, or in a stream of objects. */
export type ObjectPlace =
  | { readonly at: number; readonly generation: number }
  | { readonly stream: number; readonly index: number };

/** Which objects a file has and where, by the newest of its sections, and the newest trailer. */
export interface CrossReferences {
  readonly places: ReadonlyMap<number, ObjectPlace>;
  readonly trailer: PdfDictionary;
}

/** Bytes from the end within which the last section is announced (§7.5.5 says at the end; readers look this far). */
const tailLength = 2048;
/** Sections of a file: one for each time it was added to. */
const mostSections = 64;
const mostObjects = 200_000;

/**
 * Reads the cross-reference tables and streams (ISO 32000-2 §7.5.4, §7.5.8) from the newest to the oldest. A file whose tables do
 * not lead to its objects is not repaired: programs repair in different ways.
 * @throws PdfFault
 */
export function readCrossReferences(bytes: Buffer): CrossReferences {
  const places = new Map<number, ObjectPlace | undefined>();
  const visited = new Set<number>();
  let trailer: PdfDictionary | undefined;
  let next: number | undefined = announced(bytes);
  while (next !== undefined) {
    if (visited.has(next) || visited.size >= mostSections) {
      throw new PdfFault('交叉引用表循环或过多', 'the cross-reference sections go round in a circle or are too many');
    }
    visited.add(next);
    const section = readSection(bytes, next, places);
    trailer ??= section;
    // A table for older programs may have a stream beside it, whose entries come before those of older sections.
    const beside = section.get('XRefStm');
    if (isWhole(beside)) readSection(bytes, beside, places);
    const previous = section.get('Prev');
    if (previous !== undefined && !isWhole(previous)) throw new PdfFault('交叉引用表有误', 'a section is faulty');
    next = previous;
  }
  if (trailer === undefined) throw new PdfFault('没有文件尾字典', 'there is no trailer');
  const found = [...places].flatMap(([number, place]) => (place === undefined ? [] : [[number, place] as const]));
  return { places: new Map(found), trailer };
}

function announced(bytes: Buffer): number {
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - tailLength));
  const all = [...tail.matchAll(/startxref[\r\n\t ]+(\d{1,12})[\r\n\t ]+%%EOF/g)];
  const last = all.at(-1)?.[1];
  if (last === undefined) throw new PdfFault('文件结尾不完整', 'the end of the file is missing');
  return Number(last);
}

type Places = Map<number, ObjectPlace | undefined>;

/** @returns its trailer */
function readSection(bytes: Buffer, at: number, places: Places): PdfDictionary {
  if (at >= bytes.length) throw new PdfFault('交叉引用表的位置在文件之外', 'a section is said to be outside the file');
  const reader = new ObjectReader(bytes, at);
  return reader.takes('xref') ? readTable(reader, places) : readReferenceStream(bytes, at, places);
}

function readTable(reader: ObjectReader, places: Places): PdfDictionary {
  while (!reader.takes('trailer')) {
    const [first, count] = [reader.whole(), reader.whole()];
    requireCount(first + count);
    for (let number = first; number < first + count; number += 1) {
      const [at, generation] = [reader.whole(), reader.whole()];
      const isUsed = reader.takes('n');
      if (!isUsed && !reader.takes('f')) throw new PdfFault('交叉引用表有误', 'an entry of a section is faulty');
      note(places, number, isUsed ? { at, generation } : undefined);
    }
  }
  const trailer = reader.object();
  if (!isDictionary(trailer)) throw new PdfFault('文件尾字典有误', 'the trailer is no dictionary');
  return trailer;
}

function readReferenceStream(bytes: Buffer, at: number, places: Places): PdfDictionary {
  const { dictionary, data } = readStream(bytes, at);
  const widths = dictionary.get('W');
  const size = dictionary.get('Size');
  if (!isArray(widths) || widths.length !== 3 || !widths.every((one) => isWhole(one) && one <= 8) || !isWhole(size)) {
    throw new PdfFault('交叉引用流有误', 'a cross-reference stream is faulty');
  }
  const [a = 0, b = 0, c = 0] = widths.map(Number);
  const index = dictionary.get('Index') ?? [0, size];
  if (!isArray(index) || !index.every(isWhole))
    throw new PdfFault('交叉引用流有误', 'a cross-reference stream is faulty');
  const bounds = index.map(Number);
  let row = 0;
  const field = (width: number, otherwise: number) => {
    if (width === 0) return otherwise;
    const end = row + width;
    if (end > data.length) throw new PdfFault('交叉引用流不完整', 'a cross-reference stream is cut off');
    let value = 0;
    for (; row < end; row += 1) value = value * 256 + (data[row] ?? 0);
    return value;
  };
  for (let pair = 0; pair + 1 < bounds.length; pair += 2) {
    const [first = 0, count = 0] = [bounds[pair], bounds[pair + 1]];
    requireCount(first + count);
    for (let number = first; number < first + count; number += 1) {
      const [kind, second, third] = [field(a, 1), field(b, 0), field(c, 0)];
      if (kind === 1) note(places, number, { at: second, generation: third });
      else note(places, number, kind === 2 ? { stream: second, index: third } : undefined);
    }
  }
  return dictionary;
}

/** The newest entry counts, the one that says that an object is gone as well. */
function note(places: Places, number: number, place: ObjectPlace | undefined): void {
  if (!places.has(number)) places.set(number, place);
}

function requireCount(count: number): void {
  if (count > mostObjects) throw new PdfFault('对象过多', 'there are too many objects');
}
