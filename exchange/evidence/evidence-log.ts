import type { Clock, Database, Random } from '../../kernel/index.ts';
import { GroupCommit } from '../group-commit.ts';
import type { EvidenceEntry, EvidenceLog, Receipt } from './entry.ts';
import { entryRow, insertEntries } from './evidence-store.ts';

/** Entries in one statement, at most; beyond this PostgreSQL gains nothing more. */
const largestBatch = 256;
/** Commits under way at once; PostgreSQL syncs them to the disk together. */
const lanes = 3;

/** The evidence log in PostgreSQL, written in groups: entries that arrive together share one durable commit. */
export function createEvidenceLog(options: {
  database: Database;
  clock: Clock;
  random: Random;
  observeBatch?: (entries: number) => void;
}): EvidenceLog {
  const { database, clock, random } = options;
  const commits = new GroupCommit<EvidenceEntry, Receipt>({
    largest: largestBatch,
    lanes,
    write: async (entries) => {
      options.observeBatch?.(entries.length);
      const at = clock.now();
      return insertEntries(
        database,
        entries.map((entry) => entryRow({ entry, id: random.uuid(), at })),
      );
    },
  });
  return { append: (entry) => commits.add(entry) };
}
