import type { Migration } from '../../kernel/index.ts';

/** Licences whose term may run out, by its end: those that have are found without looking at all the others. */
export const licenceEnds: Migration = {
  name: '0172-licence-ends',
  sql: `
create index licence_by_end on vault.licence (valid_to) where state in ('01', '02') and valid_to is not null;
`,
};
