import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import type { Resource, Sensitivity } from '../resource/resource.ts';

/** What resources are counted by is kept as three numbers; what there are few values of goes together as one. */
export const keptFacets = ['provider', 'section', 'profile'] as const;
export type KeptFacet = (typeof keptFacets)[number];

/** In the order in which a profile joins them. */
export const profiled = ['status', 'sharing', 'open', 'format', 'updateCycle', 'sensitivity'] as const;
export const between = '\u001f';

const sensitivities: readonly Sensitivity[] = ['public', 'internal', 'personal', 'sensitive'];

/** The most sensitive of a resource's items is what its reader has to reckon with. */
export function highestSensitivity({ items }: Pick<Resource, 'items'>): Sensitivity {
  const highest = Math.max(0, ...items.map(({ sensitivity }) => sensitivities.indexOf(sensitivity)));
  return sensitivities[highest] ?? 'public';
}

/** The words of a resource's facets. */
export function facetValuesOf(resource: Resource): Readonly<Record<KeptFacet, string>> {
  const { provider, class: kind, status, sharing, openness, format, updateCycle } = resource;
  const profile = [status, sharing.type, openness.open, format.category, updateCycle, highestSensitivity(resource)];
  return { provider, section: `${kind.category}/${kind.section}`, profile: profile.join(between) };
}

/** Bits of each number, so that three of them are one that PostgreSQL and the hub read alike. */
export const numberBits = 21;
export const numberMask = 2 ** numberBits - 1;

/** Finds the numbers of facet values, gives numbers to new ones, and packs them for each of the resources, in order. */
export async function packedFacets(tx: Database, resources: readonly Resource[]): Promise<readonly string[]> {
  const values = resources.map(facetValuesOf);
  const numbers = new Map<string, bigint>();
  const wanted = new Set(values.flatMap((each) => keptFacets.map((facet) => keyOf(facet, each[facet]))));
  const pairs = [...wanted].map((key) => [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)] as const);
  const { rows } = await sql<{ facet: KeptFacet; value: string; id: number }>`
    with wanted as (
      select facet, value from unnest(${pairs.map(([facet]) => facet)}::text[], ${pairs.map(([, value]) => value)}::text[]) as each (facet, value)
    ), known as (
      select facet, value, id from catalog.search_value where (facet, value) in (select facet, value from wanted)
    ), made as (
      insert into catalog.search_value (facet, value)
      select facet, value from wanted where (facet, value) not in (select facet, value from known)
      returning facet, value, id
    )
    select facet, value, min(id) as id from (select * from known union all select * from made) as each group by facet, value`.execute(
    tx.tables(),
  );
  for (const { facet, value, id } of rows) numbers.set(keyOf(facet, value), BigInt(id));
  return values.map((each) => {
    let packed = 0n;
    for (const facet of keptFacets) {
      const number = numbers.get(keyOf(facet, each[facet]));
      if (number === undefined) throw new Error(`the facet value ${facet} was given no number`);
      packed = (packed << BigInt(numberBits)) | number;
    }
    return String(packed);
  });
}

function keyOf(facet: KeptFacet, value: string): string {
  return `${facet} ${value}`;
}

/** What numbers mean, by the database that gave them; it never changes. */
const meanings = new WeakMap<object, Map<number, string>>();

/** The words of the numbers; those that were not met before are read. */
export async function valuesOfNumbers(
  database: Database,
  numbers: Iterable<number>,
): Promise<ReadonlyMap<number, string>> {
  const known = meanings.get(database.pool) ?? new Map<number, string>();
  meanings.set(database.pool, known);
  const unknown = [...numbers].filter((number) => !known.has(number));
  if (unknown.length > 0) {
    const { rows } = await sql<{ id: number; value: string }>`
      select id, value from catalog.search_value where id = any(${unknown})`.execute(database.tables());
    for (const { id, value } of rows) known.set(id, value);
  }
  return known;
}
