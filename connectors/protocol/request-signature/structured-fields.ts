/** Text of one structured field at most; a signature's two fields together need some 400 characters. */
const longestField = 4_096;
/** Members of a dictionary, items of a list, parameters of an item, at most. */
const mostMembers = 16;
const mostDigits = 15;

/** A bare item (RFC 8941 §3.3) of the kinds that signatures use; decimals and tokens are no part of them. */
export type BareItem = string | number | boolean | Uint8Array;

export type Parameters = ReadonlyMap<string, BareItem>;

export interface Item {
  readonly value: BareItem;
  readonly parameters: Parameters;
}

export interface InnerList {
  readonly items: readonly Item[];
  readonly parameters: Parameters;
}

export type Member = Item | InnerList;

export function isInnerList(member: Member | undefined): member is InnerList {
  return member !== undefined && 'items' in member;
}

/**
 * Reads a dictionary (RFC 8941 §4.2.2) of items and inner lists. Stricter than the RFC where it lets a reader choose: a
 * key stands once, base64 is canonical, and nothing is longer than it need be.
 * @returns undefined for a text that is none
 */
export function parseDictionary(text: string): ReadonlyMap<string, Member> | undefined {
  if (text.length > longestField) return undefined;
  try {
    return new Reader(text).dictionary();
  } catch (error) {
    if (error instanceof NotStructured) return undefined;
    throw error;
  }
}

/** Reads an item that is a string with no parameters, e.g. `"8e03978e-…"`. @returns undefined for a text that is none */
export function parseString(text: string): string | undefined {
  if (text.length > longestField) return undefined;
  try {
    return new Reader(text).onlyString();
  } catch (error) {
    if (error instanceof NotStructured) return undefined;
    throw error;
  }
}

/** An inner list as RFC 8941 §4.1.1.1 writes it. @throws TypeError for a text that no string can hold */
export function writeInnerList(list: InnerList): string {
  const items = list.items.map(({ value, parameters }) => writeItem(value) + writeParameters(parameters));
  return `(${items.join(' ')})${writeParameters(list.parameters)}`;
}

function writeParameters(parameters: Parameters): string {
  let text = '';
  for (const [key, value] of parameters) text += value === true ? `;${key}` : `;${key}=${writeItem(value)}`;
  return text;
}

/** A bare item as RFC 8941 §4.1.3.1 writes it. @throws TypeError for a text that no string can hold */
export function writeItem(value: BareItem): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '?1' : '?0';
  if (typeof value !== 'string') return `:${base64Of(value)}:`;
  if (!/^[\x20-\x7e]*$/.test(value)) throw new TypeError('a structured field holds printable ASCII alone');
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

function base64Of({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('base64');
}

class NotStructured extends Error {}

const patterns = {
  key: /[a-z*][a-z0-9_.*-]*/y,
  string: /"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y,
  integer: /-?[0-9]+(?![0-9.])/y,
  bytes: /:([A-Za-z0-9+/]*={0,2}):/y,
  boolean: /\?([01])/y,
  spaces: / */y,
  optionalWhitespace: /[ \t]*/y,
} as const;

/** Goes through a text once, from left to right. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text.replace(/^ +| +$/g, '');
  }

  dictionary(): ReadonlyMap<string, Member> {
    const members = new Map<string, Member>();
    if (this.#text === '') return members;
    for (;;) {
      const key = this.#key();
      if (members.has(key) || members.size === mostMembers) throw new NotStructured();
      members.set(key, this.#take('=') ? this.#member() : { value: true, parameters: this.#parameters() });
      this.#match('optionalWhitespace');
      if (this.#at === this.#text.length) return members;
      if (!this.#take(',')) throw new NotStructured();
      this.#match('optionalWhitespace');
    }
  }

  onlyString(): string {
    const value = this.#bareItem();
    if (typeof value !== 'string' || this.#at !== this.#text.length) throw new NotStructured();
    return value;
  }

  #member(): Member {
    if (!this.#take('(')) return { value: this.#bareItem(), parameters: this.#parameters() };
    const items: Item[] = [];
    for (;;) {
      this.#match('spaces');
      if (this.#take(')')) return { items, parameters: this.#parameters() };
      if (items.length === mostMembers) throw new NotStructured();
      items.push({ value: this.#bareItem(), parameters: this.#parameters() });
      const next = this.#text[this.#at];
      if (next !== ' ' && next !== ')') throw new NotStructured();
    }
  }

  #parameters(): Parameters {
    const parameters = new Map<string, BareItem>();
    while (this.#take(';')) {
      this.#match('spaces');
      const key = this.#key();
      if (parameters.has(key) || parameters.size === mostMembers) throw new NotStructured();
      parameters.set(key, this.#take('=') ? this.#bareItem() : true);
    }
    return parameters;
  }

  #key(): string {
    return this.#match('key')?.[0] ?? fail();
  }

  #bareItem(): BareItem {
    switch (this.#text[this.#at]) {
      case '"':
        return (this.#match('string')?.[1] ?? fail()).replace(/\\(.)/g, '$1');
      case ':':
        return readCanonicalBytes(this.#match('bytes')?.[1] ?? fail()) ?? fail();
      case '?':
        return (this.#match('boolean')?.[1] ?? fail()) === '1';
      default:
        return integerOf(this.#match('integer')?.[0] ?? fail());
    }
  }

  #match(name: keyof typeof patterns): RegExpExecArray | null {
    const pattern = patterns[name];
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }
}

function fail(): never {
  throw new NotStructured();
}

function integerOf(text: string): number {
  if (text.replace('-', '').length > mostDigits) throw new NotStructured();
  return Number(text);
}

/**
 * Base64 in its one spelling: two of the same bytes would let somebody else's hand change a signed request without
 * breaking it. @returns undefined for a text that is another
 */
export function readCanonicalBytes(base64: string): Uint8Array | undefined {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 ? bytes : undefined;
}
