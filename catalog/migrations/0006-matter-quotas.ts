import type { Migration } from '../../kernel/index.ts';

/** Limits of single matters within a grant's daily quota. */
export const matterQuotas: Migration = {
  name: '0006-matter-quotas',
  sql: `alter table catalog."grant" add column matter_quotas jsonb not null default '[]';`,
};
