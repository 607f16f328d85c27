import type { AlgorithmRules } from '../algorithm/rules.ts';
import type { Certificate } from '../certificate/certificate.ts';
import type { KeyUsage, NameConstraints } from '../certificate/constraint-extensions.ts';
import type { Crl } from '../certificate/crl.ts';
import type { OcspResponse } from '../certificate/ocsp.ts';

/**
 * `require`: every certificate below the anchor must be shown unrevoked. `ifAvailable`: where nothing speaks about it, it is
 * let pass; what does speak counts. `none`: not looked at.
 */
export type RevocationMode = 'require' | 'ifAvailable' | 'none';

/** The user's inputs on policies (RFC 5280 §6.1.1 (c), (e)–(g)). */
export interface PolicyInputs {
  /** Policies that will do; any unless given. */
  readonly acceptable?: readonly string[] | undefined;
  readonly requireExplicit?: boolean | undefined;
  readonly inhibitMapping?: boolean | undefined;
  readonly inhibitAny?: boolean | undefined;
}

/** Bounds of work, so that nobody's bundle decides how long we compute. */
export interface PathLimits {
  /** Certificates in a path, anchor not counted. */
  readonly depth: number;
  /** Signatures verified in all. */
  readonly signatures: number;
  /** Candidates looked at while building. */
  readonly candidates: number;
  /** Complete paths judged. */
  readonly paths: number;
}

export const defaultPathLimits: PathLimits = { depth: 16, signatures: 400, candidates: 4000, paths: 32 };

/** What a path validation is given. */
export interface PathRequest {
  readonly certificate: Certificate;
  /** Certificates a path may lead through, in any order, of use or not. */
  readonly intermediates?: readonly Certificate[] | undefined;
  /** Trust anchors (信任锚). Their dates and their own constraints count too (RFC 5937). */
  readonly anchors: readonly Certificate[];
  readonly crls?: readonly Crl[] | undefined;
  readonly ocspResponses?: readonly OcspResponse[] | undefined;
  /** The moment the path is judged for: now, or when something was signed. */
  readonly at: Date;
  /** The moment of judging; `at` unless given. Revocation data issued between the two counts. */
  readonly now?: Date | undefined;
  /** `require` unless given. */
  readonly revocation?: RevocationMode | undefined;
  readonly policies?: PolicyInputs | undefined;
  /** Names allowed or forbidden from the start (RFC 5280 §6.1.1 (h), (i)). */
  readonly nameConstraints?: NameConstraints | undefined;
  /** Uses the leaf's key usage must include, where it has that extension. */
  readonly keyUsage?: readonly KeyUsage[] | undefined;
  /** Purposes the leaf's extended key usage must include, where it has that extension. */
  readonly extendedKeyUsage?: readonly string[] | undefined;
  /** Which algorithms count; {@link lenientAlgorithms} unless given. */
  readonly algorithms?: AlgorithmRules | undefined;
  /** The ID in SM2 signatures on certificates, lists and responses; the national default unless given. */
  readonly sm2Id?: string | undefined;
  /** Value of the nonce extension that was sent with the OCSP request; a response with another is refused. */
  readonly ocspNonce?: Buffer | undefined;
  /** How far clocks of others may be ahead of ours; five minutes unless given. */
  readonly clockSkewMs?: number | undefined;
  readonly limits?: Partial<PathLimits> | undefined;
}
