import { constants, verify } from 'node:crypto';
import { DerFault } from '../der/fault.ts';
import { isSm2Point } from '../sm2/curve.ts';
import { sm2Verify } from '../sm2/sign.ts';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import type { KeyKind, PublicKey } from './public-key.ts';
import { type AlgorithmRules, lenientAlgorithms, weaknessOf } from './rules.ts';
import { type SignatureScheme, schemeOf } from './scheme.ts';

export type SignatureFault =
  /** The value does not verify, or is not encoded as its standard says. */
  | 'SIGNATURE_INVALID'
  /** An algorithm or parameters we do not know. */
  | 'ALGORITHM_UNSUPPORTED'
  /** Known, and not strong enough for the rules in force. */
  | 'ALGORITHM_REFUSED'
  /** The key is of another kind than the algorithm needs. */
  | 'KEY_MISMATCH'
  /** The key lacks parameters, or is no key of its kind (a point off the curve, say). */
  | 'KEY_UNUSABLE';

export type SignatureCheck =
  | { readonly valid: true; readonly scheme: SignatureScheme }
  | { readonly valid: false; readonly code: SignatureFault; readonly algorithm: string };

const keysOf: Readonly<Record<SignatureScheme['family'], readonly KeyKind[]>> = {
  RSA: ['RSA'],
  'RSA-PSS': ['RSA', 'RSA-PSS'],
  ECDSA: ['P-256', 'P-384', 'P-521'],
  DSA: ['DSA'],
  Ed25519: ['Ed25519'],
  SM2: ['SM2'],
};

/**
 * Checks one signature. Never throws for what the outside sends: a fault is an answer.
 * @param options.data exactly the bytes that were signed
 * @param options.signature as it stands in the BIT STRING: for DSA, ECDSA and SM2 a DER SEQUENCE of r and s
 * @param options.sm2Id the signer's ID in the SM2 profile; `1234567812345678` unless given
 * @example
 * verifySignature({ algorithm: crl.signatureAlgorithm, key: issuer.publicKey, data: crl.tbs, signature: crl.signature })
 */
export function verifySignature(options: {
  algorithm: AlgorithmIdentifier;
  key: PublicKey;
  data: Uint8Array;
  signature: Uint8Array;
  rules?: AlgorithmRules | undefined;
  sm2Id?: string | undefined;
}): SignatureCheck {
  const { key, data, signature } = options;
  const refused = (code: SignatureFault) => ({ valid: false, code, algorithm: options.algorithm.oid }) as const;
  const scheme = knownScheme(options.algorithm);
  if (scheme === undefined || key.kind === undefined) return refused('ALGORITHM_UNSUPPORTED');
  if (!keysOf[scheme.family].includes(key.kind)) return refused('KEY_MISMATCH');
  if (key.inheritsParameters) return refused('KEY_UNUSABLE');
  if (weaknessOf(options.rules ?? lenientAlgorithms, scheme, key) !== undefined) return refused('ALGORITHM_REFUSED');
  if (!isUsable(key)) return refused('KEY_UNUSABLE');
  return holds({ scheme, key, data, signature, sm2Id: options.sm2Id })
    ? { valid: true, scheme }
    : refused('SIGNATURE_INVALID');
}

/** Keys beyond these sizes exist to make others compute; nobody issues certificates with them. */
const largestBits: Partial<Readonly<Record<KeyKind, number>>> = { RSA: 8192, 'RSA-PSS': 8192, DSA: 4096 };

/** Keys that were found usable; whether a point lies on the curve takes some arithmetic. */
const usable = new WeakSet<PublicKey>();

function isUsable(key: PublicKey): boolean {
  if (usable.has(key)) return true;
  const answer = seemsUsable(key);
  if (answer) usable.add(key);
  return answer;
}

function seemsUsable(key: PublicKey): boolean {
  if (key.kind === undefined || key.bits > (largestBits[key.kind] ?? Number.POSITIVE_INFINITY)) return false;
  if (key.kind === 'SM2') return isSm2Point(key.keyBytes);
  try {
    key.keyObject();
    return true;
  } catch {
    return false;
  }
}

function knownScheme(algorithm: AlgorithmIdentifier): SignatureScheme | undefined {
  try {
    return schemeOf(algorithm);
  } catch (fault) {
    if (fault instanceof DerFault) return undefined;
    throw fault;
  }
}

function holds(options: {
  scheme: SignatureScheme;
  key: PublicKey;
  data: Uint8Array;
  signature: Uint8Array;
  sm2Id: string | undefined;
}): boolean {
  const { scheme, key, data, signature } = options;
  if (scheme.family === 'SM2') return sm2Verify({ key, message: data, signature, id: options.sm2Id });
  const handle = key.keyObject();
  try {
    if (scheme.family === 'Ed25519') return verify(null, data, handle, signature);
    if (scheme.family !== 'RSA-PSS') return verify(scheme.digest, data, handle, signature);
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength };
    return verify(scheme.digest, data, { key: handle, ...padding }, signature);
  } catch {
    return false; // OpenSSL throws on some malformed signatures and on PSS parameters that a PSS key forbids
  }
}
