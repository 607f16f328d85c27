import { join } from 'node:path';
import { allMigrations, type SystemProfile } from '../../exchange/index.ts';
import { createPasswords, openSigningKeys } from '../../identity/index.ts';
import { Lifecycle, migrate, openDatabase, pause, systemClock, systemRandom } from '../../kernel/index.ts';
import { countyOnDemand } from '../demo/generate/county.ts';
import { credentialFolder, refreshedProfile } from '../demo/seed/credentials.ts';
import { demoAdministrator, seedHub } from '../demo/seed/seed-hub.ts';
import { freePort } from '../embedded/free-port.ts';
import { findOrInstallNatsServer, type Services, startNats, startPostgres } from '../embedded/index.ts';
import { prepareConnectors } from '../start/connectors.ts';
import { departmentSources } from '../start/department-sources.ts';
import { hubEnvironment } from '../start/hub-environment.ts';
import { localSecrets, natsConfiguration } from '../start/keys.ts';
import { builtProgram } from '../start/programs.ts';
import { superviseProgram, superviseServer, type Victim, type VictimKind } from './supervised.ts';

/** A small county that runs as processes of its own, each of which may be killed at any moment. */
export interface ChaosCounty extends AsyncDisposable {
  /** By kind: two hubs, two agents of one department, the message server, the database. */
  readonly victims: Readonly<Record<VictimKind, readonly Victim[]>>;
  readonly hubUrls: readonly string[];
  readonly publicUrl: string;
  readonly databaseUrl: string;
  readonly consumer: SystemProfile;
  /** Citizen numbers of residents who can be asked for. */
  readonly residents: readonly string[];
}

const readyPatienceMs = 60_000;

/** Sets everything up below `folder` and starts it; nothing outside it is used but the programs. */
export async function startChaosCounty(options: {
  folder: string;
  searchPath: string | undefined;
  progress: (line: string) => void;
}): Promise<ChaosCounty> {
  const lifecycle = new Lifecycle();
  try {
    return await assemble(options, lifecycle);
  } catch (error) {
    await lifecycle[Symbol.asyncDispose]().catch(() => {});
    throw error;
  }
}

async function assemble(
  options: { folder: string; searchPath: string | undefined; progress: (line: string) => void },
  lifecycle: Lifecycle,
): Promise<ChaosCounty> {
  const { folder, progress, searchPath } = options;
  const dataDirectory = join(folder, 'data');
  const secrets = await localSecrets({ dataDirectory, masterKey: undefined });
  const authority = secrets.natsAuthority;
  const [postgresPort, natsPort, ...hubPorts] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const program = await findOrInstallNatsServer({ toolDirectory: join(folder, 'tools'), searchPath, progress });
  const postgres = lifecycle.use(
    'postgres',
    await superviseServer('postgres', () =>
      startPostgres({ dataDirectory: join(folder, 'postgres'), port: postgresPort }),
    ),
  );
  await postgres.current().ensureDatabase('hufu');
  const configuration = natsConfiguration({ dataDirectory, authority });
  const nats = lifecycle.use(
    'nats',
    await superviseServer('nats', () =>
      startNats({ program, storeDirectory: join(folder, 'nats'), port: natsPort, configuration }),
    ),
  );
  const services: Services = {
    databaseUrl: postgres.current().url('hufu'),
    natsUrl: nats.current().url,
    embedded: { postgres: true, nats: true },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const hubUrls = hubPorts.map((port) => `http://127.0.0.1:${port}`);
  const [publicUrl = ''] = hubUrls;
  const county = countyOnDemand({ seed: 'chaos', people: 300, companies: 20 });
  const credentials = credentialFolder(dataDirectory);
  const prepared = await seeded();

  const logs = join(folder, 'logs');
  const hubs = hubPorts.map((port, index) =>
    superviseProgram({
      name: `hub-${index + 1}`,
      program: builtProgram('exchange/main.js'),
      args: [],
      env: {
        ...hubEnvironment({ env: { PATH: searchPath }, services, secrets, authority, dataDirectory }),
        HUFU_HTTP_PORT: String(port),
        HUFU_PUBLIC_URL: publicUrl,
        HUFU_HUB_NAME: `hub-${index + 1}`,
        HUFU_LOG_LEVEL: 'warn',
        HUFU_RATE_LIMIT_PER_MINUTE: '10000000',
      },
      logFile: join(logs, `hub-${index + 1}.log`),
    }),
  );
  for (const hub of hubs) lifecycle.use(hub.name, hub);
  await Promise.all(hubUrls.map((url) => untilReady(url)));
  const agents = [1, 2].map((index) =>
    superviseProgram({
      name: `connector-${index}`,
      program: builtProgram('exchange/cli/main.js'),
      args: ['connector', 'run', prepared.configFile],
      env: { PATH: searchPath, ...prepared.env },
      logFile: join(logs, `connector-${index}.log`),
    }),
  );
  for (const agent of agents) lifecycle.use(agent.name, agent);
  return {
    victims: { hub: hubs, connector: agents, nats: [nats], postgres: [postgres] },
    ...{ hubUrls, publicUrl, databaseUrl: services.databaseUrl },
    consumer: await refreshedProfile<SystemProfile>(credentials.path('hrss-pension'), publicUrl),
    residents: county.get().residents.map(({ citizenNumber }) => citizenNumber),
    [Symbol.asyncDispose]: () => lifecycle[Symbol.asyncDispose](),
  };

  /** Fills the database and writes what the department's agents are given. */
  async function seeded() {
    progress('preparing a small county');
    await using database = openDatabase({ url: services.databaseUrl, maxConnections: 4 });
    await migrate(database, allMigrations);
    const sources = await departmentSources({ dataDirectory, services, county, lifecycle });
    const parts = { database, clock: systemClock, random: systemRandom, masterKey: secrets.masterKey };
    const { rootSecret } = secrets;
    // Nobody logs in here: a dozen passwords kept as a hub keeps them would take seconds.
    const passwords = createPasswords({ random: systemRandom, cost: { logN: 4, r: 8, p: 1 } });
    await seedHub({ ...parts, passwords, rootSecret, county, credentials, hubUrl: publicUrl, progress: () => {} });
    const signingKeys = await openSigningKeys(parts);
    const all = await prepareConnectors({
      ...{ folder: join(dataDirectory, 'connectors'), database, clock: systemClock, sources },
      actor: await demoAdministrator(database),
      issuing: { authority, push: () => Promise.resolve() },
      natsUrl: services.natsUrl,
      hubKeys: signingKeys.jwks('order'),
      credentialsOf: (system) => refreshedProfile<SystemProfile>(credentials.path(system), publicUrl),
    });
    const police = all.find(({ system }) => system === 'police-connector');
    if (police === undefined) throw new Error('the police have no connector');
    return police;
  }
}

/** Resolves when the hub says that it is ready. @throws Error when it is not in time */
async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + readyPatienceMs;
  while (!(await isReady(url))) {
    if (performance.now() > deadline) throw new Error(`${url} was not ready after ${readyPatienceMs / 1000} s`);
    await pause(50);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
