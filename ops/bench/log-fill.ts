import type { Database } from '../../kernel/index.ts';

/**
 * Appends what the log holds already again and again, each time as new leaves, until it has so many: real leaves with their
 * openings, whose holders come back as people do, at what PostgreSQL alone takes for it. Nobody waits for the disk.
 */
export async function fillLog(database: Database, leaves: number): Promise<void> {
  const run = (statement: string, values: readonly unknown[] = []) => database.pool.query(statement, [...values]);
  await run(prepareFilling);
  const until = async (end: number) => {
    // A stretch at a time, so that no statement takes long.
    for (;;) {
      const { rows } = await database.pool.query<{ size: number }>('select size from exchange.log_head');
      const size = rows[0]?.size ?? 0;
      if (size >= end) return;
      await run('call bench.fill($1)', [Math.min(end, size + stretch)]);
    }
  };
  await until(leaves - lastPart);
  // What follows so much writing at once is not to be taken for the cost of the size: PostgreSQL tidies up now and not
  // during the measurement, and pages are written whole into the write-ahead log for the first time since, as they would
  // have been within a minute of any checkpoint.
  for (const table of ['log_opening', 'log_batch', 'log_node']) await run(`vacuum (analyze) exchange.${table}`);
  await run('checkpoint');
  await until(leaves);
}

const stretch = 100_000;
const lastPart = 50_000;

const prepareFilling = `
create schema bench;
create table bench.batch as
select b.hashes, b.entries, o.*
from exchange.log_batch b cross join lateral (
  select array_agg((p.leaf - b.first)::int4 order by p.leaf, p.part) as leaves,
    array_agg(p.part order by p.leaf, p.part) as parts,
    string_agg(coalesce(p.holder, decode(repeat('00', 16), 'hex')), '' order by p.leaf, p.part) as holders,
    string_agg(p.text, '' order by p.leaf, p.part) as texts,
    array_agg((p.ends - length(p.text))::int4 order by p.leaf, p.part) as starts,
    array_agg(length(p.text) order by p.leaf, p.part) as lengths
  from (
    select leaf, part, holder, convert_to(disclosures, 'UTF8') as text,
      sum(octet_length(disclosures)) over (order by leaf, part) as ends
    from exchange.log_opening where leaf >= b.first and leaf < b.first + b.leaves
  ) p
) o;
create procedure bench.fill(target bigint) language plpgsql as $$
declare
  b bench.batch;
begin
  perform set_config('synchronous_commit', 'off', false);
  loop
    for b in select * from bench.batch loop
      if (select size >= target from exchange.log_head) then return; end if;
      -- Joined to nothing, a long value is read from its table once and not for each leaf of it.
      perform exchange.append_leaves(b.hashes || '', b.entries, b.leaves, b.parts, b.holders || '', b.texts || '', b.starts, b.lengths);
      commit;
    end loop;
  end loop;
end $$`;
