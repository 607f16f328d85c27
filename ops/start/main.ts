import { parseArgs } from 'node:util';
import { pause, SettingError } from '../../kernel/index.ts';
import { ServiceUnavailable } from '../embedded/index.ts';
import { createTerminal } from './terminal.ts';

// `npm start`: the demonstration county, set up and running; the main job once, step by step; then it keeps serving.
// `npm start -- --once`: the same, then everything is stopped. Exit 0 only if every step of the main job held.

const exitRefused = 1;
const exitUsage = 64;
const exitUnavailable = 69;
const exitFault = 70;

const usage = `npm start [-- --once]

  --once   设置、启动、运行一遍主要工作，然后全部停止 · set up, run the main job once, then stop everything
  --help   显示本说明 · show this text

设置见 npx hufu config · settings: npx hufu config
`;

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
const terminal = createTerminal({
  write: (text) => process.stdout.write(text),
  colours: process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '',
  signal: stop.signal,
});

process.exitCode = await main();
// Nothing may keep us from ending once everything is stopped.
process.exit();

async function main(): Promise<number> {
  const options = readArguments();
  if (options === undefined) return exitUsage;
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  try {
    return await run(options.once);
  } catch (error) {
    if (stop.signal.aborted) return 130;
    const told = error instanceof ServiceUnavailable || error instanceof SettingError;
    console.error(told ? `hufu: ${error.message}` : error);
    return error instanceof SettingError ? exitUsage : told ? exitUnavailable : exitFault;
  }
}

async function run(once: boolean): Promise<number> {
  const begun = performance.now();
  terminal.title(
    '虎符 Hufu · 演示县 灵山县 450721（人员与企业均为生成的模拟数据）· demonstration county, people and companies are generated',
  );
  // Loaded only now: who is told how to use it does not wait for all of it.
  const { startDemonstration } = await import('./demonstration.ts');
  const { mainJob } = await import('./main-job.ts');
  await using demonstration = await startDemonstration({ env: process.env, terminal, signal: stop.signal });
  terminal.title('主要工作 · The main job');
  let held = true;
  for await (const report of mainJob(demonstration.subjects)) {
    terminal.result(report.held, report.title, report.milliseconds, report.lines);
    held &&= report.held;
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  terminal.title(held ? `全部步骤成立 · every step held（${seconds} s）` : '有步骤未成立 · a step did not hold');
  if (once || !held) return held ? 0 : exitRefused;
  terminal.note(`控制台 · console   ${demonstration.hubUrl}/`);
  terminal.note(`接口文档 · API     ${demonstration.hubUrl}/docs`);
  terminal.note('试一试 · try       npx hufu demo info    npx hufu query --help');
  terminal.note('停止 · stop        Ctrl-C');
  const stopped = pause(2 ** 31 - 1, stop.signal).then(() => undefined);
  const lost = await Promise.race([stopped, demonstration.lost]);
  if (lost !== undefined && !stop.signal.aborted) {
    console.error(
      `hufu: ${lost} 意外停止 · ended unexpectedly；日志 · log: ${process.env.HUFU_DATA_DIR || '.hufu'}/logs/${lost}.log`,
    );
    return exitFault;
  }
  terminal.note('正在停止 · stopping');
  return 0;
}

function readArguments(): { once: boolean; help: boolean } | undefined {
  try {
    const { values } = parseArgs({
      options: { once: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    });
    return values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.stderr.write(usage);
    return undefined;
  }
}
