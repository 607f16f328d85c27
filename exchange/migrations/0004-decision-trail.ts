import type { Migration } from '../../kernel/index.ts';

/**
 * `decision`: refusals as they were decided, for replays: names of fields, ids and links; no values. `fact_change`: which of
 * the records that hubs keep in memory was written, by which transaction, so that a hub can ask what has been committed
 * since it last looked, whatever order transactions end in. It is written by triggers: nothing changes a fact past it.
 */
export const decisionTrail: Migration = {
  name: '0004-decision-trail',
  sql: `
create table exchange.decision (
  id uuid primary key,
  at timestamptz not null,
  trace_id text not null,
  organisation text not null,
  system text not null,
  provider text,
  resource text,
  code text not null,
  question jsonb not null,
  links jsonb not null,
  versions jsonb not null
);
create index decision_by_trace on exchange.decision (trace_id, at);
create index decision_by_time on exchange.decision (at);

create table exchange.fact_change (
  tx xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now(),
  part text not null,
  kind text,
  subject text
);
create index fact_change_by_tx on exchange.fact_change (tx);
create index fact_change_by_time on exchange.fact_change (at);

create function exchange.note_identity_change() returns trigger language plpgsql as $$
begin
  insert into exchange.fact_change (part) values ('identity');
  return null;
end $$;
create trigger fact_changed after insert or update or delete on identity.organisation
  for each statement execute function exchange.note_identity_change();
create trigger fact_changed after insert or update or delete on identity.system
  for each statement execute function exchange.note_identity_change();
create trigger fact_changed after insert or update or delete on identity.system_key
  for each statement execute function exchange.note_identity_change();
create trigger fact_changed after insert or update or delete on identity.officer
  for each statement execute function exchange.note_identity_change();
create trigger fact_changed after insert or update or delete on identity.signing_key
  for each statement execute function exchange.note_identity_change();

create function exchange.note_catalog_change() returns trigger language plpgsql as $$
declare
  changed jsonb := to_jsonb(coalesce(new, old));
begin
  insert into exchange.fact_change (part, kind, subject) values ('catalog', tg_argv[0], changed ->> tg_argv[1]);
  return null;
end $$;
create trigger fact_changed after insert or update or delete on catalog.resource
  for each row execute function exchange.note_catalog_change('resource', 'id');
create trigger fact_changed after insert or update or delete on catalog.matter
  for each row execute function exchange.note_catalog_change('matter', 'code');
create trigger fact_changed after insert or update or delete on catalog."grant"
  for each row execute function exchange.note_catalog_change('grant', 'id');
`,
};
