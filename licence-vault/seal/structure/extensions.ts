import {
  constructedTag,
  type DerNode,
  der,
  Fields,
  membersOf,
  readBoolean,
  readOctets,
  readOid,
  tag,
} from '../../../identity/pki/index.ts';

/** ExtData (自定义扩展): something a vendor adds. One that is critical must be understood to accept the seal. */
export interface SealExtension {
  /** Dotted object identifier. */
  readonly id: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

/**
 * `extDatas [0] EXPLICIT SEQUENCE OF ExtData OPTIONAL` as the last member. The standard prints the tag, vendors leave it
 * out in seals, so both are read.
 * @throws DerFault
 */
export function readExtensions(fields: Fields): readonly SealExtension[] {
  if (fields.isAtEnd) return [];
  const list =
    fields.nextTag === constructedTag(0)
      ? fields.optionalExplicit(0, 'extDatas')
      : fields.next(tag.sequence, 'extDatas');
  return list === undefined ? [] : membersOf(list, 'extDatas').map(readExtension);
}

/** `ExtData ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN, extnValue OCTET STRING }`. */
function readExtension(node: DerNode): SealExtension {
  const fields = Fields.of(node, 'ExtData');
  const id = readOid(fields.any('extnID'), 'extnID');
  const critical = fields.nextTag === tag.boolean && readBoolean(fields.any('critical'), 'critical');
  const value = readOctets(fields.any('extnValue'), 'extnValue');
  fields.end();
  return { id, critical, value };
}

/** The member, or none where there is nothing to say. In a seal it stands untagged, in a signature under `[0]`. */
export function encodeExtensions(extensions: readonly SealExtension[], form: 'untagged' | 'tagged'): readonly Buffer[] {
  if (extensions.length === 0) return [];
  const list = der.sequence(
    ...extensions.map(({ id, critical, value }) =>
      der.sequence(der.objectIdentifier(id), der.boolean(critical), der.octetString(value)),
    ),
  );
  return [form === 'tagged' ? der.explicit(0, list) : list];
}
