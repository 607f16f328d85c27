import type { Migration } from '../../kernel/index.ts';

/**
 * Status lists: every version of every licence has a place in a list from the day it is made. Places look random, so that
 * neighbours in a list say nothing about who got a licence after whom; what makes them so is drawn once, here.
 *
 * `status_change` is a mark without a lock: changes of one list do not wait for each other, and whoever publishes takes the
 * marks it saw.
 */
export const statusLists: Migration = {
  name: '0040-status-lists',
  sql: `
create sequence vault.status_number as bigint minvalue 0;

create table vault.status_order (
  one boolean primary key default true check (one),
  salt bigint not null
);
insert into vault.status_order (salt) values (hashtextextended(gen_random_uuid()::text || gen_random_uuid()::text, 0));

-- A Feistel network of four rounds over 20 bits: no two numbers of a list get one place.
create function vault.status_position(number bigint) returns integer language plpgsql stable as $$
declare
  half_left integer := ((number >> 10) & 1023)::integer;
  half_right integer := (number & 1023)::integer;
  key bigint := (select salt from vault.status_order) + (number >> 20);
  turned integer;
begin
  for round in 0..3 loop
    turned := half_left # (hashint8extended((round * 1024 + half_right)::bigint, key) & 1023)::integer;
    half_left := half_right;
    half_right := turned;
  end loop;
  return half_left * 1024 + half_right;
end $$;

create table vault.licence_status (
  list integer not null check (list >= 1),
  position integer not null check (position between 0 and 1048575),
  licence uuid not null,
  version text not null check (version ~ '^[0-9]{3}$'),
  value smallint not null default 0 check (value between 0 and 3),
  primary key (list, position),
  unique (licence, version)
);
create index licence_status_told on vault.licence_status (list, position, value) where value <> 0;

create table vault.status_change (list integer not null);
create index status_change_by_list on vault.status_change (list);

create table vault.status_list (
  id integer primary key check (id >= 1),
  issued_at timestamptz not null,
  compressed bytea not null,
  jwt text not null,
  cwt bytea not null
);

insert into vault.licence_status (list, position, licence, version, value)
select (number >> 20)::integer + 1, vault.status_position(number), licence, version, value
from (
  select nextval('vault.status_number') as number, v.licence, v.version,
    case when v.version <> l.current_version then 1
      when l.state = '01' then 0 when l.state = '02' then 2 when l.state = '99' then 3 else 1 end as value
  from vault.licence_version v join vault.licence l on l.id = v.licence
) numbered;
`,
};
