import type { Migration } from '../../kernel/index.ts';

/**
 * What was seen of a resource on one day, in Beijing's time: one row, which every hub adds to. A bit is a minute of the day, so that
 * hubs that hear the same reports, and clocks that go back, count no minute twice.
 */
export const promises: Migration = {
  name: '0009-promises',
  sql: `
create table exchange.promise_day (
  resource text not null,
  provider text not null,
  day date not null,
  watched bit(1440) not null,
  ok bit(1440) not null,
  answered bigint not null check (answered >= 0),
  failed bigint not null check (failed >= 0),
  times bigint[] not null,
  slowest_ms integer not null check (slowest_ms >= 0),
  measured_at timestamptz,
  newest timestamptz,
  longest_age_seconds bigint check (longest_age_seconds >= 0),
  rows bigint check (rows >= 0),
  rows_estimated boolean,
  quality_at timestamptz,
  quality jsonb,
  doubt text,
  primary key (resource, day)
);
create index promise_day_by_day on exchange.promise_day (day);
`,
};
