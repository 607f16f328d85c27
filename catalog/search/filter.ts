import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../identity/index.ts';
import type { Resource, Sensitivity } from '../resource/resource.ts';
import { visibleTo } from '../resource/visibility.ts';
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

/** The condition that a chosen facet value sets, over the columns of the search rows. */
export function chosen(filter: DirectoryFilter): ReadonlyMap<FacetName, RawBuilder<boolean>> {
  const { provider, section, sharing, open, format, updateCycle, sensitivity, status } = filter;
  const conditions: [FacetName, RawBuilder<boolean> | undefined][] = [
    ['provider', provider === undefined ? undefined : sql`provider = ${provider}`],
    ['section', section === undefined ? undefined : sql`section = ${section}`],
    ['sharing', sharing === undefined ? undefined : sql`sharing_type = ${sharing}`],
    ['open', open === undefined ? undefined : sql`open = ${open}`],
    ['format', format === undefined ? undefined : sql`format = ${format}`],
    ['updateCycle', updateCycle === undefined ? undefined : sql`update_cycle = ${updateCycle}`],
    ['sensitivity', sensitivity === undefined ? undefined : sql`sensitivity = ${sensitivity}`],
    ['status', status === undefined ? undefined : sql`status = ${status}`],
  ];
  return new Map(conditions.filter((pair): pair is [FacetName, RawBuilder<boolean>] => pair[1] !== undefined));
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
