import type { Migration } from '../../kernel/index.ts';

/** Who did what to a licence type, and why. */
export const licenceTypeEvents: Migration = {
  name: '0011-licence-type-events',
  sql: `
create table vault.licence_type_event (
  id bigint generated always as identity primary key,
  type text not null references vault.licence_type,
  event text not null,
  edition integer not null,
  actor text not null,
  organisation text not null,
  reason text,
  at timestamptz not null
);
create index licence_type_event_of on vault.licence_type_event (type, id);
create trigger licence_type_event_append_only before update or delete on vault.licence_type_event
  for each row execute function vault.refuse_change();
`,
};
