import { DerFault } from '../der/fault.ts';
import { Fields } from '../der/fields.ts';
import { readDer } from '../der/node.ts';
import { readInteger } from '../der/value.ts';
import { sequence, unsignedInteger } from '../der/write.ts';
import { sm2Curve, sm2FieldLength } from './curve.ts';

/** What is wrong with the encoding of a signature, before any key is looked at. */
export type Sm2SignatureFault =
  /** Not one DER SEQUENCE of two INTEGERs that fills its bytes; this covers long lengths, leading zeros and trailing bytes. */
  | 'NOT_DER'
  | 'NEGATIVE'
  /** r or s outside 1…n−1, or r + s = n: another signature dressed up, or none at all. */
  | 'OUT_OF_RANGE';

/** Longest legal encoding: 2 + 2 × (2 + 33). */
const longestSignature = 72;

/**
 * Reads SM2Signature ::= SEQUENCE { r INTEGER, s INTEGER } (GM/T 0009 §7.3) in its only legal form, so that no two byte strings
 * are the same signature.
 */
export function readSm2Signature(der: Uint8Array): { r: bigint; s: bigint } | { fault: Sm2SignatureFault } {
  let r: bigint;
  let s: bigint;
  try {
    const fields = Fields.of(readDer(der, { size: longestSignature, members: 3, depth: 2 }), 'SM2Signature');
    r = readInteger(fields.any('r'));
    s = readInteger(fields.any('s'));
    fields.end();
  } catch (fault) {
    if (fault instanceof DerFault) return { fault: 'NOT_DER' };
    throw fault;
  }
  const { n } = sm2Curve;
  if (r < 0n || s < 0n) return { fault: 'NEGATIVE' };
  if (r === 0n || s === 0n || r >= n || s >= n || r + s === n) return { fault: 'OUT_OF_RANGE' };
  return { r, s };
}

/** The DER form of the 64 bytes r ‖ s that devices give. @throws RangeError for another length */
export function sm2SignatureFromRaw(raw: Uint8Array): Buffer {
  if (raw.length !== 2 * sm2FieldLength) throw new RangeError('r ‖ s has 64 bytes');
  return sequence(unsignedInteger(raw.subarray(0, sm2FieldLength)), unsignedInteger(raw.subarray(sm2FieldLength)));
}
