import type { JSONColumnType } from 'kysely';
import type { Actor } from '../../identity/index.ts';
import type { IssueJobKind, IssueJobState } from './job.ts';

/** The tables of files that are being issued. */
export interface IssueJobTables {
  'vault.issue_job': {
    id: string;
    kind: IssueJobKind;
    type: string;
    organisation: string;
    submitter: JSONColumnType<Actor>;
    matter: string | null;
    case_number: string | null;
    state: IssueJobState;
    held_by: string | null;
    file_hash: Buffer | null;
    rows: number;
    issued: number;
    repeated: number;
    refused: number;
    data_key: Buffer;
    data_key_id: string;
    claimed_until: Date | null;
    created_at: Date;
    ended_at: Date | null;
  };
  'vault.issue_job_row': {
    job: string;
    row: number;
    state: RowState;
    sealed: Buffer | null;
    licence: string | null;
    identifier: string | null;
    code: string | null;
  };
}

export type RowState = 'waiting' | 'issued' | 'repeated' | 'refused';
