import type { Certificate, Crl } from '../../../identity/pki/index.ts';
import type { Text } from '../../../kernel/index.ts';
import type { Finding } from '../../verify/verdict.ts';

/** Whom a verifier trusts, and what it knows of certificates. Everything is a question about one moment. */
export interface SealTrust {
  /** Does a path lead from the certificate to a trust anchor, all of it in force at that moment? Revocation is not asked. */
  path(options: { certificate: Certificate; at: Date }): Promise<Finding>;
  /** What is known `now` of the revocation of the certificate, and of those above it, that signed `at` some moment. */
  revocation(options: { certificate: Certificate; at: Date; now: Date }): Promise<RevocationFact>;
  /** Is the token a time stamp (RFC 3161) over these bytes, by an authority that is trusted? */
  timeStamp(options: { token: Buffer; over: Buffer; at: Date }): Promise<TimeStampFact>;
  /** The certificates from this one up to a trust anchor, both included; empty where no path leads to one. For showing. */
  above?(options: { certificate: Certificate; at: Date }): readonly Certificate[];
  /** The same trust, its paths also through certificates and lists that come with a document: they prove themselves or nothing. */
  including?(own: { intermediates: readonly Certificate[]; crls: readonly Crl[] }): SealTrust;
}

export type RevocationFact =
  | { readonly status: 'good' }
  | {
      readonly status: 'revoked';
      /** From when on; it may be after the moment asked about. */
      readonly since: Date;
      /** The key got into other hands, so that what it signed proves nothing of when. */
      readonly isCompromise: boolean;
    }
  | { readonly status: 'unknown'; readonly why: Text };

/** A stamp that passed says when; one that did not proves nothing. */
export interface TimeStampFact {
  readonly finding: Finding;
  readonly stampedAt: Date | undefined;
}
