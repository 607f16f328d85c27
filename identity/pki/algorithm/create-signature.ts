import { constants, sign } from 'node:crypto';
import { explicit, integer, sequence } from '../der/write.ts';
import { sm2Sign } from '../sm2/sign.ts';
import { writeAlgorithm } from './algorithm-identifier.ts';
import { oid } from './oid.ts';
import type { PrivateKey } from './private-key.ts';

/** How a key signs: the algorithm identifier to put into what is signed, and the call. */
export interface SigningMethod {
  /** DER of the AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  /** Signs with the method; the result goes into a BIT STRING as it is. */
  sign(data: Uint8Array): Buffer;
}

/**
 * The method a key signs with unless there is a reason for another: SM2 with SM3, ECDSA with the digest of the curve's
 * strength, Ed25519, RSA PKCS #1 v1.5 with SHA-256, or RSASSA-PSS with SHA-256 where asked for.
 * @param options.sm2Id the signer's ID; `1234567812345678` unless given
 * @throws RangeError for DSA, which we do not sign with
 */
export function signingMethod(key: PrivateKey, options: { pss?: boolean; sm2Id?: string } = {}): SigningMethod {
  const handle = key.keyObject;
  switch (key.kind) {
    case 'SM2':
      return {
        algorithm: writeAlgorithm(oid.sm2WithSm3),
        sign: (data) => sm2Sign({ key, message: data, id: options.sm2Id }),
      };
    case 'P-256':
      return { algorithm: writeAlgorithm(oid.ecdsaWithSha256), sign: (data) => sign('sha256', data, handle) };
    case 'P-384':
      return { algorithm: writeAlgorithm(oid.ecdsaWithSha384), sign: (data) => sign('sha384', data, handle) };
    case 'P-521':
      return { algorithm: writeAlgorithm(oid.ecdsaWithSha512), sign: (data) => sign('sha512', data, handle) };
    case 'Ed25519':
      return { algorithm: writeAlgorithm(oid.ed25519), sign: (data) => sign(null, data, handle) };
    case 'RSA':
      if (options.pss === true) return pssMethod(key);
      return { algorithm: writeAlgorithm(oid.sha256WithRsa, 'null'), sign: (data) => sign('sha256', data, handle) };
    case 'RSA-PSS':
      return pssMethod(key);
    case 'DSA':
      throw new RangeError('DSA keys are for verifying only');
  }
}

const pssSaltLength = 32;

function pssMethod(key: PrivateKey): SigningMethod {
  const sha256 = writeAlgorithm(oid.sha256, 'null');
  const parameters = sequence(
    explicit(0, sha256),
    explicit(1, writeAlgorithm(oid.mgf1, sha256)),
    explicit(2, integer(pssSaltLength)),
  );
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: pssSaltLength };
  return {
    algorithm: writeAlgorithm(oid.rsaPss, parameters),
    sign: (data) => sign('sha256', data, { key: key.keyObject, ...padding }),
  };
}
