import type { Migration } from '../../kernel/index.ts';

/**
 * How old the newest record may be under each update cycle: the longest such period and a day for the work, for real time an hour. A cycle
 * that stands here with no row (其他, those a region adds) promises nothing that could be measured.
 */
export const updateCycleAges: Migration = {
  name: '0016-update-cycle-ages',
  sql: `
create table catalog.update_cycle_age (
  code text primary key,
  longest_seconds bigint not null check (longest_seconds > 0)
);
insert into catalog.update_cycle_age (code, longest_seconds)
select code, extract(epoch from longest::interval)::bigint from (values
  ('1', '1 hour'), ('2', '2 days'), ('3', '8 days'), ('4', '32 days'), ('5', '93 days'), ('7', '185 days'), ('6', '367 days')
) as ages (code, longest);
`,
};
