import { type KeyObject, verify } from 'node:crypto';

/** Is it the key's signature (ES256, r ‖ s) over these bytes? */
export function isSignedBy(options: { key: KeyObject; signed: Uint8Array; signature: Uint8Array }): boolean {
  const { key, signed, signature } = options;
  return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
}
