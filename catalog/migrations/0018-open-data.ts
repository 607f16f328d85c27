import type { Migration } from '../../kernel/index.ts';

/** What is open is a small part of a directory, and everybody may list it: it is found without reading the rest. */
export const openData: Migration = {
  name: '0018-open-data',
  sql: `
create index resource_open on catalog.resource (id)
  where status = 'published' and (openness ->> 'open') = 'true';
`,
};
