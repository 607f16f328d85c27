import { compileSchema, type Text } from '../../kernel/index.ts';
import { type LicenceDocument, schemas } from '../generated/schemas.ts';
import { checkLicenceIdentifier, licenceIdentifierParts, parseLicenceIdentifier } from '../identifier/identifier.ts';
import { documentBytes } from '../licence/document.ts';
import { isAfter } from '../licence/term.ts';

/** A licence as JSON is some kilobytes; what is larger is something else. */
const largestDocument = 1024 * 1024;
/** A licence's data nests a few levels; what nests deeper was made to hurt a reader. */
const deepestNesting = 32;

const check = compileSchema(schemas.LicenceDocument);

/**
 * Reads the bytes of a licence document and holds them to its format: JSON of moderate size and depth in UTF-8, no member
 * twice (readers disagree on which counts), the members and forms of the schema, and an identifier that says the same
 * as the licence around it. White space and the order of members are free: what is signed is the canonical form.
 * @returns the document, or the sentence that says what is wrong; it repeats nothing of the content
 */
export function readDocument(bytes: Uint8Array): { document: LicenceDocument; canonical: Buffer } | { wrong: Text } {
  if (bytes.length > largestDocument)
    return wrong('文件超过 1 MiB，不是证照文件', 'the file is larger than 1 MiB: no licence');
  const text = decode(bytes);
  if (text === undefined) return wrong('文件不是 UTF-8 文本', 'the file is not text in UTF-8');
  const shape = shapeOf(text);
  if (shape.depth > deepestNesting) return wrong('嵌套过深', 'it nests too deep');
  const value = parse(text);
  if (value === undefined) return wrong('文件不是合法的 JSON', 'the file is not well-formed JSON');
  if (shape.duplicate) return wrong('同一字段出现两次', 'a member occurs twice');
  if (shape.strangeNumber) {
    return wrong(
      '数值不是规范写法',
      'a number is not in its canonical spelling, so readers may take it for different ones',
    );
  }
  const [first] = check(value);
  if (first !== undefined) {
    return wrong(`${first.pointer || '/'} 处不符合证照格式`, `${first.pointer || '/'}: ${first.detail}`);
  }
  // The schema has just said that this is one.
  const document = value as LicenceDocument;
  const contradiction = contradictionIn(document.licence);
  if (contradiction !== undefined) return { wrong: contradiction };
  const canonical = canonicalOf(document);
  return canonical === undefined ? wrong('含有不成字符的编码', 'it holds half a character') : { document, canonical };
}

/** The identifier repeats type, issuer and version; a licence in which they differ was put together by hand. */
function contradictionIn(licence: LicenceDocument['licence']): Text | undefined {
  for (const identifier of [licence.identifier, licence.previous]) {
    if (identifier === undefined) continue;
    const errors = checkLicenceIdentifier(identifier).filter((finding) => finding.severity === 'error');
    const [first] = errors;
    if (first !== undefined) {
      return { zh: `证照标识有误：${first.detail.zh}`, en: `an identifier is not valid: ${first.detail.en}` };
    }
    if (parseLicenceIdentifier(identifier) !== identifier) {
      return { zh: '证照标识不是规范写法', en: 'an identifier is not in its canonical spelling' };
    }
  }
  const parts = licenceIdentifierParts(parseLicenceIdentifier(licence.identifier));
  if (parts.type !== licence.type.code || parts.issuer !== licence.issuer.code || parts.version !== licence.version) {
    return {
      zh: '证照标识与类型、颁发机构或版本不一致',
      en: 'the identifier does not say the same as type, issuer and version',
    };
  }
  if (isAfter(licence.validFrom, licence.validTo)) {
    return { zh: '有效期的起止颠倒', en: 'the term ends before it begins' };
  }
  return undefined;
}

/** Undefined for text with lone surrogates, which escapes can spell and UTF-8 cannot. */
function canonicalOf(document: LicenceDocument): Buffer | undefined {
  try {
    return documentBytes(document);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/**
 * Depth, duplicate members and oddly spelt numbers of a JSON text, in one pass without recursion. For text that is no
 * JSON the result means nothing, except that the depth is never too small.
 */
function shapeOf(text: string): { depth: number; duplicate: boolean; strangeNumber: boolean } {
  const open: (Set<string> | undefined)[] = [];
  let depth = 0;
  let duplicate = false;
  let strangeNumber = false;
  let expectsName = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') {
      const end = endOfString(text, index);
      const names = open.at(-1);
      if (expectsName && names !== undefined) {
        // Escapes spell one name in many ways, so names are compared as they read.
        const name = parse(text.slice(index, end + 1));
        if (typeof name === 'string') {
          duplicate ||= names.has(name);
          names.add(name);
        }
      }
      expectsName = false;
      index = end;
    } else if (character === '-' || (character !== undefined && character >= '0' && character <= '9')) {
      const end = endOfNumber(text, index);
      const token = text.slice(index, end);
      strangeNumber ||= JSON.stringify(Number(token)) !== token;
      index = end - 1;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : undefined);
      expectsName = character === '{';
      depth = Math.max(depth, open.length);
      if (depth > deepestNesting) break;
    } else if (character === '}' || character === ']') {
      open.pop();
      expectsName = false;
    } else if (character === ',') {
      expectsName = open.at(-1) !== undefined;
    }
  }
  return { depth, duplicate, strangeNumber };
}

/** Place of the quotation mark that ends the string which begins at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return index;
  }
  return text.length;
}

/** Place after the number that begins at `start`. */
function endOfNumber(text: string, start: number): number {
  let index = start;
  while (index < text.length && /[-+.0-9eE]/.test(text.charAt(index))) index += 1;
  return index;
}

function wrong(zh: string, en: string): { wrong: Text } {
  return { wrong: { zh, en } };
}
