import type { Migration } from '../../kernel/index.ts';

/**
 * The whole record of a resource: census, relations, the review on the way to publication, every edition that was
 * published, and the revision that is to become the next one.
 */
export const records: Migration = {
  name: '0007-records',
  sql: `
alter table catalog.resource
  drop constraint resource_status_check,
  add constraint resource_status_check
    check (status in ('draft', 'submitted', 'reviewed', 'published', 'suspended', 'withdrawn', 'archived')),
  add column relations jsonb not null default '[]',
  add column census jsonb,
  add column edition bigint not null default 0 check (edition >= 0),
  add column submitted_by text,
  -- the data administration suspended it, so nobody else lifts the suspension
  add column held boolean not null default false;

drop index catalog.resource_name_unique;
create unique index resource_name_unique on catalog.resource (provider, name_key)
  where status not in ('withdrawn', 'archived');
create index resource_name_key on catalog.resource (name_key) where status not in ('withdrawn', 'archived');
create index resource_related on catalog.resource using gin (related_resources);
create index resource_relations on catalog.resource using gin (relations jsonb_path_ops);

create table catalog.resource_edition (
  resource text not null references catalog.resource (id),
  edition bigint not null check (edition > 0),
  schema_version bigint not null,
  effective_from timestamptz not null,
  published_by text not null,
  breaking boolean not null,
  -- json keeps the order of the row schema's members
  content json not null,
  primary key (resource, edition)
);
create trigger edition_is_append_only before update or delete or truncate on catalog.resource_edition
  for each statement execute function catalog.refuse_rewriting();

-- what was published before editions were kept is the first of them
update catalog.resource set edition = 1 where status in ('published', 'suspended') or publication_date is not null;
insert into catalog.resource_edition (resource, edition, schema_version, effective_from, published_by, breaking, content)
select id, 1, schema_version, updated_at, updated_by, false, json_build_object(
  'id', id, 'code', code, 'name', name, 'nameEn', name_en, 'provider', provider, 'abstract', abstract, 'class', class,
  'format', format, 'items', items, 'sharing', sharing, 'openness', openness, 'updateCycle', update_cycle,
  'publicationDate', coalesce(publication_date, to_char(updated_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')), 'relatedResources', to_json(related_resources), 'relations', relations,
  'extension', extension, 'synthetic', synthetic, 'rowSchema', row_schema, 'matchKeys', match_keys)
from catalog.resource where edition = 1;

create table catalog.resource_revision (
  resource text primary key references catalog.resource (id),
  status text not null check (status in ('draft', 'submitted', 'reviewed', 'scheduled')),
  content json not null,
  breaking boolean not null,
  submitted_by text,
  effective_from timestamptz,
  published_by text,
  published_for text,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null,
  check (status <> 'scheduled' or (effective_from is not null and published_by is not null and published_for is not null))
);
create index resource_revision_due on catalog.resource_revision (effective_from) where status = 'scheduled';
`,
};
