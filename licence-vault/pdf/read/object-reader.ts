import { PdfFault } from './fault.ts';
import { PdfName, type PdfObject, PdfReference, PdfString } from './object.ts';

/** Real files nest a few levels. */
const deepestNesting = 32;

const whiteSpace = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);
const delimiters = new Set([...'()<>[]{}/%'].map((character) => character.charCodeAt(0)));

/** Reads objects one after the other, strictly: what two readers may take for different things is refused. */
export class ObjectReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get position(): number {
    return this.#at;
  }

  /** @throws PdfFault */
  object(depth = 0): PdfObject {
    if (depth > deepestNesting) throw new PdfFault('对象嵌套过深', 'objects nest too deep');
    this.skipSpace();
    switch (this.#character()) {
      case '/':
        return this.#name();
      case '(':
        return this.#literal();
      case '[':
        return this.#array(depth);
      case '<':
        return this.#character(1) === '<' ? this.#dictionary(depth) : this.#hexadecimal();
      default:
        return this.#word();
    }
  }

  /** Takes the word if it stands here. */
  takes(word: string): boolean {
    this.skipSpace();
    const end = this.#at + word.length;
    if (this.#bytes.toString('latin1', this.#at, end) !== word) return false;
    const next = this.#bytes[end];
    if (next !== undefined && !whiteSpace.has(next) && !delimiters.has(next)) return false;
    this.#at = end;
    return true;
  }

  /** A whole number without a sign. @throws PdfFault */
  whole(): number {
    this.skipSpace();
    const digits = /^\d{1,15}/.exec(this.#bytes.toString('latin1', this.#at, this.#at + 16))?.[0];
    if (digits === undefined) throw new PdfFault('应为数字处不是数字', 'a number is missing');
    this.#at += digits.length;
    return Number(digits);
  }

  /** White space and comments. */
  skipSpace(): void {
    for (;;) {
      const octet = this.#bytes[this.#at];
      if (octet === 0x25) this.#skipLine();
      else if (octet !== undefined && whiteSpace.has(octet)) this.#at += 1;
      else return;
    }
  }

  /** The end of line that must follow `stream` (§7.3.8.1). @throws PdfFault */
  endOfLine(): void {
    if (this.#character() === '\r' && this.#character(1) === '\n') this.#at += 2;
    else if (this.#character() === '\n') this.#at += 1;
    else throw new PdfFault('流的开头不合规范', 'a stream does not begin as it must');
  }

  #skipLine(): void {
    while (this.#at < this.#bytes.length && this.#bytes[this.#at] !== 0x0a && this.#bytes[this.#at] !== 0x0d) {
      this.#at += 1;
    }
  }

  #character(ahead = 0): string {
    const octet = this.#bytes[this.#at + ahead];
    return octet === undefined ? '' : String.fromCharCode(octet);
  }

  /** Regular characters up to the next that is none. */
  #regular(): string {
    const start = this.#at;
    for (;;) {
      const octet = this.#bytes[this.#at];
      if (octet === undefined || whiteSpace.has(octet) || delimiters.has(octet)) break;
      this.#at += 1;
    }
    return this.#bytes.toString('latin1', start, this.#at);
  }

  #name(): PdfName {
    this.#at += 1;
    const written = this.#regular();
    const octets = written.replace(/#([0-9a-fA-F]{2})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
    return new PdfName(Buffer.from(octets, 'latin1').toString('utf8'));
  }

  #word(): PdfObject {
    const word = this.#regular();
    switch (word) {
      case 'null':
        return null;
      case 'true':
        return true;
      case 'false':
        return false;
    }
    if (!/^[+-]?(?:\d{1,15}\.?\d{0,15}|\.\d{1,15})$/.test(word)) {
      throw new PdfFault('有无法识别的对象', 'there is an object of no known kind');
    }
    return (/^\d+$/.test(word) ? this.#reference(Number(word)) : undefined) ?? Number(word);
  }

  /** `12 0 R`; a number followed by anything else is a number. */
  #reference(object: number): PdfReference | undefined {
    const rest = this.#bytes.toString('latin1', this.#at, this.#at + 24);
    const found = /^[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/.exec(rest);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return new PdfReference(object, Number(found[1]));
  }

  #array(depth: number): PdfObject {
    this.#at += 1;
    const members: PdfObject[] = [];
    for (;;) {
      this.skipSpace();
      if (this.#character() === ']') break;
      members.push(this.object(depth + 1));
    }
    this.#at += 1;
    return members;
  }

  #dictionary(depth: number): PdfObject {
    this.#at += 2;
    const members = new Map<string, PdfObject>();
    for (;;) {
      this.skipSpace();
      if (this.#character() === '>' && this.#character(1) === '>') break;
      if (this.#character() !== '/') throw new PdfFault('字典的键不是名称', 'a key of a dictionary is no name');
      const { name } = this.#name();
      if (members.has(name)) throw new PdfFault('字典中有重复的键', 'a key stands twice in a dictionary');
      members.set(name, this.object(depth + 1));
    }
    this.#at += 2;
    return members;
  }

  #hexadecimal(): PdfString {
    const start = this.#at;
    const end = this.#bytes.indexOf(0x3e, start);
    if (end < 0) throw new PdfFault('字符串没有结尾', 'a string does not end');
    const digits = this.#bytes.toString('latin1', start + 1, end).replace(/[\0\t\n\f\r ]/g, '');
    if (!/^[0-9a-fA-F]*$/.test(digits)) throw new PdfFault('十六进制字符串有误', 'a hexadecimal string is faulty');
    this.#at = end + 1;
    return new PdfString(Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex'), start, this.#at);
  }

  #literal(): PdfString {
    const start = this.#at;
    const octets: number[] = [];
    let open = 1;
    this.#at += 1;
    for (;;) {
      const octet = this.#bytes[this.#at];
      if (octet === undefined) throw new PdfFault('字符串没有结尾', 'a string does not end');
      this.#at += 1;
      if (octet === 0x5c) {
        octets.push(...this.#escape());
        continue;
      }
      if (octet === 0x28) open += 1;
      if (octet === 0x29) open -= 1;
      if (open === 0) break;
      octets.push(octet);
    }
    return new PdfString(Buffer.from(octets), start, this.#at);
  }

  #escape(): readonly number[] {
    const octal = /^[0-7]{1,3}/.exec(this.#bytes.toString('latin1', this.#at, this.#at + 3))?.[0];
    if (octal !== undefined) {
      this.#at += octal.length;
      return [Number.parseInt(octal, 8) & 0xff];
    }
    const character = this.#character();
    this.#at += 1;
    if (character === '\r' && this.#character() === '\n') this.#at += 1;
    if (character === '\r' || character === '\n') return [];
    return [(escapes[character] ?? character).charCodeAt(0)];
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
