import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../kernel/index.ts';
import { attribute, childrenOf, childText, requiredChild } from '../../licence-vault/ofd/xml/element.ts';
import { xmlLimits } from '../../licence-vault/ofd/xml/limits.ts';
import { readXml, rootNameOf } from '../../licence-vault/ofd/xml/read-xml.ts';
import { decodeUtf8, decodeUtf8InPieces } from '../../licence-vault/ofd/xml/utf8.ts';
import { ofdElement, ofdFile } from '../../licence-vault/ofd/xml/write-xml.ts';
import { anyCharacter } from '../support/any-character.ts';

const namespace = 'xmlns:ofd="http://www.ofdspec.org/2016"';

function read(text: string | Buffer) {
  return readXml({ bytes: Buffer.from(text), file: 'OFD.xml', root: 'OFD' });
}

function codeOf(text: string | Buffer): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'read';
}

const inside = (content: string) => `<ofd:OFD ${namespace}>${content}</ofd:OFD>`;

describe('XML of an OFD is read', () => {
  it('with its elements, attributes, text and CDATA, comments apart', () => {
    const root = read(
      inside('<ofd:A x=" 1 " y="&lt;&#20013;"/><!-- a --><ofd:B> b<![CDATA[<c>]]> </ofd:B><?target data?>'),
    );
    const [a] = childrenOf(root, 'A');
    expect([attribute(a!, 'x'), attribute(a!, 'y'), attribute(a!, 'z')]).toEqual(['1', '<中', undefined]);
    expect(childText(root, 'B')).toBe('b<c>');
  });

  it('with any prefix or none, in the namespace of the standard and the one before it', () => {
    expect(codeOf('<OFD xmlns="http://www.ofdspec.org/2016"/>')).toBe('read');
    expect(codeOf('<o:OFD xmlns:o="http://www.ofdspec.org"/>')).toBe('read');
    expect(codeOf(Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-8"?>${inside('')}`))).toBe('read');
  });

  it('without elements of other namespaces, whatever their names', () => {
    const root = read(inside('<A xmlns="urn:else">no</A><ofd:A>yes</ofd:A>'));
    expect(childText(root, 'A')).toBe('yes');
  });
});

describe('XML of an OFD is refused', () => {
  it.each([
    ['with a document type', `<!DOCTYPE OFD>${inside('')}`, 'OFD_XML_DOCTYPE'],
    [
      'with entities that multiply',
      `<!DOCTYPE OFD [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>${inside('&b;')}`,
      'OFD_XML_DOCTYPE',
    ],
    ['with an external entity', `<!DOCTYPE OFD SYSTEM "file:///etc/passwd">${inside('')}`, 'OFD_XML_DOCTYPE'],
    ['with an entity nobody declared', inside('&evil;'), 'OFD_XML_MALFORMED'],
    ['in another encoding', `<?xml version="1.0" encoding="GBK"?>${inside('')}`, 'OFD_XML_MALFORMED'],
    ['in another version', `<?xml version="1.1"?>${inside('')}`, 'OFD_XML_MALFORMED'],
    ['that is not UTF-8', Buffer.concat([Buffer.from(`<ofd:OFD ${namespace}>`), Buffer.of(0xff)]), 'OFD_XML_MALFORMED'],
    ['in UTF-16', Buffer.from(inside(''), 'utf16le'), 'OFD_XML_MALFORMED'],
    ['that is empty', '', 'OFD_XML_MALFORMED'],
    ['with two roots', inside('') + inside(''), 'OFD_XML_MALFORMED'],
    ['that does not close', `<ofd:OFD ${namespace}>`, 'OFD_XML_MALFORMED'],
    ['with an attribute twice', inside('<ofd:A x="1" x="2"/>'), 'OFD_XML_MALFORMED'],
    ['with a control character', inside('\x01'), 'OFD_XML_MALFORMED'],
    ['of another namespace', '<OFD xmlns="urn:else"/>', 'OFD_XML_NAMESPACE'],
    ['of no namespace', '<OFD/>', 'OFD_XML_NAMESPACE'],
    ['whose prefix ofd means something else', inside('<ofd:A xmlns:ofd="urn:else"/>'), 'OFD_XML_NAMESPACE'],
    ['with another root', `<ofd:Page ${namespace}/>`, 'OFD_STRUCTURE_INVALID'],
    ['that nests too deep', inside(`${'<ofd:A>'.repeat(64)}${'</ofd:A>'.repeat(64)}`), 'OFD_XML_TOO_COMPLEX'],
    ['with too many elements', inside('<ofd:A/>'.repeat(xmlLimits.elements)), 'OFD_XML_TOO_COMPLEX'],
    [
      'with too many attributes',
      inside(`<ofd:A ${Array.from({ length: 65 }, (_, index) => `a${index}=""`).join(' ')}/>`),
      'OFD_XML_TOO_COMPLEX',
    ],
    ['that is too large', Buffer.alloc(xmlLimits.bytes + 1, 0x20), 'OFD_XML_TOO_COMPLEX'],
  ] as const)('%s', (_, text, code) => {
    expect(codeOf(text as string)).toBe(code);
  });

  it('where an element that must be one is two, since readers differ in which counts', () => {
    const root = read(inside('<ofd:A>1</ofd:A><ofd:A>2</ofd:A>'));
    expect(() => childText(root, 'A')).toThrow('OFD_STRUCTURE_INVALID');
    expect(() => requiredChild(root, 'B')).toThrow('B is missing');
  });

  it('without telling what it says', () => {
    expect(() => read(inside('<ofd:A 张三="1" 张三="2"/>'))).toThrow(/^((?!张三).)*$/);
  });
});

it('tells the root of XML of OFD, and of nothing else', () => {
  expect(rootNameOf(Buffer.from(inside('')))).toBe('OFD');
  expect(rootNameOf(Buffer.from('<OFD/>'))).toBeUndefined();
  expect(rootNameOf(Buffer.from('PNG'))).toBeUndefined();
});

describe('the text of a file', () => {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const expected = (bytes: Uint8Array) => {
    try {
      return utf8.decode(bytes);
    } catch {
      return undefined;
    }
  };
  const texts = fc.string({ unit: anyCharacter, maxLength: 40 }).map((text) => Buffer.from(text));
  const mark = Buffer.of(0xef, 0xbb, 0xbf);
  const bytes = fc
    .array(fc.oneof(texts, fc.uint8Array({ maxLength: 3 }), fc.constant(mark)), { maxLength: 4 })
    .map((parts) => Buffer.concat(parts));

  it('is what a decoder of UTF-8 says, or none, with a mark before it or without', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect(decodeUtf8(given)).toBe(expected(given));
        const pieces = decodeUtf8InPieces(given);
        expect(pieces === undefined ? undefined : [...pieces].join('')).toBe(expected(given));
      }),
      { numRuns: 3000 },
    );
    expect([decodeUtf8(Buffer.of(0xed, 0xa0, 0x80)), decodeUtf8(Buffer.alloc(0))]).toEqual([undefined, '']);
  });

  it('comes in pieces where it is long, and no character is cut', () => {
    const long = `<a>${'营业执照𠮷>'.repeat(900)}`;
    const pieces = [...(decodeUtf8InPieces(Buffer.concat([mark, Buffer.from(long)])) ?? [])];
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.join('')).toBe(long);
  });

  it('is read up to a member of the root as it is read whole', () => {
    const members = Array.from({ length: 90 }, (_, index) => `<ofd:T n="${index}">营业执照</ofd:T>`).join('');
    const file = inside(`${members}<ofd:Content/><ofd:T/>`);
    const options = { bytes: Buffer.from(file), file: 'OFD.xml', root: 'OFD' };
    const told = ({ element }: ReturnType<typeof read>) => element.children.map((one) => [one.name, one.text, one.end]);
    expect(told(readXml({ ...options, until: 'Content' }))).toEqual(told(readXml(options)).slice(0, 90));
    expect(told(readXml({ ...options, until: 'Nothing' }))).toEqual(told(readXml(options)));
  });
});

