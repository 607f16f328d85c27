import type { Migration } from '../../kernel/index.ts';
import { literal } from './sql-text.ts';

/** The directory's own tables: name, Chinese title, English title. */
const directoryTables: readonly (readonly [string, string, string])[] = [
  ['class-category', '信息资源分类（类）', 'Class, category'],
  ['class-section', '信息资源分类（项）', 'Class, section'],
  ['format', '信息资源格式', 'Format'],
  ['update-cycle', '更新周期', 'Update cycle'],
  ['sharing-type', '共享类型', 'Sharing type'],
  ['sharing-mode', '共享方式', 'Sharing mode'],
  ['item-type', '信息项数据类型', 'Item type'],
  ['relation-kind', '资源关联类型', 'Kind of relation'],
];

/** Kinds of relations; the guide knows only 关联资源代码, so all are extensions. */
const relationKinds: readonly (readonly [string, string, string])[] = [
  ['part-of', '组成部分', 'Part of'],
  ['derived-from', '加工来源', 'Derived from'],
  ['replaces', '替代', 'Replaces'],
  ['requires', '依赖', 'Requires'],
  ['same-source', '同一来源', 'Of the same source'],
];

/** Code tables get versions: a row holds from one version of its table to another, and nothing is overwritten. */
export const codeTableVersions: Migration = {
  name: '0008-code-table-versions',
  sql: `
create table catalog.code_table (
  name text primary key check (name ~ '^[a-z][a-z0-9-]{1,31}$'),
  title text not null,
  title_en text not null,
  standard text,
  kind text not null check (kind in ('directory', 'values')),
  version integer not null check (version > 0)
);
insert into catalog.code_table (name, title, title_en, standard, kind, version) values
${directoryTables.map(([name, title, english]) => `(${[name, title, english].map(literal).join(', ')}, null, 'directory', 1)`).join(',\n')};

alter table catalog.code_row
  drop constraint code_row_table_name_check,
  add column since integer not null default 1,
  -- the first version of the table that no longer has the row
  add column until integer check (until > since),
  drop constraint code_row_pkey,
  add primary key (table_name, code, since),
  add foreign key (table_name) references catalog.code_table (name);
create unique index code_row_current on catalog.code_row (table_name, code) where until is null;
insert into catalog.code_row (table_name, code, name, name_en, parent, fits, extension, position) values
${relationKinds
  .map(
    ([code, name, english], position) =>
      `('relation-kind', ${[code, name, english].map(literal).join(', ')}, null, null, true, ${position})`,
  )
  .join(',\n')};

alter table catalog.change
  drop constraint change_kind_check,
  add constraint change_kind_check check (kind in ('resource', 'matter', 'grant', 'code-row', 'code-table'));
`,
};
