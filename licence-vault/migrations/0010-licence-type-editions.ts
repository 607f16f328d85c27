import type { Migration } from '../../kernel/index.ts';

/** What licences of a type looked like when they were made: editions of its definition, and the templates by their digest. */
export const licenceTypeEditions: Migration = {
  name: '0010-licence-type-editions',
  sql: `
create table vault.licence_template (
  digest bytea primary key check (octet_length(digest) = 32),
  svg text not null,
  check (digest = sha256(convert_to(svg, 'UTF8')))
);
create trigger licence_template_append_only before update or delete on vault.licence_template
  for each row execute function vault.refuse_change();

alter table vault.licence_type
  add column edition integer not null default 1,
  add column template bytea references vault.licence_template,
  add column draft jsonb,
  add column draft_template bytea references vault.licence_template;

-- Items say by themselves what the schema alone said before.
update vault.licence_type t set definition = jsonb_set(t.definition, '{items}', (
  select jsonb_agg(jsonb_build_object(
      'type', case
        when value #>> '{format}' = 'date' then 'day'
        when value #>> '{type}' = 'object' then 'term'
        when i.item ->> 'name' = 'unifiedCode' then 'unified-code'
        else 'text' end,
      'required', (t.definition #> '{schema,required}') ? (i.item ->> 'name'),
      'sensitivity', 'ordinary') || i.item order by i.place)
  from jsonb_array_elements(t.definition -> 'items') with ordinality as i (item, place),
    lateral (select t.definition #> array['schema', 'properties', i.item ->> 'name'] as value) as p));

create table vault.licence_type_edition (
  type text not null references vault.licence_type,
  edition integer not null check (edition > 0),
  definition jsonb not null,
  template bytea references vault.licence_template,
  published_by text not null,
  published_at timestamptz not null,
  primary key (type, edition)
);
create trigger licence_type_edition_append_only before update or delete on vault.licence_type_edition
  for each row execute function vault.refuse_change();

insert into vault.licence_type_edition (type, edition, definition, published_by, published_at)
  select code, 1, definition, 'deployment', defined_at from vault.licence_type where status <> 'draft';

alter table vault.licence_version add column type_edition integer not null default 1;
`,
};
