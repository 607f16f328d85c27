import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { Problem } from '../../../kernel/pure/index.ts';
import { ofdProblems } from '../problems.ts';
import { isOfdNamespace, type XmlElement } from './element.ts';
import { xmlLimits } from './limits.ts';
import { Namespaces } from './namespaces.ts';

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
  end: number;
}

/** Thrown out of the parser, which cannot be told to stop. */
const enough = Symbol('enough was read');

/** Reads texts into trees, one after the other with one parser: making one costs as much as reading a small file. */
class TreeReader {
  readonly #parser = new SaxesParser({ xmlns: false, position: false });
  readonly #namespaces = new Namespaces();
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
    parser.on('processinginstruction', ({ target }) => {
      if (target.includes(':')) throw this.#malformed();
    });
    parser.on('opentag', (tag) => this.#begin(tag));
    parser.on('closetag', () => {
      this.#namespaces.leave();
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
  read(texts: Iterable<string>, file: string, until: string | undefined): { root: XmlElement; isWhole: boolean } {
    this.#file = file;
    this.#until = until;
    this.#open = [];
    this.#root = undefined;
    this.#elements = 0;
    this.#namespaces.clear();
    try {
      for (const text of texts) this.#parser.write(text);
      this.#parser.close();
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

  #begin({ name, attributes }: SaxesTagPlain): void {
    const { prefix, local, namespace } = this.#namespaces.enter(name, attributes);
    const depth = this.#open.length;
    this.#elements += 1;
    if (this.#elements > xmlLimits.elements || depth >= xmlLimits.depth) {
      throw ofdProblems.OFD_XML_TOO_COMPLEX({ file: this.#file });
    }
    if (prefix === 'ofd' && !isOfdNamespace(namespace)) throw ofdProblems.OFD_XML_NAMESPACE({ file: this.#file });
    if (depth === 1 && local === this.#until) throw enough;
    const element: OpenElement = {
      name: local,
      namespace,
      attributes: this.#unprefixed(attributes),
      children: [],
      text: '',
      end: 0,
    };
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
    this.#root ??= element;
  }

  #unprefixed(attributes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
    let count = 0;
    let own: Map<string, string> | undefined;
    for (const name in attributes) {
      count += 1;
      if (name.includes(':')) continue;
      own ??= new Map();
      own.set(name, attributes[name] ?? '');
    }
    if (count > xmlLimits.attributesPerElement) throw ofdProblems.OFD_XML_TOO_COMPLEX({ file: this.#file });
    return own ?? noAttributes;
  }

  #malformed() {
    return ofdProblems.OFD_XML_MALFORMED({ file: this.#file });
  }
}

const noAttributes: ReadonlyMap<string, string> = new Map();

/** The reader that is free; one that stopped in the middle of a text never comes back. */
let free: TreeReader | undefined;

/**
 * Reads a text into a tree.
 * @param options.texts the text, or pieces of it in their order
 * @param options.file name for messages
 * @param options.until name of a member of the root, with which the reading ends
 * @throws OFD_XML_MALFORMED, OFD_XML_DOCTYPE, OFD_XML_TOO_COMPLEX, OFD_XML_NAMESPACE
 */
export function readTree(options: { texts: Iterable<string>; file: string; until?: string | undefined }): XmlElement {
  const reader = free ?? new TreeReader();
  free = undefined;
  const { root, isWhole } = reader.read(options.texts, options.file, options.until);
  if (isWhole) free = reader;
  return root;
}
