import type { Migration } from '../../kernel/index.ts';

/**
 * What was submitted for a licence, before anything was fetched for it, as a keyed hash: by this the same issue is known
 * again, whatever the basic databases say by then. Licences that are there already have none and are known by their content.
 */
export const submittedContent: Migration = {
  name: '0174-submitted-content',
  sql: `
alter table vault.licence_entry add column submitted_hash bytea check (octet_length(submitted_hash) = 32);
`,
};
