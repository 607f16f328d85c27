import type { Migration } from '../../kernel/index.ts';
import { literal } from './sql-text.ts';

/** 国务院办公厅关于2026年部分节假日安排的通知: public holidays that fall on weekdays or weekends, and days made up for. */
const holidays2026: readonly (readonly [from: string, until: string, name: string])[] = [
  ['2026-01-01', '2026-01-03', '元旦'],
  ['2026-02-15', '2026-02-23', '春节'],
  ['2026-04-04', '2026-04-06', '清明节'],
  ['2026-05-01', '2026-05-05', '劳动节'],
  ['2026-06-19', '2026-06-21', '端午节'],
  ['2026-09-25', '2026-09-27', '中秋节'],
  ['2026-10-01', '2026-10-07', '国庆节'],
];
const madeUp2026 = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'];

/** Kind, names, working days (政务数据共享条例), days before the end for a reminder, days after it for an escalation. */
const limits: readonly (readonly [kind: string, name: string, english: string, days: number, remind: number])[] = [
  ['unconditional', '无条件共享申请', 'Application, shared without condition', 1, 0],
  ['conditional', '有条件共享申请', 'Application, shared under a condition', 10, 3],
  ['unlisted-supply', '目录外数据需求', 'Demand for data not in the directory', 20, 5],
  ['correction', '目录纠错', 'Correction of the directory', 10, 3],
  ['objection', '其他数据异议', 'Other objections', 10, 3],
  ['grant-expiry', '授权到期提醒', 'Reminder before a grant ends', 20, 20],
];

/** Code tables of the forms: name, Chinese title, English title, rows of code, name and English name. */
const tables: readonly (readonly [string, string, string, readonly (readonly [string, string, string])[]])[] = [
  [
    'refusal-ground',
    '不予共享理由',
    'Ground of a refusal',
    [
      ['1', '法规不允许', 'Not allowed by law'],
      ['2', '不在本部门', 'Not held by this department'],
      ['3', '不具备条件', 'Conditions are not met'],
      ['4', '其它', 'Other'],
    ],
  ],
  [
    'wanted-service',
    '期望服务方式',
    'Wanted service',
    [
      ['1', '查询接口', 'Interface, lookup'],
      ['2', '核验接口', 'Interface, verification'],
      ['3', '批量库表', 'Table in bulk'],
      ['4', '文件下载', 'File download'],
      ['5', '其它', 'Other'],
    ],
  ],
  [
    'objection-kind',
    '数据异议类型',
    'Kind of objection',
    [
      ['1', '目录纠错', 'Correction of the directory'],
      ['2', '申请异议', 'Objection to the outcome of an application'],
      ['3', '使用异议', 'Objection in use'],
      ['9', '其他', 'Other'],
    ],
  ],
];

/** The calendar of working days, the region's limits, running clocks, what inboxes show, and the code tables of the forms. */
export const clocks: Migration = {
  name: '0012-clocks',
  sql: `
create table catalog.calendar_year (
  year integer primary key check (year between 1970 and 2999),
  source text not null,
  version bigint not null check (version > 0),
  updated_at timestamptz not null,
  updated_by text not null
);
create table catalog.calendar_day (
  day text primary key check (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  year integer not null references catalog.calendar_year (year),
  working boolean not null,
  name text not null
);
insert into catalog.calendar_year values (2026, '国办关于2026年部分节假日安排的通知（2025年11月4日）', 1, now(), 'system:hub');
${holidays2026
  .map(
    ([from, until, name]) =>
      `insert into catalog.calendar_day select to_char(day, 'YYYY-MM-DD'), 2026, false, ${literal(name)} from generate_series(${literal(from)}::timestamp, ${literal(until)}::timestamp, '1 day') as day;`,
  )
  .join('\n')}
insert into catalog.calendar_day values
${madeUp2026.map((day) => `(${literal(day)}, 2026, true, '调休上班')`).join(',\n')};

create table catalog.clock_limit (
  kind text primary key,
  name text not null,
  name_en text not null,
  working_days integer not null check (working_days between 1 and 1000),
  -- working days before the due day
  reminder_days integer not null check (reminder_days between 0 and 1000),
  -- working days after the due day
  escalation_days integer not null check (escalation_days between 0 and 1000),
  version bigint not null check (version > 0),
  updated_at timestamptz not null,
  updated_by text not null
);
insert into catalog.clock_limit values
${limits
  .map(
    ([kind, name, english, days, remind]) =>
      `(${[kind, name, english].map(literal).join(', ')}, ${days}, ${remind}, 0, 1, now(), 'system:hub')`,
  )
  .join(',\n')};

create table catalog.clock (
  id bigint generated always as identity primary key,
  noun text not null check (noun in ('application', 'demand', 'objection')),
  subject uuid not null,
  kind text not null references catalog.clock_limit (kind),
  stage text not null,
  -- who is to answer
  organisation text not null,
  started_at timestamptz not null,
  started_on text not null,
  working_days integer not null,
  due_on text not null,
  stopped_at timestamptz,
  -- whether it was answered, or only ended: withdrawn, passed on
  answered boolean not null default false,
  reminded boolean not null default false,
  escalated boolean not null default false
);
create unique index clock_one_runs on catalog.clock (noun, subject) where stopped_at is null;
create index clock_of_subject on catalog.clock (noun, subject, id);
create index clock_running on catalog.clock (organisation, due_on, id) where stopped_at is null;

create table catalog.notice (
  sequence bigint generated always as identity primary key,
  at timestamptz not null,
  organisation text not null,
  noun text not null check (noun in ('application', 'demand', 'objection', 'grant')),
  subject uuid not null,
  event text not null,
  due_on text
);
create index notice_inbox on catalog.notice (organisation, sequence);
-- hubs that look at once remind once
create unique index notice_once on catalog.notice (organisation, noun, subject, event, due_on) where due_on is not null;

insert into catalog.code_table (name, title, title_en, standard, kind, version) values
${tables.map(([name, title, english]) => `(${[name, title, english].map(literal).join(', ')}, null, 'values', 1)`).join(',\n')};
insert into catalog.code_row (table_name, code, name, name_en, parent, fits, extension, position) values
${tables
  .flatMap(([table, , , rows]) =>
    rows.map(
      ([code, name, english], position) =>
        `(${[table, code, name, english].map(literal).join(', ')}, null, null, false, ${position})`,
    ),
  )
  .join(',\n')};

-- more kinds of things have a record of changes, whatever kinds others have added
do $$
declare held text;
begin
  select pg_get_expr(conbin, conrelid) into held from pg_constraint where conname = 'change_kind_check' and conrelid = 'catalog.change'::regclass;
  alter table catalog.change drop constraint change_kind_check;
  execute format('alter table catalog.change add constraint change_kind_check check ((%s) or kind in (''application'', ''demand'', ''objection'', ''calendar'', ''clock-limit''))', held);
end $$;
`,
};
