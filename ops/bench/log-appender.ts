import { logOrigin, openEvidenceLog } from '../../exchange/index.ts';
import { openDatabase, systemClock, systemRandom } from '../../kernel/index.ts';
import { benchMasterKey, benchUse } from './log-use.ts';

// One hub's share of the log benchmark: appends through a group commit, as many at once as it is told, until the time is over
// or the log has so many leaves. What it came to goes to the parent process.

const [url = '', seconds = '1', connections = '64', leaves = '0'] = process.argv.slice(2);

await using database = openDatabase({ url, maxConnections: 4, applicationName: 'hufu bench log' });
const log = await openEvidenceLog({
  database,
  clock: systemClock,
  random: systemRandom,
  masterKey: benchMasterKey,
  origin: logOrigin('http://bench.test'),
});
const most = Number(leaves) === 0 ? Number.MAX_SAFE_INTEGER : Number(leaves);
const waits: number[] = [];
const start = performance.now();
const end = start + Number(seconds) * 1_000;
const before = process.cpuUsage();
let size = 0;
await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    while (performance.now() < end && size < most) {
      const begun = performance.now();
      const { index } = await log.append(benchUse(log));
      size = Math.max(size, index + 1);
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
