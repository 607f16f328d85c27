import { type Actor, actorReference, type Caller, type OrganisationId } from '../../identity/index.ts';
import { type Database, type EvidenceReceipt, sha256 } from '../../kernel/index.ts';

/** What somebody did with a licence. */
export type LicenceEvent =
  | 'licence-issued'
  | 'licence-found'
  | 'licence-read'
  | 'licence-linked'
  | 'licence-copied'
  | 'licence-changed'
  | 'licence-verified'
  | HolderEvent;

/** What a holder did about licences of their own. */
export type HolderEvent =
  | 'own-licences-shown'
  | 'consent-asked'
  | 'consent-given'
  | 'consent-withdrawn'
  | 'sharing-stopped'
  | 'sharing-resumed'
  | 'objection-raised';

/** One use of a licence, for the evidence log. Holds no number, no name and nothing that is written on the licence. */
export interface LicenceUse {
  readonly event: LicenceEvent;
  /** The vault's id; undefined when no licence was found. */
  readonly licence?: string | undefined;
  /** GB/T 36904 identifier. */
  readonly identifier?: string | undefined;
  /** Code of the licence type. */
  readonly type?: string | undefined;
  /** Keyed hash of the holder, so that the holder can be shown who used what. */
  readonly holderIndex?: Buffer | undefined;
  /** `officer:…` or `system:…`, or `holder`. */
  readonly actor: string;
  /** Undefined: the holder, who acts for none. */
  readonly organisation: OrganisationId | undefined;
  readonly matter?: string | undefined;
  readonly case?: string | undefined;
  readonly outcome: 'answered' | 'refused' | 'failed';
  /** Code of the Problem, where it was refused or failed. */
  readonly code?: string | undefined;
  /** Further facts without personal content: operation, indication, digest of the document that was handed over. */
  readonly facts?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly at: Date;
}

/**
 * Records a use; the wiring joins it to the evidence log. Runs inside the transaction of the use itself and before
 * anything is answered: what cannot be recorded does not happen. Gives the receipt, which proves it once that has committed.
 */
export type RecordUse = (use: LicenceUse, tx: Database) => Promise<EvidenceReceipt>;

/** Records several uses of one transaction as `RecordUse` records one, at the price of one; receipts in the order of the uses. */
export type RecordUses = (uses: readonly LicenceUse[], tx: Database) => Promise<readonly EvidenceReceipt[]>;

/** Records as `recordUse` does, and keeps the receipts of what one request does, in the order in which it does it. */
export function keepingReceipts({ recordUse }: { readonly recordUse: RecordUse }) {
  const receipts: EvidenceReceipt[] = [];
  return {
    receipts,
    recordUse: async (use: LicenceUse, tx: Database): Promise<EvidenceReceipt> => {
      const receipt = await recordUse(use, tx);
      receipts.push(receipt);
      return receipt;
    },
  };
}

/** What a record says of a document: its SHA-256 in base64url. */
export function documentDigest(document: Uint8Array): string {
  return sha256(document).toString('base64url');
}

type UsedFor = { readonly matter?: string | undefined; readonly case?: string | undefined };
type UsedBy = Pick<LicenceUse, 'actor' | 'organisation' | 'matter' | 'case'>;

/** Who used it and for what, in the words of the record. */
export function usedBy(actor: Actor, purpose?: UsedFor): UsedBy & { readonly organisation: OrganisationId };
export function usedBy(actor: Caller, purpose?: UsedFor): UsedBy;
export function usedBy(actor: Caller, purpose?: UsedFor): UsedBy {
  return {
    actor: actorReference(actor),
    organisation: actor.kind === 'holder' ? undefined : actor.organisation,
    matter: purpose?.matter,
    case: purpose?.case,
  };
}
