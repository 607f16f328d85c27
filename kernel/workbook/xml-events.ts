import { SaxesParser } from 'saxes';
import { Problem } from '../problem.ts';
import { workbookLimits } from './limits.ts';
import { tooLarge, unreadable } from './refusals.ts';

/** What a reader of one part is told. Names come without their prefix: producers choose prefixes of their own. */
export interface XmlEvents {
  open?(name: string, attribute: (local: string) => string | undefined): void;
  text?(characters: string): void;
  close?(name: string): void;
}

/**
 * Reads one XML part as it is unpacked. A DOCTYPE is refused, so there are no entities but XML's own five.
 * @throws WORKBOOK_UNREADABLE, WORKBOOK_TOO_LARGE
 */
export async function readXml(part: string, pieces: AsyncIterable<Uint8Array>, events: XmlEvents): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  parser.on('doctype', () => {
    throw unreadable.xml(part);
  });
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1;
    if (depth > workbookLimits.depth) throw unreadable.xml(part);
    events.open?.(local(name), (wanted) => attributeOf(attributes, wanted));
  });
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    events.close?.(local(name));
  });
  // A text without end comes in one piece, so its pieces are counted while the parser gathers them.
  let gathered = 0;
  parser.on('text', (characters) => {
    gathered = 0;
    events.text?.(characters);
  });
  parser.on('cdata', (characters) => events.text?.(characters));
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of pieces) {
      gathered += piece.length;
      if (gathered > largestText) throw tooLarge.text();
      parser.write(utf8.decode(piece, { stream: true }));
      // Mark-up begins a new text; only what has none for megabytes goes on being counted.
      if (piece.includes(0x3c)) gathered = 0;
    }
    parser.write(utf8.decode());
    parser.close();
  } catch (error) {
    throw error instanceof Problem ? error : unreadable.xml(part, error);
  }
}

/** Bytes without any mark-up. */
const largestText = 8 * 1024 * 1024;

function local(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function attributeOf(attributes: Record<string, string>, wanted: string): string | undefined {
  const plain = attributes[wanted];
  if (plain !== undefined) return plain;
  for (const name in attributes) if (local(name) === wanted) return attributes[name];
  return undefined;
}
