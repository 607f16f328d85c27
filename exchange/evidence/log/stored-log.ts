import { sql } from 'kysely';
import type { Database } from '../../../kernel/index.ts';
import { evidenceProblems } from '../problems.ts';
import { rootOfEdge } from '../tree/edge.ts';
import { type LogVerifier, parseCheckpoint, parseVerifier, type SignedCheckpoint } from './checkpoint.ts';
import { type LogTables, readHead } from './log-store.ts';
import type { LogFinding, LogView } from './replay.ts';
import { storedTiles } from './stored-tiles.ts';

/**
 * The log in a database, to be replayed: leaves, nodes, openings, kept checkpoints and the head.
 * @param trusted key to go by; left out: the one the log names itself
 * @throws LOG_KEY_MALFORMED when the log names none that can be read
 */
export async function storedLog(
  database: Database,
  trusted: LogVerifier | undefined,
): Promise<{ view: LogView; findings: readonly LogFinding[]; verifier: LogVerifier }> {
  const head = await readHead(database);
  const named = parseVerifier(head.verifier);
  const verifier = trusted ?? named;
  if (verifier === undefined) throw evidenceProblems.LOG_KEY_MALFORMED();
  const { size } = head;
  const findings: LogFinding[] = [];
  const about = (detail: string, from = 0, to = size) => findings.push({ what: 'head', from, to, detail });
  if (named?.line !== verifier.line || head.origin !== verifier.name)
    about('the log names another key or origin than the one that is trusted');
  const { checkpoints, unread } = await keptCheckpoints(database);
  findings.push(...unread);
  const behind = await leavesBehind(database, size);
  if (behind.batches !== size) about('the batches do not end where the head does', Math.min(size, behind.batches));
  if (behind.openings > 0) about('there are openings of leaves behind the head', size, size + behind.openings);
  const tables = database.tables<LogTables>();
  const view: LogView = {
    size,
    verifier,
    checkpoints,
    headRoot: rootOfEdge(head.edge),
    source: storedTiles(database),
    openings: (from, to) =>
      tables
        .selectFrom('exchange.log_opening')
        .selectAll()
        .where('leaf', '>=', from)
        .where('leaf', '<', to)
        .orderBy('leaf')
        .orderBy('part')
        .execute(),
  };
  return { view, findings, verifier };
}

async function keptCheckpoints(database: Database) {
  const rows = await database
    .tables<LogTables>()
    .selectFrom('exchange.log_checkpoint')
    .selectAll()
    .orderBy('size')
    .execute();
  const checkpoints: SignedCheckpoint[] = [];
  const unread: LogFinding[] = [];
  for (const { size, note } of rows) {
    const checkpoint = parseCheckpoint(note);
    if (checkpoint?.size === size) checkpoints.push(checkpoint);
    else
      unread.push({
        ...{ what: 'checkpoint', from: 0, to: size },
        detail: `the kept checkpoint of ${size} leaves cannot be read`,
      } as const);
  }
  return { checkpoints, unread };
}

/** Where the batches end, and how many openings there are behind the head. */
async function leavesBehind(database: Database, size: number) {
  const { rows } = await sql<{ batches: number; openings: number }>`
    select coalesce((select first + leaves from exchange.log_batch order by first desc limit 1), 0) as batches,
      (select count(*) from exchange.log_opening where leaf >= ${size} or leaf < 0) as openings`.execute(
    database.tables<LogTables>(),
  );
  return rows[0] ?? { batches: 0, openings: 0 };
}