describe('XML that is written', () => {
  const writable = fc
    .string({ unit: anyCharacter, maxLength: 40 })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold
    .filter((text) => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text));

  it('reads back as what it was: text and attributes, with every character that XML holds', () => {
    fc.assert(
      fc.property(writable, writable, (text, value) => {
        const root = read(ofdFile('OFD', {}, ofdElement('A', { x: value }, text)));
        const [a] = childrenOf(root, 'A');
        expect(a?.element.attributes.get('x')).toBe(value);
        expect(a?.element.text).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every character of ASCII and some beyond it apart from the marks of XML', () => {
    for (const code of [9, 10, 13, ...Array.from({ length: 0x60 }, (_, index) => 0x20 + index), 0xa0, 0x4e2d]) {
      const text = `a${String.fromCharCode(code)}b`;
      const root = read(ofdFile('OFD', { x: text }, ofdElement('A', {}, text)));
      expect([attribute(root, 'x'), childText(root, 'A')]).toEqual([text, text]);
    }
  });

  it.each(['\0', 'a\x1bb', '\ud800', 'a\udc00', '\uffff'])('is refused for %j', (text) => {
    expect(() => ofdElement('A', {}, text)).toThrow('OFD_TEXT_NOT_WRITABLE');
    expect(() => ofdElement('A', { x: text })).toThrow('OFD_TEXT_NOT_WRITABLE');
  });

  it('cannot break out of its element', () => {
    const file = ofdFile('OFD', {}, ofdElement('A', { x: '"/><ofd:B/>' }, ']]></ofd:A><ofd:B/>'));
    expect(childrenOf(read(file), 'B')).toEqual([]);
  });
});
