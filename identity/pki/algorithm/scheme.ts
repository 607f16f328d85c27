import { Fields } from '../der/fields.ts';
import { tag } from '../der/tag.ts';
import { readSmall } from '../der/value.ts';
import { type AlgorithmIdentifier, hasNoParameters, readAlgorithm } from './algorithm-identifier.ts';
import { digestNames, oid } from './oid.ts';

/** What a signature algorithm identifier comes to. */
export type SignatureScheme =
  | { readonly family: 'RSA' | 'ECDSA' | 'DSA'; readonly digest: string }
  | { readonly family: 'RSA-PSS'; readonly digest: string; readonly saltLength: number }
  | { readonly family: 'Ed25519' | 'SM2'; readonly digest: string };

const rsa: Readonly<Record<string, string>> = {
  [oid.md5WithRsa]: 'md5',
  [oid.sha1WithRsa]: 'sha1',
  [oid.sha224WithRsa]: 'sha224',
  [oid.sha256WithRsa]: 'sha256',
  [oid.sha384WithRsa]: 'sha384',
  [oid.sha512WithRsa]: 'sha512',
};

const ecdsa: Readonly<Record<string, string>> = {
  [oid.ecdsaWithSha1]: 'sha1',
  [oid.ecdsaWithSha224]: 'sha224',
  [oid.ecdsaWithSha256]: 'sha256',
  [oid.ecdsaWithSha384]: 'sha384',
  [oid.ecdsaWithSha512]: 'sha512',
};

const dsa: Readonly<Record<string, string>> = {
  [oid.dsaWithSha1]: 'sha1',
  [oid.dsaWithSha224]: 'sha224',
  [oid.dsaWithSha256]: 'sha256',
};

/**
 * The scheme behind an algorithm identifier; undefined for one we do not know or whose parameters are not as its standard has
 * them (RFC 3279, 4055, 5758, 8410; GM/T 0015 for SM2). @throws DerFault on malformed PSS parameters
 */
export function schemeOf(algorithm: AlgorithmIdentifier): SignatureScheme | undefined {
  if (algorithm.oid === oid.rsaPss) return pssOf(algorithm);
  if (!hasNoParameters(algorithm)) return undefined;
  const rsaDigest = rsa[algorithm.oid];
  if (rsaDigest !== undefined) return { family: 'RSA', digest: rsaDigest };
  const ecdsaDigest = ecdsa[algorithm.oid];
  if (ecdsaDigest !== undefined) return { family: 'ECDSA', digest: ecdsaDigest };
  const dsaDigest = dsa[algorithm.oid];
  if (dsaDigest !== undefined) return { family: 'DSA', digest: dsaDigest };
  if (algorithm.oid === oid.sm2WithSm3) return { family: 'SM2', digest: 'sm3' };
  if (algorithm.oid === oid.ed25519 && algorithm.parameters === undefined)
    return { family: 'Ed25519', digest: 'sha512' };
  return undefined;
}

/** RSASSA-PSS-params (RFC 4055 §3.1): every member has a default. */
function pssOf(algorithm: AlgorithmIdentifier): SignatureScheme | undefined {
  if (algorithm.parameters?.tag !== tag.sequence) return undefined;
  const fields = Fields.of(algorithm.parameters, 'RSASSA-PSS parameters');
  const hashNode = fields.optionalExplicit(0, 'the hash');
  const maskNode = fields.optionalExplicit(1, 'the mask generation');
  const saltNode = fields.optionalExplicit(2, 'the salt length');
  const trailerNode = fields.optionalExplicit(3, 'the trailer');
  fields.end();
  const digest = hashNode === undefined ? 'sha1' : digestNames[readAlgorithm(hashNode).oid];
  const saltLength = saltNode === undefined ? 20 : readSmall(saltNode, 'the salt length');
  const trailer = trailerNode === undefined ? 1 : readSmall(trailerNode, 'the trailer');
  const maskDigest = maskNode === undefined ? 'sha1' : maskDigestOf(readAlgorithm(maskNode));
  // A mask over another digest than the message's is legal and unknown in practice; OpenSSL's one-call form cannot do it.
  if (digest === undefined || maskDigest !== digest || trailer !== 1 || saltLength > 512) return undefined;
  return { family: 'RSA-PSS', digest, saltLength };
}

function maskDigestOf(mask: AlgorithmIdentifier): string | undefined {
  if (mask.oid !== oid.mgf1 || mask.parameters === undefined) return undefined;
  return digestNames[readAlgorithm(mask.parameters).oid];
}
