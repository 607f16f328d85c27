import type { Certificate, Crl, OcspResponse } from '../../../identity/pki/index.ts';
import type { SealTrust } from './trust.ts';

/** What a verifier has in hand. */
export interface TrustMaterial {
  readonly anchors: readonly Certificate[];
  readonly intermediates?: readonly Certificate[] | undefined;
  readonly crls?: readonly Crl[] | undefined;
  readonly ocspResponses?: readonly OcspResponse[] | undefined;
  /** Verifies time stamps, where their authority is not to be found among the anchors; by path validation unless given. */
  readonly timeStamp?: SealTrust['timeStamp'] | undefined;
}
