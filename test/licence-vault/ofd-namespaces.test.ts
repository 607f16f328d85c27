import fc from 'fast-check';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../kernel/index.ts';
import type { XmlElement } from '../../licence-vault/ofd/xml/element.ts';
import { readTree } from '../../licence-vault/ofd/xml/tree-reader.ts';

/** What a tree says, without where its elements end. */
interface Told {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly children: Told[];
  text: string;
}

/** The parser's own reading of namespaces. */
function toldByParser(text: string): Told | undefined {
  const parser = new SaxesParser({ xmlns: true });
  const open: Told[] = [];
  let root: Told | undefined;
  parser.on('opentag', (tag: SaxesTagNS) => {
    const attributes = Object.values(tag.attributes).flatMap(({ prefix, local, value }) =>
      prefix === '' ? [[local, value] as const] : [],
    );
    const element: Told = { name: tag.local, namespace: tag.uri, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
    root ??= element;
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (characters) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += characters;
  });
  try {
    parser.write(text).close();
  } catch {
    return undefined;
  }
  return root;
}

function told({ name, namespace, attributes, children, text }: XmlElement): Told {
  return { name, namespace, attributes: [...attributes], children: children.map(told), text };
}

function toldByUs(text: string): Told | undefined {
  try {
    return told(readTree({ texts: [text], file: 'OFD.xml' }));
  } catch (error) {
    if (error instanceof Problem && error.code === 'OFD_XML_MALFORMED') return undefined;
    throw error;
  }
}

const ofd = 'http://www.ofdspec.org/2016';
const xml = 'http://www.w3.org/XML/1998/namespace';
const xmlns = 'http://www.w3.org/2000/xmlns/';

/** The first ones of a list mostly, so that a file is not refused for one of its many names. */
const mostly = (usual: readonly string[], others: readonly string[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...usual) }, fc.constantFrom(...others));
const prefix = mostly(['', 'a:', 'b:'], ['xml:', 'xmlns:', ':', 'a:b:']);
const local = mostly(['A', 'B', 'é'], ['OFD', 'xml', 'xmlns', '']);
const namespace = mostly(['urn:1', 'urn:2', ' urn:1\n', ofd], ['', ' ', xml, xmlns]);
const declared = fc.tuple(mostly(['xmlns', 'xmlns:a', 'xmlns:b'], ['xmlns:xml', 'xmlns:xmlns']), namespace);
const attribute = fc.oneof(
  { weight: 2, arbitrary: declared },
  fc.tuple(
    fc.tuple(prefix, local).map((name) => name.join('')),
    fc.constantFrom('1', '2'),
  ),
);
const attributes = fc
  .array(attribute, { maxLength: 4 })
  .map((all) => all.map(([name, value]) => ` ${name}="${value}"`).join(''));
const elementWith = (inside: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(prefix, local, attributes, fc.array(inside, { maxLength: 2 }), fc.boolean())
    .map(([before, name, given, content, isShort]) =>
      content.length === 0 && isShort
        ? `<${before}${name}${given}/>`
        : `<${before}${name}${given}>t${content.join('')}</${before}${name}>`,
    );
const element = elementWith(elementWith(elementWith(fc.constant('t'))));
/** Most prefixes are declared, so that most files can be read. */
const file = fc
  .tuple(
    fc.constantFrom('', ' xmlns:a="urn:1" xmlns:b="urn:1"', ` xmlns="urn:0" xmlns:a="urn:1" xmlns:b="${ofd}"`),
    element,
  )
  .map(([scope, inside]) => `<Root${scope}>${inside}</Root>`);

describe('what prefixes mean', () => {
  it('is what the parser itself makes of them, or both refuse', () => {
    let read = 0;
    let refused = 0;
    fc.assert(
      fc.property(file, (text) => {
        const expected = toldByParser(text);
        expect(toldByUs(text)).toEqual(expected);
        if (expected === undefined) refused += 1;
        else read += 1;
      }),
      { numRuns: 6000 },
    );
    // The property says little unless both happen often.
    expect(Math.min(read, refused)).toBeGreaterThan(500);
  });

  it.each([
    ['declared by the element itself', '<a:A xmlns:a="urn:1"/>', true],
    ['declared by one that has ended', '<A><a:B xmlns:a="urn:1"/><a:C/></A>', false],
    ['declared by a child that is its own end', '<A><B xmlns:a="urn:1"/><a:C/></A>', false],
    ['declared anew inside and back again', '<a:A xmlns:a="urn:1"><a:B xmlns:a="urn:2"/><a:C/></a:A>', true],
    ['not declared, of an attribute', '<A a:x="1"/>', false],
    ['undeclared for a prefix', '<A xmlns:a=""/>', false],
    ['undeclared for the default', '<A xmlns="urn:1"><B xmlns=""/></A>', true],
    ['that makes one attribute of two', '<A xmlns:a="urn:1" xmlns:b="urn:1" a:x="1" b:x="2"/>', false],
    ['of a processing instruction', '<A><?a:b c?></A>', false],
    ['of an entity', '<A>&a:b;</A>', false],
    ['reserved', '<A xml:lang="zh"/>', true],
    ['xmlns, of an element', '<xmlns:A/>', false],
  ])('a prefix %s', (_, text, isRead) => {
    expect(toldByUs(text)).toEqual(toldByParser(text));
    expect(toldByUs(text) !== undefined).toBe(isRead);
  });

  it('in one file is nothing to the next, be the one refused or left in the middle', () => {
    const stopped = `<A xmlns:a="urn:1"><a:B><Content/></a:B><Content><a:C/></Content></A>`;
    for (const before of [
      '<A xmlns:a="urn:1"><a:B>',
      '<A xmlns:a="urn:1"><a:B/></A>',
      '<A xmlns:a="urn:1"><b:B/></A>',
    ]) {
      toldByUs(before);
      expect(toldByUs('<a:A/>')).toBeUndefined();
      const tree = readTree({ texts: [stopped], file: 'Content.xml', until: 'Content' });
      expect(tree.children.map(({ name }) => name)).toEqual(['B']);
      expect(toldByUs('<A>t</A>')).toEqual({ name: 'A', namespace: '', attributes: [], children: [], text: 't' });
    }
  });
});
