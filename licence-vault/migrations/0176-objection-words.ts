import type { Migration } from '../../kernel/index.ts';

/**
 * What a holder wrote, to be shown to them: the register of objections gets it too, but there the data administration may put
 * it in other words. Objections that are there already are shown without.
 */
export const objectionWords: Migration = {
  name: '0176-objection-words',
  sql: `
alter table vault.holder_objection add column words text;
`,
};
