import type { Migration } from '../../kernel/index.ts';

/**
 * Under which key-encryption key a kept key lies; a hub of an older version puts every one under the first. Keys that open with the
 * secret of a ceremony lie under that, whatever it says here.
 */
export const keyEncryption: Migration = {
  name: '0112-key-encryption',
  sql: `
alter table identity.pki_key add column key_id text not null default 'kek-1' check (key_id ~ '^kek-[0-9]{1,6}$');
`,
};
