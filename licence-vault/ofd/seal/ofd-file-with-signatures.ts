import { ofdFileName } from '../model/ofd-file.ts';
import type { PackageEntry } from '../package/package.ts';
import { ofdProblems } from '../problems.ts';
import { childrenOf } from '../xml/element.ts';
import { readXmlEntry } from '../xml/read-xml.ts';
import { escapeText } from '../xml/write-xml.ts';

/**
 * OFD.xml with the location of the list of signatures put into one of its documents, and every other byte as it was: as
 * the last member of DocBody, where the schema has it.
 * @param options.entry an OFD.xml that was read before
 * @param options.document which DocBody, from 0; it has no Signatures yet
 * @param options.path of Signatures.xml, from the package's root
 */
export function withSignatures(options: { entry: PackageEntry; document: number; path: string }): Buffer {
  const { entry } = options;
  const root = readXmlEntry({ entry, file: ofdFileName, root: 'OFD' });
  const body = childrenOf(root, 'DocBody')[options.document];
  const whole = entry.bytes.toString('utf8');
  const mark = whole.startsWith('\ufeff') ? '\ufeff' : '';
  const text = whole.slice(mark.length);
  const at = body === undefined ? -1 : text.lastIndexOf('</', body.element.end - 1);
  if (body === undefined || at < 0) {
    throw ofdProblems.OFD_STRUCTURE_INVALID({
      file: ofdFileName,
      whyZh: '没有文档',
      whyEn: 'there is no such document',
    });
  }
  const [, prefix = ''] = /^<\/([^\s:>]+:)?/.exec(text.slice(at, body.element.end)) ?? [];
  const node = `<${prefix}Signatures>${escapeText(`/${options.path}`)}</${prefix}Signatures>`;
  return Buffer.from(mark + text.slice(0, at) + node + text.slice(at), 'utf8');
}
