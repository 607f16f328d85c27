import { sign, verify } from 'node:crypto';
import type { SignatureAlgorithm, SigningKey, VerificationKey } from './keys.ts';

// The parts of a JWS (RFC 7515) as this wire has them, strict: two algorithms, known header members, one spelling.

const signatureBytes = 64;
const base64url = /^[A-Za-z0-9_-]+$/;

/** Signs the input of a JWS; ECDSA as 64 bytes r‖s (RFC 7518 §3.4). @returns base64url */
export function signInput(input: Uint8Array, key: SigningKey): string {
  const signature =
    key.alg === 'ES256'
      ? sign('sha256', input, { key: key.key, dsaEncoding: 'ieee-p1363' })
      : sign(null, input, key.key);
  return signature.toString('base64url');
}

export function verifyInput(input: Uint8Array, key: VerificationKey, signature: Uint8Array): boolean {
  return key.alg === 'ES256'
    ? verify('sha256', input, { key: key.key, dsaEncoding: 'ieee-p1363' }, signature)
    : verify(null, input, key.key, signature);
}

/** The 64 bytes of a signature. Unused bits of the last character could be set to anything; one signature has one spelling. */
export function readSignature(encoded: string): Buffer | undefined {
  return readExactly(encoded, signatureBytes);
}

/** So many bytes of base64url without padding, in their one spelling. */
export function readExactly(encoded: string, bytes: number): Buffer | undefined {
  if (encoded.length !== Math.ceil((bytes * 4) / 3) || !isBase64url(encoded)) return undefined;
  const read = Buffer.from(encoded, 'base64url');
  return read.length === bytes && read.toString('base64url') === encoded ? read : undefined;
}

export function isBase64url(text: string): boolean {
  return base64url.test(text);
}

export function isAllowed(alg: string): alg is SignatureAlgorithm {
  return alg === 'ES256' || alg === 'EdDSA';
}

/** Reads a protected header that has exactly these members. @param members sorted */
export function readHeader(encoded: string, members: string): Readonly<Record<string, unknown>> | undefined {
  if (!isBase64url(encoded)) return undefined;
  const header = parse(Buffer.from(encoded, 'base64url').toString());
  if (typeof header !== 'object' || header === null || Object.keys(header).sort().join() !== members) return undefined;
  return header as Record<string, unknown>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
