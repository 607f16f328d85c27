import type { Migration } from '../../kernel/index.ts';

/**
 * What has been taken from a quota is committed without waiting for the disk, so a crash may take it away again, and it
 * must not be given back a second time. PostgreSQL empties an unlogged table when it recovers from a crash, and a
 * standby that takes over has it empty too: the id in this one tells whether that has happened.
 */
export const quotaLife: Migration = {
  name: '0002-quota-life',
  sql: `
create unlogged table exchange.quota_life (
  one boolean primary key default true check (one),
  id uuid not null default gen_random_uuid()
);
`,
};
