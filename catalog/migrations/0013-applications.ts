import type { Migration } from '../../kernel/index.ts';

/** Applications for shared data, from the form to the grant. */
export const applications: Migration = {
  name: '0013-applications',
  sql: `
create table catalog.application (
  id uuid primary key,
  resource text not null references catalog.resource (id),
  provider text not null,
  consumer_organisation text not null,
  -- json keeps the form as it was filled in
  form json not null,
  status text not null
    check (status in ('draft', 'submitted', 'providerReviewed', 'granted', 'refused', 'withdrawn', 'expired')),
  -- the edition of the resource that it was submitted against
  edition bigint,
  submitted_at timestamptz,
  submitted_by text,
  reviews json not null,
  refusal jsonb,
  renews uuid references catalog."grant" (id),
  "grant" uuid references catalog."grant" (id),
  version bigint not null check (version > 0),
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null,
  check ((status in ('granted', 'expired')) = ("grant" is not null)),
  check ((status = 'refused') = (refusal is not null))
);
create index application_consumer on catalog.application (consumer_organisation, created_at, id);
create index application_provider on catalog.application (provider, created_at, id);
create index application_resource on catalog.application (resource, created_at, id);
-- one application gives a grant; others may only renew it
create unique index application_gives_once on catalog.application ("grant") where renews is null;
-- one renewal of a grant is under way at a time
create unique index application_renews_once on catalog.application (renews) where status in ('submitted', 'providerReviewed');
`,
};
