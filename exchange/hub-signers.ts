import { activeAuthority, hubSigner, type PkiParts, timeStampDigest } from '../identity/index.ts';
import { sm3 } from '../identity/pki/index.ts';
import type { SealParts } from '../licence-vault/index.ts';

/** What the hub signs as itself under its certificate authority: seals that it makes, and the time at which it made them. */
export function hubSigners(pki: PkiParts): Pick<SealParts, 'sealMaker' | 'stamp'> {
  return {
    async sealMaker() {
      // Before the first ceremony there is no authority, and so nobody who could make a seal.
      const authority = await activeAuthority(pki.database, 'sm2', 'issuing');
      return authority === undefined ? undefined : hubSigner(pki, authority, 'seal-maker');
    },
    stamp: async (signature) => ({
      token: await timeStampDigest(pki, { algorithm: 'sm3', digest: sm3(signature) }),
      stampedAt: pki.clock.now(),
    }),
  };
}
