import type { Migration } from '../../kernel/index.ts';

/**
 * How many queries of a resource were answered on one day, in Beijing's time, for which matter of which organisation: counts
 * alone, to which every hub adds. Whose data it was is in the evidence log, and nowhere here.
 */
export const useByMatter: Migration = {
  name: '0011-use-by-matter',
  sql: `
create table exchange.use_day (
  day date not null,
  resource text not null,
  provider text not null,
  consumer text not null,
  matter text not null,
  answered bigint not null check (answered > 0),
  primary key (day, resource, consumer, matter)
);
create index use_day_by_provider on exchange.use_day (provider, day);
`,
};
