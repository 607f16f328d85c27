import type { Migration } from '../../kernel/index.ts';

/**
 * The files of a licence's versions, which seal they bear, and which seal was chosen for what. A file is stored without the parts that it shares with
 * thousands of others, such as the seal, which stand once in `shared_part` and say nothing of anybody; the rest is
 * encrypted under the licence's data key.
 */
export const licenceFiles: Migration = {
  name: '0121-licence-files',
  sql: `
create table vault.shared_part (
  digest bytea primary key check (octet_length(digest) = 32),
  content bytea not null,
  stored_at timestamptz not null
);

create table vault.licence_file (
  licence uuid not null,
  version text not null,
  format text not null check (format in ('ofd', 'pdf')),
  digest bytea not null check (octet_length(digest) = 32),
  size integer not null check (size > 0),
  content bytea not null,
  shared bytea[] not null,
  seal uuid references vault.seal,
  signer bytea not null check (octet_length(signer) = 32),
  made_at timestamptz not null,
  primary key (licence, version, format),
  foreign key (licence, version) references vault.licence_version,
  check (format <> 'ofd' or seal is not null)
);
create index licence_file_by_seal on vault.licence_file (seal, made_at, licence);
create index licence_file_by_signer on vault.licence_file (signer, made_at, licence);

-- The last revision of an organisation (or of all, '*') and a type (or of all its types) counts; without a seal it is taken back.
create table vault.seal_choice (
  organisation text not null,
  type text references vault.licence_type,
  revision integer not null,
  seal uuid references vault.seal,
  chosen_by text not null,
  chosen_at timestamptz not null,
  constraint seal_choice_once unique nulls not distinct (organisation, type, revision)
);
create trigger seal_choice_append_only before update or delete on vault.seal_choice
  for each row execute function vault.refuse_change();
create trigger seal_choice_no_truncate before truncate on vault.seal_choice
  for each statement execute function vault.refuse_change();

create trigger shared_part_append_only before update or delete on vault.shared_part
  for each row execute function vault.refuse_change();
create trigger shared_part_no_truncate before truncate on vault.shared_part
  for each statement execute function vault.refuse_change();
create trigger licence_file_append_only before update or delete on vault.licence_file
  for each row execute function vault.refuse_change();
create trigger licence_file_no_truncate before truncate on vault.licence_file
  for each statement execute function vault.refuse_change();
`,
};
