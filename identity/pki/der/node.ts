import { DerFault } from './fault.ts';
import { constructedBit, highTagNumber, tag } from './tag.ts';

/** Bounds within which a reader works, so that what it costs is known before the first byte is believed. */
export interface DerLimits {
  /** Bytes of the whole. */
  readonly size: number;
  /** Levels of nesting. */
  readonly depth: number;
  /** Values of any kind, at all levels together. */
  readonly members: number;
}

/** Room for certificates, requests, seals and small lists; readers of large lists ask for more. */
export const defaultDerLimits: DerLimits = { size: 16 * 1024 * 1024, depth: 32, members: 200_000 };

/** One value of a DER encoding. `raw` and `content` are views on the bytes read, so signed bytes stay the bytes that were signed. */
export class DerNode {
  /** The identifier octet. */
  readonly tag: number;
  /** Offset of the identifier octet in the bytes given to the reader. */
  readonly offset: number;
  readonly #source: Buffer;
  readonly #contentOffset: number;
  readonly #end: number;

  constructor(source: Buffer, header: Header) {
    this.#source = source;
    this.tag = header.tag;
    this.offset = header.offset;
    this.#contentOffset = header.contentOffset;
    this.#end = header.end;
  }

  /** Identifier, length and content octets. */
  get raw(): Buffer {
    return this.#source.subarray(this.offset, this.#end);
  }

  /** Content octets. */
  get content(): Buffer {
    return this.#source.subarray(this.#contentOffset, this.#end);
  }

  get isConstructed(): boolean {
    return (this.tag & constructedBit) !== 0;
  }

  /** The members of a constructed value; of a primitive one, none. Read anew at each call: keep what you need. */
  children(): DerNode[] {
    if (!this.isConstructed) return [];
    const found: DerNode[] = [];
    for (let at = this.#contentOffset; at < this.#end; ) {
      const header = readHeader(this.#source, at, this.#end);
      found.push(new DerNode(this.#source, header));
      at = header.end;
    }
    return found;
  }
}

/**
 * Reads one DER value that fills `bytes` to the last byte. Checks the whole nesting at once: definite, minimal lengths
 * (X.690 §10.1), strings in primitive form (§10.2), sequences and sets in constructed form, nothing behind, within the limits.
 * It takes no stack whatever the nesting. The node keeps a view on a copy-free Buffer over `bytes`: do not change them.
 * @throws DerFault
 */
export function readDer(bytes: Uint8Array, limits: Partial<DerLimits> = {}): DerNode {
  const bounds = { ...defaultDerLimits, ...limits };
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (source.length === 0) throw new DerFault('EMPTY', 0, 'there is nothing to read');
  if (source.length > bounds.size) throw new DerFault('TOO_LARGE', 0, `more than ${bounds.size} bytes`);
  const outer = readHeader(source, 0, source.length);
  if (outer.end !== source.length) throw new DerFault('TRAILING_BYTES', outer.end, 'bytes follow the value');
  checkNesting(source, outer, bounds);
  return new DerNode(source, outer);
}

interface Header {
  readonly tag: number;
  readonly offset: number;
  readonly contentOffset: number;
  readonly end: number;
}

function checkNesting(source: Buffer, outer: Header, bounds: DerLimits): void {
  if ((outer.tag & constructedBit) === 0) return;
  const ends: number[] = [outer.end];
  let members = 1;
  let at = outer.contentOffset;
  for (;;) {
    let end = ends.at(-1);
    while (end !== undefined && at === end) {
      ends.pop();
      end = ends.at(-1);
    }
    if (end === undefined) return;
    const header = readHeader(source, at, end);
    members += 1;
    if (members > bounds.members) throw new DerFault('TOO_MANY_MEMBERS', at, `more than ${bounds.members} values`);
    if ((header.tag & constructedBit) === 0) {
      at = header.end;
    } else {
      if (ends.length >= bounds.depth) throw new DerFault('TOO_DEEP', at, `nested deeper than ${bounds.depth}`);
      ends.push(header.end);
      at = header.contentOffset;
    }
  }
}

/** Most lengths fit in two octets; four address more than any limit of ours. */
const longestLength = 4;

function readHeader(source: Buffer, offset: number, limit: number): Header {
  const identifier = source[offset];
  if (identifier === undefined || offset + 1 >= limit) {
    throw new DerFault('TRUNCATED', offset, 'a value needs at least two bytes');
  }
  checkForm(identifier, offset);
  const first = source[offset + 1] ?? 0;
  if (first < 0x80) return bounded({ tag: identifier, offset, contentOffset: offset + 2, length: first, limit });
  if (first === 0x80) throw new DerFault('INDEFINITE_LENGTH', offset, 'DER lengths are definite');
  const octets = first & 0x7f;
  if (octets > longestLength) throw new DerFault('TOO_LARGE', offset, 'a length of more than four octets');
  if (offset + 2 + octets > limit) throw new DerFault('TRUNCATED', offset, 'the length is cut off');
  const length = source.readUIntBE(offset + 2, octets);
  if (length < 0x80 || length < 2 ** (8 * (octets - 1))) {
    throw new DerFault('LENGTH_NOT_MINIMAL', offset, 'the length takes more octets than it needs');
  }
  return bounded({ tag: identifier, offset, contentOffset: offset + 2 + octets, length, limit });
}

function bounded(value: { tag: number; offset: number; contentOffset: number; length: number; limit: number }): Header {
  const end = value.contentOffset + value.length;
  if (end > value.limit) throw new DerFault('TRUNCATED', value.offset, 'the value is longer than what holds it');
  return { tag: value.tag, offset: value.offset, contentOffset: value.contentOffset, end };
}

function checkForm(identifier: number, offset: number): void {
  if ((identifier & highTagNumber) === highTagNumber) {
    throw new DerFault('TAG_UNSUPPORTED', offset, 'a tag number above 30');
  }
  if (identifier >= 0x40) return; // application, context and private tags stand over either form
  const isStructure = (identifier | constructedBit) === tag.sequence || (identifier | constructedBit) === tag.set;
  const isConstructed = (identifier & constructedBit) !== 0;
  if (identifier === 0) throw new DerFault('UNEXPECTED_TAG', offset, 'an end-of-contents mark');
  if (isStructure !== isConstructed) throw new DerFault('WRONG_FORM', offset, 'primitive and constructed are mixed up');
}
