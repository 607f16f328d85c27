import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../identity/index.ts';
import { cursorRefused, type Database, decodeCursor, encodeCursor } from '../../kernel/index.ts';
import { readIdCursor } from '../paging.ts';
import { isResourceId, type ResourceId } from '../resource/resource-id.ts';
import type { CatalogTables } from '../tables.ts';
import { allOf, always, chosen, type DirectoryFilter } from './filter.ts';
import { lengthMarks, marks } from './search-row.ts';
import { anywhere, inTier, misses, type PlacedTerm, possibleMisses, type Tier, tiers } from './tiers.ts';

/** What is asked of the directory, by whom. */
export interface Question {
  readonly actor: Actor;
  readonly filter: DirectoryFilter;
  readonly terms: readonly PlacedTerm[];
}

/** A find's place in the order of finds. */
export interface Place {
  readonly tier: Tier;
  readonly misses: number;
  readonly nameLength: number;
  readonly resource: ResourceId;
  /** Which of the words was left out, counted from 0. */
  readonly leftOut: number | undefined;
}

export interface Places {
  /** One more than the page holds, when there is more. */
  readonly rows: readonly { readonly resource: ResourceId }[];
  next(leftOut: number | undefined): string | null;
}

export interface PageAsked {
  readonly after: Place | undefined;
  readonly limit: number;
}

/** The finds of one page, tier by tier until it is full. */
export function findPlaces(database: Database, question: Question, { after, limit }: PageAsked): Promise<Places> {
  return byGrams(database, async (tx) => {
    const rows: Omit<Place, 'leftOut'>[] = [];
    for (const tier of tiers) {
      const wanted = limit + 1 - rows.length;
      if (wanted <= 0 || tier < (after?.tier ?? 1)) continue;
      const found = await bestOf(tier, question, { after: after?.tier === tier ? after : undefined, wanted }).execute(
        tx.tables(),
      );
      for (const row of found.rows) {
        rows.push({ tier, misses: row.misses, nameLength: row.name_length, resource: row.resource });
      }
    }
    const last = rows[limit - 1];
    const more = rows.length > limit && last !== undefined;
    return { rows, next: (leftOut) => (more ? cursorOf({ ...last, leftOut }) : null) };
  });
}

interface PlaceRow {
  readonly misses: number;
  readonly name_length: number;
  readonly resource: ResourceId;
}

/** The best of a tier, in order. */
function bestOf(
  tier: Tier,
  { actor, filter, terms }: Question,
  { after, wanted }: { after: Place | undefined; wanted: number },
): RawBuilder<PlaceRow> {
  const missed = misses(terms, tier);
  const conditions = [
    ...[always(actor, filter), ...chosen(filter), inTier(terms, tier)],
    ...(after === undefined
      ? []
      : [sql<boolean>`(${missed}, name_length, resource) > (${after.misses}, ${after.nameLength}, ${after.resource})`]),
  ];
  const best = (condition: RawBuilder<boolean>) => sql<PlaceRow>`
    select ${missed} as misses, name_length, resource from catalog.resource_search
    where ${allOf([...conditions, condition])} order by misses, name_length, resource limit ${wanted}`;
  const pieces = piecesOf(terms, tier);
  if (pieces === undefined) return best(sql`true`);
  // One piece is looked at after the other, in this order, and no further than to the limit.
  const piece = sql<boolean>`(grams && array[piece.mark] and grams && string_to_array(piece.begins, ' ') and ${missed} = piece.misses)`;
  return sql<PlaceRow>`
    select best.* from unnest(${pieces.map((each) => each.misses)}::integer[], ${pieces.map(({ mark }) => mark)}::text[],
      ${pieces.map(({ begins }) => begins)}::text[]) as piece (misses, mark, begins)
    cross join lateral (${best(piece)}) as best limit ${wanted}`;
}

/** A part of a tier, all of which comes before the next part. */
interface Piece {
  readonly misses: number;
  readonly mark: string;
  /** One of these grams, parted by spaces, is in what belongs here. */
  readonly begins: string;
}

