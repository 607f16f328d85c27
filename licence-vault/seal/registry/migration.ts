import type { Migration } from '../../../kernel/index.ts';

/**
 * The register of seals. What a seal is may not change once it is made; what was done to it and with it is only ever
 * added to. Reasons are sealed under the seal's own data key, since they may name people.
 */
export const sealRegister: Migration = {
  name: '0100-seals',
  sql: `
create table vault.seal (
  id uuid primary key,
  organisation text not null,
  kind text not null check (kind in ('organisation', 'person')),
  name text not null,
  standard_version integer not null check (standard_version in (1, 4, 5)),
  state text not null
    check (state in ('applied', 'approved', 'active', 'stopped', 'revoked', 'rejected', 'withdrawn')),
  state_since timestamptz not null,
  picture bytea not null,
  width_mm integer not null check (width_mm between 1 and 1000),
  height_mm integer not null check (height_mm between 1 and 1000),
  signer_certificates bytea[] not null check (cardinality(signer_certificates) > 0),
  valid_from timestamptz,
  valid_to timestamptz not null,
  file bytea,
  file_digest bytea check (octet_length(file_digest) = 32),
  applicant text not null,
  approver text constraint seal_by_two_people check (approver <> applicant),
  data_key bytea not null,
  data_key_id text not null,
  applied_at timestamptz not null,
  revision integer not null default 1,
  check ((file is null) = (file_digest is null) and (file is null) = (valid_from is null)),
  check (state not in ('active', 'stopped', 'revoked') or (file is not null and approver is not null))
);
create index seal_by_organisation on vault.seal (organisation, applied_at, id);
create index seal_by_age on vault.seal (applied_at, id);

create table vault.seal_event (
  seal uuid not null references vault.seal,
  sequence integer not null,
  event text not null,
  from_state text,
  to_state text not null,
  actor text not null,
  organisation text not null,
  sealed_reason bytea,
  at timestamptz not null,
  primary key (seal, sequence)
);

create table vault.seal_use (
  id uuid primary key,
  seal uuid not null references vault.seal,
  organisation text not null,
  actor text not null,
  matter text,
  case_number text,
  data_hash bytea not null,
  outcome text not null check (outcome in ('sealed', 'refused')),
  code text,
  signature_digest bytea check (octet_length(signature_digest) = 32),
  at timestamptz not null,
  check ((outcome = 'sealed') = (signature_digest is not null) and (outcome = 'refused') = (code is not null))
);
create index seal_use_by_seal on vault.seal_use (seal, at, id);
create index seal_use_by_organisation on vault.seal_use (organisation, at, id);
create index seal_use_by_age on vault.seal_use (at, id);

create function vault.keep_made_seal() returns trigger language plpgsql as $$
begin
  if old.file is not null and (new.file, new.picture, new.name, new.organisation, new.signer_certificates,
      new.valid_from, new.valid_to, new.applicant, new.approver)
    is distinct from (old.file, old.picture, old.name, old.organisation, old.signer_certificates,
      old.valid_from, old.valid_to, old.applicant, old.approver) then
    raise exception 'a seal that is made does not change' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger seal_stays_as_made before update on vault.seal
  for each row execute function vault.keep_made_seal();
create trigger seal_never_deleted before delete on vault.seal
  for each row execute function vault.refuse_change();
create trigger seal_event_append_only before update or delete on vault.seal_event
  for each row execute function vault.refuse_change();
create trigger seal_event_no_truncate before truncate on vault.seal_event
  for each statement execute function vault.refuse_change();
create trigger seal_use_append_only before update or delete on vault.seal_use
  for each row execute function vault.refuse_change();
create trigger seal_use_no_truncate before truncate on vault.seal_use
  for each statement execute function vault.refuse_change();
`,
};
