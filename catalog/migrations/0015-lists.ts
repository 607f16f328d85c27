import type { Migration } from '../../kernel/index.ts';

/** The demand, responsibility and negative lists (需求清单、责任清单、负面清单): views of what is there, never copies. */
export const lists: Migration = {
  name: '0015-lists',
  sql: `
create view catalog.demand_list as
select id, title, demanding, responsible, status, form ->> 'wantedService' as wanted_service,
  form ->> 'updateCycle' as update_cycle, form ->> 'wantedBy' as wanted_by,
  resource, refusal ->> 'ground' as ground, created_at
from catalog.demand;

create view catalog.responsibility_list as
select id, code, name, provider, sharing_type, sharing ->> 'mode' as sharing_mode, sharing ->> 'condition' as condition,
  update_cycle, (openness ->> 'open')::boolean as open, publication_date, status, edition
from catalog.resource where status = 'published';

-- a resource that is not shared stands once; of others, each item that is not
create view catalog.negative_list as
select id as resource, '' as field, code, name, null::text as item, provider, sharing ->> 'lawBasis' as law, sharing_type, status
from catalog.resource where status = 'published' and sharing_type = '3'
union all
select id, item ->> 'field', code, resource.name, item ->> 'name', provider, item -> 'sharing' ->> 'lawBasis', sharing_type, status
from catalog.resource, jsonb_array_elements(items) as item
where status = 'published' and sharing_type <> '3' and item -> 'sharing' ->> 'type' = '3';
`,
};
