import { Fields } from '../der/fields.ts';
import type { DerNode } from '../der/node.ts';
import { tag } from '../der/tag.ts';
import { readOid } from '../der/value.ts';
import { nullValue, objectIdentifier, sequence } from '../der/write.ts';

/** AlgorithmIdentifier (RFC 5280 §4.1.1.2). */
export interface AlgorithmIdentifier {
  readonly oid: string;
  /** Undefined when absent; NULL is a value. */
  readonly parameters: DerNode | undefined;
  /** As it stood, for the comparison of the inner and the outer one. */
  readonly raw: Buffer;
}

/** @throws DerFault */
export function readAlgorithm(node: DerNode, what = 'an algorithm identifier'): AlgorithmIdentifier {
  const fields = Fields.of(node, what);
  const oid = readOid(fields.next(tag.objectIdentifier, 'the algorithm'));
  const parameters = fields.isAtEnd ? undefined : fields.any('the parameters');
  fields.end();
  return { oid, parameters, raw: node.raw };
}

/** Whether parameters are absent or NULL, the two forms RSA's and many others' come in. */
export function hasNoParameters(algorithm: AlgorithmIdentifier): boolean {
  const { parameters } = algorithm;
  return parameters === undefined || (parameters.tag === tag.null && parameters.content.length === 0);
}

/** DER of an algorithm identifier; `parameters` are DER, absent unless given. */
export function writeAlgorithm(oid: string, parameters?: Uint8Array | 'null'): Buffer {
  if (parameters === undefined) return sequence(objectIdentifier(oid));
  return sequence(objectIdentifier(oid), parameters === 'null' ? nullValue() : parameters);
}
