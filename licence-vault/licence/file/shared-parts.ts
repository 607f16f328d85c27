import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { sha256 } from '../../../kernel/index.ts';

/** A file without the parts that it shares with others. */
export interface LeanFile {
  /** What is left, with the places of the parts; opens with {@link wholeFile} alone. */
  readonly content: Buffer;
  /** SHA-256 of the parts that were taken out, each once. */
  readonly shared: readonly Buffer[];
}

/** Where a part was, and which. */
interface Cut {
  readonly at: number;
  readonly part: number;
}

/** Smaller parts are not worth a row of their own. */
const smallestShared = 1024;
/** Of a file, in bytes; what claims to be larger is not one of ours. */
const largestFile = 64 * 1024 * 1024;
const numberLength = 4;

/** Takes out the parts that other files have too, wherever they lie in the file to the byte. */
export function leanFile(bytes: Buffer, parts: readonly Buffer[]): LeanFile {
  const taken: Buffer[] = [];
  const found: Cut[] = [];
  for (const part of parts) {
    const places = part.length < smallestShared ? [] : placesOf(bytes, part);
    if (places.length === 0) continue;
    found.push(...places.map((at): Cut => ({ at, part: taken.length })));
    taken.push(part);
  }
  const kept: Buffer[] = [];
  const cuts: Cut[] = [];
  let from = 0;
  for (const cut of found.toSorted((a, b) => a.at - b.at)) {
    if (cut.at < from) continue;
    kept.push(bytes.subarray(from, cut.at));
    cuts.push(cut);
    from = cut.at + (taken[cut.part]?.length ?? 0);
  }
  kept.push(bytes.subarray(from));
  const content = deflateRawSync(Buffer.concat([cutList(cuts), ...kept]), { level: 1 });
  return { content, shared: taken.map(digestOfPart) };
}

/** Digests of parts that are taken out of thousands of files. */
const digests = new WeakMap<Buffer, Buffer>();

/** SHA-256 of a shared part, which nobody writes into. */
export function digestOfPart(part: Buffer): Buffer {
  const known = digests.get(part);
  if (known !== undefined) return known;
  const digest = sha256(part);
  digests.set(part, digest);
  return digest;
}

/**
 * Puts a file together again.
 * @param parts the shared ones, in the order of {@link LeanFile.shared}
 * @throws RangeError for content that {@link leanFile} did not make
 */
export function wholeFile(content: Buffer, parts: readonly Buffer[]): Buffer {
  const plain = inflateRawSync(content, { maxOutputLength: largestFile });
  const { cuts, length } = readCutList(plain);
  const pieces: Buffer[] = [];
  let [from, put] = [length, 0];
  for (const { at, part } of cuts) {
    const shared = parts[part];
    const piece = plain.subarray(from, from + at - put);
    if (shared === undefined || at < put || piece.length !== at - put) throw new RangeError('a part has no place');
    pieces.push(piece, shared);
    from += piece.length;
    put = at + shared.length;
  }
  return Buffer.concat([...pieces, plain.subarray(from)]);
}

function placesOf(bytes: Buffer, part: Buffer): readonly number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(part); at >= 0; at = bytes.indexOf(part, at + part.length)) places.push(at);
  return places;
}

/** How many, and of each its place and its part, 32 bits each. */
function cutList(cuts: readonly Cut[]): Buffer {
  const list = Buffer.allocUnsafe(numberLength * (1 + 2 * cuts.length));
  let at = list.writeUInt32BE(cuts.length);
  for (const cut of cuts) at = list.writeUInt32BE(cut.part, list.writeUInt32BE(cut.at, at));
  return list;
}

function readCutList(plain: Buffer): { cuts: readonly Cut[]; length: number } {
  const count = plain.readUInt32BE(0);
  const length = numberLength * (1 + 2 * count);
  if (length > plain.length) throw new RangeError('the list of parts is cut off');
  const cuts = Array.from({ length: count }, (_, index): Cut => {
    const at = numberLength * (1 + 2 * index);
    return { at: plain.readUInt32BE(at), part: plain.readUInt32BE(at + numberLength) };
  });
  return { cuts, length };
}
