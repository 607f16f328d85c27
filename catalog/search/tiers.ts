import { type RawBuilder, sql } from 'kysely';
import type { Term } from './question.ts';
import { codeMark, marks } from './search-row.ts';

/** A term, and the providers whose names have it. */
export interface PlacedTerm extends Term {
  readonly providers: readonly string[];
}

/**
 * Finds are ranked in tiers: all words in the name (or the code), else in the items too, else by the provider's name too,
 * else in the rest of the record. Each is asked of the index by itself, so the first page of a word that half the
 * directory has is no dearer than that of a rare one.
 */
export const tiers = [1, 2, 3, 4] as const;
export type Tier = (typeof tiers)[number];

/** Everything that has all the terms, in whatever tier. */
export function anywhere(terms: readonly PlacedTerm[]): RawBuilder<boolean> {
  return upTo(terms, 4);
}

/** What belongs to the tier and to no better one. */
export function inTier(terms: readonly PlacedTerm[], tier: Tier): RawBuilder<boolean> {
  if (tier === 1) return upTo(terms, 1);
  const ofThisTier = terms.flatMap((term) => term.grams.flatMap((gram) => keys(term, gram, tier)));
  if (ofThisTier.length === 0) return sql<boolean>`false`;
  const here = sql<boolean>`(${upTo(terms, tier)} and ${hasOne(ofThisTier)})`;
  // A gram is marked once, with its best place; a code or provider may hold a word that stands elsewhere in the record too.
  const twofold = terms.some(({ code, providers }) => code !== undefined || providers.length > 0);
  return twofold ? sql<boolean>`(${here} and not ${upTo(terms, (tier - 1) as Tier)})` : here;
}

function upTo(terms: readonly PlacedTerm[], tier: Tier): RawBuilder<boolean> {
  const conditions = terms.flatMap((term) =>
    term.grams.map((gram) => hasOne(tiers.slice(0, tier).flatMap((each) => keys(term, gram, each)))),
  );
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

function hasOne(grams: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`grams && ${[...new Set(grams)]}::text[]`;
}

/** The grams by which the index knows a resource that has this one just in this tier. */
function keys(term: PlacedTerm, gram: string, tier: Tier): readonly string[] {
  switch (tier) {
    case 1:
      return [marks.name + gram, ...(term.code === undefined ? [] : [codeMark + term.code])];
    case 2:
      return [marks.item + gram];
    case 3:
      return term.providers.map((id) => marks.provider + id);
    case 4:
      return [marks.other + gram];
  }
}

/**
 * How far the name is from what was typed: words that none of its words begins with, and one more when they do not follow
 * each other there. Then short names come first: they say little besides.
 */
export function misses(terms: readonly PlacedTerm[], tier: Tier): RawBuilder<number> {
  // The one word is not in the name: nothing to tell apart, and half the directory to look at.
  if (terms.length === 1 && tier > 1) return sql<number>`1::int`;
  const absent = (text: string) => sql`(strpos(name_words, ${` ${text}`}) = 0)::int`;
  const each = terms.map(({ text }) => absent(text));
  // Not all are in the name below the first tier.
  const together = terms.length > 1 && tier === 1 ? [absent(terms.map(({ text }) => text).join(' '))] : [];
  return sql<number>`(${sql.join([...each, ...together], sql` + `)})`;
}

/** What {@link misses} may be, least first. */
export function possibleMisses(terms: readonly PlacedTerm[], tier: Tier): readonly number[] {
  // Below the first tier one at least is not in the name.
  const [least, most] = tier === 1 ? [0, terms.length + (terms.length > 1 ? 1 : 0)] : [1, terms.length];
  return Array.from({ length: most - least + 1 }, (_, index) => least + index);
}
