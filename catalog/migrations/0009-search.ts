import type { Migration } from '../../kernel/index.ts';

/**
 * What the directory is searched by: one row a resource. It is derived: rows of the resources that stand already are made
 * by the program (`fillSearchRows`), since the words of a Chinese name are not to be had in SQL.
 *
 * Counting facets looks at every row that is found, so rows have to be narrow, and the grams, ten times as long as the rest,
 * must stand apart. PostgreSQL moves long values out of a row only from two kilobytes on; the filler, of which forty bytes
 * remain, makes it do so for all.
 */
export const search: Migration = {
  name: '0009-search',
  sql: `
create table catalog.resource_search (
  -- what every find is looked at for comes first, the long columns last: a column is dear to reach behind long ones
  shown boolean not null,
  open boolean not null,
  name_length integer not null,
  resource text collate "C" primary key references catalog.resource (id),
  provider text collate "C" not null,
  section text collate "C" not null,
  -- what there are few values of, as one, so that it is counted at once
  profile text collate "C" not null generated always as (
    status || chr(31) || sharing_type || chr(31) || case when open then 'true' else 'false' end || chr(31) || format
    || chr(31) || update_cycle || chr(31) || sensitivity) stored,
  -- the words of the name, a space before and after each
  name_words text collate "C" not null,
  status text collate "C" not null,
  sharing_type text collate "C" not null,
  format text collate "C" not null,
  update_cycle text collate "C" not null,
  sensitivity text collate "C" not null,
  -- by which version of the program
  made text collate "C" not null,
  filler text not null generated always as (repeat(' ', 2100)) stored,
  grams text[] collate "C" not null
) with (toast_tuple_target = 512);
create index resource_search_grams on catalog.resource_search using gin (grams) with (gin_pending_list_limit = 1024);
create index resource_search_provider on catalog.resource_search (provider, resource);
`,
};
