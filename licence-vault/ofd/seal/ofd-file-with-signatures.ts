import { SaxesParser } from 'saxes';
import { ofdFileName } from '../model/ofd-file.ts';
import { ofdProblems } from '../problems.ts';
import { isOfdNamespace } from '../xml/element.ts';
import { escapeText } from '../xml/write-xml.ts';

/**
 * OFD.xml with the location of the list of signatures put into one of its documents, and every other byte as it was: as
 * the last member of DocBody, where the schema has it.
 * @param options.bytes an OFD.xml that was read before
 * @param options.document which DocBody, from 0; it has no Signatures yet
 * @param options.path of Signatures.xml, from the package's root
 */
export function withSignatures(options: { bytes: Buffer; document: number; path: string }): Buffer {
  const whole = options.bytes.toString('utf8');
  const mark = whole.startsWith('\ufeff') ? '\ufeff' : '';
  const text = whole.slice(mark.length);
  const parser = new SaxesParser({ xmlns: true, position: true });
  let depth = 0;
  let bodies = 0;
  let place: { at: number; prefix: string } | undefined;
  parser.on('opentag', () => {
    depth += 1;
  });
  parser.on('closetag', ({ local, uri, prefix }) => {
    depth -= 1;
    if (depth !== 1 || local !== 'DocBody' || !isOfdNamespace(uri)) return;
    if (bodies === options.document) place = { at: text.lastIndexOf('</', parser.position - 1), prefix };
    bodies += 1;
  });
  parser.write(text).close();
  if (place === undefined || place.at < 0) {
    throw ofdProblems.OFD_STRUCTURE_INVALID({
      file: ofdFileName,
      whyZh: '没有文档',
      whyEn: 'there is no such document',
    });
  }
  const tag = place.prefix === '' ? 'Signatures' : `${place.prefix}:Signatures`;
  const node = `<${tag}>${escapeText(`/${options.path}`)}</${tag}>`;
  return Buffer.from(mark + text.slice(0, place.at) + node + text.slice(place.at), 'utf8');
}
