import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  allMigrations,
  codesFolder,
  type DemoInfo,
  givenNatsAuthority,
  type OfficerProfile,
  openOfficerSession,
  type SystemProfile,
} from '../../exchange/index.ts';
import { createPki } from '../../identity/index.ts';
import {
  type Config,
  type Environment,
  Lifecycle,
  migrate,
  openDatabase,
  readConfig,
  readSecrets,
  systemClock,
  systemRandom,
} from '../../kernel/index.ts';
import { describeDemo, writeDemoInfo } from '../demo/demo-info.ts';
import { countyOnDemand } from '../demo/generate/county.ts';
import { keepTrustFresh } from '../demo/sealed-sample.ts';
import { type CredentialFolder, credentialFolder, refreshedProfile } from '../demo/seed/credentials.ts';
import { seedHub } from '../demo/seed/seed-hub.ts';
import { freePort } from '../embedded/free-port.ts';
import { provideServices } from '../embedded/index.ts';
import { type ChildProgram, startChild, untilReady } from './child.ts';
import { startConnectors } from './connectors.ts';
import { departmentSources } from './department-sources.ts';
import { hubEnvironment } from './hub-environment.ts';
import { localSecrets, natsConfiguration } from './keys.ts';
import type { MainJobSubjects } from './main-job.ts';
import { builtProgram } from './programs.ts';
import { requireDatabase, requireFreePort } from './requirements.ts';
import { demoPurpose, sampleFiles } from './sample-files.ts';
import type { Terminal } from './terminal.ts';

/** The demonstration county, running. Disposing stops everything that was started, in order. */
export interface Demonstration extends AsyncDisposable {
  readonly hubUrl: string;
  /** Where each hub listens, the first one's address first. */
  readonly hubUrls: readonly string[];
  readonly info: DemoInfo;
  readonly subjects: MainJobSubjects;
  readonly hub: ChildProgram;
  readonly connectors: readonly ChildProgram[];
  /** Resolves with the name of a program that ended though nobody stopped it. */
  readonly lost: Promise<string>;
}

