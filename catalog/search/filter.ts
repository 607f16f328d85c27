import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../identity/index.ts';
import type { Resource, Sensitivity } from '../resource/resource.ts';
import { visibleTo } from '../resource/visibility.ts';
import { between, type KeptFacet, numberBits, numberMask, profiled } from './facet-values.ts';
import { codeMark } from './search-row.ts';

/** Which part of the directory is looked at. */
export interface DirectoryFilter {
  readonly provider?: string | undefined;
  /** The beginning of the code: `1`, `101`, `101001`. */
  readonly class?: string | undefined;
  /** 类 and 项, `1/人口`. */
  readonly section?: string | undefined;
  readonly sharing?: string | undefined;
  readonly open?: boolean | undefined;
  readonly format?: string | undefined;
  readonly updateCycle?: string | undefined;
  readonly sensitivity?: Sensitivity | undefined;
  readonly status?: Resource['status'] | undefined;
}

/** What resources are counted by. */
export const facetNames = [
  ...['provider', 'section', 'sharing', 'open', 'format', 'updateCycle', 'sensitivity', 'status'],
] as const;
export type FacetName = (typeof facetNames)[number];

/** What is chosen, as conditions over the columns of the search rows. */
export function chosen(filter: DirectoryFilter): readonly RawBuilder<boolean>[] {
  const { provider, section } = filter;
  const parts = profiled.flatMap((name, index) => {
    const value = filter[name];
    return value === undefined ? [] : [sql<boolean>`split_part(value, ${between}, ${index + 1}) = ${String(value)}`];
  });
  return [
    ...(provider === undefined ? [] : [sql<boolean>`provider = ${provider}`]),
    ...(section === undefined
      ? []
      : [
          sql<boolean>`((facets >> ${numberBits}) & ${numberMask}) in (${numbersOf('section', sql`value = ${section}`)})`,
        ]),
    ...(parts.length === 0 ? [] : [sql<boolean>`(facets & ${numberMask}) in (${numbersOf('profile', allOf(parts))})`]),
  ];
}

function numbersOf(facet: KeptFacet, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select id from catalog.search_value where facet = ${facet} and ${condition}`;
}

/** What holds whatever facets are chosen: what the actor may see, and the beginning of the code. */
export function always(actor: Actor, filter: DirectoryFilter): RawBuilder<boolean> {
  const { class: beginning } = filter;
  if (beginning === undefined) return visibleTo(actor);
  return sql<boolean>`(${visibleTo(actor)} and grams && ${[codeMark + beginning]}::text[])`;
}

export function allOf(conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}
