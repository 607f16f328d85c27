import {
  DerFault,
  type DerNode,
  der,
  expectTag,
  Fields,
  membersOf,
  readOctets,
  readSmall,
  readText,
  tag,
} from '../../../identity/pki/index.ts';
import type { SealVersion } from './version.ts';

/** Digest of a signer's certificate, under a name that its maker chose (`SM3`, `SHA-256`). */
export interface CertificateDigest {
  readonly type: string;
  readonly value: Buffer;
}

/** certList (签章者证书信息列表): who may use the seal. */
export type SignerList =
  | { readonly form: 'certificates'; readonly certificates: readonly Buffer[] }
  | { readonly form: 'digests'; readonly digests: readonly CertificateDigest[] };

/** Characters of PrintableString (X.680 §41.4). */
const printable = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** Each entry is a certificate to be read; a seal with more signers than this was made to keep a reader busy. */
export const mostSigners = 256;

/** certListType of V4 and later. */
const listTypes = { certificates: 1, digests: 2 } as const;

/**
 * V1: `certList SEQUENCE OF OCTET STRING`. V4 and later: `certListType INTEGER` first, then as in V1 (1) or
 * `SEQUENCE OF SEQUENCE { type PrintableString, value OCTET STRING }` (2).
 * @throws DerFault
 */
export function readSignerList(fields: Fields, version: SealVersion): SignerList {
  const type = version === 1 ? listTypes.certificates : readListType(fields.any('certListType'));
  const list = fields.any('certList');
  const entries = membersOf(list, 'certList');
  if (entries.length > mostSigners) {
    throw new DerFault('TOO_MANY_MEMBERS', list.offset, `certList has more than ${mostSigners} entries`);
  }
  return type === listTypes.certificates
    ? { form: 'certificates', certificates: entries.map((entry) => readOctets(entry, 'an entry of certList')) }
    : { form: 'digests', digests: entries.map(readDigest) };
}

function readListType(node: DerNode): number {
  const type = readSmall(node, 'certListType');
  if (type !== listTypes.certificates && type !== listTypes.digests) {
    throw new DerFault('BAD_VALUE', node.offset, `certListType is ${type}, not 1 or 2`);
  }
  return type;
}

function readDigest(node: DerNode): CertificateDigest {
  const fields = Fields.of(node, 'CertDigestObj');
  const named = fields.next(tag.printableString, 'type');
  const type = readText(named);
  if (!printable.test(type))
    throw new DerFault('BAD_STRING', named.offset, 'the type of CertDigestObj is not printable');
  const value = readOctets(expectTag(fields.any('value'), tag.octetString, 'value of CertDigestObj'));
  fields.end();
  return { type, value };
}

/** The one or two members of the property that the list makes. @throws RangeError for digests in V1, which has none */
export function encodeSignerList(list: SignerList, version: SealVersion): readonly Buffer[] {
  const type = version === 1 ? [] : [der.integer(listTypes[list.form])];
  if (list.form === 'certificates')
    return [...type, der.sequence(...list.certificates.map((one) => der.octetString(one)))];
  if (version === 1) throw new RangeError('a V1 seal lists certificates, not digests');
  const entries = list.digests.map((digest) =>
    der.sequence(der.printableString(digest.type), der.octetString(digest.value)),
  );
  return [...type, der.sequence(...entries)];
}
