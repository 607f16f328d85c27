import type { KeyObject } from 'node:crypto';
import { type Clock, canonicalJson, sha256 } from '../../kernel/index.ts';
import type { LicenceDocument } from '../generated/schemas.ts';

/** Media type of a licence as a file. */
export const licenceDocumentType = 'application/hufu-licence+json';

export const licenceFormat = 'hufu-licence/1';

/** ECDSA on P-256 with SHA-256, signature as r ‖ s (RFC 7518 §3.4). */
export type LicenceSignatureAlgorithm = LicenceDocument['proof']['alg'];

/** Signs licences; the hub's signing key, joined in the wiring. */
export interface LicenceSigner {
  sign(bytes: Uint8Array): Promise<{
    readonly kid: string;
    readonly alg: LicenceSignatureAlgorithm;
    /** 64 bytes, r ‖ s. */
    readonly signature: Uint8Array;
  }>;
}

/** A key that licences may have been signed with. */
export interface LicenceKey {
  /** Public key. */
  readonly key: KeyObject;
  readonly alg: LicenceSignatureAlgorithm;
  /** Signatures count when they were made from `notBefore` to `notAfter`; undefined: no such bound. */
  readonly notBefore?: Date | undefined;
  readonly notAfter?: Date | undefined;
  /** Names of the key sets that it stands in, where those of several publishers are trusted; each is of one of them. */
  readonly keySets?: ReadonlySet<string> | undefined;
}

/** The keys that are trusted to sign licences. */
export interface LicenceKeys {
  /** Undefined: nobody we trust has a key of this id. */
  key(kid: string): LicenceKey | undefined | Promise<LicenceKey | undefined>;
}

/** What a licence says, before it is signed. */
export type LicenceContent = LicenceDocument['licence'];

export interface SignedLicence {
  /** The file: canonical JSON of the document. */
  readonly bytes: Buffer;
  /** SHA-256 of the file. */
  readonly digest: Buffer;
  readonly kid: string;
}

/** Makes the file that the holder gets. */
export async function signLicence(options: {
  content: LicenceContent;
  signer: LicenceSigner;
  clock: Clock;
}): Promise<SignedLicence> {
  const signedAt = options.clock.now().toISOString();
  const { kid, alg, signature } = await options.signer.sign(
    signedBytes({ format: licenceFormat, licence: options.content, proof: { signedAt } }),
  );
  const document: LicenceDocument = {
    format: licenceFormat,
    licence: options.content,
    proof: { alg, kid, signature: Buffer.from(signature).toString('base64url'), signedAt },
  };
  const bytes = documentBytes(document);
  return { bytes, digest: sha256(bytes), kid };
}

/** The file of a document: its canonical JSON (RFC 8785), UTF-8. */
export function documentBytes(document: LicenceDocument): Buffer {
  return Buffer.from(canonicalJson(document));
}

/**
 * What is signed: the canonical document without the signature and the name of its key. Algorithm and key need no
 * protection of their own, since the signature fits one key and every key has one algorithm.
 */
export function signedBytes(document: {
  readonly format: string;
  readonly licence: LicenceContent;
  readonly proof: { readonly signedAt: string };
}): Buffer {
  const { format, licence, proof } = document;
  return Buffer.from(canonicalJson({ format, licence, proof: { signedAt: proof.signedAt } }));
}
