import type { Migration } from '../../kernel/index.ts';

/** Demands for data that is not shared yet, and objections to what is. */
export const demandsAndObjections: Migration = {
  name: '0014-demands-objections',
  sql: `
create table catalog.demand (
  id uuid primary key,
  title text not null,
  demanding text not null,
  -- null: the data administration has to say
  responsible text,
  form json not null,
  status text not null check (status in ('open', 'assigned', 'answered', 'refused', 'withdrawn')),
  answer jsonb,
  refusal jsonb,
  resource text references catalog.resource (id),
  version bigint not null check (version > 0),
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null,
  check ((status = 'answered') = (answer is not null and resource is not null)),
  check ((status = 'refused') = (refusal is not null)),
  check (status = 'open' or status = 'withdrawn' or status = 'refused' or responsible is not null)
);
create index demand_demanding on catalog.demand (demanding, created_at, id);
create index demand_responsible on catalog.demand (responsible, created_at, id);

create table catalog.objection (
  id uuid primary key,
  kind text not null,
  raised_by text not null,
  -- who handles it; null until the data administration has taken it up
  handler text,
  resource text references catalog.resource (id),
  application uuid references catalog.application (id),
  "grant" uuid references catalog."grant" (id),
  form json not null,
  status text not null check (status in ('reviewing', 'rejected', 'withdrawn', 'handling', 'handled', 'rated')),
  rejection text,
  outcome text,
  rating jsonb,
  version bigint not null check (version > 0),
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null,
  check ((status = 'rated') = (rating is not null))
);
create index objection_raised on catalog.objection (raised_by, created_at, id);
create index objection_handler on catalog.objection (handler, created_at, id);
`,
};
