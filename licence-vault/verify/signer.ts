import { type Certificate, nameText, serialText } from '../../identity/pki/index.ts';
import { sha256 } from '../../kernel/pure/index.ts';
import type { SignatureVerdict } from '../generated/schemas.ts';
import type { SealSignature } from '../seal/structure/seal-signature.ts';
import { tryCertificate } from '../seal/verify/certificates.ts';
import type { SealTrust } from '../seal/verify/trust.ts';

/** Who signed, as the signature has it: with which seal, by which certificate, and whose word stands behind that. */
export interface SignatureSigner {
  /** By the signer's own word. */
  readonly signedAt: Date | undefined;
  /** Left out where a signature was made without one. */
  readonly seal:
    | {
        readonly id: string;
        readonly name: string;
        readonly validFrom: Date;
        readonly validTo: Date;
        /** SHA-256 of the seal as it stands in the signature, which is what a register has of it. */
        readonly digest: Buffer;
      }
    | undefined;
  /** The signer's first, the trust anchor last; the signer's alone where no path leads to an anchor. */
  readonly certificates: readonly Certificate[];
}

/** Whose certificates stand above a signer's. */
export function pathOf(certificate: Certificate | undefined, trust: SealTrust, at: Date): readonly Certificate[] {
  if (certificate === undefined) return [];
  const path = trust.above?.({ certificate, at }) ?? [];
  return path.length === 0 ? [certificate] : path;
}

/** The signer of a seal signature; undefined where there is no value that could be read. */
export function sealSigner(
  value: SealSignature | undefined,
  { trust, at }: { readonly trust: SealTrust; readonly at: Date },
): SignatureSigner | undefined {
  if (value === undefined) return undefined;
  const { id, property } = value.seal.info;
  const signedAt = 'claimed' in value.time ? value.time.claimed : undefined;
  return {
    signedAt,
    seal: {
      ...{ id, name: property.name, validFrom: property.validFrom, validTo: property.validTo },
      digest: sha256(value.seal.raw),
    },
    certificates: pathOf(tryCertificate(value.certificate), trust, signedAt ?? at),
  };
}

/** As the contract has it. */
export function signerJson({ signedAt, seal, certificates }: SignatureSigner): NonNullable<SignatureVerdict['signer']> {
  return {
    signedAt: signedAt?.toISOString() ?? null,
    seal:
      seal === undefined
        ? null
        : {
            ...{ id: seal.id, name: seal.name },
            validFrom: seal.validFrom.toISOString(),
            validTo: seal.validTo.toISOString(),
          },
    certificates: certificates.map((certificate) => ({
      subject: nameText(certificate.subject),
      issuer: nameText(certificate.issuer),
      serial: serialText(certificate),
      notBefore: certificate.notBefore.toISOString(),
      notAfter: certificate.notAfter.toISOString(),
    })),
  };
}
