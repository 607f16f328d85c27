import type { Database } from '../../kernel/index.ts';
import { canonicalJson } from '../../kernel/pure/index.ts';
import { parseDisclosure } from './leaf.ts';
import type { LogTables } from './log/log-store.ts';

/** What opens a leaf, as it is stored. */
export interface Opening {
  readonly leaf: number;
  /** Out of which the salts are made that are not stored. */
  readonly secret: string | undefined;
  /** By name: text and value. A holder's stands under `holder`. */
  readonly disclosed: ReadonlyMap<string, { readonly text: string; readonly value: unknown }>;
}

/** The opening of a leaf's common part; undefined when it was erased. */
export async function readOpening(database: Database, leaf: number): Promise<Opening | undefined> {
  const row = await database
    .tables<LogTables>()
    .selectFrom('exchange.log_opening')
    .selectAll()
    .where('leaf', '=', leaf)
    .where('part', '=', 0)
    .executeTakeFirst();
  return row === undefined ? undefined : openingOf(row.leaf, [row.disclosures]);
}

/** The openings of common parts before a leaf, the latest first; erased ones are left out. */
export async function openingsBefore(
  database: Database,
  options: { readonly before: number | undefined; readonly limit: number },
): Promise<readonly Opening[]> {
  const rows = await database
    .tables<LogTables>()
    .selectFrom('exchange.log_opening')
    .select(['leaf', 'disclosures'])
    .where('part', '=', 0)
    .where('leaf', '<', options.before ?? Number.MAX_SAFE_INTEGER)
    .orderBy('leaf', 'desc')
    .limit(options.limit)
    .execute();
  return rows.map((row) => openingOf(row.leaf, [row.disclosures]));
}

/** A holder's openings, the latest first, before a leaf or among certain leaves if they are given. */
export async function openingsOfHolder(
  database: Database,
  options: {
    readonly holder: Buffer;
    readonly before?: number | undefined;
    readonly leaves?: readonly number[] | undefined;
    readonly limit: number;
  },
): Promise<readonly Opening[]> {
  const { holder, before = Number.MAX_SAFE_INTEGER, leaves, limit } = options;
  if (leaves?.length === 0) return [];
  let query = database
    .tables<LogTables>()
    .selectFrom('exchange.log_opening as own')
    .innerJoin('exchange.log_opening as common', (join) =>
      join.onRef('common.leaf', '=', 'own.leaf').on('common.part', '=', 0),
    )
    .select(['own.leaf', 'own.part', 'own.disclosures as tag', 'common.disclosures'])
    .where('own.holder', '=', holder)
    .where('own.leaf', '<', before)
    .orderBy('own.leaf', 'desc')
    .limit(limit);
  if (leaves !== undefined) query = query.where('own.leaf', 'in', leaves);
  const rows = await query.execute();
  return rows.map((row) => openingOf(row.leaf, row.part === 0 ? [row.disclosures] : [row.disclosures, row.tag]));
}

/**
 * Forgets a holder (crypto-shredding): deletes what opens the leaves about them, and with several holders in one use what
 * opens the rest of it. The leaves stay, and so does every proof; what they commit to cannot be found out any more.
 * @returns how many leaves were closed
 */
export async function eraseHolder(tx: Database, holder: Buffer): Promise<number> {
  const own = await tx
    .tables<LogTables>()
    .deleteFrom('exchange.log_opening')
    .where('holder', '=', holder)
    .returning(['leaf', 'part'])
    .execute();
  const together = own.filter(({ part }) => part > 0).map(({ leaf }) => leaf);
  if (together.length > 0) {
    await tx
      .tables<LogTables>()
      .deleteFrom('exchange.log_opening')
      .where('part', '=', 0)
      .where('leaf', 'in', together)
      .execute();
  }
  return own.length;
}

function openingOf(leaf: number, texts: readonly string[]): Opening {
  let secret: string | undefined;
  const disclosed = new Map<string, { text: string; value: unknown }>();
  for (const text of texts.flatMap(disclosuresIn)) {
    const opened = parseDisclosure(text);
    if (opened === undefined) continue;
    disclosed.set(opened.name, { text, value: opened.value });
    if (opened.name === 'time') secret = opened.salt;
  }
  return { leaf, secret, disclosed };
}

/** The disclosures of a stored row, each as the text whose digest the leaf holds. */
export function disclosuresIn(stored: string): readonly string[] {
  const all: unknown = JSON.parse(stored);
  return Array.isArray(all) ? all.map(canonicalJson) : [];
}
