import type { Migration } from '../../kernel/index.ts';

/**
 * How holders prove themselves. Nothing here says who they are: a holder is the vault's keyed hash, a code and whoever asks
 * too often are keyed hashes under keys of their own, and a token is kept as its digest.
 */
export const holderSessions: Migration = {
  name: '0110-holder-sessions',
  sql: `
create table identity.holder_code (
  id uuid primary key,
  holder_index bytea not null check (octet_length(holder_index) = 32),
  holder_kind text not null check (holder_kind in ('111', '001')),
  code_hash bytea not null check (octet_length(code_hash) = 32),
  tries integer not null,
  expires_at timestamptz not null
);
create index holder_code_by_holder on identity.holder_code (holder_index);
create index holder_code_by_expiry on identity.holder_code (expires_at);

create table identity.holder_session (
  token_hash bytea primary key,
  holder_index bytea not null check (octet_length(holder_index) = 32),
  holder_kind text not null check (holder_kind in ('111', '001')),
  opened_at timestamptz not null,
  expires_at timestamptz not null
);
create index holder_session_by_holder on identity.holder_session (holder_index);
create index holder_session_by_expiry on identity.holder_session (expires_at);

-- How often something was asked in a span of time, whoever it was and whether they exist or not.
create table identity.holder_rate (
  subject bytea primary key check (octet_length(subject) = 32),
  until timestamptz not null,
  count integer not null
);
create index holder_rate_by_end on identity.holder_rate (until);
`,
};
