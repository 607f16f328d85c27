import type { Migration } from '../../kernel/index.ts';

/**
 * The nonce of a query is claimed by the very commit that keeps its evidence: one statement and one wait less for each
 * query. The procedure without claims stays for hubs of the version before, which may run beside newer ones.
 */
export const noncesWithEvidence: Migration = {
  name: '0010-nonces-with-evidence',
  sql: `
create procedure exchange.append_durably(
  new_hashes bytea, new_entries bytea,
  offsets int4[], parts int4[], holders bytea, texts bytea, text_offsets int4[], text_lengths int4[],
  leases uuid[], counts bigint[], turns smallint[], claims uuid[],
  inout first bigint, inout edge_before bytea
) language plpgsql as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  -- Both before the head, which everybody waits for.
  if cardinality(claims) > 0 then
    insert into exchange.request_nonce (turn, claim) select c.turn, c.claim from unnest(turns, claims) as c(turn, claim);
  end if;
  if cardinality(leases) > 0 then perform exchange.spend_quota(leases, counts); end if;
  select a.first, a.edge_before into first, edge_before
    from exchange.append_leaves(new_hashes, new_entries, offsets, parts, holders, texts, text_offsets, text_lengths) a;
  commit;
  perform pg_logical_emit_message(true, 'hufu', '');
end $$;
`,
};
