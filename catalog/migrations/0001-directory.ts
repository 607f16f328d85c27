import type { Migration } from '../../kernel/index.ts';

/** Resources, matters, grants and the record of every change of them. */
export const directory: Migration = {
  name: '0001-directory',
  sql: `
create table catalog.code_row (
  table_name text not null check (table_name ~ '^[a-z][a-z-]{1,31}$'),
  code text not null check (length(code) between 1 and 60),
  name text not null,
  name_en text not null,
  parent text,
  fits text[],
  extension boolean not null,
  position integer not null,
  primary key (table_name, code)
);

create table catalog.resource (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{0,62}(\\.[a-z][a-z0-9-]{0,62}){1,3}$'),
  code text not null constraint resource_code_unique unique check (code ~ '^[1-3][0-9]{5}[0-9]*/[0-9]+$'),
  provider text not null,
  name text not null,
  name_en text not null,
  name_key text not null,
  abstract text not null,
  class jsonb not null,
  format jsonb not null,
  items jsonb not null,
  sharing jsonb not null,
  sharing_type text not null generated always as (sharing ->> 'type') stored,
  openness jsonb not null,
  update_cycle text not null,
  publication_date text check (publication_date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  related_resources text[] not null,
  extension jsonb not null,
  synthetic boolean not null,
  -- json keeps the order in which the fields were written; nothing searches in it
  row_schema json not null,
  match_keys jsonb not null,
  status text not null check (status in ('draft', 'published', 'suspended', 'withdrawn')),
  version bigint not null check (version > 0),
  schema_version bigint not null check (schema_version > 0),
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null
);
create unique index resource_name_unique on catalog.resource (provider, name_key) where status <> 'withdrawn';
create index resource_provider on catalog.resource (provider, id);

create table catalog.matter (
  code text primary key check (code ~ '^[A-Z0-9][A-Z0-9-]{1,62}[A-Z0-9]$'),
  name text not null,
  organisation text not null,
  legal_basis text not null,
  materials jsonb not null,
  status text not null check (status in ('active', 'ended')),
  version bigint not null check (version > 0),
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null
);
create index matter_organisation on catalog.matter (organisation, code);

create table catalog."grant" (
  id uuid primary key,
  consumer_organisation text not null,
  consumer_system text,
  resource text not null references catalog.resource (id),
  provider text not null,
  modes text[] not null,
  fields text[] not null,
  verify_fields text[] not null,
  match_fields text[] not null,
  matters text[] not null,
  row_scope jsonb not null,
  daily_quota bigint not null check (daily_quota > 0),
  per_second integer check (per_second > 0),
  valid_from timestamptz not null,
  valid_until timestamptz not null check (valid_until > valid_from),
  hours jsonb,
  basis text not null,
  status text not null check (status in ('active', 'suspended', 'revoked')),
  version bigint not null check (version > 0),
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null
);
create index grant_resource on catalog."grant" (resource, status);
create index grant_consumer on catalog."grant" (consumer_organisation, created_at, id);
create index grant_provider on catalog."grant" (provider, created_at, id);

create table catalog.change (
  sequence bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  organisation text not null,
  kind text not null check (kind in ('resource', 'matter', 'grant', 'code-row')),
  subject text not null,
  event text not null,
  version bigint not null,
  reason text,
  -- per changed member: what it was before and what it is after
  what jsonb not null
);
create index change_subject on catalog.change (kind, subject, sequence);

create function catalog.refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception 'a record of changes is added to, never rewritten';
end $$;
create trigger change_is_append_only before update or delete or truncate on catalog.change
  for each statement execute function catalog.refuse_rewriting();
`,
};
