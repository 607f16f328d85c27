import type { Migration } from '../../kernel/index.ts';

/**
 * The identifier that a licence had elsewhere stands in its documents alone, encrypted: whoever gave it out may have put the
 * holder's number into it. Those that are in clear go; the documents of the same versions hold them.
 */
export const foreignIdentifiers: Migration = {
  name: '0173-foreign-identifiers',
  sql: `
alter table vault.licence_version disable trigger licence_version_append_only;
update vault.licence_version set previous = null where version = '001' and previous is not null;
alter table vault.licence_version enable trigger licence_version_append_only;
alter table vault.licence_version add constraint licence_version_previous_is_ours
  check (version <> '001' or previous is null);
`,
};
