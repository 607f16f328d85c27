import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import { between, type KeptFacet, numberBits, numberMask, profiled, valuesOfNumbers } from './facet-values.ts';
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
  const met = {
    provider: eachOnce(packed.provider),
    section: eachOnce(packed.section),
    profile: eachOnce(packed.profile),
  };
  const values = await valuesOfNumbers(database, [...met.provider, ...met.section, ...met.profile]);
  return counted(packed, { met, values, filter });
}

interface Packed {
  readonly rows: number;
  readonly provider: Uint32Array;
  readonly section: Uint32Array;
  readonly profile: Uint32Array;
}

/** The three numbers of each row. */
function unpacked(bytes: Buffer): Packed {
  const rows = bytes.length / 8;
  const packed = {
    ...{ rows, provider: new Uint32Array(rows), section: new Uint32Array(rows), profile: new Uint32Array(rows) },
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // Of the middle number, the upper bits are in the first four bytes and the lower ones in the last four.
  const lower = 32 - numberBits;
  const upper = numberBits - lower;
  for (let row = 0; row < rows; row += 1) {
    const high = view.getUint32(row * 8);
    const low = view.getUint32(row * 8 + 4);
    packed.provider[row] = (high >>> upper) & numberMask;
    packed.section[row] = ((high & (2 ** upper - 1)) << lower) | (low >>> numberBits);
    packed.profile[row] = low & numberMask;
  }
  return packed;
}

/** Each number once. Flags by number: a set of all rows' numbers takes ten times as long. */
function eachOnce(numbers: Uint32Array): readonly number[] {
  const flags = new Uint8Array(numberMask + 1);
  const once: number[] = [];
  for (const number of numbers) {
    if (flags[number] === 1) continue;
    flags[number] = 1;
    once.push(number);
  }
  return once;
}

function counted(
  { rows, provider, section, profile }: Packed,
  context: {
    met: Readonly<Record<KeptFacet, readonly number[]>>;
    values: ReadonlyMap<number, string>;
    filter: DirectoryFilter;
  },
): FacetCounts {
  const { met, values, filter } = context;
  const profiles = met.profile.map((number) => ({ number, ...profileOf(values.get(number), filter) }));
  // By number; numbers are given once, whatever they are of. 1: goes with what is chosen.
  const fits = new Uint8Array(numberMask + 1);
  for (const name of ['provider', 'section'] as const) {
    for (const number of met[name]) fits[number] = isChosen(values.get(number), filter[name]) ? 1 : 0;
  }
  for (const { number, misfits } of profiles) fits[number] = misfits.length === 0 ? 1 : 0;

  const counts = new Uint32Array(numberMask + 1);
  const count = (number: number) => {
    counts[number] = (counts[number] ?? 0) + 1;
  };
  for (let row = 0; row < rows; row += 1) {
    const [ofProvider, ofSection, ofProfile] = [provider[row] ?? 0, section[row] ?? 0, profile[row] ?? 0];
    if (fits[ofSection] === 1 && fits[ofProfile] === 1) count(ofProvider);
    if (fits[ofProvider] === 1 && fits[ofProfile] === 1) count(ofSection);
    if (fits[ofProvider] === 1 && fits[ofSection] === 1) count(ofProfile);
  }

  const facets = new Map(facetNames.map((name) => [name, new Map<string, number>()]));
  const add = (name: FacetName, value: string | undefined, number: number) => {
    const named = facets.get(name);
    const more = counts[number] ?? 0;
    if (named !== undefined && value !== undefined && more > 0) named.set(value, (named.get(value) ?? 0) + more);
  };
  for (const name of ['provider', 'section'] as const) {
    for (const number of met[name]) add(name, values.get(number), number);
  }
  for (const { number, parts, misfits } of profiles) {
    for (const [index, name] of profiled.entries()) {
      if (misfits.every((other) => other === name)) add(name, parts[index], number);
    }
  }
  const total = profiles.reduce((sum, { number }) => sum + (fits[number] === 1 ? (counts[number] ?? 0) : 0), 0);
  return { total, facets };
}

function isChosen(value: string | undefined, choice: string | undefined): boolean {
  return choice === undefined || choice === value;
}

/** What a profile says of each facet, and which of those say other than what is chosen. */
function profileOf(value: string | undefined, filter: DirectoryFilter) {
  const parts = (value ?? '').split(between);
  const misfits = profiled.filter((name, index) => filter[name] !== undefined && String(filter[name]) !== parts[index]);
  return { parts, misfits };
}
