import { DerFault, type DerNode, der, Fields, readSmall, readText, tag } from '../../../identity/pki/index.ts';

/** The one identifier of an electronic seal's header. */
const sealMark = 'ES';

/** SES_Header (头信息): which edition of the standard, and whose product made it. */
export interface SealHeader {
  readonly version: number;
  /** Vid (厂商标识), 7-bit text. */
  readonly vendor: string;
}

/** `SES_Header ::= SEQUENCE { ID IA5String, version INTEGER, Vid IA5String }`. @throws DerFault */
export function readHeader(node: DerNode): SealHeader {
  const fields = Fields.of(node, 'SES_Header');
  const mark = fields.next(tag.ia5String, 'ID');
  if (readText(mark) !== sealMark)
    throw new DerFault('BAD_VALUE', mark.offset, `the ID of SES_Header is not ${sealMark}`);
  const version = readSmall(fields.any('version'), 'version of SES_Header');
  const vendor = readText(fields.next(tag.ia5String, 'Vid'));
  fields.end();
  return { version, vendor };
}

export function encodeHeader({ version, vendor }: SealHeader): Buffer {
  return der.sequence(der.ia5String(sealMark), der.integer(version), der.ia5String(vendor));
}
