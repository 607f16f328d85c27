import { replayLog, storedLog } from '../../exchange/index.ts';
import { openDatabase } from '../../kernel/index.ts';

// Replays the whole log in a process of its own, as `hufu log verify` does, so that time and memory are the replay's.

const [url = ''] = process.argv.slice(2);

await using database = openDatabase({ url, maxConnections: 4, applicationName: 'hufu bench log' });
const begun = performance.now();
const { view, findings } = await storedLog(database, undefined);
const replay = await replayLog(view);
process.send?.({
  leaves: replay.leaves,
  opened: replay.opened,
  findings: findings.length + replay.findings.length,
  seconds: (performance.now() - begun) / 1_000,
  memoryMiB: process.memoryUsage().rss / 2 ** 20,
});
process.disconnect?.();
