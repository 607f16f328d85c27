import type { Migration } from '../../kernel/index.ts';

/** Who imported which workbook, and what came of it. */
export const workbookImports: Migration = {
  name: '0010-workbook-imports',
  sql: `
create table catalog.workbook_import (
  id uuid primary key,
  at timestamptz not null,
  actor text not null,
  organisation text not null,
  -- of the file as it was sent; the file itself is not kept
  sha256 bytea not null check (length(sha256) = 32),
  records integer not null check (records > 0),
  created integer not null,
  updated integer not null,
  revised integer not null,
  unchanged integer not null,
  check (created + updated + revised + unchanged = records)
);
create trigger workbook_import_is_append_only before update or delete or truncate on catalog.workbook_import
  for each statement execute function catalog.refuse_rewriting();
`,
};
