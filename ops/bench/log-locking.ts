/**
 * The plain way to append, in the place of `append_durably` of a database of the benchmark's: one transaction that holds the
 * head of the log until the disk has answered. That is what letting go of it before is compared with.
 */
export const headHeld = `
create or replace procedure exchange.append_durably(
  new_hashes bytea, new_entries bytea,
  offsets int4[], parts int4[], holders bytea, texts bytea, text_offsets int4[], text_lengths int4[],
  leases uuid[], counts bigint[],
  inout first bigint, inout edge_before bytea
) language plpgsql as $$
begin
  if cardinality(leases) > 0 then perform exchange.spend_quota(leases, counts); end if;
  select a.first, a.edge_before into first, edge_before
    from exchange.append_leaves(new_hashes, new_entries, offsets, parts, holders, texts, text_offsets, text_lengths) a;
end $$`;
