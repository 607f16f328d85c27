import type { Dice } from './dice.ts';

/** Bytes that break readers: the ends of ranges, indefinite and long lengths, tags of structures. */
const telling = [0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xff, 0x30, 0x31, 0x24, 0x04, 0x02, 0x05, 0xa0, 0xa3];

/** One to four changes, one in half of all cases, to a right input, some of them with parts of another one, or with words of the format. */
export function mutate(original: Buffer, other: Buffer, dice: Dice, words: readonly Buffer[] = []): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let changes = 1 + dice.roll(2) * dice.roll(4); changes > 0; changes -= 1)
    bytes = change(bytes, other, dice, words);
  return bytes;
}

/** Kinds of change that need no words. */
const wordless = 12;

function change(bytes: Buffer, other: Buffer, dice: Dice, words: readonly Buffer[]): Buffer {
  const at = dice.roll(bytes.length);
  const length = 1 + dice.roll(16);
  switch (dice.roll(words.length === 0 ? wordless : wordless + 3)) {
    case 0:
      return put(bytes, at, (bytes[at] ?? 0) ^ (1 << dice.roll(8)));
    case 1:
      return put(bytes, at, dice.roll(256));
    case 2:
      return put(bytes, at, telling[dice.roll(telling.length)] ?? 0);
    case 3:
      return bytes.subarray(0, at);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 5: {
      const run = bytes.subarray(at, at + length);
      return Buffer.concat([bytes.subarray(0, at), repeated(run, 1, dice), bytes.subarray(at)]);
    }
    case 6: {
      const from = dice.roll(other.length);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + 4 * length), bytes.subarray(at)]);
    }
    case 7:
      return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length, dice.roll(256)), bytes.subarray(at)]);
    case 8:
      return swapValues(bytes, other, dice);
    case 9:
      return repeatValue(bytes, dice);
    case 10:
    case 11:
      return editValue(bytes, dice);
    default: {
      // In the place of as many bytes, or between them.
      const word = words[dice.roll(words.length)] ?? Buffer.alloc(0);
      return Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(at + dice.roll(2) * word.length)]);
    }
  }
}

function put(bytes: Buffer, at: number, octet: number): Buffer {
  const changed = Buffer.from(bytes);
  if (changed.length > 0) changed[at] = octet & 0xff;
  return changed;
}

/** Puts one whole value of another input into the place of one here, and sets the lengths around it right. */
function swapValues(bytes: Buffer, other: Buffer, dice: Dice): Buffer {
  const here = valuesOf(bytes);
  const there = valuesOf(other);
  const place = here[dice.roll(here.length)];
  const donor = there[dice.roll(there.length)];
  if (place === undefined || donor === undefined) return bytes;
  return replaceValue(bytes, place, other.subarray(donor.start, donor.end));
}

/** Bytes that repetition may blow an input up to: what costs a reader more than its length would show. */
const mostRepeated = 64 * 1024;
const mostTimes = 3000;

/** The same value several times where it stood once, now and then very many times. */
function repeatValue(bytes: Buffer, dice: Dice): Buffer {
  const values = valuesOf(bytes);
  const place = values[dice.roll(values.length)];
  if (place === undefined) return bytes;
  const value = bytes.subarray(place.start, place.end);
  return replaceValue(bytes, place, repeated(value, dice.roll(5), dice));
}

function repeated(bytes: Buffer, times: number, dice: Dice): Buffer {
  const many = Math.min(mostTimes, Math.floor(mostRepeated / Math.max(1, bytes.length)));
  return Buffer.concat(Array.from({ length: dice.roll(30) === 0 ? many : times }, () => bytes));
}

/** Another content or tag for one value, and the lengths around it right: what is inside is read, not how long it is. */
function editValue(bytes: Buffer, dice: Dice): Buffer {
  const values = valuesOf(bytes);
  const place = values[dice.roll(values.length)];
  if (place === undefined) return bytes;
  const identifier = bytes[place.start] ?? 0;
  const content = bytes.subarray(place.content, place.end);
  const octet = telling[dice.roll(telling.length)] ?? 0;
  const encoded = (tag: number, inside: Buffer) => Buffer.concat([Buffer.of(tag), lengthOf(inside.length), inside]);
  const edited = (): Buffer => {
    switch (dice.roll(6)) {
      case 0:
        return encoded(octet, content);
      case 1:
        return encoded(identifier, content.subarray(0, dice.roll(content.length)));
      case 2:
        return encoded(identifier, Buffer.alloc(dice.roll(2) === 0 ? content.length : dice.roll(300), octet));
      case 3:
        return encoded(identifier, put(content, dice.roll(content.length), octet));
      case 4:
        return encoded(identifier, Buffer.concat([Buffer.of(octet), content]));
      default:
        return encoded(identifier, Buffer.concat([content, Buffer.of(octet)]));
    }
  };
  return replaceValue(bytes, place, edited());
}

interface Place {
  readonly start: number;
  readonly content: number;
  readonly end: number;
  readonly parents: readonly Place[];
}

const mostValues = 400;
const octetString = 0x04;
const bitString = 0x03;

/** The values of a DER encoding with what holds them, as far as it can be read; also those inside strings of octets and bits. */
function valuesOf(bytes: Buffer): readonly Place[] {
  const found: Place[] = [];
  const visit = (from: number, to: number, parents: readonly Place[]): void => {
    for (let at = from; found.length < mostValues && parents.length < 24; ) {
      const place = placeAt(bytes, at, to, parents);
      if (place === undefined) return;
      found.push(place);
      const inside = insideOf(bytes, place);
      if (inside !== undefined) visit(inside, place.end, [...parents, place]);
      at = place.end;
    }
  };
  visit(0, bytes.length, []);
  return found;
}

function placeAt(bytes: Buffer, at: number, to: number, parents: readonly Place[]): Place | undefined {
  if (at + 2 > to) return undefined;
  const first = bytes[at + 1] ?? 0;
  const octets = first < 0x80 ? 0 : first & 0x7f;
  const content = at + 2 + octets;
  if (octets > 3 || content > to) return undefined;
  const end = content + (octets === 0 ? first : bytes.readUIntBE(at + 2, octets));
  return end > to ? undefined : { start: at, content, end, parents };
}

/** Where the members of a value begin; undefined when it has none. */
function insideOf(bytes: Buffer, { start, content, end }: Place): number | undefined {
  const identifier = bytes[start] ?? 0;
  if ((identifier & 0x20) !== 0) return content;
  const inside = identifier === octetString ? content : identifier === bitString ? content + 1 : undefined;
  const holdsOneValue = inside !== undefined && placeAt(bytes, inside, end, [])?.end === end;
  return holdsOneValue ? inside : undefined;
}

function replaceValue(bytes: Buffer, place: Place, value: Buffer): Buffer {
  let from = place.start;
  let to = place.end;
  let replacement = value;
  for (const parent of [...place.parents].reverse()) {
    const content = Buffer.concat([bytes.subarray(parent.content, from), replacement, bytes.subarray(to, parent.end)]);
    replacement = Buffer.concat([Buffer.of(bytes[parent.start] ?? 0), lengthOf(content.length), content]);
    from = parent.start;
    to = parent.end;
  }
  return Buffer.concat([bytes.subarray(0, from), replacement, bytes.subarray(to)]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  if (length < 0x100) return Buffer.of(0x81, length);
  return length < 0x1_0000
    ? Buffer.of(0x82, length >> 8, length & 0xff)
    : Buffer.of(0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}
