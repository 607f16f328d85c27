import { DerFault } from '../der/fault.ts';
import { Fields, membersOf } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { tag } from '../der/tag.ts';
import { readBoolean, readOctets, readOid } from '../der/value.ts';

/** One extension, its value not yet read. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

export type Extensions = ReadonlyMap<string, Extension>;

/** Extensions ::= SEQUENCE OF Extension; each kind once at most (RFC 5280 §4.2). @throws DerFault DUPLICATE and others */
export function readExtensions(node: DerNode): Extensions {
  const found = new Map<string, Extension>();
  for (const member of membersOf(node, 'extensions')) {
    const fields = Fields.of(member, 'an extension');
    const oid = readOid(fields.next(tag.objectIdentifier, 'the identifier'));
    const flag = fields.optional(tag.boolean);
    const critical = flag !== undefined && readBoolean(flag, 'the critical flag');
    const value = readOctets(fields.any('the value'));
    fields.end();
    if (found.has(oid)) throw new DerFault('DUPLICATE', member.offset, `the extension ${oid} stands twice`);
    found.set(oid, { oid, critical, value });
  }
  return found;
}

/** The value of one extension as `read` understands it; undefined when it is not there. */
export function extensionValue<T>(extensions: Extensions, oid: string, read: (value: Buffer) => T): T | undefined {
  const extension = extensions.get(oid);
  return extension === undefined ? undefined : read(extension.value);
}
