import { verifyOfd } from '../ofd/verify/verify-ofd.ts';
import { verifyPdf } from '../pdf/verify/verify-pdf.ts';
import type { SealTrust } from '../seal/verify/trust.ts';
import { withClaims } from './check-claims.ts';
import { withOwnClaims } from './claims-in-ofd.ts';
import { fileKindOf } from './file-kind.ts';
import type { SignedFile } from './signed-file.ts';

/**
 * Verifies a file with signatures, OFD or PDF by its content; the status of a licence is not asked.
 * @returns undefined for a file that is neither
 */
export async function verifySignedFile(options: {
  readonly bytes: Uint8Array;
  readonly trust: SealTrust;
  /** As of when. */
  readonly at: Date;
}): Promise<SignedFile | undefined> {
  switch (fileKindOf(options.bytes)) {
    case 'ofd':
      return withOwnClaims(await verifyOfd(options), options.bytes);
    case 'pdf': {
      const verification = await verifyPdf(options);
      return withClaims(verification, verification.claims);
    }
    default:
      return undefined;
  }
}
