import type { Migration } from '../../kernel/index.ts';

/** Data keys of the words of single operations, where the licence's own data key does not open any more. */
export const wordsKeys: Migration = {
  name: '0175-words-keys',
  sql: `
create table vault.words_key (
  id uuid primary key,
  licence uuid not null references vault.licence_entry,
  sequence integer not null,
  data_key bytea not null,
  data_key_id text not null,
  unique (licence, sequence)
);
create trigger words_key_never_deleted before delete on vault.words_key
  for each row execute function vault.refuse_change();
create trigger words_key_no_truncate before truncate on vault.words_key
  for each statement execute function vault.refuse_change();
`,
};
