import type { Actor } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import type { Parties } from '../parties.ts';
import type { Resource } from '../resource/resource.ts';
import { readResources } from '../resource/resource-store.ts';
import { maySee } from '../resource/visibility.ts';
import { countFacets, type FacetCounts, nothingCounted } from './facets.ts';
import type { DirectoryFilter } from './filter.ts';
import { findPlaces, leastMissed, listPlaces, type Places, type Question, readCursor } from './find-places.ts';
import { type Match, matchesOf } from './matches.ts';
import { searchProblems } from './problems.ts';
import { mostTerms, termsOf } from './question.ts';
import { squeezed } from './text.ts';
import type { PlacedTerm } from './tiers.ts';

export interface DirectorySearch extends DirectoryFilter {
  /** Words, or the beginning of a code; left out or blank: everything, by id. */
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
  /** Also count by facet what there is. */
  readonly facets?: boolean | undefined;
}

export interface Found {
  readonly resource: Resource;
  /** Where the words stand; empty without words. */
  readonly matches: readonly Match[];
}

export interface SearchResult {
  readonly items: readonly Found[];
  readonly next: string | null;
  /** No resource has all the words, so this one was left out. */
  readonly leftOut: string | undefined;
  readonly counts: FacetCounts | undefined;
}

/**
 * One page of what the actor may see, best first: all words in the name, else in items too, else by the provider's name, else
 * in the rest of the record; without words everything by id. Should nothing have all the words, one is left out and named.
 *
 * A cursor holds the last find's place in the order, so writes between two pages neither repeat nor skip what was not written.
 * @throws INVALID_INPUT for a cursor that is not of this search, SEARCH_TOO_LONG
 * @example await searchDirectory({ database, parties, actor, search: { q: '养老 缴费', facets: true, limit: 20 } })
 */
export async function searchDirectory(options: {
  database: Database;
  parties: Parties;
  actor: Actor;
  search: DirectorySearch;
}): Promise<SearchResult> {
  const { database, parties, actor, search } = options;
  const typed = search.q?.trim() ?? '';
  const terms = termsOf(typed).map((term) => ({ ...term, providers: providersNamed(parties, term.text) }));
  if (terms.length > mostTerms) throw searchProblems.SEARCH_TOO_LONG({ most: mostTerms });
  if (typed !== '' && terms.length === 0) return nothing(search);

  const question: Question = { actor, filter: search, terms };
  const asked = search.cursor === undefined ? undefined : readCursor(search.cursor, question);
  const leaving = asked?.leftOut;
  const counting = search.facets === true;
  const [first, counts] = await Promise.all([
    pageOf(database, without(question, leaving), { after: asked, limit: search.limit }),
    counting ? countFacets(database, without(question, leaving)) : undefined,
  ]);
  const found = { database, parties, limit: search.limit, actor };
  if (first.rows.length > 0 || terms.length < 2 || asked !== undefined) {
    return result({ ...found, places: first, terms, leaving, counts });
  }

  const least = await leastMissed(database, question);
  if (least === undefined) return result({ ...found, places: first, terms, leaving, counts });
  const [places, fewer] = await Promise.all([
    pageOf(database, without(question, least), { after: undefined, limit: search.limit }),
    counting ? countFacets(database, without(question, least)) : undefined,
  ]);
  return result({ ...found, places, terms, leaving: least, counts: fewer });
}

function pageOf(database: Database, question: Question, page: Parameters<typeof findPlaces>[2]): Promise<Places> {
  return question.terms.length === 0 ? listPlaces(database, question, page) : findPlaces(database, question, page);
}

/** The question with its n-th word left out. */
function without(question: Question, leftOut: number | undefined): Question {
  return leftOut === undefined ? question : { ...question, terms: question.terms.toSpliced(leftOut, 1) };
}

async function result(options: {
  database: Database;
  parties: Parties;
  actor: Actor;
  limit: number;
  places: Places;
  terms: readonly PlacedTerm[];
  leaving: number | undefined;
  counts: FacetCounts | undefined;
}): Promise<SearchResult> {
  const { database, parties, actor, places, terms, leaving, counts } = options;
  const shown = places.rows.slice(0, options.limit);
  const resources = await readResources(
    database,
    shown.map(({ resource }) => resource),
  );
  const sought = leaving === undefined ? terms : terms.toSpliced(leaving, 1);
  const items = shown.flatMap(({ resource: id }): Found[] => {
    const resource = resources.get(id);
    // What was withdrawn or suspended a moment ago is not shown either.
    if (resource === undefined || !maySee(actor, resource)) return [];
    const provider = parties.organisation(resource.provider)?.name;
    return [{ resource, matches: matchesOf({ resource, provider, terms: sought }) }];
  });
  return {
    items,
    next: places.next(leaving),
    leftOut: leaving === undefined ? undefined : terms[leaving]?.text,
    counts,
  };
}

function nothing({ facets }: DirectorySearch): SearchResult {
  return { items: [], next: null, leftOut: undefined, counts: facets === true ? nothingCounted : undefined };
}

function providersNamed(parties: Parties, text: string): readonly string[] {
  return parties
    .organisations()
    .filter((organisation) => organisation.id === text || keyOf(organisation).includes(text))
    .map(({ id }) => id);
}

/** Names as they are compared; facts of organisations are made anew when they change. */
const keys = new WeakMap<object, string>();

function keyOf(organisation: { readonly name: string }): string {
  const known = keys.get(organisation) ?? squeezed(organisation.name);
  keys.set(organisation, known);
  return known;
}
