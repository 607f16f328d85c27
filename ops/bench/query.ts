import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, SignJWT } from 'jose';
import type { SystemProfile } from '../../exchange/index.ts';
import { systemRandom } from '../../kernel/index.ts';

import { freePort } from '../embedded/free-port.ts';
import { findOrInstallNatsServer, startNats } from '../embedded/index.ts';
import { type Demonstration, startDemonstration } from '../start/demonstration.ts';
import { builtProgram } from '../start/programs.ts';
import { createTerminal } from '../start/terminal.ts';
import { closedLoop, type LoadRequest, type LoadResult, openLoop } from './load.ts';
import { type BenchReport, type BenchSettings, median } from './report.ts';

/** The county's peak (queries a second), for the open loop. */
const countyPeak = 500;
const warmUpSeconds = 2;

/**
 * A governed query against a bare fastify → NATS → responder chain: same machine, same load generator, taken in turns.
 * Hufu runs as it does for a county: hub, connector, PostgreSQL with fsync, NATS with credentials; token, decision,
 * quota, order, signed answer and stored record for each query.
 */
export async function benchQuery(settings: BenchSettings): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'hufu-bench-'));
  try {
    await using bare = await startBare(folder, settings);
    await using hufu = await startHufu(folder, settings);
    const results: Record<'bare' | 'hufu', LoadResult[]> = { bare: [], hufu: [] };
    for (const target of [bare.target, hufu.target])
      await closedLoop({ target, connections: settings.connections, seconds: warmUpSeconds });
    for (let round = 1; round <= settings.rounds; round += 1) {
      for (const side of ['bare', 'hufu'] as const) {
        const { target } = side === 'bare' ? bare : hufu;
        const result = await closedLoop({ target, connections: settings.connections, seconds: settings.seconds });
        settings.progress(
          `${side} ${round}/${settings.rounds}: ${result.perSecond.toFixed(0)} req/s, p99 ${result.p99Ms.toFixed(1)} ms, ${result.failures} failed`,
        );
        results[side].push(result);
      }
    }
    const open = await openLoop({ target: hufu.target, perSecond: countyPeak, seconds: settings.seconds });
    const memory = await residentMiB(hufu.hubPid);
    return report({ results, open, memory, settings });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function report(options: {
  results: Record<'bare' | 'hufu', LoadResult[]>;
  open: LoadResult;
  memory: number;
  settings: BenchSettings;
}): BenchReport {
  const { results, open } = options;
  const of = (side: 'bare' | 'hufu', pick: (result: LoadResult) => number) => median(results[side].map(pick));
  const row = (what: string, side: 'bare' | 'hufu') => ({
    what,
    perSecond: of(side, (r) => r.perSecond),
    p50Ms: of(side, (r) => r.p50Ms),
    p99Ms: of(side, (r) => r.p99Ms),
    failures: results[side].reduce((sum, r) => sum + r.failures, 0),
  });
  const rows = [
    row('bare fastify → NATS → responder', 'bare'),
    row(`hufu, ${options.settings.connections} connections`, 'hufu'),
  ];
  const openRow = {
    what: `hufu, open loop at ${countyPeak}/s`,
    perSecond: open.perSecond,
    p50Ms: open.p50Ms,
    p99Ms: open.p99Ms,
    failures: open.failures,
  };
  return {
    bench: 'query',
    rows: [...rows, openRow],
    figures: {
      perSecond: of('hufu', (r) => r.perSecond),
      p50Ms: of('hufu', (r) => r.p50Ms),
      p99Ms: of('hufu', (r) => r.p99Ms),
      openLoopP99Ms: open.p99Ms,
      barePerSecond: of('bare', (r) => r.perSecond),
      hubResidentMiB: options.memory,
    },
    ratios: { toBare: of('hufu', (r) => r.perSecond) / of('bare', (r) => r.perSecond) },
  };
}

interface Side extends AsyncDisposable {
  readonly target: LoadRequest;
}

async function startBare(folder: string, settings: BenchSettings): Promise<Side> {
  const program = await findOrInstallNatsServer({
    toolDirectory: join(folder, 'tools'),
    searchPath: process.env.PATH,
    progress: settings.progress,
  });
  const nats = await startNats({ program, storeDirectory: join(folder, 'bare-nats'), temporary: true });
  const responder = startPart('responder', nats.url);
  const http = startPart('http', nats.url);
  await responder.ready;
  const { url = '' } = await http.ready;
  return {
    target: {
      url,
      headers: {},
      body: (n) => JSON.stringify({ match: { number: String(n) }, fields: ['name', 'address'] }),
    },
    async [Symbol.asyncDispose]() {
      http.stop();
      responder.stop();
      await nats.stop();
    },
  };
}

function startPart(role: string, natsUrl: string): { ready: Promise<{ url?: string }>; stop: () => void } {
  const child = spawn(process.execPath, [builtProgram('ops/bench/bare.js'), role, natsUrl], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ready = new Promise<{ url?: string }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { url?: string }));
    child.once('exit', (code) => reject(new Error(`the bare ${role} ended with code ${code}`)));
  });
  return { ready, stop: () => child.kill() };
}

async function startHufu(folder: string, settings: BenchSettings): Promise<Side & { hubPid: number }> {
  const dataDirectory = join(folder, 'hufu');
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    HUFU_DATA_DIR: dataDirectory,
    HUFU_HTTP_PORT: String(await freePort()),
    HUFU_LOG_LEVEL: 'warn',
    HUFU_RATE_LIMIT_PER_MINUTE: '10000000',
  };
  const demonstration: Demonstration = await startDemonstration({
    env,
    terminal: createTerminal({ write: (text) => settings.progress(text.trimEnd()), colours: false }),
    people: 5_000,
    companies: 100,
  });
  const { query } = demonstration.info.examples;
  const token = await accessToken(
    JSON.parse(
      await readFile(join(dataDirectory, 'demo', 'credentials', `${query.system}.json`), 'utf8'),
    ) as SystemProfile,
  );
  const body = (n: number) =>
    JSON.stringify({
      resource: query.resource,
      mode: 'lookup',
      match: query.match,
      fields: query.fields,
      purpose: { matter: query.matter, case: `bench-${n}` },
    });
  return {
    hubPid: demonstration.hub.pid ?? 0,
    target: { url: `${demonstration.hubUrl}/v1/query`, headers: { authorization: `Bearer ${token}` }, body },
    [Symbol.asyncDispose]: () => demonstration[Symbol.asyncDispose](),
  };
}

/** One token serves a whole run: that is what a token is for. */
async function accessToken({ hub, id, kid, privateKey }: SystemProfile): Promise<string> {
  const assertion = await new SignJWT({ jti: systemRandom.uuid() })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer(id)
    .setSubject(id)
    .setAudience(hub)
    .setIssuedAt()
    .setExpirationTime('2m')
    .sign(await importJWK({ ...privateKey, alg: 'ES256' }));
  const answer = await fetch(`${hub}/v1/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`no token: HTTP ${answer.status}`);
  return token;
}

/** Resident memory of a process, MiB; not a number where the system does not tell. */
async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}
