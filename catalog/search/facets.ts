import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import { allOf, always, chosen, type DirectoryFilter, type FacetName, facetNames } from './filter.ts';
import { byGrams, type Question } from './find-places.ts';
import { anywhere } from './tiers.ts';

/** How many there are by each value of each facet. */
export interface FacetCounts {
  /** All that was found. */
  readonly total: number;
  readonly facets: ReadonlyMap<FacetName, ReadonlyMap<string, number>>;
}

export const nothingCounted: FacetCounts = { total: 0, facets: new Map(facetNames.map((name) => [name, new Map()])) };

/** In the order in which the search row's `profile` joins them. */
const profiled = ['status', 'sharing', 'open', 'format', 'updateCycle', 'sensitivity'] as const;
const between = '\u001f';

interface CountedRow {
  provider: string | null;
  section: string | null;
  profile: string | null;
  by_provider: number;
  by_section: number;
  by_profile: number;
}

/**
 * Counts what the actor may see and the words find. What is chosen in one facet narrows the others and not itself, so it
 * says what another choice would give. Rows are looked at once: by provider, by section, and by all the rest as one.
 */
export async function countFacets(database: Database, question: Question): Promise<FacetCounts> {
  const { actor, filter, terms } = question;
  const choices = chosen(filter);
  const [provider, section] = [choices.get('provider'), choices.get('section')].map((one) => (one ? [one] : []));
  const rest = profiled.flatMap((name) => choices.get(name) ?? []);
  const counting = (conditions: readonly RawBuilder<boolean>[]) =>
    conditions.length === 0 ? sql`count(*)` : sql`count(*) filter (where ${allOf(conditions)})`;
  const found = terms.length === 0 ? [] : [anywhere(terms)];
  const statement = sql<CountedRow>`
    select provider, section, profile, ${counting([...(section ?? []), ...rest])} as by_provider,
      ${counting([...(provider ?? []), ...rest])} as by_section, ${counting([...(provider ?? []), ...(section ?? [])])} as by_profile
    from catalog.resource_search where ${allOf([always(actor, filter), ...found])}
    group by grouping sets ((provider), (section), (profile))`;
  const indexed = terms.length > 0 || filter.class !== undefined;
  const { rows } = await (indexed
    ? byGrams(database, (tx) => statement.execute(tx.tables()))
    : statement.execute(database.tables()));
  return gathered(rows, filter);
}

function gathered(rows: readonly CountedRow[], filter: DirectoryFilter): FacetCounts {
  const facets = new Map<FacetName, Map<string, number>>(facetNames.map((name) => [name, new Map()]));
  const add = (name: FacetName, value: string, count: number) => {
    const counts = facets.get(name);
    if (count > 0) counts?.set(value, (counts.get(value) ?? 0) + count);
  };
  let total = 0;
  for (const row of rows) {
    if (row.provider !== null) add('provider', row.provider, row.by_provider);
    else if (row.section !== null) add('section', row.section, row.by_section);
    else if (row.profile !== null) {
      const values = row.profile.split(between);
      const others = profiled.filter(
        (name, index) => filter[name] !== undefined && String(filter[name]) !== values[index],
      );
      if (others.length === 0) total += row.by_profile;
      for (const [index, name] of profiled.entries()) {
        if (others.every((other) => other === name)) add(name, values[index] ?? '', row.by_profile);
      }
    }
  }
  return { total, facets };
}
