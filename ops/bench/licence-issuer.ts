import { createLogger, openDatabase } from '../../kernel/index.ts';
import { batchOf, takeTurn } from '../../licence-vault/index.ts';
import { openLicenceVault } from './licence-vault.ts';

// One hub's share of the licence benchmark: works off the issue jobs that there are. What it took goes to the parent process.
// After the database's address, if given: milliseconds after which a hub that is silent is taken for dead.

const [url = '', leaseMs] = process.argv.slice(2);

await using database = openDatabase({ url, maxConnections: 4, applicationName: 'hufu bench licence' });
const { parts } = await openLicenceVault(database);
const run = {
  ...parts,
  logger: createLogger({ level: 'warn', name: 'bench' }),
  issueBatch: batchOf(parts),
  stillActs: () => true,
  leaseMs: leaseMs === undefined ? undefined : Number(leaseMs),
};
const before = process.cpuUsage();
const begunAt = performance.timeOrigin + performance.now();
const memoryMiB: number[] = [];
while (await takeTurn(run)) memoryMiB.push(process.memoryUsage().rss / 2 ** 20);
const { user, system } = process.cpuUsage(before);
const endedAt = performance.timeOrigin + performance.now();
process.send?.({ begunAt, endedAt, cpuSeconds: (user + system) / 1e6, memoryMiB });
process.disconnect?.();
