import { isOrganisationId } from '../../identity/index.ts';
import { type CodeTableName, type CodeTables, rowOf } from '../code-table/code-table.ts';
import type { ResourceFacet, ResourcePage } from '../generated/schemas.ts';
import type { Parties } from '../parties.ts';
import { resourceSummary } from '../resource/resource.ts';
import type { FacetCounts } from './facets.ts';
import { type FacetName, facetNames } from './filter.ts';
import type { SearchResult } from './search-directory.ts';

/** Values shown of one facet, the most frequent first. */
const mostValues = 100;

const fixedNames: Partial<Record<FacetName, Readonly<Record<string, readonly [string, string]>>>> = {
  open: { true: ['开放', 'Open'], false: ['不开放', 'Not open'] },
  sensitivity: {
    public: ['公开', 'Public'],
    internal: ['内部', 'Internal'],
    personal: ['个人信息', 'Personal'],
    sensitive: ['敏感个人信息', 'Sensitive'],
  },
  status: {
    draft: ['草稿', 'Draft'],
    submitted: ['待审核', 'Submitted'],
    reviewed: ['已审核', 'Reviewed'],
    published: ['已发布', 'Published'],
    suspended: ['已暂停', 'Suspended'],
    withdrawn: ['已撤销', 'Withdrawn'],
    archived: ['已归档', 'Archived'],
  },
};

const tableOf: Partial<Record<FacetName, CodeTableName>> = {
  sharing: 'sharing-type',
  format: 'format',
  updateCycle: 'update-cycle',
};

/** A page of finds as the interface shows it. */
export function resourceSearchBody(
  { items, next, leftOut, counts }: SearchResult,
  names: { tables: CodeTables; parties: Parties },
): ResourcePage {
  return {
    items: items.map(({ resource, matches }) => ({
      ...resourceSummary(resource),
      ...(matches.length === 0 ? {} : { matches: [...matches] }),
    })),
    next,
    ...(leftOut === undefined ? {} : { leftOut }),
    ...(counts === undefined ? {} : { total: counts.total, facets: facetBodies(counts, names) }),
  };
}

/** The facets as the interface shows them: values by their names, the most frequent first. */
function facetBodies(counts: FacetCounts, names: { tables: CodeTables; parties: Parties }): ResourceFacet[] {
  return facetNames.map((name) => {
    const values = [...(counts.facets.get(name) ?? [])].sort(
      ([value, count], [other, otherCount]) => otherCount - count || (value < other ? -1 : 1),
    );
    return {
      name,
      values: values.slice(0, mostValues).map(([value, count]) => ({ value, ...namesOf(name, value, names), count })),
      more: Math.max(0, values.length - mostValues),
    };
  });
}

function namesOf(facet: FacetName, value: string, { tables, parties }: { tables: CodeTables; parties: Parties }) {
  if (facet === 'provider') {
    const name = (isOrganisationId(value) ? parties.organisation(value)?.name : undefined) ?? value;
    return { label: name, labelEn: name };
  }
  if (facet === 'section') {
    const [category = '', section = ''] = [value.slice(0, value.indexOf('/')), value.slice(value.indexOf('/') + 1)];
    const listed = [...(tables.get('class-section')?.values() ?? [])];
    const row = listed.find((each) => each.parent === category && each.name === section);
    return { label: section, labelEn: row?.nameEn ?? section };
  }
  const [label, labelEn] = fixedNames[facet]?.[value] ?? [];
  if (label !== undefined && labelEn !== undefined) return { label, labelEn };
  const table = tableOf[facet];
  const row = table === undefined ? undefined : rowOf(tables, table, value);
  return { label: row?.name ?? value, labelEn: row?.nameEn ?? value };
}
