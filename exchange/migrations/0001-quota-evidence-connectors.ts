import type { Migration } from '../../kernel/index.ts';

export const quotaEvidenceConnectors: Migration = {
  name: '0001-quota-evidence-connectors',
  sql: `
create table exchange.quota_use (
  grant_id uuid not null,
  day date not null,
  used integer not null check (used >= 0),
  primary key (grant_id, day)
);

create table exchange.evidence_entry (
  sequence bigint generated always as identity primary key,
  id uuid not null unique,
  at timestamptz not null,
  event text not null,
  outcome text not null check (outcome in ('answered', 'refused', 'failed')),
  code text,
  actor text not null,
  organisation text not null,
  provider text,
  object text,
  matter text,
  case_number text,
  holder_index bytea,
  request_digest bytea,
  answer_digest bytea,
  trace_id text,
  facts jsonb not null default '{}'
);
create index evidence_entry_by_holder on exchange.evidence_entry (holder_index, sequence) where holder_index is not null;
create index evidence_entry_by_trace on exchange.evidence_entry (trace_id);

create function exchange.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'evidence is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger evidence_entry_append_only before update or delete on exchange.evidence_entry
  for each row execute function exchange.refuse_change();
create trigger evidence_entry_no_truncate before truncate on exchange.evidence_entry
  for each statement execute function exchange.refuse_change();

create table exchange.connector_seen (
  organisation text not null,
  system text not null,
  resource text not null,
  healthy boolean not null,
  version text not null,
  last_seen timestamptz not null,
  primary key (organisation, system, resource)
);
`,
};
