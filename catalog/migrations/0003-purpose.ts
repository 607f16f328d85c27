import type { Migration } from '../../kernel/index.ts';

/** What ties a grant to its purpose: predicates with their bounds, the officer assigned, whom the consumer may represent. */
export const purpose: Migration = {
  name: '0003-purpose',
  sql: `
alter table catalog."grant"
  add column predicates jsonb not null default '[]',
  add column requires_officer boolean not null default false,
  add column represents text[] not null default '{}';
alter table catalog.matter add column officers text[] not null default '{}';
`,
};
