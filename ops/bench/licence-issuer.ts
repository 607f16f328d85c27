import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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
/** By then everything is compiled and every cache has its fill: some four thousand licences. */
const warmTurns = 4;

const before = process.cpuUsage();
const begunAt = performance.timeOrigin + performance.now();
const memoryMiB: number[] = [];
const heldMiB: number[] = [];
while (await takeTurn(run)) {
  memoryMiB.push(process.memoryUsage().rss / 2 ** 20);
  if (memoryMiB.length === warmTurns) heldMiB.push(held());
}
const { user, system } = process.cpuUsage(before);
const endedAt = performance.timeOrigin + performance.now();
heldMiB.push(held());
process.send?.({ begunAt, endedAt, cpuSeconds: (user + system) / 1e6, memoryMiB, heldMiB });
process.disconnect?.();

/** What is in use after everything that may go has gone, inside V8's heap and outside: resident memory shows what V8 keeps in reserve as well. */
function held(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}
