import type { Migration } from '../../kernel/index.ts';

/** Organisations, their systems and officers, and what proves them: keys, passwords, sessions. */
export const whoMayAct: Migration = {
  name: '0001-who-may-act',
  sql: `
create table identity.organisation (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{1,31}$'),
  unified_code text not null constraint organisation_unified_code_unique unique,
  name text not null,
  kind text not null check (kind in ('department', 'administration')),
  status text not null check (status in ('active', 'suspended')),
  version integer not null,
  created_at timestamptz not null
);
-- There is one data administration, and whoever runs the exchange is set up exactly once.
create unique index organisation_one_administration on identity.organisation (kind) where kind = 'administration';

create table identity.system (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{1,31}$'),
  organisation text not null references identity.organisation (id),
  name text not null,
  kind text not null check (kind in ('consumer', 'provider')),
  status text not null check (status in ('active', 'suspended')),
  version integer not null,
  created_at timestamptz not null
);
create index system_by_organisation on identity.system (organisation, id);

create table identity.system_key (
  kid text primary key,
  system text not null references identity.system (id),
  alg text not null check (alg in ('ES256', 'EdDSA')),
  jwk jsonb not null,
  not_before timestamptz not null,
  not_after timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null
);
create index system_key_by_system on identity.system_key (system, created_at);

create table identity.officer (
  id uuid primary key,
  login text not null constraint officer_login_unique unique,
  name text not null,
  organisation text not null references identity.organisation (id),
  roles text[] not null,
  password_hash text not null,
  status text not null check (status in ('active', 'suspended')),
  version integer not null,
  created_at timestamptz not null
);
create index officer_by_organisation on identity.officer (organisation, login);

create table identity.officer_session (
  token_hash bytea primary key,
  officer uuid not null references identity.officer (id) on delete cascade,
  via text not null check (via in ('bearer', 'cookie')),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index officer_session_by_officer on identity.officer_session (officer);
create index officer_session_by_expiry on identity.officer_session (expires_at);

-- Counted for every login that is tried, known or not, so that being locked out says nothing about a login.
create table identity.login_attempt (
  login_hash bytea primary key,
  failures integer not null,
  locked_until timestamptz,
  last_at timestamptz not null
);
create index login_attempt_by_time on identity.login_attempt (last_at);

create table identity.assertion_jti (
  system text not null,
  jti_hash bytea not null,
  expires_at timestamptz not null,
  primary key (system, jti_hash)
);
create index assertion_jti_by_expiry on identity.assertion_jti (expires_at);

create table identity.signing_key (
  kid text primary key,
  use text not null check (use in ('token', 'order', 'licence')),
  alg text not null check (alg = 'ES256'),
  public_jwk jsonb not null,
  private_box bytea not null,
  created_at timestamptz not null,
  active_from timestamptz not null,
  retires_at timestamptz
);
create index signing_key_by_use on identity.signing_key (use, active_from);

create table identity.nats_user (
  public_key text primary key,
  system text not null references identity.system (id),
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index nats_user_by_system on identity.nats_user (system, issued_at);
`,
};
