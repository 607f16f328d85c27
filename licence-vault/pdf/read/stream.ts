import { inflateSync } from 'node:zlib';
import { PdfFault } from './fault.ts';
import { isArray, isDictionary, isWhole, type PdfDictionary, PdfName, type PdfObject } from './object.ts';
import { ObjectReader } from './object-reader.ts';

/** Of one stream that is unpacked; claims, tables and lists of objects are far smaller. */
const largestUnpacked = 16 * 1024 * 1024;

export interface PdfStream {
  readonly dictionary: PdfDictionary;
  readonly data: Buffer;
}

/** An indirect object at a place of a file: its number, what it is, and where its data begin if it is a stream. */
export interface PlacedObject {
  readonly number: number;
  readonly generation: number;
  readonly object: PdfObject;
  readonly dataAt: number | undefined;
}

/** @throws PdfFault */
export function readPlaced(bytes: Buffer, at: number): PlacedObject {
  const reader = new ObjectReader(bytes, at);
  const [number, generation] = [reader.whole(), reader.whole()];
  if (!reader.takes('obj')) throw new PdfFault('交叉引用没有指向对象', 'a cross-reference does not lead to an object');
  const object = reader.object();
  if (reader.takes('endobj')) return { number, generation, object, dataAt: undefined };
  if (!reader.takes('stream') || !isDictionary(object)) throw new PdfFault('对象没有结尾', 'an object does not end');
  reader.endOfLine();
  return { number, generation, object, dataAt: reader.position };
}

/** A stream that must be readable by itself, unpacked. @throws PdfFault */
export function readStream(bytes: Buffer, at: number): PdfStream {
  const { object, dataAt } = readPlaced(bytes, at);
  if (!isDictionary(object) || dataAt === undefined) throw new PdfFault('应为流处不是流', 'a stream is missing');
  const length = object.get('Length');
  if (!isWhole(length)) throw new PdfFault('流的长度不明', 'the length of a stream is not known');
  return { dictionary: object, data: unpack(bytes, object, dataAt, length) };
}

/** The data of a stream, by the one filter (FlateDecode, with rows foretold or not) that structures are packed with. @throws PdfFault */
export function unpack(bytes: Buffer, dictionary: PdfDictionary, at: number, length: number): Buffer {
  const packed = bytes.subarray(at, at + length);
  const end = new ObjectReader(bytes, at + length);
  if (packed.length !== length || !end.takes('endstream')) {
    throw new PdfFault('流的长度与实际不符', 'a stream is not as long as it says');
  }
  const filter = only(dictionary.get('Filter'));
  if (filter === undefined || filter === null) return packed;
  if (!(filter instanceof PdfName) || filter.name !== 'FlateDecode') {
    throw new PdfFault('流的压缩方式不受支持', 'a stream is packed in a way that is not read here');
  }
  return unpredicted(inflated(packed), only(dictionary.get('DecodeParms')));
}

/** The member itself, or the only one of an array. */
function only(member: PdfObject | undefined): PdfObject | undefined {
  if (!isArray(member)) return member;
  if (member.length > 1) throw new PdfFault('流的压缩方式不受支持', 'a stream is packed more than once');
  return member[0];
}

function inflated(packed: Buffer): Buffer {
  try {
    return inflateSync(packed, { maxOutputLength: largestUnpacked });
  } catch (error) {
    throw Object.assign(new PdfFault('流无法解压或过大', 'a stream does not unpack, or to too much'), { cause: error });
  }
}

/** Rows packed by their difference to the one above (§7.4.4.4, PNG Up), as writers of cross-reference streams have them. */
function unpredicted(data: Buffer, parameters: PdfObject | undefined): Buffer {
  if (!isDictionary(parameters)) return data;
  const predictor = parameters.get('Predictor') ?? 1;
  if (predictor === 1) return data;
  const columns = parameters.get('Columns') ?? 1;
  const isPlain = (parameters.get('Colors') ?? 1) === 1 && (parameters.get('BitsPerComponent') ?? 8) === 8;
  if (typeof predictor !== 'number' || predictor < 10 || !isWhole(columns) || columns === 0 || !isPlain) {
    throw new PdfFault('流的压缩方式不受支持', 'a stream is packed in a way that is not read here');
  }
  const rows = Buffer.alloc(Math.floor(data.length / (columns + 1)) * columns);
  for (let row = 0; row * columns < rows.length; row += 1) {
    const from = row * (columns + 1);
    const filter = data[from];
    if (filter !== 0 && filter !== 2)
      throw new PdfFault('流的压缩方式不受支持', 'a stream is packed in a way that is not read here');
    for (let column = 0; column < columns; column += 1) {
      const above = filter === 2 && row > 0 ? (rows[(row - 1) * columns + column] ?? 0) : 0;
      rows[row * columns + column] = ((data[from + 1 + column] ?? 0) + above) & 0xff;
    }
  }
  return rows;
}
