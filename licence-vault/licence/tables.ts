import type { Generated } from 'kysely';
import type { Assurance } from './stock-origin.ts';

/** The vault's tables of licences. Dates travel as text: they are days in Beijing, not instants. */
export interface LicenceTables {
  'vault.licence': {
    id: string;
    type: string;
    issuer: string;
    issuer_code: string;
    serial: string;
    state: string;
    state_since: Date;
    current_version: string;
    valid_from: string;
    valid_to: string | null;
    holder_kind: string;
    holder_index: Buffer;
    content_hash: Buffer;
    data_key: Buffer;
    data_key_id: string;
    assurance: Generated<Assurance>;
    revision: Generated<number>;
    issued_at: Date;
  };
  'vault.licence_entry': {
    id: string;
    reference_hash: Buffer;
    type: string;
    issuer_code: string;
    serial: string;
    holder_index: Buffer;
    submitted_hash: Buffer | null;
  };
  'vault.licence_version': {
    licence: string;
    version: string;
    identifier: string;
    previous: string | null;
    issued_on: string;
    document: Buffer;
    document_digest: Buffer;
    kid: string;
    made_at: Date;
    type_edition: Generated<number>;
  };
  'vault.licence_operation': {
    licence: string;
    sequence: number;
    operation: string;
    from_state: string | null;
    to_state: string;
    version: string;
    actor: string;
    organisation: string;
    sealed_reason: Buffer | null;
    at: Date;
  };
  'vault.words_key': { id: string; licence: string; sequence: number; data_key: Buffer; data_key_id: string };
  'vault.licence_file': {
    licence: string;
    version: string;
    format: 'ofd' | 'pdf';
    digest: Buffer;
    size: number;
    content: Buffer;
    shared: Buffer[];
    seal: string | null;
    signer: Buffer;
    made_at: Date;
  };
  'vault.shared_part': { digest: Buffer; content: Buffer; stored_at: Date };
}
