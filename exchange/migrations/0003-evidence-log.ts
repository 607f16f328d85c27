import type { Migration } from '../../kernel/index.ts';

/**
 * The evidence log: a Merkle tree (RFC 6962) over leaves that only commit to what happened, and apart from it, deletable,
 * what opens them. It takes the place of the table of entries, which the first hub that starts moves into the log.
 *
 * append_leaves moves the head under its row lock, in whatever transaction it is called. append_durably lets go of the head
 * before the disk has answered: it commits without waiting, and then waits for the disk in a transaction that writes nothing
 * but a mark behind it in the write-ahead log. So hubs wait for each other's microseconds and share the disk's milliseconds.
 */
export const evidenceLog: Migration = {
  name: '0003-evidence-log',
  sql: `
-- What a version without a Merkle log wrote; the first hub that starts makes leaves of it and drops it.
drop trigger evidence_entry_append_only on exchange.evidence_entry;
drop trigger evidence_entry_no_truncate on exchange.evidence_entry;
alter table exchange.evidence_entry rename to entry_without_proof;

create table exchange.log_head (
  one boolean primary key default true check (one),
  origin text not null,
  verifier text not null,
  size bigint not null check (size >= 0),
  edge bytea not null
);
create function exchange.refuse_going_back() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if new.size > old.size and new.origin = old.origin and new.verifier = old.verifier then return new; end if;
  end if;
  raise exception 'the head of the evidence log only moves on' using errcode = 'insufficient_privilege';
end $$;
create trigger log_head_moves_on before update or delete on exchange.log_head
  for each row execute function exchange.refuse_going_back();
create trigger log_head_no_truncate before truncate on exchange.log_head
  for each statement execute function exchange.refuse_change();

-- Leaves that were appended together. entries: each with its length in two bytes before it (C2SP tlog-tiles, entry bundle).
create table exchange.log_batch (
  first bigint primary key,
  leaves integer not null check (leaves between 1 and 256),
  hashes bytea not null check (length(hashes) = leaves * 32),
  entries bytea not null
);
alter table exchange.log_batch alter column hashes set storage external, alter column entries set storage external;
create trigger log_batch_append_only before update or delete on exchange.log_batch
  for each row execute function exchange.refuse_change();
create trigger log_batch_no_truncate before truncate on exchange.log_batch
  for each statement execute function exchange.refuse_change();

-- Roots of perfect subtrees of 256^level leaves: what the tiles above the lowest are made of.
create table exchange.log_node (
  level smallint not null check (level > 0),
  index bigint not null,
  hash bytea not null check (length(hash) = 32),
  primary key (level, index)
);
create trigger log_node_append_only before update or delete on exchange.log_node
  for each row execute function exchange.refuse_change();
create trigger log_node_no_truncate before truncate on exchange.log_node
  for each statement execute function exchange.refuse_change();

-- Checkpoints that were given out, now and then one: what the log may not contradict later.
create table exchange.log_checkpoint (
  size bigint primary key,
  note text not null
);
create trigger log_checkpoint_append_only before update or delete on exchange.log_checkpoint
  for each row execute function exchange.refuse_change();
create trigger log_checkpoint_no_truncate before truncate on exchange.log_checkpoint
  for each statement execute function exchange.refuse_change();

-- What opens a leaf: salts and the values they go with. Rows may be deleted, never changed.
create table exchange.log_opening (
  leaf bigint not null,
  part integer not null,
  holder bytea,
  disclosures text not null,
  primary key (leaf, part)
);
create index log_opening_by_holder on exchange.log_opening (holder, leaf) where holder is not null;
create trigger log_opening_unchanging before update on exchange.log_opening
  for each row execute function exchange.refuse_change();

create function exchange.append_leaves(
  new_hashes bytea, new_entries bytea,
  offsets int4[], parts int4[], holders bytea, texts bytea, text_offsets int4[], text_lengths int4[],
  out first bigint, out edge_before bytea
) language plpgsql as $$
declare
  added int := length(new_hashes) / 32;
  edge_after bytea;
  node bytea;
  place bigint;
  height int;
begin
  select h.size, h.edge into first, edge_before from exchange.log_head h for update;
  if first is null then raise exception 'the evidence log has no head'; end if;
  edge_after := edge_before;
  for i in 0 .. added - 1 loop
    node := substring(new_hashes from i * 32 + 1 for 32);
    place := first + i;
    height := 0;
    while place % 2 = 1 loop
      node := sha256('\\x01'::bytea || substring(edge_after from length(edge_after) - 31) || node);
      edge_after := substring(edge_after for length(edge_after) - 32);
      place := place / 2;
      height := height + 1;
      if height % 8 = 0 then
        insert into exchange.log_node (level, index, hash) values (height / 8, place, node);
      end if;
    end loop;
    edge_after := edge_after || node;
  end loop;
  insert into exchange.log_batch (first, leaves, hashes, entries)
    values (append_leaves.first, added, new_hashes, new_entries);
  insert into exchange.log_opening (leaf, part, holder, disclosures)
    select append_leaves.first + o.leaf, o.part,
      nullif(substring(holders from (o.n::int - 1) * 16 + 1 for 16), '\\x00000000000000000000000000000000'::bytea),
      convert_from(substring(texts from o.start + 1 for o.length), 'UTF8')
    from unnest(offsets, parts, text_offsets, text_lengths) with ordinality as o (leaf, part, start, length, n);
  update exchange.log_head h set size = h.size + added, edge = edge_after;
end $$;

create procedure exchange.append_durably(
  new_hashes bytea, new_entries bytea,
  offsets int4[], parts int4[], holders bytea, texts bytea, text_offsets int4[], text_lengths int4[],
  leases uuid[], counts bigint[],
  inout first bigint, inout edge_before bytea
) language plpgsql as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  -- Before the head, which everybody waits for.
  if cardinality(leases) > 0 then perform exchange.spend_quota(leases, counts); end if;
  select a.first, a.edge_before into first, edge_before
    from exchange.append_leaves(new_hashes, new_entries, offsets, parts, holders, texts, text_offsets, text_lengths) a;
  commit;
  perform pg_logical_emit_message(true, 'hufu', '');
end $$;

-- Uses that their holders are not shown before a date.
create table exchange.usage_seal (
  id uuid primary key,
  organisation text not null,
  matter text not null,
  case_number text,
  until timestamptz not null,
  basis text not null,
  by text not null,
  at timestamptz not null
);
create index usage_seal_until on exchange.usage_seal (until);

-- For people with psql: what the openings say, one line a use.
create view exchange.evidence as
  select o.leaf, o.holder, d.v ->> 'time' as at, d.v -> 'decision' ->> 'event' as event,
    d.v -> 'decision' ->> 'outcome' as outcome, d.v -> 'decision' ->> 'code' as code,
    d.v -> 'actor' ->> 'actor' as actor, d.v -> 'actor' ->> 'trace' as trace,
    d.v -> 'parties' ->> 'organisation' as organisation, d.v -> 'parties' ->> 'provider' as provider,
    d.v -> 'parties' ->> 'object' as object, d.v -> 'purpose' ->> 'matter' as matter,
    d.v -> 'purpose' ->> 'case' as "case", d.v -> 'decision' as decision, d.v -> 'answer' as answer
  from exchange.log_opening o
  cross join lateral (
    select jsonb_object_agg(each ->> 1, each -> 2) as v from jsonb_array_elements(o.disclosures::jsonb) each
  ) d
  where o.part = 0;
`,
};
