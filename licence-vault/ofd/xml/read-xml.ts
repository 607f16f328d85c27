import { Problem } from '../../../kernel/pure/index.ts';
import { shownName } from '../package/entry-name.ts';
import type { PackageEntry } from '../package/package.ts';
import { ofdProblems } from '../problems.ts';
import { isOfdNamespace, type Located, type XmlElement } from './element.ts';
import { xmlLimits } from './limits.ts';
import { readTree } from './tree-reader.ts';
import { decodeUtf8, decodeUtf8InPieces } from './utf8.ts';

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
  const { bytes, file, root, until } = options;
  return rooted(parse(bytes, shownName(file), until), file, root);
}

/** Trees of entries that were read before. */
const trees = new WeakMap<PackageEntry, XmlElement>();

/**
 * As {@link readXml}, for an entry that several steps read: it is read once, and an entry never changes.
 * @throws as {@link readXml}
 */
export function readXmlEntry(options: { entry: PackageEntry; file: string; root: string }): Located {
  const { entry, file, root } = options;
  const tree = trees.get(entry) ?? parse(entry.bytes, shownName(file));
  trees.set(entry, tree);
  return rooted(tree, file, root);
}

function rooted(element: XmlElement, path: string, root: string): Located {
  const file = shownName(path);
  if (!isOfdNamespace(element.namespace)) throw ofdProblems.OFD_XML_NAMESPACE({ file });
  if (element.name !== root) {
    throw ofdProblems.OFD_STRUCTURE_INVALID({
      file,
      whyZh: `根元素不是 ${root}`,
      whyEn: `its root element is not ${root}`,
    });
  }
  return { file: path, element };
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

function parse(bytes: Uint8Array, file: string, until?: string): XmlElement {
  if (bytes.length > xmlLimits.bytes) throw ofdProblems.OFD_XML_TOO_COMPLEX({ file });
  // What is not looked at need not be decoded.
  const text = until === undefined ? decodeUtf8(bytes) : decodeUtf8InPieces(bytes);
  if (text === undefined) throw ofdProblems.OFD_XML_MALFORMED({ file });
  return readTree({ texts: typeof text === 'string' ? [text] : text, file, until });
}
