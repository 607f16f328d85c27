import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import { between, numberBits, numberMask, profiled, valuesOfNumbers } from './facet-values.ts';
import { always, type DirectoryFilter, type FacetName, facetNames } from './filter.ts';
import { byGrams, type Question } from './find-places.ts';
import { anywhere } from './tiers.ts';

/** How many there are by each value of each facet. */
export interface FacetCounts {
  /** All that was found. */
  readonly total: number;
  readonly facets: ReadonlyMap<FacetName, ReadonlyMap<string, number>>;
}

export const nothingCounted: FacetCounts = { total: 0, facets: new Map(facetNames.map((name) => [name, new Map()])) };

/**
 * Counts what the actor may see and the words find. What is chosen in one facet narrows the others and not itself, so it
 * says what another choice would give.
 *
 * The database reads the rows once and hands over eight bytes of each; grouping them there by each facet takes longer than
 * reading them.
 */
export async function countFacets(database: Database, question: Question): Promise<FacetCounts> {
  const { actor, filter, terms } = question;
  const found = terms.length === 0 ? sql`` : sql`and ${anywhere(terms)}`;
  const statement = sql<{ found: Buffer | null }>`
    select string_agg(int8send(facets), '') as found from catalog.resource_search where ${always(actor, filter)} ${found}`;
  const indexed = terms.length > 0 || filter.class !== undefined;
  const { rows } = await (indexed
    ? byGrams(database, (tx) => statement.execute(tx.tables()))
    : statement.execute(database.tables()));
  const packed = unpacked(rows[0]?.found ?? Buffer.alloc(0));
  const values = await valuesOfNumbers(database, new Set([...packed.provider, ...packed.section, ...packed.profile]));
  return counted(packed, values, filter);
}

interface Packed {
  readonly provider: Uint32Array;
  readonly section: Uint32Array;
  readonly profile: Uint32Array;
}

/** The three numbers of each row. */
function unpacked(bytes: Buffer): Packed {
  const rows = bytes.length / 8;
  const packed = { provider: new Uint32Array(rows), section: new Uint32Array(rows), profile: new Uint32Array(rows) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // Of the middle number, the upper bits are in the first four bytes and the lower ones in the last four.
  const lower = 32 - numberBits;
  const upper = numberBits - lower;
  for (let row = 0; row < rows; row += 1) {
    const [high, low] = [view.getUint32(row * 8), view.getUint32(row * 8 + 4)];
    packed.provider[row] = (high >>> upper) & numberMask;
    packed.section[row] = ((high & (2 ** upper - 1)) << lower) | (low >>> numberBits);
    packed.profile[row] = low & numberMask;
  }
  return packed;
}

function counted(packed: Packed, values: ReadonlyMap<number, string>, filter: DirectoryFilter): FacetCounts {
  const ofProvider = numbersChosen(values, filter.provider);
  const ofSection = numbersChosen(values, filter.section);
  const profiles = new Map(
    [...new Set(packed.profile)].map((number) => [number, profileOf(values.get(number), filter)]),
  );
  const fitting = new Set([...profiles].flatMap(([number, { misfits }]) => (misfits.length === 0 ? [number] : [])));
  const counts = { provider: new Counts(), section: new Counts(), profile: new Counts() };
  for (let row = 0; row < packed.provider.length; row += 1) {
    const provider = packed.provider[row] ?? 0;
    const section = packed.section[row] ?? 0;
    const profile = packed.profile[row] ?? 0;
    const [inProvider, inSection] = [ofProvider?.has(provider) ?? true, ofSection?.has(section) ?? true];
    if (fitting.has(profile)) {
      if (inSection) counts.provider.add(provider, 1);
      if (inProvider) counts.section.add(section, 1);
    }
    if (inProvider && inSection) counts.profile.add(profile, 1);
  }

  const facets = new Map(facetNames.map((name) => [name, new Counts<string>()]));
  for (const name of ['provider', 'section'] as const) {
    for (const [number, count] of counts[name]) facets.get(name)?.add(values.get(number) ?? '', count);
  }
  let total = 0;
  for (const [number, count] of counts.profile) {
    const { parts, misfits } = profiles.get(number) ?? nowhere;
    if (misfits.length === 0) total += count;
    for (const [index, name] of profiled.entries()) {
      if (misfits.every((other) => other === name)) facets.get(name)?.add(parts[index] ?? '', count);
    }
  }
  return { total, facets };
}

class Counts<K = number> extends Map<K, number> {
  add(key: K, count: number): void {
    this.set(key, (this.get(key) ?? 0) + count);
  }
}

/** Undefined when nothing is chosen. */
function numbersChosen(values: ReadonlyMap<number, string>, chosen: string | undefined) {
  if (chosen === undefined) return undefined;
  return new Set([...values].flatMap(([number, value]) => (value === chosen ? [number] : [])));
}

const nowhere = { parts: [], misfits: [] };

/** What a profile says of each facet, and which of those say other than what is chosen. */
function profileOf(value: string | undefined, filter: DirectoryFilter) {
  const parts = (value ?? '').split(between);
  const misfits = profiled.filter((name, index) => filter[name] !== undefined && String(filter[name]) !== parts[index]);
  return { parts, misfits };
}
