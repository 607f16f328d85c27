import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { allMigrations, logOrigin, type OpenLog, openEvidenceLog, treeOf } from '../../exchange/index.ts';
import { type Database, migrate, openDatabase, systemClock, systemRandom } from '../../kernel/index.ts';
import { type EmbeddedPostgres, scratchFolder, startPostgres } from '../embedded/index.ts';
import { fillLog } from './log-fill.ts';
import { headHeld } from './log-locking.ts';
import { benchMasterKey } from './log-use.ts';
import { secondsBelow } from './processor-time.ts';
import { type BenchReport, type BenchSettings, median } from './report.ts';
import { runProgram } from './run-program.ts';

/** What one appending process came to. */
interface Appending {
  readonly appended: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor seconds of a thousand: of the hub processes. */
  readonly cpuPerThousand: number;
  readonly memoryMiB: number;
}

/** Several of them, and what they cost PostgreSQL. */
interface Measured extends Appending {
  readonly databaseCpuPerThousand: number;
}

/** What replaying the log came to. */
interface Verified {
  readonly leaves: number;
  readonly opened: number;
  readonly findings: number;
  readonly seconds: number;
  readonly memoryMiB: number;
}

/** Receipts fetched again. */
const receipts = 200;

/**
 * The evidence log by itself, on PostgreSQL with fsync: how fast one and two hub processes append to one log, and what that
 * costs them and PostgreSQL, while the log is small and when it has `leaves`; what a receipt that is fetched again takes, and
 * replaying all of it. Beside it, on a log of its own, the other way to lock: the head held until the disk has answered.
 */
