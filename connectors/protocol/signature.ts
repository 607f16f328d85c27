import { isAllowed, readHeader, readSignature, signInput, verifyInput } from './jws.ts';
import type { SigningKey, VerificationKey } from './keys.ts';
import { maxMessageBytes } from './limits.ts';

/**
 * What a signature of its own is for. It stands in the signed header, so a message of one kind never passes for another.
 * Orders and answers are attested together, see `attestation.ts`.
 */
export type MessageType = 'hufu-keys' | 'hufu-schema' | 'hufu-health';

export type SignatureFault =
  | 'MESSAGE_TOO_LARGE'
  | 'SIGNATURE_MISSING'
  /** Not a JWS of the form that is due, or a protected header with other members than ours. */
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
const members = ['alg', 'b64', 'crit', 'kid', 'typ'].join();

/**
 * Signs a message's bytes: a detached JWS (RFC 7515 appendix F) with the payload unencoded (RFC 7797), so the bytes
 * travel as they are and nothing is serialised twice.
 * @returns the value of the `Hufu-Signature` header
 */
export function signMessage(options: { bytes: Uint8Array; typ: MessageType; key: SigningKey }): string {
  const { key, typ } = options;
  const json = JSON.stringify({ alg: key.alg, kid: key.kid, typ, b64: false, crit: ['b64'] });
  const header = Buffer.from(json).toString('base64url');
  return `${header}..${signInput(signingInput(header, options.bytes), key)}`;
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
  const header = detachedHeader(parts.header);
  if (header === undefined) return fault('SIGNATURE_MALFORMED');
  if (header.typ !== typ) return fault('SIGNATURE_OF_OTHER_TYPE');
  if (!isAllowed(header.alg)) return fault('ALGORITHM_NOT_ALLOWED');
  const key = options.keyOf(header.kid);
  if (key === undefined) return fault('KEY_UNKNOWN');
  if (key.alg !== header.alg) return fault('ALGORITHM_NOT_ALLOWED');
  const right = verifyInput(signingInput(parts.header, bytes), key, parts.signature);
  return right ? { ok: true, kid: key.kid } : fault('SIGNATURE_WRONG');
}

function fault(code: SignatureFault): Verification {
  return { ok: false, code };
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
  if (payload !== '' || rest.length > 0) return undefined;
  const signature = readSignature(encoded);
  return signature === undefined ? undefined : { header, signature };
}

function detachedHeader(encoded: string): { alg: string; kid: string; typ: string } | undefined {
  const { alg, kid, typ, b64, crit } = readHeader(encoded, members) ?? {};
  if (typeof alg !== 'string' || typeof kid !== 'string' || typeof typ !== 'string' || b64 !== false) return undefined;
  const understood = Array.isArray(crit) && crit.length === 1 && crit[0] === 'b64';
  return understood ? { alg, kid, typ } : undefined;
}
