import { createPublicKey, type KeyObject } from 'node:crypto';
import { DerFault } from '../der/fault.ts';
import { Fields } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { tag } from '../der/tag.ts';
import { integerBytes, readBitStringBytes, readOid } from '../der/value.ts';
import { bitString, objectIdentifier, sequence } from '../der/write.ts';
import { type AlgorithmIdentifier, readAlgorithm } from './algorithm-identifier.ts';
import { oid } from './oid.ts';

/** `RSA-PSS` is a key that may sign in that scheme only (RFC 4055 §1.2). */
export type KeyKind = 'RSA' | 'RSA-PSS' | 'P-256' | 'P-384' | 'P-521' | 'Ed25519' | 'SM2' | 'DSA';

/** A SubjectPublicKeyInfo whose shape has been checked; whether the point or modulus is sound shows when `keyObject` is made. */
export interface PublicKey {
  /** Undefined for algorithms and curves we cannot use: a certificate with such a key can be read, not relied on. */
  readonly kind: KeyKind | undefined;
  readonly algorithm: AlgorithmIdentifier;
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Buffer;
  /** Content of the subjectPublicKey: what key identifiers are digests of. */
  readonly keyBytes: Buffer;
  /** Size in bits: of the modulus or the field. */
  readonly bits: number;
  /** Whether DSA parameters are missing and come from the issuer's key (RFC 5280 §4.1.2.7, RFC 3279 §2.3.2). */
  readonly inheritsParameters: boolean;
  /** Node's handle on the key, made once. @throws Error when OpenSSL refuses it */
  keyObject(): KeyObject;
}

const curves: Readonly<Record<string, { kind: KeyKind; bits: number }>> = {
  [oid.p256]: { kind: 'P-256', bits: 256 },
  [oid.p384]: { kind: 'P-384', bits: 384 },
  [oid.p521]: { kind: 'P-521', bits: 521 },
  [oid.sm2]: { kind: 'SM2', bits: 256 },
};

/** Reads a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). @throws DerFault */
export function readPublicKey(node: DerNode): PublicKey {
  const fields = Fields.of(node, 'SubjectPublicKeyInfo');
  const algorithm = readAlgorithm(fields.any('the algorithm'), 'the key’s algorithm');
  const keyBytes = readBitStringBytes(fields.any('the key'), 'the key');
  fields.end();
  return publicKeyOf({ algorithm, keyBytes, spki: node.raw });
}

/** Reads the DER of a SubjectPublicKeyInfo. @throws DerFault */
export function parsePublicKey(spki: Uint8Array): PublicKey {
  return readPublicKey(readDer(spki, { size: largestKey }));
}

/** A key with the DSA parameters of `issuer`, for one that inherits them; undefined when the issuer has none to give. */
export function withInheritedParameters(key: PublicKey, issuer: PublicKey): PublicKey | undefined {
  if (!key.inheritsParameters) return key;
  if (issuer.kind !== 'DSA' || issuer.inheritsParameters) return undefined;
  const spki = sequence(issuer.algorithm.raw, bitString(key.keyBytes));
  return publicKeyOf({ algorithm: issuer.algorithm, keyBytes: key.keyBytes, spki });
}

/** No key of 16,384 bits takes as much. */
const largestKey = 64 * 1024;

function publicKeyOf(parts: { algorithm: AlgorithmIdentifier; keyBytes: Buffer; spki: Buffer }): PublicKey {
  const { algorithm, keyBytes, spki } = parts;
  const { kind, bits, inheritsParameters = false } = describe(algorithm, keyBytes);
  let handle: KeyObject | undefined;
  return {
    kind,
    algorithm,
    spki,
    keyBytes,
    bits,
    inheritsParameters,
    keyObject: () => {
      handle ??= createPublicKey({
        key: canonicalSpki(kind, { algorithm, keyBytes, spki }),
        format: 'der',
        type: 'spki',
      });
      return handle;
    },
  };
}

interface Description {
  readonly kind: KeyKind | undefined;
  readonly bits: number;
  readonly inheritsParameters?: boolean;
}

function describe(algorithm: AlgorithmIdentifier, keyBytes: Buffer): Description {
  switch (algorithm.oid) {
    case oid.rsaEncryption:
      return { kind: 'RSA', bits: modulusBits(keyBytes) };
    case oid.rsaPss:
      return { kind: 'RSA-PSS', bits: modulusBits(keyBytes) };
    case oid.ecPublicKey: {
      // Curves spelt out in full are refused (RFC 5480 §2.1.1): they can hide a generator of somebody’s choosing.
      const named = algorithm.parameters?.tag === tag.objectIdentifier ? readOid(algorithm.parameters) : '';
      const curve = curves[named];
      return curve === undefined ? { kind: undefined, bits: 0 } : curve;
    }
    case oid.sm2: // seen: the curve's identifier in the place of the algorithm's
      return { kind: 'SM2', bits: 256 };
    case oid.ed25519:
      return { kind: algorithm.parameters === undefined ? 'Ed25519' : undefined, bits: 256 };
    case oid.dsa: {
      const inheritsParameters = algorithm.parameters?.tag !== tag.sequence;
      return { kind: 'DSA', bits: inheritsParameters ? 0 : primeBits(algorithm.parameters), inheritsParameters };
    }
    default:
      return { kind: undefined, bits: 0 };
  }
}

function canonicalSpki(
  kind: KeyKind | undefined,
  parts: { algorithm: AlgorithmIdentifier; keyBytes: Buffer; spki: Buffer },
): Buffer {
  if (kind === undefined) throw new DerFault('BAD_VALUE', 0, 'a key of an algorithm or curve that is not supported');
  if (kind !== 'SM2') return parts.spki;
  return sm2Spki(parts.keyBytes);
}

/** SubjectPublicKeyInfo of a point of the SM2 curve (GB/T 35276 §7.1: ecPublicKey with the curve's identifier). */
export function sm2Spki(point: Uint8Array): Buffer {
  return sequence(sequence(objectIdentifier(oid.ecPublicKey), objectIdentifier(oid.sm2)), bitString(point));
}

function modulusBits(keyBytes: Buffer): number {
  const fields = Fields.of(readDer(keyBytes, { size: largestKey }), 'RSAPublicKey');
  const modulus = integerBytes(fields.any('the modulus'));
  integerBytes(fields.any('the exponent'));
  fields.end();
  return bitLength(modulus);
}

function primeBits(parameters: DerNode): number {
  const [prime] = parameters.children();
  return prime === undefined ? 0 : bitLength(integerBytes(prime));
}

function bitLength(bytes: Buffer): number {
  const significant = bytes[0] === 0 ? bytes.subarray(1) : bytes;
  return significant.length === 0 ? 0 : 8 * significant.length - Math.clz32(significant[0] ?? 0) + 24;
}