export async function benchLog(settings: BenchSettings): Promise<BenchReport> {
  const folder = await scratchFolder('bench-log');
  try {
    await using postgres = await startPostgres({
      dataDirectory: join(folder, 'postgres'),
      progress: settings.progress,
    });
    await using log = await startLog(postgres, 'log');
    await using held = await startLog(postgres, 'held');
    await held.database.pool.query(headHeld);
    const measure = (what: string, url: string, processes: number) =>
      appendFor({ postgres, url, settings, processes, what });

    const small = await inTurns(settings.rounds, {
      one: () => measure('one process, small log', log.url, 1),
      two: () => measure('two processes, small log', log.url, 2),
      oneHeld: () => measure('one process, head held', held.url, 1),
      twoHeld: () => measure('two processes, head held', held.url, 2),
    });
    const smallReceiptMs = await receiptMs(log);
    settings.progress(`filling to ${settings.leaves} leaves`);
    await fillLog(log.database, settings.leaves);
    const large = await inTurns(settings.rounds, {
      one: () => measure('one process, large log', log.url, 1),
      two: () => measure('two processes, large log', log.url, 2),
    });
    const receiptP50Ms = await receiptMs(log);
    const verified = await runProgram<Verified>('log-verifier', [log.url]);
    if (verified.findings > 0) throw new Error('the log of the benchmark does not verify');

    const { leaves } = verified;
    const cost = (side: Measured) => side.cpuPerThousand + side.databaseCpuPerThousand;
    const row = (what: string, side: Measured) => ({ what, ...side, cpuPerThousand: cost(side) });
    return {
      bench: 'log',
      rows: [
        row('one hub process, small log', small.one),
        row('two hub processes, small log', small.two),
        row('one, head held while the disk syncs', small.oneHeld),
        row('two, head held while the disk syncs', small.twoHeld),
        row(`one hub process, ${leaves} leaves`, large.one),
        row(`two hub processes, ${leaves} leaves`, large.two),
      ],
      figures: {
        leaves,
        appendPerSecond: large.one.perSecond,
        appendPerSecondTwo: large.two.perSecond,
        hubCpuPerThousand: large.one.cpuPerThousand,
        databaseCpuPerThousand: large.one.databaseCpuPerThousand,
        hubCpuPerThousandSmall: small.one.cpuPerThousand,
        databaseCpuPerThousandSmall: small.one.databaseCpuPerThousand,
        receiptP50MsSmall: smallReceiptMs,
        receiptP50Ms,
        verifySeconds: verified.seconds,
        verifyPerSecond: leaves / verified.seconds,
        hubMemoryMiBSmall: small.one.memoryMiB,
        hubMemoryMiB: large.one.memoryMiB,
        verifyMemoryMiB: verified.memoryMiB,
      },
      ratios: {
        largeToSmall: large.one.perSecond / small.one.perSecond,
        largeToSmallCost: cost(large.one) / cost(small.one),
        largeToSmallCostTwo: cost(large.two) / cost(small.two),
        twoToOne: large.two.perSecond / large.one.perSecond,
        heldToReleased: small.oneHeld.perSecond / small.one.perSecond,
        heldToReleasedTwo: small.twoHeld.perSecond / small.two.perSecond,
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface BenchedLog extends AsyncDisposable {
  readonly url: string;
  readonly database: Database;
  readonly log: OpenLog;
}

async function startLog(postgres: EmbeddedPostgres, name: string): Promise<BenchedLog> {
  await postgres.ensureDatabase(name);
  const url = postgres.url(name);
  const database = openDatabase({ url, maxConnections: 4, statementTimeoutMs: 300_000 });
  await migrate(database, allMigrations);
  const parts = { database, clock: systemClock, random: systemRandom, masterKey: benchMasterKey };
  const log = await openEvidenceLog({ ...parts, origin: logOrigin('http://bench.test') });
  return { url, database, log, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

/** Measures several things in turns, so that the machine's moods fall on all of them, and takes the middle of each. */
async function inTurns<Name extends string>(
  rounds: number,
  sides: Readonly<Record<Name, () => Promise<Measured>>>,
): Promise<Readonly<Record<Name, Measured>>> {
  const names = Object.keys(sides) as Name[];
  const measured = new Map<Name, Measured[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) measured.get(name)?.push(await sides[name]());
  return Object.fromEntries(names.map((name) => [name, middle(measured.get(name) ?? [])])) as Record<Name, Measured>;
}

async function appendFor(options: {
  postgres: EmbeddedPostgres;
  url: string;
  settings: BenchSettings;
  processes: number;
  what: string;
}): Promise<Measured> {
  const { postgres, url, settings, processes, what } = options;
  const each = Math.max(1, Math.floor(settings.connections / processes));
  const before = await secondsBelow(postgres.pid);
  const sides = await runAppenders(processes, [url, String(settings.seconds), String(each)]);
  const databaseSeconds = (await secondsBelow(postgres.pid)) - before;
  const side = joined(sides);
  settings.progress(`${what}: ${side.perSecond.toFixed(0)} /s`);
  return { ...side, databaseCpuPerThousand: databaseSeconds / (Math.max(1, side.appended) / 1_000) };
}

/** Milliseconds of proving a leaf anew, in the middle. */
async function receiptMs({ log, database }: BenchedLog): Promise<number> {
  const { head, checkpoint } = await log.head();
  const waits: number[] = [];
  for (let n = 0; n < receipts; n += 1) {
    const begun = performance.now();
    await treeOf(database, head).prove(systemRandom.bytes(6).readUIntBE(0, 6) % head.size, checkpoint);
    waits.push(performance.now() - begun);
  }
  return median(waits);
}

function runAppenders(processes: number, args: readonly string[]): Promise<Appending[]> {
  return Promise.all(Array.from({ length: processes }, () => runProgram<Appending>('log-appender', args)));
}

/** Several processes as one: rates add up, the rest is the worst of them. */
function joined(sides: readonly Appending[]): Appending {
  const sum = (of: (side: Appending) => number) => sides.reduce((total, side) => total + of(side), 0);
  const worst = (of: (side: Appending) => number) => Math.max(...sides.map(of));
  const appended = sum((side) => side.appended);
  return {
    appended,
    perSecond: sum((side) => side.perSecond),
    p50Ms: worst((side) => side.p50Ms),
    p99Ms: worst((side) => side.p99Ms),
    cpuPerThousand: sum((side) => side.cpuPerThousand * side.appended) / Math.max(1, appended),
    memoryMiB: worst((side) => side.memoryMiB),
  };
}

function middle(sides: readonly Measured[]): Measured {
  const of = (pick: (side: Measured) => number) => median(sides.map(pick));
  return {
    appended: of((side) => side.appended),
    perSecond: of((side) => side.perSecond),
    p50Ms: of((side) => side.p50Ms),
    p99Ms: of((side) => side.p99Ms),
    cpuPerThousand: of((side) => side.cpuPerThousand),
    memoryMiB: of((side) => side.memoryMiB),
    databaseCpuPerThousand: of((side) => side.databaseCpuPerThousand),
  };
}
