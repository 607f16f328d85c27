import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DirectorySearch,
  insertResources,
  type Parties,
  readCodeTables,
  resourceSearchBody,
  searchDirectory,
} from '../../catalog/index.ts';
import { allMigrations } from '../../exchange/index.ts';
import type { Actor, OrganisationFact } from '../../identity/index.ts';
import { type Database, migrate, openDatabase } from '../../kernel/index.ts';
import { scratchFolder, startPostgres } from '../embedded/index.ts';
import { corpusAspects, corpusItems, corpusProviders, corpusResource, corpusSubjects } from './catalog-corpus.ts';
import { secondsBelow } from './processor-time.ts';
import type { BenchReport, BenchSettings } from './report.ts';

/** A province's directory. */
const directorySize = 100_000;
const resourcesAtOnce = 2_000;
/** Searches of each kind; the first are not measured. */
const searchesOfAKind = 200;
const warmUps = 20;

/** What people type, kind by kind; `turn` makes each search another one. */
const kinds: Readonly<Record<string, (turn: number) => Omit<DirectorySearch, 'limit' | 'facets'>>> = {
  'a subject': (turn) => ({ q: of(corpusSubjects, turn) }),
  'a subject and an aspect': (turn) => ({ q: `${of(corpusSubjects, turn)} ${of(corpusAspects, turn * 3)}` }),
  'a name without spaces': (turn) => ({ q: `${of(corpusSubjects, turn * 5)}${of(corpusAspects, turn)}` }),
  'a word of two fifths of all names': () => ({ q: '信息' }),
  'an item': (turn) => ({ q: of(corpusItems, turn) }),
  'a provider': (turn) => ({ q: of(corpusProviders, turn * 7).name }),
  'a provider and a subject': (turn) => ({ q: `${of(corpusProviders, turn * 7).name} ${of(corpusSubjects, turn)}` }),
  'a code prefix': (turn) => ({ q: `${1 + (turn % 3)}${String(1 + (turn % 40)).padStart(2, '0')}001/` }),
  'one word too many': (turn) => ({ q: `${of(corpusSubjects, turn)} 唐诗` }),
  'a word of an abstract': () => ({ q: '履行职责' }),
  'a subject, facets chosen': (turn) => ({ q: of(corpusSubjects, turn), sharing: '2', updateCycle: '3' }),
  'one department, without words': (turn) => ({ provider: of(corpusProviders, turn * 11).id }),
  'everything, without words': () => ({}),
};

/**
 * A province's directory on PostgreSQL with fsync. First pages with facets are asked for, as the directory's page does, one
 * after the other: by an officer of a department, who sees what is published and shared and what is the department's own.
 */
export async function benchCatalogSearch(settings: BenchSettings): Promise<Pick<BenchReport, 'figures' | 'rows'>> {
  const folder = await scratchFolder('bench-search');
  try {
    await using postgres = await startPostgres({
      dataDirectory: join(folder, 'postgres'),
      progress: settings.progress,
    });
    await postgres.ensureDatabase('catalog');
    await using database = openDatabase({ url: postgres.url('catalog'), statementTimeoutMs: 600_000 });
    await migrate(database, allMigrations);
    const fillSeconds = await fillDirectory(database, settings);
    const { rows, waits } = await measureSearch(database, settings);
    return {
      rows,
      figures: {
        searchP99Ms: percentile(waits, 0.99),
        searchP50Ms: percentile(waits, 0.5),
        searchResources: directorySize,
        searchFillSeconds: fillSeconds,
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Enters a province's directory. @returns seconds that took */
async function fillDirectory(database: Database, settings: BenchSettings): Promise<number> {
  const begun = performance.now();
  const at = new Date();
  for (let start = 0; start < directorySize; start += resourcesAtOnce) {
    const part = Array.from({ length: resourcesAtOnce }, (_, index) => corpusResource(start + index, at));
    await database.transaction((tx) => insertResources(tx, part));
    if ((start / resourcesAtOnce) % 10 === 9) settings.progress(`${start + resourcesAtOnce} resources entered`);
  }
  const seconds = (performance.now() - begun) / 1_000;
  await database.pool.query('vacuum analyze catalog.resource, catalog.resource_search');
  return seconds;
}

/** Processor seconds are the database's and our own: with other programs on the machine, they say more than the clock. */
async function measureSearch(
  database: Database,
  settings: BenchSettings,
): Promise<Pick<BenchReport, 'rows'> & { readonly waits: readonly number[] }> {
  const parties = corpusParties();
  const tables = await readCodeTables(database);
  const actor = officerOf(of(corpusProviders, 30).id);
  const search = async (asked: Omit<DirectorySearch, 'limit' | 'facets'>) => {
    const found = await searchDirectory({ database, parties, actor, search: { ...asked, limit: 20, facets: true } });
    return JSON.stringify(resourceSearchBody(found, { tables, parties }));
  };
  const all: number[] = [];
  const rows: BenchReport['rows'][number][] = [];
  for (const [what, make] of Object.entries(kinds)) {
    for (let turn = 0; turn < warmUps; turn += 1) await search(make(turn));
    const waits: number[] = [];
    const before = await processorSeconds();
    for (let turn = warmUps; turn < warmUps + searchesOfAKind; turn += 1) {
      const begun = performance.now();
      await search(make(turn));
      waits.push(performance.now() - begun);
    }
    const processor = (await processorSeconds()) - before;
    const spent = waits.reduce((sum, wait) => sum + wait, 0);
    rows.push({
      what: `search: ${what}`,
      perSecond: (searchesOfAKind / spent) * 1_000,
      ...{ p50Ms: percentile(waits, 0.5), p99Ms: percentile(waits, 0.99) },
      cpuPerThousand: (processor / searchesOfAKind) * 1_000,
    });
    settings.progress(
      `${what}: p50 ${percentile(waits, 0.5).toFixed(1)} ms, p99 ${percentile(waits, 0.99).toFixed(1)} ms`,
    );
    all.push(...waits);
  }
  return { rows, waits: all };
}

async function processorSeconds(): Promise<number> {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + (await secondsBelow());
}

function corpusParties(): Parties {
  const organisations = corpusProviders.map(
    ({ id, name }) => ({ id, name, administration: false, active: true }) as OrganisationFact,
  );
  const byId = new Map(organisations.map((one) => [one.id, one]));
  return {
    organisations: () => organisations,
    organisation: (id) => byId.get(id),
    system: () => undefined,
    officer: () => undefined,
  };
}

function officerOf(organisation: Actor['organisation']): Actor {
  const id = '00000000-0000-4000-8000-000000000000' as Extract<Actor, { kind: 'officer' }>['id'];
  return { kind: 'officer', id, login: 'bench', organisation, administration: false, roles: [] };
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function of<T>(all: readonly T[], turn: number): T {
  const one = all[turn % all.length];
  if (one === undefined) throw new RangeError('there is nothing to choose from');
  return one;
}
