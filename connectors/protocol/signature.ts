import { sign, verify } from 'node:crypto';
import type { SignatureAlgorithm, SigningKey, VerificationKey } from './keys.ts';
import { maxMessageBytes } from './limits.ts';

/** What a signature is for. It stands in the signed header, so a message of one kind never passes for another. */
export type MessageType = 'hufu-order' | 'hufu-answer' | 'hufu-keys' | 'hufu-schema' | 'hufu-health';

export type SignatureFault =
  | 'MESSAGE_TOO_LARGE'
  | 'SIGNATURE_MISSING'
  /** Not a detached JWS, or a protected header with other members than ours. */
  | 'SIGNATURE_MALFORMED'
  /** Made for another kind of message. */
  | 'SIGNATURE_OF_OTHER_TYPE'
  /** An algorithm we do not allow, or another than the key's own. */
  | 'ALGORITHM_NOT_ALLOWED'
  | 'KEY_UNKNOWN'
  | 'SIGNATURE_WRONG';

export type Verification =
  | { readonly ok: true; readonly kid: string }
  | { readonly ok: false; readonly code: SignatureFault };

/** Longest header line: a protected header with the longest kid, and 64 bytes of signature. */
const maxSignatureLength = 1_024;
const signatureBytes = 64;
const base64url = /^[A-Za-z0-9_-]+$/;
const members = ['alg', 'b64', 'crit', 'kid', 'typ'].join();

/**
 * Signs a message's bytes: a detached JWS (RFC 7515 appendix F) with the payload unencoded (RFC 7797), so the bytes
 * travel as they are and nothing is serialised twice.
 * @returns the value of the `Hufu-Signature` header
 */
export function signMessage(options: { bytes: Uint8Array; typ: MessageType; key: SigningKey }): string {
  const { key } = options;
  const header = protectedHeader(key, options.typ);
  const input = signingInput(header, options.bytes);
  const signature =
    key.alg === 'ES256'
      ? sign('sha256', input, { key: key.key, dsaEncoding: 'ieee-p1363' })
      : sign(null, input, key.key);
  return `${header}..${signature.toString('base64url')}`;
}

/**
 * Checks a message's signature. Strict: the two algorithms only and each with its own key, the type asked for, exactly
 * our five header members, `crit` exactly `["b64"]`, one spelling of the signature.
 * @param options.keyOf finds a trusted key; undefined for one that is not trusted
 * @param options.maxBytes default: {@link maxMessageBytes}
 */
export function verifyMessage(options: {
  bytes: Uint8Array;
  signature: string | undefined;
  typ: MessageType;
  keyOf: (kid: string) => VerificationKey | undefined;
  maxBytes?: number | undefined;
}): Verification {
  const { bytes, signature, typ } = options;
  if (bytes.length > (options.maxBytes ?? maxMessageBytes)) return fault('MESSAGE_TOO_LARGE');
  if (signature === undefined || signature === '') return fault('SIGNATURE_MISSING');
  const parts = split(signature);
  if (parts === undefined) return fault('SIGNATURE_MALFORMED');
  const header = readHeader(parts.header);
  if (header === undefined) return fault('SIGNATURE_MALFORMED');
  if (header.typ !== typ) return fault('SIGNATURE_OF_OTHER_TYPE');
  if (!isAllowed(header.alg)) return fault('ALGORITHM_NOT_ALLOWED');
  const key = options.keyOf(header.kid);
  if (key === undefined) return fault('KEY_UNKNOWN');
  if (key.alg !== header.alg) return fault('ALGORITHM_NOT_ALLOWED');
  const input = signingInput(parts.header, bytes);
  const right =
    key.alg === 'ES256'
      ? verify('sha256', input, { key: key.key, dsaEncoding: 'ieee-p1363' }, parts.signature)
      : verify(null, input, key.key, parts.signature);
  return right ? { ok: true, kid: key.kid } : fault('SIGNATURE_WRONG');
}

function fault(code: SignatureFault): Verification {
  return { ok: false, code };
}

function isAllowed(alg: string): alg is SignatureAlgorithm {
  return alg === 'ES256' || alg === 'EdDSA';
}

const headers = new WeakMap<SigningKey, Map<MessageType, string>>();

/** The same for every message of one key and type, so it is written once. */
function protectedHeader(key: SigningKey, typ: MessageType): string {
  const known = headers.get(key) ?? new Map<MessageType, string>();
  headers.set(key, known);
  const present = known.get(typ);
  if (present !== undefined) return present;
  const json = JSON.stringify({ alg: key.alg, kid: key.kid, typ, b64: false, crit: ['b64'] });
  const header = Buffer.from(json).toString('base64url');
  known.set(typ, header);
  return header;
}

/** RFC 7797 §5: the encoded header, a dot, and the payload as it is. */
function signingInput(header: string, bytes: Uint8Array): Buffer {
  const input = Buffer.allocUnsafe(header.length + 1 + bytes.length);
  input.write(header, 0, 'latin1');
  input[header.length] = 0x2e;
  input.set(bytes, header.length + 1);
  return input;
}

function split(text: string): { header: string; signature: Buffer } | undefined {
  if (text.length > maxSignatureLength) return undefined;
  const [header = '', payload, encoded = '', ...rest] = text.split('.');
  if (payload !== '' || rest.length > 0 || !base64url.test(header) || !base64url.test(encoded)) return undefined;
  const signature = Buffer.from(encoded, 'base64url');
  // Unused bits of the last character could be set to anything; one signature has one spelling.
  const exact = signature.length === signatureBytes && signature.toString('base64url') === encoded;
  return exact ? { header, signature } : undefined;
}

function readHeader(encoded: string): { alg: string; kid: string; typ: string } | undefined {
  const header = parse(Buffer.from(encoded, 'base64url').toString());
  if (typeof header !== 'object' || header === null || Object.keys(header).sort().join() !== members) return undefined;
  const { alg, kid, typ, b64, crit } = header as Record<string, unknown>;
  if (typeof alg !== 'string' || typeof kid !== 'string' || typeof typ !== 'string' || b64 !== false) return undefined;
  const understood = Array.isArray(crit) && crit.length === 1 && crit[0] === 'b64';
  return understood ? { alg, kid, typ } : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
