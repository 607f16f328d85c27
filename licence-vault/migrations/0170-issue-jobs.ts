import type { Migration } from '../../kernel/index.ts';

/**
 * Licences issued by the file. What the rows say is sealed under the job's data key as long as they wait and gone with their
 * turn; of a refusal the reasons stay, sealed as well. The hash of the file is keyed: what is in a file could be guessed.
 */
export const issueJobs: Migration = {
  name: '0170-issue-jobs',
  sql: `
create table vault.issue_job (
  id uuid primary key,
  kind text not null check (kind in ('issue', 'stock')),
  type text not null references vault.licence_type,
  organisation text not null,
  -- who acts, as of the submission: kind, id and roles
  submitter jsonb not null,
  matter text,
  case_number text,
  state text not null check (state in ('loading', 'waiting', 'running', 'done', 'stopped')),
  -- code of the Problem that keeps it waiting, or that ended it
  held_by text,
  file_hash bytea check (octet_length(file_hash) = 32),
  rows integer not null default 0,
  issued integer not null default 0,
  repeated integer not null default 0,
  refused integer not null default 0,
  data_key bytea not null,
  data_key_id text not null,
  claimed_until timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz,
  check (issued + repeated + refused <= rows),
  check (state <> 'done' or issued + repeated + refused = rows),
  check (state = 'loading' or file_hash is not null),
  check ((state in ('done', 'stopped')) = (ended_at is not null))
);
create unique index issue_job_one_under_way on vault.issue_job (organisation, type, kind, file_hash)
  where state in ('waiting', 'running');
create index issue_job_under_way on vault.issue_job (claimed_until nulls first, created_at)
  where state in ('waiting', 'running');
create index issue_job_of_organisation on vault.issue_job (organisation, created_at, id);

create table vault.issue_job_row (
  job uuid not null references vault.issue_job on delete cascade,
  -- of the file: the line, or the row of the sheet
  row integer not null,
  state text not null check (state in ('waiting', 'issued', 'repeated', 'refused')),
  sealed bytea,
  licence uuid,
  identifier text,
  code text,
  primary key (job, row),
  check ((state in ('issued', 'repeated')) = (licence is not null and identifier is not null)),
  check ((state = 'refused') = (code is not null)),
  check (state not in ('issued', 'repeated') or sealed is null)
);
create index issue_job_row_waiting on vault.issue_job_row (job, row) where state = 'waiting';
`,
};
