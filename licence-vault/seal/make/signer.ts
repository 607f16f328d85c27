/** Who signs seals and documents: a certificate and the use of its key, wherever the key is kept. */
export interface Signer {
  /** X.509, DER. */
  readonly certificate: Buffer;
  readonly algorithm: SignerAlgorithm;
  /** Signs bytes. @returns the value as it goes into the BIT STRING: for SM2 and ECDSA a DER SEQUENCE of r and s */
  sign(bytes: Buffer): Promise<Buffer>;
}

/** What seals are signed with, by the names that go into configuration. */
export const signerAlgorithms = {
  'SM2-SM3': { oid: '1.2.156.10197.1.501', digest: 'sm3' },
  'RSA-SHA256': { oid: '1.2.840.113549.1.1.11', digest: 'sha256' },
  'ECDSA-SHA256': { oid: '1.2.840.10045.4.3.2', digest: 'sha256' },
} as const;

export type SignerAlgorithm = keyof typeof signerAlgorithms;

/** Digest that goes with a signature algorithm in a seal signature, by Node's name; undefined for an algorithm we do not know. */
export function digestOfAlgorithm(oid: string): 'sm3' | 'sha256' | undefined {
  return Object.values(signerAlgorithms).find((algorithm) => algorithm.oid === oid)?.digest;
}
