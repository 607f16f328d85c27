import { SaxesParser, type SaxesTagNS } from 'saxes';
import { Problem } from '../../../kernel/pure/index.ts';
import { shownName } from '../package/entry-name.ts';
import { ofdProblems } from '../problems.ts';
import { isOfdNamespace, type Located, type XmlElement } from './element.ts';
import { xmlLimits } from './limits.ts';

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads an XML file of an OFD into a tree. UTF-8 only, no DOCTYPE (so no entities but the five of XML itself), bounded size,
 * depth and number of elements; the prefix `ofd` means the namespace of OFD wherever it stands, because programs are
 * seen that look at the prefix alone.
 * @param options.file name for messages
 * @param options.root name that the root element must have; its namespace must be that of OFD
 * @param options.until name of a member of the root, with which the reading ends: what comes from there on is not looked at
 * @throws OFD_XML_MALFORMED, OFD_XML_DOCTYPE, OFD_XML_TOO_COMPLEX, OFD_XML_NAMESPACE, OFD_STRUCTURE_INVALID for another root
 */
export function readXml(options: {
  bytes: Uint8Array;
  file: string;
  root: string;
  until?: string | undefined;
}): Located {
  const file = shownName(options.file);
  const element = parse(options.bytes, file, options.until);
  if (!isOfdNamespace(element.namespace)) throw ofdProblems.OFD_XML_NAMESPACE({ file });
  if (element.name !== options.root) {
    throw ofdProblems.OFD_STRUCTURE_INVALID({
      file,
      whyZh: `根元素不是 ${options.root}`,
      whyEn: `its root element is not ${options.root}`,
    });
  }
  return { file: options.file, element };
}

/** Name of the root element when the file is XML of OFD, undefined for anything else. Never throws. */
export function rootNameOf(bytes: Uint8Array): string | undefined {
  try {
    const { name, namespace } = parse(bytes, '');
    return isOfdNamespace(namespace) ? name : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Thrown out of the parser, which cannot be told to stop. */
const enough = Symbol('enough was read');

function parse(bytes: Uint8Array, file: string, until?: string): XmlElement {
  if (bytes.length > xmlLimits.bytes) throw ofdProblems.OFD_XML_TOO_COMPLEX({ file });
  const text = decode(bytes);
  if (text === undefined) throw ofdProblems.OFD_XML_MALFORMED({ file });
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  parser.on('xmldecl', ({ encoding = 'UTF-8', version = '1.0' }) => {
    if (encoding.toUpperCase() !== 'UTF-8' || version !== '1.0') throw ofdProblems.OFD_XML_MALFORMED({ file });
  });
  parser.on('doctype', () => {
    throw ofdProblems.OFD_XML_DOCTYPE({ file });
  });
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > xmlLimits.elements || open.length >= xmlLimits.depth) {
      throw ofdProblems.OFD_XML_TOO_COMPLEX({ file });
    }
    if (tag.prefix === 'ofd' && !isOfdNamespace(tag.uri)) throw ofdProblems.OFD_XML_NAMESPACE({ file });
    if (open.length === 1 && tag.local === until) throw enough;
    const element = {
      name: tag.local,
      namespace: tag.uri,
      attributes: attributesOf(tag, file),
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    open.push(element);
    root ??= element;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const append = (characters: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += characters;
  };
  parser.on('text', append);
  parser.on('cdata', append);
  try {
    parser.write(text).close();
  } catch (error) {
    if (error === enough && root !== undefined) return root;
    if (error instanceof Problem) throw error;
    // The parser's own messages quote the file, which may hold what nobody should read in a log.
    throw ofdProblems.OFD_XML_MALFORMED({ file });
  }
  if (root === undefined) throw ofdProblems.OFD_XML_MALFORMED({ file });
  return root;
}

function attributesOf(tag: SaxesTagNS, file: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  let count = 0;
  for (const name in tag.attributes) {
    count += 1;
    const attribute = tag.attributes[name];
    if (attribute?.prefix === '') attributes.set(attribute.local, attribute.value);
  }
  if (count > xmlLimits.attributesPerElement) throw ofdProblems.OFD_XML_TOO_COMPLEX({ file });
  return attributes;
}

/** UTF-8, with or without the mark that some makers put first. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
