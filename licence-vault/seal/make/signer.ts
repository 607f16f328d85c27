import { type Signer as KeyHolder, type SignerAlgorithm, signerAlgorithms } from '../../../identity/pki/index.ts';

/** Who signs seals and documents: a certificate and the use of its key, wherever the key is kept. */
export type Signer = Pick<KeyHolder, 'certificate' | 'algorithm' | 'sign'>;

/** Object identifier of what somebody signs with, as it stands in seals. */
export function algorithmOf({ algorithm }: { readonly algorithm: SignerAlgorithm }): string {
  return signerAlgorithms[algorithm].signature;
}
