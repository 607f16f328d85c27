import type { Database } from '../../kernel/index.ts';

/** Queries of a grant that were answered, on whatever day and through whatever hub. */
export async function usedQueries(database: Database, grant: string): Promise<number> {
  const { rows } = await database.pool.query<{ used: number }>(
    `select (coalesce((select sum(leased) from exchange.quota_account where grant_id = $1 and matter = ''), 0)
       - coalesce((select sum(size - spent) from exchange.quota_lease where grant_id = $1 and matter = ''), 0))::int as used`,
    [grant],
  );
  return rows[0]?.used ?? 0;
}
