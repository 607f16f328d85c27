import type { HolderKind } from '../number/holder.ts';

/** The tables of holders’ codes and sessions in the PostgreSQL schema `identity`. */
export interface HolderTables {
  'identity.holder_code': {
    id: string;
    holder_index: Buffer;
    holder_kind: HolderKind;
    /** Keyed hash of id and code. */
    code_hash: Buffer;
    tries: number;
    expires_at: Date;
  };
  'identity.holder_session': {
    token_hash: Buffer;
    holder_index: Buffer;
    holder_kind: HolderKind;
    opened_at: Date;
    expires_at: Date;
  };
  'identity.holder_rate': {
    /** Keyed hash of what is counted. */
    subject: Buffer;
    until: Date;
    count: number;
  };
}
