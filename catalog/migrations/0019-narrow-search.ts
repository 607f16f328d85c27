import type { Migration } from '../../kernel/index.ts';

/**
 * Search rows without the words of facets: counting facets looks at every row that is found, and what it costs is how many
 * pages these fill. Facet values are numbers here, three in one, and their words stand once, in a table of their own.
 *
 * Derived, so nothing is copied: `fillSearchRows` makes the rows anew at the start.
 */
export const narrowSearch: Migration = {
  name: '0019-narrow-search',
  sql: `
create table catalog.search_value (
  -- never given twice, never taken back: what a number means may be remembered for good
  id integer generated always as identity (maxvalue 2097151) primary key,
  facet text collate "C" not null check (facet in ('provider', 'section', 'profile')),
  value text collate "C" not null
);
-- Not unique: two who write a new value at the same time would wait for each other's transactions. Two numbers of one
-- value are as good as one.
create index search_value_value on catalog.search_value (facet, value);

drop table catalog.resource_search;
create table catalog.resource_search (
  shown boolean not null,
  name_length smallint not null,
  -- provider, section and profile: numbers of search_value, 21 bits each
  facets bigint not null,
  provider text collate "C" not null,
  resource text collate "C" primary key references catalog.resource (id),
  -- the words of the name, a space before and after each
  name_words text collate "C" not null,
  -- by which version of the program
  made text collate "C" not null,
  -- PostgreSQL moves long values out of a row only from two kilobytes on; this makes it do so for the grams of all, and
  -- thirty bytes of it remain
  filler text not null generated always as (repeat(' ', 2100)) stored,
  grams text[] collate "C" not null
) with (toast_tuple_target = 128);
-- all but the grams stays in the row
alter table catalog.resource_search alter provider set storage plain, alter resource set storage plain,
  alter name_words set storage plain, alter made set storage plain;
create index resource_search_grams on catalog.resource_search using gin (grams) with (gin_pending_list_limit = 1024);
create index resource_search_provider on catalog.resource_search (provider, resource);
`,
};
