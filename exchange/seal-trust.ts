import { type PkiParts, type TrustMaterial, trustMaterial } from '../identity/index.ts';
import { canonicalJson, sha256 } from '../kernel/index.ts';
import { pathTrust, type SealTrust } from '../licence-vault/index.ts';

/**
 * Whom the hub believes of seals: its trust anchors, authorities and revocation lists, read anew for each verification. The
 * trust itself, which remembers the paths that it judged, is kept for as long as they are the same to the byte.
 */
export function hubSealTrust(pki: PkiParts): () => Promise<SealTrust> {
  let kept: { readonly material: string; readonly trust: SealTrust } | undefined;
  return async () => {
    const read = await trustMaterial(pki);
    const material = digestOf(read);
    if (kept?.material !== material) kept = { material, trust: pathTrust(read) };
    return kept.trust;
  };
}

function digestOf({ anchors, intermediates, crls }: TrustMaterial): string {
  const digests = [anchors, intermediates, crls].map((each) => each.map(({ raw }) => sha256(raw).toString('base64')));
  return canonicalJson(digests);
}
