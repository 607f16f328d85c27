import type { Migration } from '../../kernel/index.ts';

/**
 * Temporary links to licences. What a link gives, and for which matter and case, lies in a box that opens with the link
 * alone; the link itself is kept as a keyed hash, so nobody who reads the table can follow one or say what it was for.
 */
export const licenceLinks: Migration = {
  name: '0160-licence-links',
  sql: `
create table vault.licence_link (
  name bytea primary key check (octet_length(name) = 32),
  actor text not null,
  sealed bytea not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check (expires_at > made_at),
  check (expires_at <= made_at + interval '5 minutes')
);
create index licence_link_by_end on vault.licence_link (expires_at);
`,
};
