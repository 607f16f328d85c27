import type { EvidenceReceipt } from '../../kernel/index.ts';
import type { NonceClaim } from '../http/signature/nonce-store.ts';

/** What happened, as it goes into the log. Holds codes, ids and keyed digests; no personal number, name or value in clear. */
export interface EvidenceEntry {
  /** `query`, or one of the vault's events such as `licence-read`. */
  readonly event: string;
  readonly outcome: 'answered' | 'refused' | 'failed';
  /** Problem code of a refusal or failure. */
  readonly code?: string | undefined;
  /** `system:<id>` or `officer:<id>`, or `holder`. */
  readonly actor: string;
  /** Undefined: a holder, who acts for none. */
  readonly organisation: string | undefined;
  /** Represented party: short id or unified code of an organisation. */
  readonly onBehalfOf?: string | undefined;
  readonly provider?: string | undefined;
  /** What was asked for: a resource id, or a licence identifier. */
  readonly object?: string | undefined;
  readonly matter?: string | undefined;
  readonly caseNumber?: string | undefined;
  /** Keyed hashes of the holders whose data it was ({@link HolderIndex}). */
  readonly holders?: readonly Buffer[] | undefined;
  /** The secret that the request was committed to with; without one there is no request. */
  readonly request?: PreparedRequest | undefined;
  readonly answer?: AnswerEvidence | undefined;
  readonly traceId?: string | undefined;
  /** Further facts without personal content: mode, field names, grant. */
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Quota leases that one answered query is charged to, by the very commit that keeps this entry: whoever writes a batch
   * calls `exchange.spend_quota(leases, counts)` in its transaction, with `spendingOf` of exchange/quota/quota-store.ts.
   */
  readonly charges?: readonly string[] | undefined;
  /**
   * Nonce of the request, claimed by the very commit that keeps this entry; where another request was first with it,
   * nothing is kept and `append` rejects with SIGNATURE_REPLAYED.
   */
  readonly nonce?: NonceClaim | undefined;
  /** When it happened, where that is not now. */
  readonly at?: Date | undefined;
}

/** A request that is committed to before anybody is asked, so that the order may name it. */
export interface PreparedRequest {
  /** Out of which the salts are made; the leaf's opening keeps it. */
  readonly secret: string;
  readonly salts: { readonly request: string; readonly content: string };
  /** What the leaf will hold of it, in base64url: SHA-256 of the canonical JSON of `[salt, "request", {actor, question}]`. */
  readonly digest: string;
}

/** An answer, as it is proved. What was handed over goes in as a salted digest; it is not stored. */
export interface AnswerEvidence {
  /** SHA-256 of the provider's signed answer, byte for byte. */
  readonly digest: Buffer;
  /** What the asker gets: `{rows}`, or `{matched, verdicts}`. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly order: string;
  /** The provider's system that answered. */
  readonly system: string;
  readonly asOf: string;
  /** Of which fields the values are committed to one by one, because the resource asks for it. */
  readonly byField?: readonly string[] | undefined;
}

/** Proof that a use stands in the log. Everything in it is checked by `hufu receipt verify`, which asks nobody. */
export type Receipt = EvidenceReceipt;

/** Salts of what the asker holds itself. */
export type ReceiptSalts = EvidenceReceipt['salts'];

/** The append-only record of every use. An entry counts once `append` resolves, and only then may an answer leave. */
export interface EvidenceLog {
  /** Commits to a request. @param request canonical JSON of `{actor, question}` */
  prepare(request: string): PreparedRequest;
  append(entry: EvidenceEntry): Promise<Receipt>;
}
