/** What happened, kept for ever. Holds codes, ids and keyed digests; no personal number, name or value in clear. */
export interface EvidenceEntry {
  /** `query`, or one of the vault's events such as `licence-read`. */
  readonly event: string;
  readonly outcome: 'answered' | 'refused' | 'failed';
  /** Problem code of a refusal or failure. */
  readonly code?: string | undefined;
  /** `system:<id>` or `officer:<id>`. */
  readonly actor: string;
  readonly organisation: string;
  readonly provider?: string | undefined;
  /** What was asked for: a resource id, or a licence identifier. */
  readonly object?: string | undefined;
  readonly matter?: string | undefined;
  readonly caseNumber?: string | undefined;
  /** Keyed hash of the holder whose data it was. */
  readonly holderIndex?: Buffer | undefined;
  /** Keyed hash of the canonical request. */
  readonly requestDigest?: Buffer | undefined;
  /** SHA-256 of the provider's signed answer, byte for byte. */
  readonly answerDigest?: Buffer | undefined;
  readonly traceId?: string | undefined;
  /** Further facts without personal content: mode, field names, row count, grant. */
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
}

/** Proof for the caller that the entry is stored. */
export interface Receipt {
  readonly id: string;
  /** Place in the log, counted from 1. */
  readonly sequence: number;
  readonly at: string;
}

/** The append-only record of every use. An entry counts once `append` resolves, and only then may an answer leave. */
export interface EvidenceLog {
  append(entry: EvidenceEntry): Promise<Receipt>;
}
