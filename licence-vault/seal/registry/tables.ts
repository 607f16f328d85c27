import type { Generated } from 'kysely';

/** The vault's tables of seals. */
export interface SealTables {
  'vault.seal': {
    id: string;
    organisation: string;
    kind: 'organisation' | 'person';
    name: string;
    standard_version: number;
    state: string;
    state_since: Date;
    picture: Buffer;
    width_mm: number;
    height_mm: number;
    signer_certificates: Buffer[];
    valid_from: Date | null;
    valid_to: Date;
    file: Buffer | null;
    file_digest: Buffer | null;
    applicant: string;
    approver: string | null;
    data_key: Buffer;
    data_key_id: string;
    applied_at: Date;
    revision: Generated<number>;
  };
  'vault.seal_event': {
    seal: string;
    sequence: number;
    event: string;
    from_state: string | null;
    to_state: string;
    actor: string;
    organisation: string;
    sealed_reason: Buffer | null;
    at: Date;
  };
  'vault.seal_use': {
    id: string;
    seal: string;
    organisation: string;
    actor: string;
    matter: string | null;
    case_number: string | null;
    data_hash: Buffer;
    outcome: 'sealed' | 'refused';
    code: string | null;
    signature_digest: Buffer | null;
    at: Date;
  };
  'vault.seal_choice': {
    organisation: string;
    type: string | null;
    revision: number;
    seal: string | null;
    chosen_by: string;
    chosen_at: Date;
  };
}
