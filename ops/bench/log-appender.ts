import { logOrigin, openEvidenceLog } from '../../exchange/index.ts';
import { openDatabase, systemClock, systemRandom } from '../../kernel/index.ts';
import { benchMasterKey, benchUse } from './log-use.ts';

// One hub's share of the log benchmark: appends through a group commit, as many at once as it is told, until the time is over.
// What it came to goes to the parent process.

const [url = '', seconds = '1', connections = '64'] = process.argv.slice(2);

await using database = openDatabase({ url, maxConnections: 4, applicationName: 'hufu bench log' });
const log = await openEvidenceLog({
  database,
  clock: systemClock,
  random: systemRandom,
  masterKey: benchMasterKey,
  origin: logOrigin('http://bench.test'),
});
const waits: number[] = [];
const start = performance.now();
const end = start + Number(seconds) * 1_000;
const before = process.cpuUsage();
await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    while (performance.now() < end) {
      const begun = performance.now();
      await log.append(benchUse(log));
      waits.push(performance.now() - begun);
    }
  }),
);
const took = (performance.now() - start) / 1_000;
const { user, system } = process.cpuUsage(before);
waits.sort((a, b) => a - b);
process.send?.({
  appended: waits.length,
  perSecond: waits.length / took,
  p50Ms: waits[Math.floor(waits.length / 2)] ?? 0,
  p99Ms: waits[Math.floor(waits.length * 0.99)] ?? 0,
  cpuPerThousand: (user + system) / 1e6 / (waits.length / 1_000),
  memoryMiB: process.memoryUsage().rss / 2 ** 20,
});
process.disconnect?.();
