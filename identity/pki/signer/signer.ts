import { type AlgorithmIdentifier, readAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { signingMethod } from '../algorithm/create-signature.ts';
import { oid } from '../algorithm/oid.ts';
import type { PrivateKey } from '../algorithm/private-key.ts';
import type { KeyKind, PublicKey } from '../algorithm/public-key.ts';
import { parseCertificate } from '../certificate/certificate.ts';
import { readDer } from '../der/node.ts';
import { pkiProblems } from '../problems.ts';

/** What is signed with, by the names that go into configuration. */
export const signerAlgorithms = {
  'SM2-SM3': { keyKind: 'SM2', signature: oid.sm2WithSm3, digest: 'sm3', digestOid: oid.sm3 },
  'RSA-SHA256': { keyKind: 'RSA', signature: oid.sha256WithRsa, digest: 'sha256', digestOid: oid.sha256 },
  'ECDSA-SHA256': { keyKind: 'P-256', signature: oid.ecdsaWithSha256, digest: 'sha256', digestOid: oid.sha256 },
} as const;

export type SignerAlgorithm = keyof typeof signerAlgorithms;

/** The use of a private key, wherever it is kept: in the database under seal, or in a device. */
export interface KeySigner {
  readonly publicKey: PublicKey;
  readonly algorithm: SignerAlgorithm;
  /** The same algorithm as structures carry it. */
  readonly algorithmIdentifier: AlgorithmIdentifier;
  /** Signs bytes. @returns the value as it goes into a BIT STRING: for SM2 and ECDSA a DER SEQUENCE of r and s */
  sign(bytes: Uint8Array): Promise<Buffer>;
}

/** A key with the certificate that names its holder (签名者). */
export interface Signer extends KeySigner {
  /** X.509, DER. */
  readonly certificate: Buffer;
}

/** The algorithm a key of this kind signs with. @throws Problem KEY_ALGORITHM_UNSUPPORTED */
export function signerAlgorithmOf(kind: KeyKind | undefined): SignerAlgorithm {
  for (const [name, { keyKind }] of Object.entries(signerAlgorithms)) {
    if (keyKind === kind) return name as SignerAlgorithm;
  }
  throw pkiProblems.KEY_ALGORITHM_UNSUPPORTED({ algorithm: kind ?? '?' });
}

/** A signer over a key in this process. @throws Problem KEY_ALGORITHM_UNSUPPORTED */
export function softSigner(key: PrivateKey): KeySigner {
  const algorithm = signerAlgorithmOf(key.kind);
  const method = signingMethod(key);
  return {
    publicKey: key.publicKey,
    algorithm,
    algorithmIdentifier: readAlgorithm(readDer(method.algorithm)),
    sign: async (bytes) => method.sign(bytes),
  };
}

/**
 * Puts key and certificate together.
 * @param certificate DER
 * @throws Problem CERTIFICATE_MALFORMED, KEY_CERTIFICATE_MISMATCH when it is another key's certificate
 */
export function withCertificate(key: KeySigner, certificate: Buffer): Signer {
  const { publicKey } = parseCertificate(certificate);
  if (publicKey.kind !== key.publicKey.kind || !publicKey.keyBytes.equals(key.publicKey.keyBytes)) {
    throw pkiProblems.KEY_CERTIFICATE_MISMATCH();
  }
  const { algorithm, algorithmIdentifier } = key;
  return { publicKey: key.publicKey, algorithm, algorithmIdentifier, certificate, sign: (bytes) => key.sign(bytes) };
}
