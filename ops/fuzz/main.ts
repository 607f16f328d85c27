import { existsSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { TargetModule } from './child.ts';
import { inChild, type TargetSource } from './child-process.ts';
import { fuzzTarget, type TargetReport } from './fuzz-target.ts';
import { reportLines } from './report.ts';
import type { Attempt } from './run-fuzz.ts';
import { shares } from './shares.ts';

// `npm run fuzz`: every reader of what comes from outside under a million mutated inputs, each reader in processes of its own.

const usage = `npm run fuzz -- [TARGET…] [--iterations N] [--seed N] [--processes 1|2] [--json FILE] [--corpus FILE] [--readers FILE]
npm run fuzz -- --try FILE --target NAME

  用变异的输入考验每个读取器：只许带代码地拒绝，不许崩溃、超过 100 毫秒、占住内存
  mutated inputs for every reader: it may refuse with a code; no crash, nothing over 100 ms, no memory kept

  TARGET          读取器，默认全部 · readers, all of them unless named; see --list
  --iterations N  输入总数，各读取器分摊，默认 1000000 · inputs in all, shared among the readers; 1000000 unless given
  --seed N        同一种子、同一语料，输入相同，默认 1 · same seed and corpus, same inputs; 1 unless given
  --processes N   同时几个进程，默认 2 · processes at a time, 2 unless given
  --json FILE     结果写成 JSON · writes the results as JSON
  --corpus FILE   用某次运行留下的语料 · right inputs that an earlier run has left, instead of new ones
  --readers FILE  自己的读取器：导出 openTargets 的模块 · readers of your own: a module that exports openTargets
  --list          列出读取器 · lists the readers
  --try FILE      再试一个存下的输入 · tries an input again that was saved

  发现的输入存在 HUFU_DATA_DIR（默认 .hufu）的 fuzz 下 · inputs that were found are kept in fuzz under HUFU_DATA_DIR (.hufu)
  退出码 · exit code: 0 没有发现 nothing found, 1 有发现 something was, 64 用法不对 wrong usage
`;

class WrongUsage extends Error {}

interface Settings {
  readonly targets: readonly string[];
  readonly iterations: number;
  readonly seed: number;
  readonly processes: number;
  readonly json: string | undefined;
  readonly corpus: string | undefined;
  readonly readers: string | undefined;
  readonly list: boolean;
  readonly again: { readonly file: string; readonly target: string } | undefined;
}

process.exitCode = await main();
process.exit();

async function main(): Promise<number> {
  try {
    const settings = read();
    if (settings === 'help') {
      process.stdout.write(usage);
      return 0;
    }
    if (settings.again !== undefined) return await tryAgain(settings, settings.again);
    return await fuzz(settings);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}`);
    return 64;
  }
}

async function fuzz(settings: Settings): Promise<number> {
  const started = performance.now();
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const folder = resolve(process.env.HUFU_DATA_DIR || '.hufu', 'fuzz', `${stamp}-${process.pid}`);
  await mkdir(folder, { recursive: true });
  tidyWhenStopped(folder);
  try {
    const source = await sourceFor(settings, folder);
    const module = (await import(source.module)) as TargetModule;
    const all = await module.openTargets(source.corpus);
    if (settings.list) {
      process.stdout.write(all.map(({ name }) => `${name}\n`).join(''));
      return await withoutFolder(folder);
    }
    const unknown = settings.targets.find((name) => all.every((target) => target.name !== name));
    if (unknown !== undefined)
      throw new WrongUsage(`no target ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`);
    const chosen = all.filter(({ name }) => settings.targets.length === 0 || settings.targets.includes(name));
    const waiting = shares(chosen, settings.iterations).map(([target, inputs]) => ({ target: target.name, inputs }));
    const order = waiting.map(({ target }) => target);
    const reports: TargetReport[] = [];
    const worker = async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        reports.push(await fuzzTarget({ source, ...one, seed: settings.seed, folder, progress: progressOf(one) }));
      }
    };
    await Promise.all(Array.from({ length: settings.processes }, worker));
    const targets = reports.toSorted((a, b) => order.indexOf(a.target) - order.indexOf(b.target));
    const count = (of: (report: TargetReport) => number) => targets.reduce((sum, one) => sum + of(one), 0);
    const report = {
      seed: settings.seed,
      inputs: count(({ inputs }) => inputs),
      seconds: (performance.now() - started) / 1000,
      findings: count(({ findings }) => findings.length),
      targets,
    };
    process.stdout.write(`${reportLines(report, (name, file) => commandFor(settings, name, file)).join('\n')}\n`);
    if (settings.json !== undefined) await writeFile(settings.json, `${JSON.stringify(report, null, 2)}\n`);
    return report.findings === 0 ? await withoutFolder(folder) : 1;
  } catch (error) {
    await withoutFolder(folder);
    throw error;
  }
}

/** Stopped before its end, a run leaves what it found, and nothing when there was nothing. */
function tidyWhenStopped(folder: string): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      if (!readdirSync(folder).some((name) => name.endsWith('.bin'))) rmSync(folder, { recursive: true, force: true });
      process.exit(code);
    });
  }
}

/** A clean run leaves nothing. */
async function withoutFolder(folder: string): Promise<0> {
  await rm(folder, { recursive: true, force: true });
  return 0;
}

async function tryAgain(settings: Settings, again: NonNullable<Settings['again']>): Promise<number> {
  if (!existsSync(again.file)) throw new WrongUsage(`${again.file} is not there`);
  const beside = join(dirname(again.file), 'corpus.json');
  const corpus = settings.corpus ?? (existsSync(beside) ? beside : undefined);
  const folder = resolve(process.env.HUFU_DATA_DIR || '.hufu', 'fuzz', `try-${process.pid}`);
  await mkdir(folder, { recursive: true });
  try {
    const source = await sourceFor({ ...settings, corpus }, folder);
    let tried: Attempt | undefined;
    const end = await inChild({
      source,
      order: { kind: 'file', target: again.target, file: resolve(again.file) },
      heard: (answer) => {
        if (answer.kind === 'tried') tried = answer;
      },
      isDone: (answer) => answer.kind === 'tried',
    });
    const { outcome, detail, tookMs } = tried ?? { outcome: end.kind, detail: end.detail, tookMs: 0 };
    process.stdout.write(
      `${again.target}: ${[outcome, detail].filter((each) => each !== '').join(': ')}, ${tookMs.toFixed(1)} ms\n`,
    );
    return outcome === 'accepted' || outcome === 'refused' ? 0 : 1;
  } finally {
    await withoutFolder(folder);
  }
}

/** Our own readers, with a corpus of one run or a new one; or somebody's, who brings his own. */
async function sourceFor(settings: Settings, folder: string): Promise<TargetSource> {
  if (settings.readers !== undefined) {
    if (!existsSync(settings.readers)) throw new WrongUsage(`${settings.readers} is not there`);
    return { module: pathToFileURL(resolve(settings.readers)).href, corpus: resolve(settings.corpus ?? folder) };
  }
  const module = new URL('./targets.js', import.meta.url).href;
  const corpus = join(folder, 'corpus.json');
  const { makeCorpus, readCorpus, writeCorpus } = await import('./corpus/corpus.ts');
  process.stderr.write('  right inputs are made\n');
  await writeCorpus(corpus, settings.corpus === undefined ? await makeCorpus() : await readCorpus(settings.corpus));
  return { module, corpus };
}

function progressOf({ target, inputs }: { target: string; inputs: number }): (done: number) => void {
  let told = performance.now();
  return (done) => {
    if (done < inputs && performance.now() - told < 10_000) return;
    told = performance.now();
    process.stderr.write(`  ${target} ${done}/${inputs}\n`);
  };
}

function commandFor({ readers }: Settings, target: string, file: string): string {
  const own = readers === undefined ? '' : ` --readers ${readers}`;
  return `npm run fuzz -- --try ${relative('.', file)} --target ${target}${own}`;
}

function read(): Settings | 'help' {
  const { values, positionals } = parsed();
  if (values.help === true) return 'help';
  const whole = (option: string, text: string, [least, most]: readonly [number, number]) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most)
      throw new WrongUsage(`--${option} takes a whole number from ${least} to ${most}`);
    return value;
  };
  if ((values.try === undefined) !== (values.target === undefined)) throw new WrongUsage('--try goes with --target');
  if (values.corpus !== undefined && !existsSync(values.corpus)) throw new WrongUsage(`${values.corpus} is not there`);
  return {
    targets: positionals,
    iterations: whole('iterations', values.iterations, [1, 1_000_000_000]),
    seed: whole('seed', values.seed, [0, 2 ** 32 - 1]),
    processes: whole('processes', values.processes, [1, 2]),
    json: values.json,
    corpus: values.corpus,
    readers: values.readers,
    list: values.list === true,
    again: values.try === undefined ? undefined : { file: values.try, target: values.target ?? '' },
  };
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        iterations: { type: 'string', default: '1000000' },
        seed: { type: 'string', default: '1' },
        processes: { type: 'string', default: '2' },
        json: { type: 'string' },
        corpus: { type: 'string' },
        readers: { type: 'string' },
        list: { type: 'boolean' },
        try: { type: 'string' },
        target: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
}
