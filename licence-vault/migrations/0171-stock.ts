import type { Migration } from '../../kernel/index.ts';

/** Which licences were made of records of licences that were there before; where those come from stands in the licence. */
export const stock: Migration = {
  name: '0171-stock',
  sql: `
alter table vault.licence add column assurance text not null default 'issued' check (assurance in ('issued', 'stock'));
`,
};
