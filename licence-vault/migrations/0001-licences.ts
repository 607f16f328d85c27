import type { Migration } from '../../kernel/index.ts';

/**
 * Nothing in these tables says whose licence it is: holder and issuer's number are keyed hashes, documents and legal
 * reasons are sealed under the licence's data key, and that key under a key-encryption key which is not in the database.
 */
export const licences: Migration = {
  name: '0001-licences',
  sql: `
create table vault.licence_type (
  code text primary key check (code ~ '^[0-9A-Z]{18}[0-9]{3}$'),
  name text not null unique,
  status text not null check (status in ('draft', 'published', 'withdrawn')),
  definition jsonb not null,
  version integer not null default 1,
  defined_at timestamptz not null
);

create table vault.licence_type_issuer (
  type text not null references vault.licence_type,
  organisation text not null,
  primary key (type, organisation)
);

-- One sequence for all: a serial is then unique for each type and issuer without a row that everybody waits for.
create sequence vault.licence_serial as bigint;

create table vault.licence (
  id uuid primary key,
  type text not null references vault.licence_type,
  issuer text not null,
  issuer_code text not null,
  serial text not null,
  state text not null check (state in ('01', '02', '03', '04', '05', '06', '07', '99')),
  state_since timestamptz not null,
  current_version text not null,
  valid_from date not null,
  valid_to date,
  holder_kind text not null,
  holder_index bytea not null check (octet_length(holder_index) = 32),
  reference_hash bytea not null constraint licence_issued_once unique,
  content_hash bytea not null,
  data_key bytea not null,
  data_key_id text not null,
  revision integer not null default 1,
  issued_at timestamptz not null,
  unique (type, issuer_code, serial)
);
create index licence_by_holder on vault.licence (holder_index, type, id);

create table vault.licence_version (
  licence uuid not null references vault.licence,
  version text not null check (version ~ '^[0-9]{3}$'),
  identifier text not null unique,
  previous text,
  issued_on date not null,
  document bytea not null,
  document_digest bytea not null check (octet_length(document_digest) = 32),
  kid text not null,
  made_at timestamptz not null,
  primary key (licence, version)
);

create table vault.licence_operation (
  licence uuid not null references vault.licence,
  sequence integer not null,
  operation text not null,
  from_state text,
  to_state text not null,
  version text not null,
  actor text not null,
  organisation text not null,
  sealed_reason bytea,
  at timestamptz not null,
  primary key (licence, sequence)
);

create function vault.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of vault.% is refused: it is append-only', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;
create trigger licence_operation_append_only before update or delete on vault.licence_operation
  for each row execute function vault.refuse_change();
create trigger licence_operation_no_truncate before truncate on vault.licence_operation
  for each statement execute function vault.refuse_change();
create trigger licence_version_append_only before update or delete on vault.licence_version
  for each row execute function vault.refuse_change();
create trigger licence_version_no_truncate before truncate on vault.licence_version
  for each statement execute function vault.refuse_change();
create trigger licence_never_deleted before delete on vault.licence
  for each row execute function vault.refuse_change();
`,
};
