import type { Migration } from '../../kernel/index.ts';

/**
 * A crash, or a standby that takes over, may lose the last transactions that were not waited for, and numbers are given
 * out again that a hub's snapshot takes for ended. PostgreSQL empties an unlogged table when it recovers, and a standby
 * that takes over has it empty too: the id in this one tells a hub that it has to read everything.
 */
export const factLife: Migration = {
  name: '0007-fact-life',
  sql: `
create unlogged table exchange.fact_life (
  one boolean primary key default true check (one),
  id uuid not null default gen_random_uuid()
);
`,
};