export interface DemonstrationOptions {
  readonly env: Environment;
  readonly terminal: Terminal;
  /** Default 50,000. */
  readonly people?: number | undefined;
  /** Default 5,000. */
  readonly companies?: number | undefined;
  /** Hubs side by side, all of them in one name. The first listens where the settings say, the others where it is free. Default 1. */
  readonly hubs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const seed = 'lingshan-450721';
const hubPatienceMs = 60_000;

/** Sets up what is missing and starts it: services, data, hub, connectors. */
export async function startDemonstration(options: DemonstrationOptions): Promise<Demonstration> {
  const lifecycle = new Lifecycle();
  try {
    return await assemble(options, lifecycle);
  } catch (error) {
    await lifecycle[Symbol.asyncDispose]().catch(() => {});
    throw error;
  }
}

async function assemble(options: DemonstrationOptions, lifecycle: Lifecycle): Promise<Demonstration> {
  const { env, terminal, signal } = options;
  const config = readConfig(env);
  const given = readSecrets(env);
  const dataDirectory = resolve(config.dataDirectory);
  const hubUrl = config.publicUrl;
  const credentials = credentialFolder(dataDirectory);
  const county = countyOnDemand({ seed, people: options.people, companies: options.companies });
  await requireFreePort(config);
  // Others may pass but not look: PostgreSQL runs under another account than root. What lies in it is closed to others.
  await mkdir(dataDirectory, { recursive: true, mode: 0o711 });
  const secrets = await localSecrets({ dataDirectory, masterKey: given.masterKey });
  // Our own authority goes with a server of our own; a server that was given comes with the given one, or with none.
  const authority = config.natsUrl === undefined ? secrets.natsAuthority : givenNatsAuthority(given.natsAuthority);

  const services = lifecycle.use(
    'services',
    await terminal.step('PostgreSQL 与 NATS 就绪 · PostgreSQL and NATS are ready', () =>
      whileStarting(signal, (starting) =>
        provideServices({
          env,
          natsConfiguration: natsConfiguration({ dataDirectory, authority: secrets.natsAuthority }),
          progress: terminal.note,
          signal: starting,
        }),
      ),
    ),
  );
  const database = lifecycle.use(
    'database',
    openDatabase({ url: services.databaseUrl, applicationName: 'hufu-demonstration' }),
  );
  await requireDatabase(database);
  await terminal.step('数据库结构就绪 · the database is up to date', () => migrate(database, allMigrations));
  const sources = await terminal.step('四个部门的数据源就绪 · the four departments’ sources are ready', () =>
    departmentSources({ dataDirectory, services, county, lifecycle }),
  );
  await terminal.step(
    '单位、目录、授权和样例证照就绪 · organisations, directory, grants and sample licences are in place',
    () =>
      seedHub({
        database,
        clock: systemClock,
        random: systemRandom,
        masterKey: secrets.masterKey,
        rootSecret: secrets.rootSecret,
        county,
        credentials,
        hubUrl,
        progress: terminal.note,
        signal,
      }),
  );

  const logs = join(dataDirectory, 'logs');
  const forHub = hubEnvironment({ env, services, secrets, authority, dataDirectory });
  const startHub = (name: string, own: NodeJS.ProcessEnv) =>
    lifecycle.use(
      name,
      startChild({
        name,
        program: builtProgram('exchange/main.js'),
        args: [],
        env: { ...forHub, ...own },
        logFile: join(logs, `${name}.log`),
      }),
    );
  const hub = startHub('hub', {});
  await terminal.step('中枢在服务 · the hub is serving', () =>
    untilReady(hub, () => isReady(config.http), { patienceMs: hubPatienceMs, signal }),
  );
  const besides: string[] = [];
  for (let number = 2; number <= (options.hubs ?? 1); number += 1) {
    const http = { host: config.http.host, port: await freePort() };
    const beside = startHub(`hub-${number}`, { HUFU_HTTP_PORT: String(http.port), HUFU_PUBLIC_URL: hubUrl });
    await untilReady(beside, () => isReady(http), { patienceMs: hubPatienceMs, signal });
    besides.push(`http://${http.host}:${http.port}`);
  }
  const connectors = await terminal.step('四个连接器已接通 · the four connectors are connected', () =>
    startConnectors({
      dataDirectory,
      database,
      secrets,
      services,
      sources,
      credentials,
      hubUrl,
      env,
      authority,
      lifecycle,
      logs,
      signal,
    }),
  );

  const clerk = await refreshedProfile<OfficerProfile>(credentials.path('approval-clerk'), hubUrl);
  const info = await terminal.step('演示说明已写好 · the demonstration is described', async () => {
    await using session = await openOfficerSession({ ...clerk, language: 'zh' });
    const licencesOf = async (number: string) => {
      const found = (await session.post('/v1/licences/search', {
        holder: { kind: '001', number },
        ...demoPurpose,
      })) as { items: { identifier: string }[] };
      return found.items.map((item) => item.identifier);
    };
    const { embedded, databaseUrl, natsUrl } = services;
    const files = await sampleFiles({
      database,
      masterKey: secrets.masterKey,
      hubUrl,
      dataDirectory,
      county,
      session,
      licencesOf,
    });
    const described = await describeDemo({
      county: county.get(),
      credentials,
      hubUrl,
      // An address that was given to us may hold somebody's password and is not ours to write down.
      services: { postgres: embedded.postgres ? databaseUrl : null, nats: embedded.nats ? natsUrl : null },
      licencesOf,
      files: files ?? null,
      codes: codesFolder(dataDirectory),
    });
    await writeDemoInfo(dataDirectory, described);
    if (files !== undefined) {
      const { masterKey } = secrets;
      const pki = createPki({ database, clock: systemClock, random: systemRandom, masterKey, publicUrl: hubUrl });
      // What could not be written now is written in an hour.
      const fresh = keepTrustFresh({ dataDirectory, pki, signal: lifecycle.signal, onError: () => {} });
      lifecycle.defer('trust file', () => fresh);
    }
    return described;
  });
  const lost = Promise.race(
    [hub, ...connectors].map(async (child) => {
      await child.exited;
      return child.name;
    }),
  );
  return {
    hubUrl,
    hubUrls: [hubUrl, ...besides],
    info,
    subjects: await subjectsOf(info, credentials, hubUrl),
    hub,
    connectors,
    lost,
    [Symbol.asyncDispose]: () => lifecycle[Symbol.asyncDispose](),
  };
}

/**
 * Lends a signal to what is being started, and takes it back once that runs: from then on it is stopped in its turn, after
 * the hub, which has things to write down before it goes.
 */
async function whileStarting<T>(
  signal: AbortSignal | undefined,
  start: (starting: AbortSignal) => Promise<T>,
): Promise<T> {
  const starting = new AbortController();
  const abort = () => starting.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    return await start(starting.signal);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

async function isReady(http: Config['http']): Promise<boolean> {
  try {
    // The outward address may be a proxy's; what we started listens here.
    const { ok } = await fetch(`http://${http.host}:${http.port}/readyz`, {
      signal: AbortSignal.timeout(2_000),
    });
    return ok;
  } catch {
    return false;
  }
}

async function subjectsOf(info: DemoInfo, credentials: CredentialFolder, hubUrl: string): Promise<MainJobSubjects> {
  const { query, verify } = info.examples;
  const company = info.holders[0];
  if (company === undefined) throw new Error('no company of the demonstration has a licence');
  return {
    consumer: await refreshedProfile<SystemProfile>(credentials.path(query.system), hubUrl),
    clerk: await refreshedProfile<OfficerProfile>(credentials.path('approval-clerk'), hubUrl),
    resident: { citizenNumber: query.match.citizenNumber ?? '', name: verify.verify.name ?? '' },
    query,
    company: { unifiedCode: company.number },
    licence: { matter: 'APPROVAL-FOOD-01', case: '2026-LS-000002' },
  };
}