/** With more words, little has them all, and there would be many pieces. */
const mostPiecedTerms = 3;

/**
 * The pieces of a tier, best first: what half the directory has is not looked at as a whole for the few that come first.
 * Undefined when it is to be looked at as a whole.
 */
function piecesOf(terms: readonly PlacedTerm[], tier: Tier): readonly Piece[] | undefined {
  if (terms.length > mostPiecedTerms) return undefined;
  // A word that the name does not miss has its first gram there; where all may be missed, nothing is known of the name.
  const inName = terms.map(({ grams: [first = ''] }) => marks.name + first).join(' ');
  return possibleMisses(terms, tier).flatMap((count) =>
    lengthMarks.map((mark) => ({ misses: count, mark, begins: count < terms.length ? inName : mark })),
  );
}

/** Everything there is, by id. */
export async function listPlaces(database: Database, question: Question, { after, limit }: PageAsked): Promise<Places> {
  let query = database
    .tables<CatalogTables>()
    .selectFrom('catalog.resource_search')
    .select('resource')
    .where(allOf([always(question.actor, question.filter), ...chosen(question.filter)]))
    .orderBy('resource')
    .limit(limit + 1);
  if (after !== undefined) query = query.where('resource', '>', after.resource);
  const rows = await query.execute();
  const last = rows[limit - 1];
  return { rows, next: () => (rows.length > limit && last !== undefined ? encodeCursor([last.resource]) : null) };
}

/** Enough to say which word is in the way. */
const countedAtMost = 1_000;

/** The word without which most is found, the later one of two alike; undefined when leaving out one does not help. */
export async function leastMissed(database: Database, { actor, filter, terms }: Question): Promise<number | undefined> {
  const narrowed = allOf([always(actor, filter), ...chosen(filter)]);
  const counts = terms.map((_, leftOut) => {
    const rest = terms.toSpliced(leftOut, 1);
    return sql`(select count(*) from (select from catalog.resource_search where ${anywhere(rest)} and ${narrowed} limit ${countedAtMost}) as found)`;
  });
  const { rows } = await byGrams(database, (tx) =>
    sql<{ found: readonly number[] }>`select array[${sql.join(counts)}]::integer[] as found`.execute(tx.tables()),
  );
  const found = rows[0]?.found ?? [];
  const most = Math.max(0, ...found);
  return most === 0 ? undefined : found.lastIndexOf(most);
}

/**
 * Reads with the index of grams. The planner takes a look at an array for cheap and would rather read every row of what half
 * the directory has, but the arrays stand apart from their rows and are dear to fetch. One after the other, and not compiled:
 * workers and machine code take longer to come than there is to do.
 */
export function byGrams<R>(database: Database, read: (tx: Database) => Promise<R>): Promise<R> {
  return database.transaction(async (tx) => {
    await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true),
      set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)`.execute(tx.tables());
    return read(tx);
  });
}

function cursorOf({ tier, misses: missed, nameLength, resource, leftOut }: Place): string {
  return encodeCursor([tier, missed, nameLength, resource, leftOut ?? -1]);
}

/** @throws INVALID_INPUT for a cursor that is not of this search */
export function readCursor(cursor: string, { terms }: Question): Place {
  if (terms.length === 0) {
    const resource = readIdCursor(cursor, isResourceId);
    return { tier: 1, misses: 0, nameLength: 0, resource, leftOut: undefined };
  }
  const [tier, missed, nameLength, resource, leftOut] = decodeCursor(cursor, 5);
  const known = tiers.find((each) => each === tier);
  if (known === undefined || !isCount(missed) || !isCount(nameLength) || !isResourceId(resource)) throw cursorRefused();
  if (leftOut === -1) return { tier: known, misses: missed, nameLength, resource, leftOut: undefined };
  if (!isCount(leftOut) || leftOut >= terms.length || terms.length < 2) throw cursorRefused();
  return { tier: known, misses: missed, nameLength, resource, leftOut };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1_000_000;
}
