import { openDatabase, readSecrets, systemClock } from '../../../kernel/index.ts';
import type { LogVerifier, SignedCheckpoint } from '../../evidence/log/checkpoint.ts';
import { type LogFinding, type LogView, type Replay, replayLog } from '../../evidence/log/replay.ts';
import { storedLog } from '../../evidence/log/stored-log.ts';
import type { Context, LogOptions } from '../context.ts';
import { readDemoInfo } from '../demo-info.ts';
import { CommandError, exitCode } from '../exit.ts';
import { checkpointAt, trustedLogKey } from '../log-key.ts';
import { print, table } from '../output.ts';
import { servedLog } from '../served-log.ts';
import { requireUrl } from './receipt.ts';

/**
 * `hufu log verify`: replays the whole log, in the database (DATABASE_URL, else the local demonstration's) or, with `--url`, as
 * a hub publishes it. Exit 0 when everything fits, 1 when something does not, with the leaves it touches.
 */
export async function verify(context: Context, options: LogOptions): Promise<number> {
  const trusted = trustedLogKey(context.env, options.logKey);
  const seen = (options.checkpoint ?? []).map(checkpointAt);
  if (options.url !== undefined) {
    const view = await servedLog({ hub: requireUrl(options.url), trusted });
    return report(context, view, seen);
  }
  await using database = openDatabase({ url: databaseUrl(context), maxConnections: 3, applicationName: 'hufu log' });
  // Awaited here, before the database is closed.
  return await report(context, await storedLog(database, trusted), seen);
}

function databaseUrl({ env }: Context): string {
  const url = readSecrets(env).databaseUrl ?? readDemoInfo(env).services.postgres ?? undefined;
  if (url !== undefined) return url;
  throw new CommandError(
    'DATABASE_URL 未设：指明日志所在的数据库，或用 --url 核验中枢公布的日志 · DATABASE_URL is not set: name the log’s database, or verify what a hub publishes with --url',
    exitCode.usage,
  );
}

async function report(
  { output }: Context,
  log: { readonly view: LogView; readonly findings: readonly LogFinding[]; readonly verifier: LogVerifier },
  seen: readonly SignedCheckpoint[],
): Promise<number> {
  const started = performance.now();
  const view = { ...log.view, checkpoints: [...log.view.checkpoints, ...seen] };
  const replay = await replayLog(view);
  const findings = [...log.findings, ...replay.findings].toSorted((a, b) => a.from - b.from);
  const result = {
    indication: findings.length === 0 ? 'TOTAL_PASSED' : 'TOTAL_FAILED',
    subIndication: findings.length === 0 ? null : 'HASH_FAILURE',
    asOf: systemClock.now().toISOString(),
    log: log.verifier.name,
    leaves: replay.leaves,
    opened: replay.opened,
    root: replay.root.toString('base64'),
    checkpoints: view.checkpoints.length,
    seconds: Math.round(performance.now() - started) / 1000,
    findings,
  };
  print(output, result, () => linesOf(result, replay));
  return findings.length === 0 ? exitCode.done : exitCode.refused;
}

function linesOf(
  result: { indication: string; log: string; checkpoints: number; seconds: number; findings: readonly LogFinding[] },
  { leaves, opened, root }: Replay,
): readonly string[] {
  return [
    `${result.indication}  ${result.log}`,
    `  ${leaves} 条，其中 ${opened} 条可打开；${result.checkpoints} 个检查点；${result.seconds} 秒 · ${leaves} leaves, ${opened} of them can be opened; ${result.checkpoints} checkpoints; ${result.seconds} s`,
    `  根 · root ${root.toString('base64')}`,
    ...table(
      result.findings.map(({ what, from, to, detail }) => [
        `  ${what}`,
        to === from + 1 ? `第 ${from} 条 · leaf ${from}` : `第 ${from} 至 ${to - 1} 条 · leaves ${from} to ${to - 1}`,
        detail,
      ]),
    ),
  ];
}
