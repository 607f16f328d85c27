import { DerFault } from '../der/fault.ts';
import { membersOf, onlyMember } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { constructedTag, primitiveTag, tag } from '../der/tag.ts';
import { readOid } from '../der/value.ts';
import { type Name, readName } from './name.ts';

/** GeneralName (RFC 5280 §4.2.1.6). `other` holds the forms that nothing is decided by: otherName, x400Address, ediPartyName. */
export type GeneralName =
  | { readonly type: 'directory'; readonly name: Name }
  | { readonly type: 'dns' | 'email' | 'uri'; readonly text: string }
  /** 4 or 16 bytes; in a name constraint twice as many, address and mask. */
  | { readonly type: 'ip'; readonly bytes: Buffer }
  | { readonly type: 'registered'; readonly oid: string }
  | { readonly type: 'other'; readonly form: number; readonly raw: Buffer };

const directoryName = 4;

/** @throws DerFault */
export function readGeneralName(node: DerNode): GeneralName {
  switch (node.tag) {
    case primitiveTag(1):
      return { type: 'email', text: ia5(node) };
    case primitiveTag(2):
      return { type: 'dns', text: ia5(node) };
    case constructedTag(directoryName):
      return { type: 'directory', name: readName(onlyMember(node, 'a directory name')) };
    case primitiveTag(6):
      return { type: 'uri', text: ia5(node) };
    case primitiveTag(7):
      return { type: 'ip', bytes: node.content };
    case primitiveTag(8):
      return { type: 'registered', oid: readOid(node, 'a registered identifier', primitiveTag(8)) };
    case constructedTag(0):
    case constructedTag(3):
    case constructedTag(5):
      return { type: 'other', form: node.tag & 0x1f, raw: node.raw };
    default:
      throw new DerFault('UNEXPECTED_TAG', node.offset, 'not a general name');
  }
}

/** GeneralNames, at least one. @throws DerFault */
export function readGeneralNames(node: DerNode, expected: number = tag.sequence): readonly GeneralName[] {
  return membersOf(node, 'general names', expected).map(readGeneralName);
}

/** A key that two equal names share; undefined for names that equal nothing. */
export function generalNameKey(name: GeneralName): string | undefined {
  switch (name.type) {
    case 'directory':
      return `directory:${name.name.key}`;
    case 'ip':
      return `ip:${name.bytes.toString('hex')}`;
    case 'registered':
      return `registered:${name.oid}`;
    case 'other':
      return `other:${name.raw.toString('hex')}`;
    default:
      return `${name.type}:${name.text}`;
  }
}

/** Whether two lists have a name in common. */
export function shareName(some: readonly GeneralName[], others: readonly GeneralName[]): boolean {
  const keys = new Set(some.map(generalNameKey));
  return others.some((name) => keys.has(generalNameKey(name)));
}

function ia5(node: DerNode): string {
  if (node.content.some((octet) => octet >= 0x80 || octet === 0)) {
    throw new DerFault('BAD_STRING', node.offset, 'a name with bytes outside ASCII');
  }
  return node.content.toString('latin1');
}
