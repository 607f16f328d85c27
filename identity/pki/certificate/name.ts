import { DerFault } from '../der/fault.ts';
import { expectTag, Fields, membersOf } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { tag } from '../der/tag.ts';
import { textOf } from '../der/text.ts';
import { readOid } from '../der/value.ts';
import { attributeOid } from './extension-oid.ts';

/** One attribute of a relative distinguished name. */
export interface NameAttribute {
  readonly type: string;
  /** Undefined when the value is no character string. */
  readonly text: string | undefined;
}

/** A distinguished name (RFC 5280 §4.1.2.4). */
export interface Name {
  readonly raw: Buffer;
  /** For each relative distinguished name its attributes, in the order written. */
  readonly parts: readonly (readonly NameAttribute[])[];
  /**
   * For each relative distinguished name a key that two equal ones share (RFC 5280 §7.1): attributes as a set, strings of all
   * types folded for case, width and insignificant space.
   */
  readonly partKeys: readonly string[];
  /** The whole name as one key: two names match when their keys are equal. */
  readonly key: string;
}

/** No name anybody gives has more; each costs a comparison per constraint. */
const mostParts = 64;

/** @throws DerFault */
export function readName(node: DerNode): Name {
  const members = expectTag(node, tag.sequence, 'a name').children();
  if (members.length > mostParts)
    throw new DerFault('TOO_MANY_MEMBERS', node.offset, `a name of over ${mostParts} parts`);
  const read = members.map((member) => readRelativeName(member));
  const partKeys = read.map((part) => part.key);
  return { raw: node.raw, parts: read.map((part) => part.attributes), partKeys, key: partKeys.join('\u0001') };
}

/** A RelativeDistinguishedName: a SET OF, or under an implicit tag as a distribution point has it. */
export function readRelativeName(
  node: DerNode,
  expected: number = tag.set,
): { attributes: readonly NameAttribute[]; key: string } {
  const attributes = membersOf(node, 'a relative distinguished name', expected).map(readAttribute);
  const key = attributes
    .map((attribute) => attribute.key)
    .sort()
    .join('\u0002');
  return { attributes, key };
}

function readAttribute(node: DerNode): NameAttribute & { key: string } {
  const fields = Fields.of(node, 'an attribute');
  const type = readOid(fields.next(tag.objectIdentifier, 'the type'));
  const value = fields.any('the value');
  fields.end();
  const text = textOf(value);
  const key = text === undefined ? `#${value.raw.toString('hex')}` : `=${preparedText(text)}`;
  return { type, text, key: `${type}${key}` };
}

/** What RFC 4518 §2.2 maps to nothing: controls, invisible formatting, variation selectors, the grapheme joiner. */
const invisible = /\p{Cc}|\p{Cf}|\p{Variation_Selector}|\u034f/gu;
const space = /[\s\u0085]+/gu;

/** The string preparation of RFC 5280 §7.1 (RFC 4518): what is invisible dropped, width and case folded, spaces made one. */
export function preparedText(text: string): string {
  // Plain ASCII, nearly every name there is, needs none of Unicode's rules.
  const folded = /^[\u0020-\u007e]*$/.test(text)
    ? text.toLowerCase()
    : text.replace(space, ' ').replace(invisible, '').normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
  return folded.replace(space, ' ').trim();
}

/** The e-mail addresses in a name's emailAddress attributes. */
export function emailsIn(name: Name): string[] {
  return name.parts
    .flat()
    .filter(({ type }) => type === attributeOid.emailAddress)
    .map(({ text }) => text ?? '');
}

const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

/**
 * The name for people, most significant part last as RFC 4514 writes it. A signer's name may be a person's: it belongs in a
 * verdict shown to who asked, not in a log.
 */
export function nameText(name: Name): string {
  const attribute = ({ type, text }: NameAttribute) =>
    `${shortNames[type] ?? type}=${text === undefined ? '#' : escaped(text)}`;
  return [...name.parts]
    .reverse()
    .map((part) => part.map(attribute).join('+'))
    .join(',');
}

function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a name from outside may hold them, a terminal must not get them
  return text.replace(/[,+"\\<>;=]/g, '\\$&').replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
