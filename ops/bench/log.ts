import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allMigrations, logOrigin, openEvidenceLog, replayLog, storedLog, treeOf } from '../../exchange/index.ts';
import { migrate, openDatabase, systemClock, systemRandom } from '../../kernel/index.ts';
import { startPostgres } from '../embedded/index.ts';
import { builtProgram } from '../start/programs.ts';
import { benchMasterKey } from './log-use.ts';
import { type BenchReport, type BenchSettings, median } from './report.ts';

/** What one appending process came to. */
interface Appending {
  readonly appended: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuPerThousand: number;
  readonly memoryMiB: number;
}

/** Appends at once while the log is filled: whole batches. */
const fillers = 512;
const fillPatienceSeconds = 3_600;
const receipts = 200;

/**
 * The evidence log by itself, on PostgreSQL with fsync: how fast one and two hub processes append to one log, while it is
 * small and when it has `leaves`, how long a receipt that is fetched again takes then, and replaying all of it.
 */
export async function benchLog(settings: BenchSettings): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'hufu-bench-log-'));
  try {
    await using postgres = await startPostgres({
      dataDirectory: join(folder, 'postgres'),
      progress: settings.progress,
    });
    await postgres.ensureDatabase('log');
    const url = postgres.url('log');
    await using database = openDatabase({ url, maxConnections: 4 });
    await migrate(database, allMigrations);
    const common = { database, clock: systemClock, random: systemRandom, masterKey: benchMasterKey };
    const log = await openEvidenceLog({ ...common, origin: logOrigin('http://bench.test') });

    const measure = async (what: string) => {
      const one: Appending[] = [];
      const two: Appending[] = [];
      for (let round = 1; round <= settings.rounds; round += 1) {
        one.push(joined(await appenders({ url, settings, processes: 1 })));
        two.push(joined(await appenders({ url, settings, processes: 2 })));
        settings.progress(
          `${what} ${round}/${settings.rounds}: ${one.at(-1)?.perSecond.toFixed(0)} /s by one process, ${two.at(-1)?.perSecond.toFixed(0)} /s by two`,
        );
      }
      return { one: middle(one), two: middle(two) };
    };
    const small = await measure('while small');
    const fill = await appendUntil({ url, leaves: settings.leaves });
    settings.progress(`filled to ${settings.leaves} leaves at ${fill.perSecond.toFixed(0)} /s`);
    const large = await measure(`at ${settings.leaves} leaves`);

    const { head, checkpoint } = await log.head();
    const waits: number[] = [];
    for (let n = 0; n < receipts; n += 1) {
      const begun = performance.now();
      await treeOf(database, head).prove(systemRandom.bytes(6).readUIntBE(0, 6) % head.size, checkpoint);
      waits.push(performance.now() - begun);
    }
    const begun = performance.now();
    const { view, findings } = await storedLog(database, log.signer.verifier);
    const replay = await replayLog(view);
    const verifySeconds = (performance.now() - begun) / 1_000;
    if (findings.length + replay.findings.length > 0) throw new Error('the log of the benchmark does not verify');
    const row = (what: string, side: Appending) => ({ what, ...side });
    return {
      bench: 'log',
      rows: [
        row('one hub process, small log', small.one),
        row('two hub processes, small log', small.two),
        row(`one hub process, ${head.size} leaves`, large.one),
        row(`two hub processes, ${head.size} leaves`, large.two),
      ],
      figures: {
        leaves: head.size,
        appendPerSecond: large.one.perSecond,
        appendPerSecondTwo: large.two.perSecond,
        receiptP50Ms: median(waits),
        verifySeconds,
        verifyPerSecond: head.size / verifySeconds,
        hubMemoryMiB: large.one.memoryMiB,
        verifyMemoryMiB: process.memoryUsage().rss / 2 ** 20,
      },
      ratios: {
        largeToSmall: large.one.perSecond / small.one.perSecond,
        twoToOne: large.two.perSecond / large.one.perSecond,
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function appendUntil({ url, leaves }: { url: string; leaves: number }): Promise<Appending> {
  return appender([url, String(fillPatienceSeconds), String(fillers), String(leaves)]);
}

function appenders(options: { url: string; settings: BenchSettings; processes: number }): Promise<Appending[]> {
  const { url, settings, processes } = options;
  const each = Math.max(1, Math.floor(settings.connections / processes));
  return Promise.all(
    Array.from({ length: processes }, () => appender([url, String(settings.seconds), String(each), '0'])),
  );
}

function appender(args: readonly string[]): Promise<Appending> {
  const child = spawn(process.execPath, [builtProgram('ops/bench/log-appender.js'), ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Appending));
    child.once('exit', (code) => reject(new Error(`an appending process ended with code ${code}`)));
  });
}

/** Several processes as one: rates add up, the rest is the worst of them. */
function joined(sides: readonly Appending[]): Appending {
  const sum = (of: (side: Appending) => number) => sides.reduce((total, side) => total + of(side), 0);
  const worst = (of: (side: Appending) => number) => Math.max(...sides.map(of));
  return {
    appended: sum((side) => side.appended),
    perSecond: sum((side) => side.perSecond),
    p50Ms: worst((side) => side.p50Ms),
    p99Ms: worst((side) => side.p99Ms),
    cpuPerThousand:
      sum((side) => side.cpuPerThousand * side.appended) /
      Math.max(
        1,
        sum((side) => side.appended),
      ),
    memoryMiB: worst((side) => side.memoryMiB),
  };
}

function middle(sides: readonly Appending[]): Appending {
  const of = (pick: (side: Appending) => number) => median(sides.map(pick));
  return {
    appended: of((side) => side.appended),
    perSecond: of((side) => side.perSecond),
    p50Ms: of((side) => side.p50Ms),
    p99Ms: of((side) => side.p99Ms),
    cpuPerThousand: of((side) => side.cpuPerThousand),
    memoryMiB: of((side) => side.memoryMiB),
  };
}
