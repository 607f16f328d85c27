import type { HolderKind } from '../number/holder.ts';

/** What a code is for: to open a session of the holder's own, or to say yes to what somebody at a counter asks. */
export type CodeUse = 'session' | 'consent';

/** The tables of holders’ codes and sessions in the PostgreSQL schema `identity`. */
export interface HolderTables {
  'identity.holder_code': {
    id: string;
    holder_index: Buffer;
    holder_kind: HolderKind;
    use: CodeUse;
    /** Keyed hash of use, id and code. */
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
