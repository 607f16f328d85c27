import { ofdProblems } from '../problems.ts';
import { ofdNamespace } from './element.ts';

/** A piece of XML that is already escaped. */
export interface XmlPiece {
  readonly xml: string;
}

export type AttributeValue = string | number | boolean | undefined;

/**
 * An element of OFD. Attributes that are undefined are left out; text is escaped; pieces stand as they are.
 * @throws OFD_TEXT_NOT_WRITABLE for characters that XML cannot hold
 */
export function ofdElement(
  name: string,
  attributes: Readonly<Record<string, AttributeValue>> = {},
  ...content: readonly (XmlPiece | string | undefined)[]
): XmlPiece {
  let written = '';
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined) written += ` ${key}="${escapeAttribute(String(value))}"`;
  }
  let inner = '';
  for (const part of content) {
    if (part !== undefined) inner += typeof part === 'string' ? escapeText(part) : part.xml;
  }
  return { xml: inner === '' ? `<ofd:${name}${written}/>` : `<ofd:${name}${written}>${inner}</ofd:${name}>` };
}

/** A whole file: declaration and root element with OFD's namespace, UTF-8. */
export function ofdFile(
  name: string,
  attributes: Readonly<Record<string, AttributeValue>>,
  ...content: readonly (XmlPiece | string | undefined)[]
): Buffer {
  const root = ofdElement(name, { 'xmlns:ofd': ofdNamespace, ...attributes }, ...content);
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}`, 'utf8');
}

/** Escapes what must be, and line ends that a reader would otherwise change (XML 1.0 §2.11). */
export function escapeText(text: string): string {
  if (plain.test(text)) return text;
  requireWritable(text);
  return text.replace(/[&<>\r]/g, (character) => entities[character] ?? character);
}

/** As {@link escapeText}, and what a reader would turn into spaces (XML 1.0 §3.3.3). */
export function escapeAttribute(text: string): string {
  if (plain.test(text)) return text;
  requireWritable(text);
  return text.replace(/[&<>"\t\n\r]/g, (character) => entities[character] ?? character);
}

/** ASCII without controls and `"&<>`: stands in text and attributes as it is, and is most of what is written. */
const plain = /^[ !#-%'-;=?-~]*$/;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Anything outside `Char` of XML 1.0 §2.2: most controls, halves of characters, and U+FFFE and U+FFFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notWritable = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/u;

function requireWritable(text: string): void {
  if (notWritable.test(text)) throw ofdProblems.OFD_TEXT_NOT_WRITABLE();
}
