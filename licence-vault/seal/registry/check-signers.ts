import type { Certificate } from '../../../identity/pki/index.ts';
import type { PointerError } from '../../../kernel/index.ts';
import { sealProblems } from '../problems.ts';
import type { SealParts } from './seal-parts.ts';

/**
 * Refuses certificates that are known to be revoked: nobody could sign with such a seal, and what they signed with it would never
 * verify. One of which nothing is known may be of an authority that is only verified elsewhere.
 * @throws SEAL_CONTENT_INVALID that names each
 */
export async function requireNotRevoked(
  { trust, clock }: Pick<SealParts, 'trust' | 'clock'>,
  certificates: readonly Certificate[],
): Promise<void> {
  if (trust === undefined) return;
  const [asked, now] = [await trust(), clock.now()];
  const errors: PointerError[] = [];
  for (const [index, certificate] of certificates.entries()) {
    const { status } = await asked.revocation({ certificate, at: now, now });
    if (status === 'revoked') errors.push({ pointer: `/signers/${index}`, detail: 'is revoked' });
  }
  if (errors.length > 0) throw sealProblems.SEAL_CONTENT_INVALID({ count: errors.length }, { errors });
}
