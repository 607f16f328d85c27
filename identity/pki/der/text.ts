import { DerFault } from './fault.ts';
import type { DerNode } from './node.ts';
import { tag } from './tag.ts';

const printable = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** A character string of any of the types X.509 uses, as text; undefined when the node is of another type. @throws DerFault BAD_STRING */
export function textOf(node: DerNode): string | undefined {
  const { content } = node;
  const refuse = (what: string) => new DerFault('BAD_STRING', node.offset, what);
  switch (node.tag) {
    case tag.utf8String:
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
      } catch {
        throw refuse('a UTF8String that is not UTF-8');
      }
    case tag.printableString:
    case tag.numericString:
    case tag.ia5String:
    case tag.visibleString:
      if (content.some((octet) => octet >= 0x80)) throw refuse('a byte above 127 in a 7-bit string');
      return content.toString('latin1');
    case tag.teletexString:
      return content.toString('latin1'); // T.61 is read as Latin-1, as everybody does
    case tag.bmpString:
      if (content.length % 2 !== 0) throw refuse('a BMPString of half a character');
      return new TextDecoder('utf-16be').decode(content);
    case tag.universalString:
      return fromUtf32(content, refuse);
    default:
      return undefined;
  }
}

/** A character string. @throws DerFault BAD_STRING, UNEXPECTED_TAG */
export function readText(node: DerNode, what = 'a string'): string {
  const text = textOf(node);
  if (text === undefined) throw new DerFault('UNEXPECTED_TAG', node.offset, `${what} is not a character string`);
  return text;
}

/** Whether all characters belong to PrintableString (X.680 §41.4). */
export function isPrintable(text: string): boolean {
  return printable.test(text);
}

function fromUtf32(content: Buffer, refuse: (what: string) => DerFault): string {
  if (content.length % 4 !== 0) throw refuse('a UniversalString of part of a character');
  const parts: string[] = [];
  for (let at = 0; at < content.length; at += 4) {
    const point = content.readUInt32BE(at);
    if (point > 0x10ffff) throw refuse('a UniversalString beyond Unicode');
    parts.push(String.fromCodePoint(point));
  }
  return parts.join('');
}
