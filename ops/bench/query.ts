import { rm } from 'node:fs/promises';
import { scratchFolder } from '../embedded/index.ts';
import { closedLoop, type LoadResult, openLoop } from './load.ts';
import { residentMiB, secondsBelow } from './processor-time.ts';
import { type BenchReport, type BenchSettings, median } from './report.ts';
import { type Side, startHufu, startPlain } from './sides.ts';

/** The county's peak (queries a second), for the open loop. */
const countyPeak = 500;
/** A hub or gateway serves for months; what its engine compiles in the first seconds is no part of a query. */
const warmUpSeconds = 10;
/** How many processes a side may take requests in; each is measured with what serves it best. */
const processCounts = [1, 2] as const;
const trialSeconds = 5;

const sideNames = ['bare', 'moleculer', 'hufu'] as const;
type SideName = (typeof sideNames)[number];

const titles: Readonly<Record<SideName, string>> = {
  bare: 'bare fastify → NATS → responder',
  moleculer: 'Moleculer gateway → NATS → service',
  hufu: 'hufu',
};

interface Measured extends LoadResult {
  /** Processor seconds that a thousand requests took, of all processes of the side. */
  readonly cpuPerThousand: number;
}

/**
 * A governed query against (a) a bare fastify → NATS → responder chain and (b) Moleculer's API gateway over NATS: same
 * machine, same load generator, taken in turns, each in as many processes as serve it best. Hufu runs as it does for a
 * county: hub, connector, PostgreSQL with fsync, NATS with credentials; token, request signature, decision, quota, order,
 * attested answer, stored evidence and receipt for each query.
 */
export async function benchQuery(settings: BenchSettings): Promise<BenchReport> {
  const folder = await scratchFolder('bench');
  const start = {
    bare: (fronts: number) => startPlain({ folder, program: 'bare', fronts, settings }),
    moleculer: (fronts: number) => startPlain({ folder, program: 'moleculer', fronts, settings }),
    hufu: (hubs: number) => startHufu({ folder, hubs, settings }),
  };
  try {
    const processes: Record<SideName, number> = { bare: 1, moleculer: 1, hufu: 1 };
    for (const name of sideNames) processes[name] = await bestCount(name, start[name], settings);
    const { results, memory } = await inTurns(start, processes, settings);
    const open = await atCountyPeak(start.hufu, settings);
    return report({ results, open, memory, processes, settings });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Start<S extends Side = Side> = (processes: number) => Promise<S>;
type Starts = Readonly<Record<Exclude<SideName, 'hufu'>, Start>> & {
  readonly hufu: Start<Side & { readonly hubPid: number }>;
};

/** The closed loops of all three sides, round by round; and what memory the hub has after them. */
async function inTurns(start: Starts, processes: Readonly<Record<SideName, number>>, settings: BenchSettings) {
  await using bare = await start.bare(processes.bare);
  await using moleculer = await start.moleculer(processes.moleculer);
  await using hufu = await start.hufu(processes.hufu);
  const sides = { bare, moleculer, hufu };
  const results: Record<SideName, Measured[]> = { bare: [], moleculer: [], hufu: [] };
  const { connections, seconds, rounds } = settings;
  for (const name of sideNames) await closedLoop({ target: sides[name].target, connections, seconds: warmUpSeconds });
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of sideNames) {
      const result = await measured(() => closedLoop({ target: sides[name].target, connections, seconds }));
      settings.progress(
        `${name} ${round}/${rounds}: ${result.perSecond.toFixed(0)} req/s, p99 ${result.p99Ms.toFixed(1)} ms, ${result.cpuPerThousand.toFixed(2)} CPU s per 1,000, ${result.failures} failed`,
      );
      results[name].push(result);
    }
  }
  return { results, memory: await residentMiB(hufu.hubPid) };
}

/** The open loop, with one hub: a second one is for more queries than these, or for the day when the first stands still. */
async function atCountyPeak(start: Start, { connections, openSeconds }: BenchSettings): Promise<Measured> {
  await using hufu = await start(1);
  const { target } = hufu;
  await closedLoop({ target, connections, seconds: warmUpSeconds });
  return await measured(() => openLoop({ target, perSecond: countyPeak, seconds: openSeconds }));
}

/** The number of processes with which a side answers most requests a second. */
async function bestCount(name: SideName, start: Start, { connections, progress }: BenchSettings): Promise<number> {
  let best = { processes: 1, perSecond: 0 };
  for (const processes of processCounts) {
    await using side = await start(processes);
    const { target } = side;
    await closedLoop({ target, connections, seconds: trialSeconds });
    const { perSecond } = await closedLoop({ target, connections, seconds: trialSeconds });
    progress(`${name} in ${processes}: ${perSecond.toFixed(0)} req/s`);
    if (perSecond > best.perSecond) best = { processes, perSecond };
  }
  return best.processes;
}

async function measured(run: () => Promise<LoadResult>): Promise<Measured> {
  const before = await secondsBelow();
  const result = await run();
  const taken = (await secondsBelow()) - before;
  return { ...result, cpuPerThousand: (taken / Math.max(1, result.requests)) * 1000 };
}

function report(options: {
  results: Record<SideName, Measured[]>;
  open: Measured;
  memory: number;
  processes: Record<SideName, number>;
  settings: BenchSettings;
}): BenchReport {
  const { results, open, processes, settings } = options;
  const of = (side: SideName, pick: (result: Measured) => number) => median(results[side].map(pick));
  const perSecond = (side: SideName) => of(side, (result) => result.perSecond);
  const row = (side: SideName) => ({
    what: `${titles[side]}, in ${processes[side]}, ${settings.connections} connections`,
    perSecond: perSecond(side),
    p50Ms: of(side, (result) => result.p50Ms),
    p99Ms: of(side, (result) => result.p99Ms),
    cpuPerThousand: of(side, (result) => result.cpuPerThousand),
    failures: results[side].reduce((sum, { failures }) => sum + failures, 0),
  });
  return {
    bench: 'query',
    rows: [
      ...sideNames.map(row),
      { what: `hufu, open loop at ${countyPeak}/s for ${settings.openSeconds} s`, ...open },
    ],
    figures: {
      perSecond: perSecond('hufu'),
      p50Ms: of('hufu', (result) => result.p50Ms),
      p99Ms: of('hufu', (result) => result.p99Ms),
      cpuPerThousand: of('hufu', (result) => result.cpuPerThousand),
      openLoopP99Ms: open.p99Ms,
      openLoopLost: open.failures,
      barePerSecond: perSecond('bare'),
      moleculerPerSecond: perSecond('moleculer'),
      hubResidentMiB: options.memory,
    },
    ratios: {
      toBare: perSecond('hufu') / perSecond('bare'),
      toMoleculer: perSecond('hufu') / perSecond('moleculer'),
    },
  };
}
