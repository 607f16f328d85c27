import type { Migration } from '../../kernel/index.ts';

/**
 * Appending for less processor time, a fifth of a batch's where it is charged to a lease. What the head may become is
 * looked at without calling a function; a lease is spent by touching its row once; the edge is cut once a leaf, whatever
 * is folded into it.
 *
 * Tried and left: the hub sends the head that it expects and the edge that follows, and the head moves on by comparing and
 * setting. It saved three in a hundred of a batch with one hub, and cost ten wherever two hubs met.
 */
export const cheaperAppending: Migration = {
  name: '0008-cheaper-appending',
  sql: `
drop trigger log_head_moves_on on exchange.log_head;
create or replace function exchange.refuse_going_back() returns trigger language plpgsql as $$
begin
  raise exception 'the head of the evidence log only moves on' using errcode = 'insufficient_privilege';
end $$;
create trigger log_head_moves_on before update on exchange.log_head for each row
  when (not (new.size > old.size and new.origin = old.origin and new.verifier = old.verifier))
  execute function exchange.refuse_going_back();
create trigger log_head_stays before delete on exchange.log_head
  for each row execute function exchange.refuse_going_back();

create or replace function exchange.spend_quota(leases uuid[], counts bigint[]) returns integer language plpgsql as $$
declare
  item record;
begin
  -- In one order, so that two groups never wait for each other.
  for item in select s.id, s.count from unnest(leases, counts) as s(id, count) order by s.id loop
    update exchange.quota_lease l set spent = l.spent + item.count where l.id = item.id;
    if not found then raise exception 'a quota lease has run out' using errcode = 'HQ001'; end if;
  end loop;
  return cardinality(leases);
end $$;

create or replace function exchange.append_leaves(
  new_hashes bytea, new_entries bytea,
  offsets int4[], parts int4[], holders bytea, texts bytea, text_offsets int4[], text_lengths int4[],
  out first bigint, out edge_before bytea
) language plpgsql as $$
declare
  added int := length(new_hashes) / 32;
  edge_after bytea;
  -- Bytes of the edge that still count.
  width int;
  node bytea;
  place bigint;
  height int;
begin
  select h.size, h.edge into first, edge_before from exchange.log_head h for update;
  if first is null then raise exception 'the evidence log has no head'; end if;
  edge_after := edge_before;
  width := length(edge_before);
  for i in 0 .. added - 1 loop
    node := substring(new_hashes from i * 32 + 1 for 32);
    place := first + i;
    height := 0;
    while place & 1 = 1 loop
      width := width - 32;
      node := sha256('\\x01'::bytea || substring(edge_after from width + 1 for 32) || node);
      place := place >> 1;
      height := height + 1;
      if height & 7 = 0 then
        insert into exchange.log_node (level, index, hash) values (height / 8, place, node);
      end if;
    end loop;
    edge_after := substring(edge_after for width) || node;
    width := width + 32;
  end loop;
  insert into exchange.log_batch (first, leaves, hashes, entries)
    values (append_leaves.first, added, new_hashes, new_entries);
  insert into exchange.log_opening (leaf, part, holder, disclosures)
    select append_leaves.first + o.leaf, o.part,
      nullif(substring(holders from (o.n::int - 1) * 16 + 1 for 16), '\\x00000000000000000000000000000000'::bytea),
      convert_from(substring(texts from o.start + 1 for o.length), 'UTF8')
    from unnest(offsets, parts, text_offsets, text_lengths) with ordinality as o (leaf, part, start, length, n);
  update exchange.log_head h set size = append_leaves.first + added, edge = edge_after;
end $$;
`,
};
