import { SaxesParser, type SaxesTagNS } from 'saxes';
import { Problem } from '../../../kernel/pure/index.ts';
import { ofdProblems } from '../problems.ts';
import { isOfdNamespace, type XmlElement } from './element.ts';
import { xmlLimits } from './limits.ts';

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
  end: number;
}

/** Thrown out of the parser, which cannot be told to stop. */
const enough = Symbol('enough was read');

/** Reads texts into trees, one after the other with one parser: making one costs as much as reading a small file. */
class TreeReader {
  readonly #parser = new SaxesParser({ xmlns: true, position: false });
  #open: OpenElement[] = [];
  #root: XmlElement | undefined;
  #elements = 0;
  #file = '';
  #until: string | undefined;

  constructor() {
    const parser = this.#parser;
    parser.on('xmldecl', ({ encoding = 'UTF-8', version = '1.0' }) => {
      if (encoding.toUpperCase() !== 'UTF-8' || version !== '1.0') throw this.#malformed();
    });
    parser.on('doctype', () => {
      throw ofdProblems.OFD_XML_DOCTYPE({ file: this.#file });
    });
    parser.on('opentag', (tag) => this.#begin(tag));
    parser.on('closetag', () => {
      const element = this.#open.pop();
      if (element !== undefined) element.end = parser.position;
    });
    const append = (characters: string) => {
      const element = this.#open.at(-1);
      if (element !== undefined) element.text += characters;
    };
    parser.on('text', append);
    parser.on('cdata', append);
  }

  /** Unless the text was read as a whole, the parser still stands in it and is of no more use. */
  read(text: string, file: string, until: string | undefined): { root: XmlElement; isWhole: boolean } {
    this.#file = file;
    this.#until = until;
    this.#open = [];
    this.#root = undefined;
    this.#elements = 0;
    try {
      this.#parser.write(text).close();
    } catch (error) {
      if (error === enough && this.#root !== undefined) return { root: this.#root, isWhole: false };
      if (error instanceof Problem) throw error;
      // The parser's own messages quote the file, which may hold what nobody should read in a log.
      throw this.#malformed();
    }
    const root = this.#root;
    this.#root = undefined;
    if (root === undefined) throw this.#malformed();
    return { root, isWhole: true };
  }

  #begin(tag: SaxesTagNS): void {
    const { prefix, uri, local } = tag;
    const depth = this.#open.length;
    this.#elements += 1;
    if (this.#elements > xmlLimits.elements || depth >= xmlLimits.depth) {
      throw ofdProblems.OFD_XML_TOO_COMPLEX({ file: this.#file });
    }
    if (prefix === 'ofd' && !isOfdNamespace(uri)) throw ofdProblems.OFD_XML_NAMESPACE({ file: this.#file });
    if (depth === 1 && local === this.#until) throw enough;
    const attributes = this.#attributesOf(tag);
    const element: OpenElement = { name: local, namespace: uri, attributes, children: [], text: '', end: 0 };
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
    this.#root ??= element;
  }

  #attributesOf(tag: SaxesTagNS): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>();
    let count = 0;
    for (const name in tag.attributes) {
      count += 1;
      const attribute = tag.attributes[name];
      if (attribute?.prefix === '') attributes.set(attribute.local, attribute.value);
    }
    if (count > xmlLimits.attributesPerElement) throw ofdProblems.OFD_XML_TOO_COMPLEX({ file: this.#file });
    return attributes;
  }

  #malformed() {
    return ofdProblems.OFD_XML_MALFORMED({ file: this.#file });
  }
}

/** The reader that is free; one that stopped in the middle of a text never comes back. */
let free: TreeReader | undefined;

/**
 * Reads a text into a tree.
 * @param options.file name for messages
 * @param options.until name of a member of the root, with which the reading ends
 * @throws OFD_XML_MALFORMED, OFD_XML_DOCTYPE, OFD_XML_TOO_COMPLEX, OFD_XML_NAMESPACE
 */
export function readTree(options: { text: string; file: string; until?: string | undefined }): XmlElement {
  const reader = free ?? new TreeReader();
  free = undefined;
  const { root, isWhole } = reader.read(options.text, options.file, options.until);
  if (isWhole) free = reader;
  return root;
}
