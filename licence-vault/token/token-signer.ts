/**
 * Signs tokens that name their key within what is signed (JWS, COSE): the content is made once the key is known. The hub's
 * licence key, joined in the wiring.
 */
export interface TokenSigner {
  /** ES256: `signature` is 64 bytes, r ‖ s (RFC 7518 §3.4, RFC 9053 §2.1). */
  sign(make: (kid: string) => Uint8Array): Promise<{ readonly kid: string; readonly signature: Uint8Array }>;
}
