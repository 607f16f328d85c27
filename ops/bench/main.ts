import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type BenchReport, type BenchSettings, reportLines } from './report.ts';

// `npm run bench -- NAME`: one benchmark, a table on the terminal; `--json FILE` writes the figures and ratios.

interface Benchmark {
  load(): Promise<(settings: BenchSettings) => Promise<BenchReport>>;
  /** Of one measurement, and how often, unless told otherwise. */
  readonly seconds: number;
  readonly rounds: number;
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  query: { load: async () => (await import('./query.ts')).benchQuery, seconds: 10, rounds: 3 },
  log: { load: async () => (await import('./log.ts')).benchLog, seconds: 5, rounds: 3 },
  catalog: { load: async () => (await import('./catalog.ts')).benchCatalog, seconds: 10, rounds: 3 },
  licence: { load: async () => (await import('./licence.ts')).benchLicence, seconds: 2, rounds: 1 },
  console: { load: async () => (await import('./console.ts')).benchConsole, seconds: 1, rounds: 5 },
  seal: { load: async () => (await import('./seal.ts')).benchSeal, seconds: 2, rounds: 5 },
};

const usage = `npm run bench -- ${Object.keys(benchmarks).join('|')} [--json FILE] [--seconds N] [--connections N] [--rounds N] [--open-seconds N] [--leaves N] [--count N] [--licences N]

  一次运行内比较，机器有噪声，请看比率 · compared within one run; machines are noisy, so look at the ratios
`;

process.exitCode = await main();
process.exit();

async function main(): Promise<number> {
  let parsed: ReturnType<typeof read>;
  try {
    parsed = read();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.stderr.write(usage);
    return 64;
  }
  const { benchmark, settings, json } = parsed;
  if (benchmark === undefined) {
    process.stderr.write(usage);
    return 64;
  }
  const report = await (await benchmark.load())(settings);
  process.stdout.write(`${reportLines(report).join('\n')}\n`);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  return 0;
}

function read(): { benchmark: Benchmark | undefined; settings: BenchSettings; json: string | undefined } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      seconds: { type: 'string' },
      connections: { type: 'string', default: '64' },
      rounds: { type: 'string' },
      'open-seconds': { type: 'string', default: '60' },
      leaves: { type: 'string', default: '1000000' },
      count: { type: 'string', default: '20000' },
      licences: { type: 'string', default: '1000000' },
    },
  });
  const [name = ''] = positionals;
  const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  const whole = (option: string, text: string | number, most: number) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new Error(`--${option} takes a whole number from 1 to ${most}`);
    return value;
  };
  return {
    benchmark,
    json: values.json,
    settings: {
      seconds: whole('seconds', values.seconds ?? benchmark?.seconds ?? 1, 600),
      connections: whole('connections', values.connections, 1024),
      rounds: whole('rounds', values.rounds ?? benchmark?.rounds ?? 1, 50),
      openSeconds: whole('open-seconds', values['open-seconds'], 3600),
      leaves: whole('leaves', values.leaves, 100_000_000),
      count: whole('count', values.count, 1_000_000),
      licences: whole('licences', values.licences, 100_000_000),
      progress: (line) => void process.stderr.write(`  ${line}\n`),
    },
  };
}
