import type { Migration } from '../../kernel/index.ts';

/** Which hubs serve, each by its own word, and which backups were taken, for those who run the exchange. */
export const hubsAndBackups: Migration = {
  name: '0012-hubs-and-backups',
  sql: `
create table exchange.hub_seen (
  id uuid primary key,
  name text not null,
  version text not null,
  started_at timestamptz not null,
  last_seen timestamptz not null
);

create table exchange.backup (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  taken_at timestamptz not null,
  size bigint not null check (size > 0),
  place text not null,
  verified_at timestamptz,
  recorded_at timestamptz not null,
  recorded_by text not null
);
create index backup_by_time on exchange.backup (taken_at desc);
`,
};
