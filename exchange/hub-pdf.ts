import { documentSigner, type PkiParts, timeStampDigest } from '../identity/index.ts';
import { sha256 } from '../kernel/index.ts';
import type { TwinSigning } from '../licence-vault/index.ts';

/** Who signs the PDF twins of licences: the issuer, with the key that the exchange keeps for it; stamped by the hub's authority. */
export function hubPdf(pki: PkiParts): TwinSigning {
  return {
    random: pki.random,
    async signerOf(organisation) {
      const { signer, chain, crls } = await documentSigner(pki, organisation);
      return { signer, chain, crls: crls.map(({ raw }) => raw) };
    },
    timeStamp: (signature) => timeStampDigest(pki, { algorithm: 'sha256', digest: sha256(signature) }),
  };
}
