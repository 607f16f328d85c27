import { verifyOfd } from '../ofd/verify/verify-ofd.ts';
import { verifyPdf } from '../pdf/verify/verify-pdf.ts';
import type { SealTrust } from '../seal/verify/trust.ts';
import { fileKindOf } from './file-kind.ts';
import type { SignedFile } from './signed-file.ts';
import { pathOf, sealSigner } from './signer.ts';

/**
 * Verifies the signatures of a file, OFD or PDF by its content; neither the status of a licence nor its claims are looked at.
 * @returns undefined for a file that is neither
 */
export async function verifySignedFile(options: {
  readonly bytes: Uint8Array;
  readonly trust: SealTrust;
  /** As of when. */
  readonly at: Date;
}): Promise<SignedFile | undefined> {
  switch (fileKindOf(options.bytes)) {
    case 'ofd': {
      const file = await verifyOfd(options);
      return {
        ...file,
        signatures: file.signatures.map((one) => ({ ...one, signer: sealSigner(one.value, options) })),
      };
    }
    case 'pdf': {
      const file = await verifyPdf(options);
      return {
        ...file,
        signatures: file.signatures.map(({ certificate, signedAt, ...one }) => ({
          ...one,
          signer: {
            ...{ signedAt, seal: undefined },
            certificates: pathOf(certificate, options.trust, signedAt ?? options.at),
          },
        })),
      };
    }
    default:
      return undefined;
  }
}
