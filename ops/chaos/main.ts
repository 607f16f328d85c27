import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { pause } from '../../kernel/index.ts';
import { scratchFolder } from '../embedded/index.ts';
import type { Askers } from './askers.ts';
import type { ChaosCounty } from './county.ts';
import type { Findings } from './findings.ts';
import { type VictimKind, victimKinds } from './supervised.ts';

// `npm run chaos`: under load, kill -9 of a hub, an agent, the message server or the database, again and again; afterwards
// every receipt that a client ever received is verified, and the charges are counted. Exit 1 when anything is lost.

const usage = `npm run chaos -- [--rounds N] [--clients N] [--rest MS] [--only KIND] [--keep]

  在负载下随机 kill -9 中枢、连接器、nats-server 或 PostgreSQL，之后核验每一张回执和每一次计费
  under load, kill -9 of hub, connector, nats-server or PostgreSQL at random moments; then every receipt and every charge is checked

  --rounds N    杀死的次数，默认 50 · how many kills, default 50
  --clients N   每个中枢的客户端数，默认 8 · clients of each hub, default 8
  --rest MS     客户端两次提问之间的毫秒数，默认 0 · milliseconds between a client’s questions, default 0
  --only KIND   只杀一类：hub、connector、nats、postgres · kill one kind only
  --keep        保留数据和日志 · keep data and logs
`;

/** Milliseconds of load before a kill: somewhere between. */
const loadMs = { least: 200, most: 1_500 };
/** Milliseconds within which both hubs have to answer again. */
const recoveryPatienceMs = 60_000;

interface Round {
  readonly kind: VictimKind;
  readonly recoveredMs: number;
}

process.exitCode = await main();
process.exit();

async function main(): Promise<number> {
  let settings: ReturnType<typeof read>;
  try {
    settings = read();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.stderr.write(usage);
    return 64;
  }
  if (settings.help) {
    process.stdout.write(usage);
    return 0;
  }
  // Loaded only now: who is told how to use it does not wait for all of it.
  const { startAskers } = await import('./askers.ts');
  const { startChaosCounty } = await import('./county.ts');
  const { lookAfterwards } = await import('./findings.ts');
  const folder = await scratchFolder('chaos');
  const say = (line: string) => void process.stderr.write(`  ${line}\n`);
  try {
    await using county = await startChaosCounty({ folder, searchPath: process.env.PATH, progress: say });
    const askers = startAskers(county, { perHub: settings.clients, restMs: settings.rest });
    const rounds: Round[] = [];
    let stopped: string | undefined;
    try {
      await askers.untilAnswering(recoveryPatienceMs);
      for (const kind of deck(settings.rounds, settings.kinds)) {
        const round = await oneRound(county, askers, kind);
        rounds.push(round);
        say(`${rounds.length}/${settings.rounds} ${kind}: ${round.recoveredMs} ms, ${askers.answers.length} answers`);
      }
    } catch (error) {
      stopped = error instanceof Error ? error.message : String(error);
    }
    await askers.stop();
    const findings = await lookAfterwards(county.databaseUrl, askers.answers);
    const wrong = [...(stopped === undefined ? [] : [stopped]), ...findings.wrong];
    process.stdout.write(`${report(rounds, askers, { ...findings, wrong }).join('\n')}\n`);
    return wrong.length === 0 ? 0 : 1;
  } finally {
    if (settings.keep) say(folder);
    else await rm(folder, { recursive: true, force: true });
  }
}

/** Lets the load run for a while, kills, and waits until everything answers again. */
async function oneRound(county: ChaosCounty, askers: Askers, kind: VictimKind): Promise<Round> {
  await pause(randomInt(loadMs.least, loadMs.most));
  const candidates = county.victims[kind];
  const victim = candidates[randomInt(candidates.length)];
  if (victim === undefined) throw new Error(`there is no ${kind}`);
  const killedAt = performance.now();
  await victim.kill();
  await askers.untilAnswering(recoveryPatienceMs);
  return { kind, recoveredMs: Math.round(performance.now() - killedAt) };
}

/** Every kind equally often, in an order that nobody knows. */
function deck(rounds: number, kinds: readonly VictimKind[]): VictimKind[] {
  const drawn: VictimKind[] = [];
  let left: VictimKind[] = [];
  while (drawn.length < rounds) {
    if (left.length === 0) left = [...kinds];
    drawn.push(...left.splice(randomInt(left.length), 1));
  }
  return drawn;
}

function report(rounds: readonly Round[], askers: Askers, findings: Findings): readonly string[] {
  const { answers, leaves, charged, answeredCases, wrong } = findings;
  const row = (cells: readonly (string | number)[]) =>
    `  ${cells.map((cell, index) => (index === 0 ? String(cell).padEnd(12) : String(cell).padStart(12))).join('')}`;
  const lines = victimKinds.flatMap((kind) => {
    const times = rounds.filter((round) => round.kind === kind).map(({ recoveredMs }) => recoveredMs);
    if (times.length === 0) return [];
    const sorted = times.toSorted((a, b) => a - b);
    return [row([kind, times.length, sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0])];
  });
  return [
    '',
    row(['kill -9', 'rounds', 'median ms', 'longest ms']),
    ...lines,
    '',
    `  回执 · receipts received          ${answers}`,
    `  记录中已答复的办件 · cases answered in the log  ${answeredCases} (${leaves} leaves)`,
    `  已计费 · charged                  ${charged}`,
    ...[...askers.failures].toSorted().map(([code, count]) => `  ${code}: ${count}`),
    '',
    ...(wrong.length === 0
      ? ['  无一丢失，无一重复计费 · nothing lost, nothing charged twice']
      : wrong.slice(0, 20).map((each) => `  ✗ ${each}`)),
  ];
}

function read(): {
  rounds: number;
  clients: number;
  rest: number;
  kinds: readonly VictimKind[];
  keep: boolean;
  help: boolean;
} {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '50' },
      clients: { type: 'string', default: '8' },
      rest: { type: 'string', default: '0' },
      only: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const whole = (option: string, text: string, most: number, least = 1) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most)
      throw new Error(`--${option} takes a whole number from ${least} to ${most}`);
    return value;
  };
  const kinds = victimKinds.filter((kind) => values.only === undefined || kind === values.only);
  if (kinds.length === 0) throw new Error(`--only takes one of ${victimKinds.join(', ')}`);
  return {
    kinds,
    rounds: whole('rounds', values.rounds, 100_000),
    clients: whole('clients', values.clients, 256),
    rest: whole('rest', values.rest, 10_000, 0),
    keep: values.keep,
    help: values.help,
  };
}
