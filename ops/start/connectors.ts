import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import {
  type OfficerProfile,
  type OfficerSession,
  openOfficerSession,
  type SystemProfile,
} from '../../exchange/index.ts';
import {
  issueConnectorCredentials,
  type NatsAuthority,
  type NatsCredentialIssuing,
  type OfficerActor,
  openSigningKeys,
  organisationId,
  systemId,
} from '../../identity/index.ts';
import {
  type Clock,
  type Database,
  type Environment,
  type Lifecycle,
  systemClock,
  systemRandom,
} from '../../kernel/index.ts';
import { type CredentialFolder, refreshedProfile, writePrivateFile } from '../demo/seed/credentials.ts';
import { firstOfficer, systems } from '../demo/seed/organisations.ts';
import { demoAdministrator } from '../demo/seed/seed-hub.ts';
import type { DemoResource } from '../demo/sources/resource.ts';
import { demoResources } from '../demo/sources/resource-schemas.ts';
import type { Services } from '../embedded/index.ts';
import { type ChildProgram, startChild, untilReady } from './child.ts';
import type { DepartmentSources } from './department-sources.ts';
import { ownSettings } from './hub-environment.ts';
import type { LocalSecrets } from './keys.ts';
import { builtProgram } from './programs.ts';

/** A connector ready to be started: its configuration and the secrets its configuration names. */
export interface PreparedConnector {
  readonly system: string;
  readonly configFile: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Writes a folder a department: configuration, signing key, NATS credentials, the hub's keys. It is what a department
 * would be given and write itself; the demonstration does it for all four.
 */
export async function prepareConnectors(options: {
  folder: string;
  database: Database;
  clock: Clock;
  actor: OfficerActor;
  issuing: NatsCredentialIssuing | undefined;
  natsUrl: string;
  hubKeys: { readonly keys: readonly object[] };
  credentialsOf: (system: string) => Promise<SystemProfile>;
  sources: DepartmentSources;
}): Promise<readonly PreparedConnector[]> {
  const prepared: PreparedConnector[] = [];
  for (const { id: system, organisation } of systems.filter((each) => each.kind === 'provider')) {
    const folder = join(options.folder, system);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { privateKey } = await options.credentialsOf(system);
    await writePrivateFile(join(folder, 'signing-key.json'), JSON.stringify(privateKey));
    await writeFile(join(folder, 'hub-keys.json'), JSON.stringify(options.hubKeys), { mode: 0o600 });
    const credentials = await natsCredentials({ ...options, system, folder });
    const config = {
      organisation: organisationId(organisation),
      system,
      signingKey: 'signing-key.json',
      hub: { keys: 'hub-keys.json', remember: 'hub-keys-learnt.json' },
      nats: { url: variable('HUFU_CONNECTOR_NATS_URL'), ...(credentials === undefined ? {} : { credentials }) },
      ...sourcesAndResources(system, options.sources),
    };
    const configFile = join(folder, 'connector.yaml');
    await writeFile(configFile, `# 演示用连接器配置 · connector of the demonstration\n${stringify(config)}`, {
      mode: 0o600,
    });
    prepared.push({
      system,
      configFile,
      env: {
        HUFU_CONNECTOR_NATS_URL: options.natsUrl,
        HUFU_POLICE_DATABASE_URL: options.sources.policeUrl,
        HUFU_MARKET_KEY: options.sources.marketKey,
      },
    });
  }
  return prepared;
}

/** A credential of its own for each start, good for thirty days; a demonstration is started again before that. */
async function natsCredentials(options: {
  database: Database;
  clock: Clock;
  actor: OfficerActor;
  issuing: NatsCredentialIssuing | undefined;
  system: string;
  folder: string;
}): Promise<string | undefined> {
  const { issuing, system, folder } = options;
  if (issuing === undefined) return undefined;
  const { database, clock, actor } = options;
  const { creds } = await issueConnectorCredentials({
    database,
    clock,
    issuing,
    actor,
    system: systemId(system),
    validDays: 30,
  });
  await writePrivateFile(join(folder, 'nats.creds'), creds);
  return 'nats.creds';
}

function sourcesAndResources(system: string, sources: DepartmentSources): object {
  const resources = demoResources.filter((resource) => resource.system === system);
  return {
    sources: Object.fromEntries(resources.map((resource) => [nameOf(resource), sourceOf(resource, sources)])),
    resources: resources.map((resource) => ({
      id: resource.id,
      source: nameOf(resource),
      ...(resource.source.kind === 'postgres' ? { from: resource.source.from } : {}),
      match: resource.draft.matchKeys,
      fields: resource.mapping,
      measure: measureOf(resource),
    })),
  };
}

function measureOf({ source }: DemoResource): object {
  const unique = 'unique' in source ? source.unique : undefined;
  return {
    ...('freshness' in source ? { freshness: source.freshness } : {}),
    quality: unique === undefined ? {} : { unique },
  };
}

function nameOf(resource: DemoResource): string {
  return resource.source.kind;
}

function sourceOf({ source }: DemoResource, at: DepartmentSources): object {
  switch (source.kind) {
    case 'postgres':
      return { kind: 'postgres', url: variable('HUFU_POLICE_DATABASE_URL') };
    case 'http': {
      const { path, ...list } = source.list;
      return {
        kind: 'http',
        url: `${at.marketUrl}${source.path}`,
        headers: { [source.keyHeader]: variable('HUFU_MARKET_KEY') },
        rows: source.rows,
        list: { url: `${at.marketUrl}${path}`, ...list },
        health: `${at.marketUrl}${source.health}`,
      };
    }
    default:
      return { kind: source.kind, path: join(at.files, source.file) };
  }
}

/** A reference to an environment variable, as configuration files write it. */
function variable(name: string): string {
  return `\${${name}}`;
}

const connectPatienceMs = 20_000;

/** Starts the four departments' connectors, each a process of its own, and waits until every resource is served. */
export async function startConnectors(options: {
  dataDirectory: string;
  database: Database;
  secrets: LocalSecrets;
  services: Services;
  sources: DepartmentSources;
  credentials: CredentialFolder;
  hubUrl: string;
  env: Environment;
  authority: NatsAuthority | undefined;
  lifecycle: Lifecycle;
  logs: string;
  signal: AbortSignal | undefined;
}): Promise<readonly ChildProgram[]> {
  const { database, services, authority, lifecycle, hubUrl } = options;
  const signingKeys = await openSigningKeys({
    database,
    clock: systemClock,
    random: systemRandom,
    masterKey: options.secrets.masterKey,
  });
  const prepared = await prepareConnectors({
    folder: join(options.dataDirectory, 'demo', 'connectors'),
    database,
    clock: systemClock,
    actor: await demoAdministrator(database),
    // Nothing is revoked here, so there is nothing to push.
    issuing: authority === undefined ? undefined : { authority, push: () => Promise.resolve() },
    natsUrl: services.natsUrl,
    hubKeys: signingKeys.jwks('order'),
    credentialsOf: (system) => refreshedProfile<SystemProfile>(options.credentials.path(system), hubUrl),
    sources: options.sources,
  });
  const begun = systemClock.now().toISOString();
  const children = prepared.map(({ system, configFile, env }) =>
    startChild({
      name: system,
      program: builtProgram('exchange/cli/main.js'),
      args: ['connector', 'run', configFile],
      env: { ...ownSettings(options.env), ...env },
      logFile: join(options.logs, `${system}.log`),
    }),
  );
  lifecycle.defer('connectors', () => Promise.all(children.map((child) => child[Symbol.asyncDispose]())));
  const administrator = await refreshedProfile<OfficerProfile>(options.credentials.path(firstOfficer.login), hubUrl);
  const patience = { patienceMs: connectPatienceMs, signal: options.signal };
  await using session = await openOfficerSession({ ...administrator, language: 'zh' });
  for (const child of children) await untilReady(child, () => isServing(session, child.name, begun), patience);
  return children;
}

/** Has the system's connector reported since then that all it serves is well? */
async function isServing(session: OfficerSession, system: string, since: string): Promise<boolean> {
  const { items } = (await session.get('/v1/connectors')) as {
    items: { system: string; healthy: boolean; lastSeen: string }[];
  };
  const own = items.filter((item) => item.system === system && item.lastSeen >= since);
  return own.length > 0 && own.every((item) => item.healthy);
}
