import type { OfdPackage } from '../package/package.ts';
import { attribute, childrenOf, invalid, requiredAttribute } from '../xml/element.ts';
import { readXml } from '../xml/read-xml.ts';
import { requiredFile } from './ofd-file.ts';

/** Kinds of signatures: with an electronic seal (电子签章) or without (数字签名). */
export type SignatureKind = 'Seal' | 'Sign';

/** An entry of Signatures.xml (签名列表, GB/T 33190 §18.1). */
export interface SignatureEntry {
  readonly id: string;
  readonly kind: SignatureKind;
  /** Path of its Signature.xml from the package's root. */
  readonly path: string;
}

export interface SignatureList {
  readonly path: string;
  readonly entries: readonly SignatureEntry[];
  readonly maxSignId: string | undefined;
}

/** More signatures than any document has; each costs a verification. */
const mostSignatures = 500;

/**
 * Reads Signatures.xml. A signature listed twice is refused, since it would be counted twice.
 * @throws OFD_STRUCTURE_INVALID, OFD_FILE_MISSING and the XML refusals
 */
export function readSignatureList(ofd: OfdPackage, path: string): SignatureList {
  const root = readXml({ bytes: requiredFile(ofd, `/${path}`, path).bytes, file: path, root: 'Signatures' });
  const listed = childrenOf(root, 'Signature');
  if (listed.length > mostSignatures) throw invalid(root, '签名过多', 'there are too many signatures');
  const entries = listed.map((element): SignatureEntry => {
    const kind = attribute(element, 'Type') ?? 'Seal';
    if (kind !== 'Seal' && kind !== 'Sign') throw invalid(element, 'Type 有误', 'Type is neither Seal nor Sign');
    return {
      id: requiredAttribute(element, 'ID'),
      kind,
      path: requiredFile(ofd, requiredAttribute(element, 'BaseLoc'), path).name,
    };
  });
  for (const key of ['id', 'path'] as const) {
    if (new Set(entries.map((entry) => entry[key])).size !== entries.length) {
      throw invalid(root, '同一签名列出两次', 'a signature is listed twice');
    }
  }
  // Makers are seen who write MaxSignId again with every signature; the last one is the current one.
  const last = childrenOf(root, 'MaxSignId').at(-1)?.element.text.trim();
  return { path, entries, maxSignId: last === '' ? undefined : last };
}
