import type { Migration } from '../../kernel/index.ts';

/** Who verified which statement first, until it has run out: a photograph of a QR is good for nobody else. */
export const presentedStatements: Migration = {
  name: '0041-presented-statements',
  sql: `
create table vault.presented_statement (
  digest bytea primary key check (octet_length(digest) = 32),
  presented_to text not null,
  at timestamptz not null,
  expires_at timestamptz not null
);
create index presented_statement_by_end on vault.presented_statement (expires_at);
`,
};
