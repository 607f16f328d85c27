import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closedLoop, type LoadResult, openLoop } from './load.ts';
import { residentMiB, secondsBelow } from './processor-time.ts';
import { type BenchReport, type BenchSettings, median } from './report.ts';
import { startHufu, startPlain } from './sides.ts';

/** The county's peak (queries a second), for the open loop. */
const countyPeak = 500;
const warmUpSeconds = 3;

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
 * machine, same load generator, taken in turns. Hufu runs as it does for a county: hub, connector, PostgreSQL with fsync,
 * NATS with credentials; token, request signature, decision, quota, order, attested answer, stored evidence and receipt for
 * each query.
 */
export async function benchQuery(settings: BenchSettings): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'hufu-bench-'));
  try {
    await using bare = await startPlain({ folder, program: 'bare', settings });
    await using moleculer = await startPlain({ folder, program: 'moleculer', settings });
    await using hufu = await startHufu(folder, settings);
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
    const open = await measured(() =>
      openLoop({ target: hufu.target, perSecond: countyPeak, seconds: settings.openSeconds }),
    );
    return report({ results, open, memory: await residentMiB(hufu.hubPid), settings });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
  settings: BenchSettings;
}): BenchReport {
  const { results, open, settings } = options;
  const of = (side: SideName, pick: (result: Measured) => number) => median(results[side].map(pick));
  const perSecond = (side: SideName) => of(side, (result) => result.perSecond);
  const row = (side: SideName) => ({
    what: `${titles[side]}, ${settings.connections} connections`,
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
