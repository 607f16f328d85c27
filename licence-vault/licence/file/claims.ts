import { canonicalJson, sha256 } from '../../../kernel/pure/index.ts';
import type { LicenceContent } from '../document.ts';

/** Name of the CustomData in an OFD that holds the digest of the licence's claims. */
export const claimsName = 'KZ_CLAIMS';

/** Name of the attachment that is the licence's claims file. */
export const claimsFileName = 'licence.json';

/** What binds the files of a version together: SHA-256 of the canonical claims, base64url. */
export function claimsDigest(content: LicenceContent): string {
  return sha256(canonicalJson(content)).toString('base64url');
}
