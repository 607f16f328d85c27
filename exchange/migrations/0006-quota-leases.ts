import type { Migration } from '../../kernel/index.ts';

/**
 * A quota is handed out to the hubs in leases. `quota_account.leased` is all that was handed out of a day, spent or not,
 * and never more than the limit; a hub's unspent part comes back when it no longer needs it, or, when the hub is gone,
 * after `reclaimable_at`. What is spent is written by the very transaction that writes the evidence of the answer.
 */
export const quotaLeases: Migration = {
  name: '0006-quota-leases',
  sql: `
create table exchange.quota_account (
  grant_id uuid not null,
  -- empty: the grant as a whole
  matter text not null,
  day date not null,
  leased bigint not null check (leased >= 0),
  primary key (grant_id, matter, day)
);
insert into exchange.quota_account (grant_id, matter, day, leased) select grant_id, '', day, used from exchange.quota_use;
drop table exchange.quota_use;
drop table exchange.quota_life;

-- Rows are rewritten with every group of answers: room beside them keeps the index out of it.
create table exchange.quota_lease (
  id uuid primary key,
  hub uuid not null,
  grant_id uuid not null,
  matter text not null,
  day date not null,
  size bigint not null,
  spent bigint not null default 0 check (spent between 0 and size),
  reclaimable_at timestamptz not null
) with (fillfactor = 50);
create index quota_lease_of_account on exchange.quota_lease (grant_id, matter, day);

-- The latest day that any hub counted. It never goes back, so no day is counted twice.
create table exchange.quota_day (
  one boolean primary key default true check (one),
  day date not null
);

create table exchange.rate_share (
  grant_id uuid not null,
  hub uuid not null,
  share double precision not null check (share >= 0),
  demand double precision not null,
  expires_at timestamptz not null,
  primary key (grant_id, hub)
);

-- Writes that answers have been given on these leases; belongs into the transaction that writes their evidence.
create function exchange.spend_quota(leases uuid[], counts bigint[]) returns integer language plpgsql as $$
declare
  found_leases integer;
begin
  -- In one order, so that two groups never wait for each other.
  perform from exchange.quota_lease where id = any(leases) order by id for update;
  update exchange.quota_lease l set spent = l.spent + s.count from unnest(leases, counts) as s(id, count) where l.id = s.id;
  get diagnostics found_leases = row_count;
  if found_leases <> cardinality(leases) then
    raise exception 'a quota lease has run out' using errcode = 'HQ001';
  end if;
  return found_leases;
end $$;

/*
 * One item an account: {"lease", "grant", "matter", "limit", "need", "want", "back"}. Gives back first, then takes: what is
 * needed now whole if it is there, what is wanted for later only up to an eighth of what is left, so that no hub hoards.
 * given_moment stands for the clock of this server in tests. Both clocks have to agree before anything is counted.
 */
create function exchange.lease_quota(
  asking uuid, given_moment timestamptz, hub_moment timestamptz, tolerance interval, life interval, items jsonb
) returns table (
  place integer, lease uuid, granted bigint, free bigint, elsewhere bigint, counted date, until_midnight double precision
) language plpgsql as $$
declare
  moment timestamptz := coalesce(given_moment, clock_timestamp());
  today date := ((moment at time zone 'UTC') + interval '8 hours')::date;
  latest date;
  item record;
  back_day date;
  total bigint;
  came_back bigint;
begin
  if abs(extract(epoch from hub_moment - moment)) > extract(epoch from tolerance) then
    raise exception 'the clocks of hub and database differ' using errcode = 'HQ002';
  end if;
  select d.day into latest from exchange.quota_day d;
  if latest is null or today > latest then
    insert into exchange.quota_day as d (day) values (today) on conflict (one) do update set day = greatest(d.day, excluded.day)
      returning d.day into latest;
  end if;
  today := latest;
  counted := today;
  until_midnight := extract(epoch from ((today + 1)::timestamp - interval '8 hours') at time zone 'UTC' - moment);
  for item in
    select (v.ordinality - 1)::integer as position, (v.value->>'lease')::uuid as id, (v.value->>'grant')::uuid as grant_id,
      v.value->>'matter' as matter, (v.value->>'limit')::bigint as "limit", (v.value->>'need')::bigint as need,
      (v.value->>'want')::bigint as want, (v.value->>'back')::bigint as back
    from jsonb_array_elements(items) with ordinality v order by 3, 4
  loop
    -- A lease of yesterday gives back to yesterday.
    select l.day into back_day from exchange.quota_lease l where l.id = item.id;
    if item.back > 0 and back_day is not null then
      perform from exchange.quota_account a where a.grant_id = item.grant_id and a.matter = item.matter and a.day = back_day for update;
      update exchange.quota_lease l set size = l.size - item.back where l.id = item.id;
      if found then
        update exchange.quota_account a set leased = a.leased - item.back
          where a.grant_id = item.grant_id and a.matter = item.matter and a.day = back_day;
        delete from exchange.quota_lease l where l.id = item.id and l.size = l.spent;
      end if;
    end if;

    insert into exchange.quota_account (grant_id, matter, day, leased) values (item.grant_id, item.matter, today, 0)
      on conflict do nothing;
    select a.leased into total from exchange.quota_account a
      where a.grant_id = item.grant_id and a.matter = item.matter and a.day = today for update;
    with gone as (
      delete from exchange.quota_lease l
      where l.grant_id = item.grant_id and l.matter = item.matter and l.day = today and l.reclaimable_at <= moment
      returning l.size - l.spent as unspent
    ) select coalesce(sum(unspent), 0) into came_back from gone;
    total := total - came_back;
    free := greatest(0, item."limit" - total);
    granted := least(free, greatest(item.need, least(item.want, free / 8)));
    free := free - granted;
    lease := item.id;
    if granted > 0 or item.want > 0 then
      update exchange.quota_lease l set size = l.size + granted, reclaimable_at = moment + life
        where l.id = item.id and l.day = today;
      if not found and granted > 0 then
        lease := gen_random_uuid();
        insert into exchange.quota_lease (id, hub, grant_id, matter, day, size, reclaimable_at)
          values (lease, asking, item.grant_id, item.matter, today, granted, moment + life);
      end if;
    end if;
    if granted <> came_back then
      update exchange.quota_account a set leased = total + granted
        where a.grant_id = item.grant_id and a.matter = item.matter and a.day = today;
    end if;
    select coalesce(sum(l.size - l.spent), 0) into elsewhere from exchange.quota_lease l
      where l.grant_id = item.grant_id and l.matter = item.matter and l.day = today and l.id is distinct from lease;
    place := item.position;
    return next;
  end loop;
end $$;

/*
 * One item a grant: {"grant", "limit", "demand"}. A hub's share of a rate by its part of the demand, but never more than
 * the others leave: the shares in force add up to the limit at most.
 */
create function exchange.share_rate(asking uuid, given_moment timestamptz, life interval, items jsonb)
returns table (place integer, share double precision) language plpgsql as $$
declare
  moment timestamptz := coalesce(given_moment, clock_timestamp());
  item record;
  others double precision;
  their_demand double precision;
begin
  for item in
    select (v.ordinality - 1)::integer as position, (v.value->>'grant')::uuid as grant_id,
      (v.value->>'limit')::double precision as "limit", (v.value->>'demand')::double precision as demand
    from jsonb_array_elements(items) with ordinality v order by 2
  loop
    perform pg_advisory_xact_lock(hashtextextended('hufu rate ' || item.grant_id::text, 0));
    delete from exchange.rate_share r where r.grant_id = item.grant_id and r.expires_at <= moment;
    select coalesce(sum(r.share), 0), coalesce(sum(r.demand + 1), 0) into others, their_demand
      from exchange.rate_share r where r.grant_id = item.grant_id and r.hub <> asking;
    share := greatest(0, least(item."limit" - others, item."limit" * (item.demand + 1) / (item.demand + 1 + their_demand)));
    insert into exchange.rate_share as r (grant_id, hub, share, demand, expires_at)
      values (item.grant_id, asking, share_rate.share, item.demand, moment + life)
      on conflict (grant_id, hub) do update set share = excluded.share, demand = excluded.demand, expires_at = excluded.expires_at;
    place := item.position;
    return next;
  end loop;
end $$;
`,
};
