import type { Migration } from '../../kernel/index.ts';

const parts = 16;

/** A table that is only ever asked by holder is cut into parts by holder. */
const partsOf = (table: string) =>
  Array.from(
    { length: parts },
    (_, part) =>
      `create table vault.${table}_${part} partition of vault.${table} for values with (modulus ${parts}, remainder ${part});`,
  ).join('\n');

/** What holders decide about licences of their own. Whose decision it is stands there as the keyed hash alone; '*' means every one. */
export const holders: Migration = {
  name: '0150-holder',
  sql: `
create table vault.consent (
  holder_index bytea not null check (octet_length(holder_index) = 32),
  id uuid not null,
  organisation text not null,
  matter text not null,
  type text not null references vault.licence_type,
  -- Keyed: people write numbers of persons into case numbers.
  case_hash bytea check (octet_length(case_hash) = 32),
  given_at timestamptz not null,
  until timestamptz not null,
  first_used_at timestamptz,
  withdrawn_at timestamptz,
  primary key (holder_index, id)
) partition by hash (holder_index);
${partsOf('consent')}

create table vault.sharing_stop (
  holder_index bytea not null check (octet_length(holder_index) = 32),
  id uuid not null,
  organisation text not null,
  type text not null,
  stopped_at timestamptz not null,
  lifted_at timestamptz,
  primary key (holder_index, id)
) partition by hash (holder_index);
${partsOf('sharing_stop')}
create unique index sharing_stop_once on vault.sharing_stop (holder_index, organisation, type) where lifted_at is null;

create table vault.holder_objection (
  holder_index bytea not null check (octet_length(holder_index) = 32),
  -- Id of the receipt of the use that is objected to, and of the objection in the directory.
  receipt text not null,
  objection uuid not null,
  raised_at timestamptz not null,
  primary key (holder_index, receipt)
) partition by hash (holder_index);
${partsOf('holder_objection')}
`,
};
