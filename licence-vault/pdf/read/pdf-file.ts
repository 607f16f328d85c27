import { type CrossReferences, readCrossReferences } from './cross-references.ts';
import { PdfFault } from './fault.ts';
import {
  isArray,
  isDictionary,
  isWhole,
  type PdfArray,
  type PdfDictionary,
  type PdfObject,
  PdfReference,
} from './object.ts';
import { ObjectReader } from './object-reader.ts';
import { type PlacedObject, readPlaced, unpack } from './stream.ts';

/** References that lead to references; real files have none. */
const longestChase = 8;
/** Objects in one stream of objects. */
const mostPacked = 10_000;

/** An object and, where it stands in the file itself and not in a stream of objects, that it does. */
export interface FoundObject {
  readonly object: PdfObject;
  readonly isInFile: boolean;
}

/** A PDF whose structure was read (ISO 32000-2 §7.5); its objects are read when they are asked for, and nothing in it is believed. */
export class PdfFile {
  readonly bytes: Buffer;
  readonly #references: CrossReferences;
  readonly #placed = new Map<number, PlacedObject>();
  /** Streams of objects that are being read: none may need itself. */
  readonly #opening = new Set<number>();
  readonly #packed = new Map<number, readonly { readonly number: number; readonly object: PdfObject }[]>();

  /** @throws PdfFault */
  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#references = readCrossReferences(this.bytes);
    if (this.#references.trailer.has('Encrypt')) {
      throw new PdfFault('文件已加密，无法查验', 'it is encrypted, so it cannot be verified');
    }
  }

  get trailer(): PdfDictionary {
    return this.#references.trailer;
  }

  /** The catalogue. @throws PdfFault */
  get catalog(): PdfDictionary {
    const root = this.dictionary(this.trailer.get('Root'));
    if (root === undefined) throw new PdfFault('没有文档目录', 'there is no document catalogue');
    return root;
  }

  /** What a member is, references followed; null for what is not there. @throws PdfFault */
  find(member: PdfObject | undefined): FoundObject {
    let found: FoundObject = { object: member ?? null, isInFile: false };
    for (let step = 0; found.object instanceof PdfReference; step += 1) {
      if (step >= longestChase) throw new PdfFault('间接引用循环', 'references go round in a circle');
      found = this.#look(found.object);
    }
    return found;
  }

  /** @throws PdfFault */
  resolve(member: PdfObject | undefined): PdfObject {
    return this.find(member).object;
  }

  dictionary(member: PdfObject | undefined): PdfDictionary | undefined {
    const object = this.resolve(member);
    return isDictionary(object) ? object : undefined;
  }

  array(member: PdfObject | undefined): PdfArray {
    const object = this.resolve(member);
    return isArray(object) ? object : [];
  }

  /** The data of a stream, unpacked; undefined for what is none. @throws PdfFault */
  stream(member: PdfObject | undefined): { readonly dictionary: PdfDictionary; readonly data: Buffer } | undefined {
    const place = member instanceof PdfReference ? this.#references.places.get(member.object) : undefined;
    if (place === undefined || !('at' in place) || !(member instanceof PdfReference)) return undefined;
    const { object, dataAt } = this.#placedAt(member.object, place.at);
    if (!isDictionary(object) || dataAt === undefined) return undefined;
    const length = this.resolve(object.get('Length'));
    if (!isWhole(length)) throw new PdfFault('流的长度不明', 'the length of a stream is not known');
    return { dictionary: object, data: unpack(this.bytes, object, dataAt, length) };
  }

  #look({ object: number, generation }: PdfReference): FoundObject {
    const place = this.#references.places.get(number);
    if (place === undefined) return { object: null, isInFile: false };
    if ('at' in place) {
      const placed = this.#placedAt(number, place.at);
      if (placed.generation !== generation) return { object: null, isInFile: false };
      return { object: placed.object, isInFile: true };
    }
    const packed = this.#objectsIn(place.stream)[place.index];
    if (packed?.number !== number)
      throw new PdfFault('对象流与交叉引用不符', 'a stream of objects is not as its references say');
    return { object: packed.object, isInFile: false };
  }

  #placedAt(number: number, at: number): PlacedObject {
    const before = this.#placed.get(number);
    if (before !== undefined) return before;
    const placed = readPlaced(this.bytes, at);
    if (placed.number !== number) {
      throw new PdfFault('交叉引用指向别的对象', 'a cross-reference leads to another object');
    }
    this.#placed.set(number, placed);
    return placed;
  }

  /** Streams of objects (§7.5.7). */
  #objectsIn(number: number): readonly { readonly number: number; readonly object: PdfObject }[] {
    const before = this.#packed.get(number);
    if (before !== undefined) return before;
    if (this.#opening.has(number)) throw new PdfFault('对象流循环', 'streams of objects go round in a circle');
    this.#opening.add(number);
    const stream = this.stream(new PdfReference(number, 0));
    const [count, first] = [stream?.dictionary.get('N'), stream?.dictionary.get('First')];
    if (stream === undefined || !isWhole(count) || !isWhole(first) || count > mostPacked) {
      throw new PdfFault('对象流有误', 'a stream of objects is faulty');
    }
    const header = new ObjectReader(stream.data);
    const places = Array.from({ length: count }, () => [header.whole(), header.whole()] as const);
    const objects = places.map(([object, at]) => ({
      number: object,
      object: new ObjectReader(stream.data, first + at).object(),
    }));
    this.#packed.set(number, objects);
    return objects;
  }
}
