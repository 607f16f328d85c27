import type { Migration } from '../../kernel/index.ts';

/**
 * Licences in sixteen parts by the hash of their holder's index, so that a holder's licences lie together and no part's
 * index outgrows memory. What must be unique over all of them stands in `vault.licence_entry`, which also says in which part
 * a licence is; whatever referred to a licence refers to its entry. Licences that are there already move.
 */
export const partitions: Migration = {
  name: '0120-partitions',
  sql: `
create table vault.licence_entry (
  id uuid primary key,
  reference_hash bytea not null,
  type text not null references vault.licence_type,
  issuer_code text not null,
  serial text not null,
  holder_index bytea not null check (octet_length(holder_index) = 32),
  unique (type, issuer_code, serial)
);
insert into vault.licence_entry (id, reference_hash, type, issuer_code, serial, holder_index)
  select id, reference_hash, type, issuer_code, serial, holder_index from vault.licence;

do $$
declare one record;
begin
  for one in
    select conrelid::regclass as child, conname, pg_get_constraintdef(oid) as definition from pg_constraint
    where confrelid = 'vault.licence'::regclass and contype = 'f'
  loop
    execute format('alter table %s drop constraint %I', one.child, one.conname);
    execute format('alter table %s add constraint %I %s', one.child, one.conname,
      regexp_replace(one.definition, 'REFERENCES vault\\.licence\\(', 'REFERENCES vault.licence_entry('));
  end loop;
end $$;

alter table vault.licence rename to licence_before;
alter table vault.licence_before drop constraint licence_issued_once;
alter table vault.licence_entry add constraint licence_issued_once unique (reference_hash);
drop index vault.licence_by_holder;

create table vault.licence (like vault.licence_before including defaults including constraints)
  partition by hash (holder_index);
do $$
begin
  for part in 0..15 loop
    execute format('create table vault.licence_%s partition of vault.licence for values with (modulus 16, remainder %s)',
      lpad(part::text, 2, '0'), part);
  end loop;
end $$;
insert into vault.licence select * from vault.licence_before;
drop table vault.licence_before;
alter table vault.licence drop column reference_hash;
alter table vault.licence add primary key (holder_index, id);
alter table vault.licence add foreign key (id) references vault.licence_entry;
alter table vault.licence add foreign key (type) references vault.licence_type;
create index licence_by_holder on vault.licence (holder_index, type, id);
create index licence_by_id on vault.licence (id);
create trigger licence_never_deleted before delete on vault.licence
  for each row execute function vault.refuse_change();
create trigger licence_entry_append_only before update or delete on vault.licence_entry
  for each row execute function vault.refuse_change();
create trigger licence_entry_no_truncate before truncate on vault.licence_entry
  for each statement execute function vault.refuse_change();
`,
};
