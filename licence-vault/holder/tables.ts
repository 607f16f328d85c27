/** The vault's tables of what holders decide. */
export interface HolderVaultTables {
  'vault.consent': {
    holder_index: Buffer;
    id: string;
    organisation: string;
    matter: string;
    /** Code of the licence type. */
    type: string;
    case_hash: Buffer | null;
    given_at: Date;
    until: Date;
    first_used_at: Date | null;
    withdrawn_at: Date | null;
  };
  'vault.consent_request': {
    id: string;
    organisation: string;
    matter: string;
    type: string;
    case_hash: Buffer;
    expires_at: Date;
  };
  'vault.sharing_stop': {
    holder_index: Buffer;
    id: string;
    /** `*`: every organisation. */
    organisation: string;
    /** Code of the licence type; `*`: every type. */
    type: string;
    stopped_at: Date;
    lifted_at: Date | null;
  };
  'vault.holder_objection': {
    holder_index: Buffer;
    receipt: string;
    objection: string;
    raised_at: Date;
    /** Null: raised before words were kept. */
    words: string | null;
  };
}

/** Stands for every organisation or type. */
export const every = '*';
