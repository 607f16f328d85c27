import type { FastifyInstance } from 'fastify';
import {
  applyDueRevisions,
  type CatalogDeps,
  catalogRoutes,
  fillSearchRows,
  loadCatalogFacts,
  rowCheckOf,
} from '../catalog/index.ts';
import {
  createAuthenticator,
  createPasswords,
  createPki,
  createSessions,
  holderSessionRoutes,
  identityRoutes,
  openIdentityFacts,
  openSigningKeys,
  type PasswordCost,
  publishDueCrls,
  sessionCookieName,
} from '../identity/index.ts';
import {
  BoxNotOpened,
  type Clock,
  type Config,
  deriveKey,
  Lifecycle,
  type Logger,
  migrate,
  openDatabase,
  type Random,
  SettingError,
  systemClock,
  systemRandom,
} from '../kernel/index.ts';
import {
  batchOf,
  businessLicence,
  expireLicences,
  holderIndex,
  holderRoutes,
  issueJobRoutes,
  publishDueStatusLists,
  purgeConsentRequests,
  purgeJobs,
  purgeLinks,
  purgePresented,
  registerLicenceType,
  sealRoutes,
  startIssueJobs,
  vaultRoutes,
} from '../licence-vault/index.ts';
import { actsStill } from './acts-still.ts';
import { createBroker } from './broker/broker.ts';
import { FairRoom } from './broker/fair-room.ts';
import { natsMessenger } from './broker/messenger.ts';
import { brokerResilience } from './broker/resilience.ts';
import { type ChangeNotice, changeNotices } from './change-notices.ts';
import { contractRoutes } from './contract/routes.ts';
import { deadlineKeeper } from './deadline-keeper.ts';
import { createDecisionTrail } from './decision/decision-trail.ts';
import { decisionRoutes } from './decision/routes.ts';
import { openConnectorRegistry } from './department/connector-registry.ts';
import { givenNatsAuthority } from './department/given-nats-authority.ts';
import { serveConnectors } from './department/hub-services.ts';
import { natsIssuing } from './department/nats-issuing.ts';
import { openNatsLink } from './department/nats-link.ts';
import { connectorRoutes } from './department/routes.ts';
import { logOrigin, openEvidenceLog } from './evidence/evidence-log.ts';
import { holderIndices } from './evidence/holders.ts';
import { receiptsOfFiles } from './evidence/receipts-of-files.ts';
import { evidenceRoutes } from './evidence/routes.ts';
import { usageRoutes } from './evidence/usage/routes.ts';
import { watchFacts } from './fact-watch.ts';
import { factsThroughExchange } from './fetch-facts.ts';
import { openHolderDoor } from './holder/holder-door.ts';
import { holderViewParts } from './holder/holder-view-parts.ts';
import { allMigrations, allProblems, allSchemas } from './house.ts';
import { createMetrics } from './http/metrics.ts';
import { operationRoutes } from './http/operation-routes.ts';
import { createRepetitions } from './http/repetition/repetitions.ts';
import { createHttpServer } from './http/server.ts';
import { createNonceLedger } from './http/signature/nonce-ledger.ts';
import { signatureCheck } from './http/signature/require-signatures.ts';
import { hubSigners } from './hub-signers.ts';
import { hubKeys, providerKeys } from './keys.ts';
import { knownNames } from './known-names.ts';
import { openRowsReader } from './open-data/read-open-rows.ts';
import { createHubRegister } from './operation/hub-register.ts';
import { runningRoutes } from './operation/routes.ts';
import { createPromiseKeeper } from './promise/promise-keeper.ts';
import { promiseRoutes } from './promise/routes.ts';
import { createUseKeeper } from './promise/use-keeper.ts';
import type { QueryParts } from './query/ask.ts';
import { decisionFacts } from './query/decision-facts.ts';
import { letInto } from './query/let-in.ts';
import { fitRoomToLoop } from './query/load-shedding.ts';
import { queryRoutes } from './query/routes.ts';
import { createQuotaLedger } from './quota/quota-ledger.ts';
import { quotaRoutes } from './quota/routes.ts';
import { hubSealTrust } from './seal-trust.ts';
import { CannotListen, NotReachable } from './unavailable.ts';
import { startUpkeep } from './upkeep.ts';
import { vaultParts } from './vault-parts.ts';
import { version } from './version.ts';

export interface HubOptions {
  readonly config: Config;
  readonly secrets: {
    readonly databaseUrl: string;
    readonly natsUrl: string;
    readonly masterKey: Buffer;
    readonly natsAuthority: string | undefined;
    readonly holderCodeToken?: string | undefined;
  };
  readonly logger: Logger;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  /** In the place of the database's own clock, for tests that hold time still. */
  readonly databaseClock?: Clock | undefined;
  /** What checking a password takes. Default: the standard one; less is for tests, which protect nothing. */
  readonly passwordCost?: PasswordCost | undefined;
  /** Folder of the built console, to be served at `/`. */
  readonly consoleFolder?: string | undefined;
}

/** A hub that serves. Disposing finishes what is in hand, then closes everything. */
export interface Hub extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly url: string;
}

/**
 * Builds a hub in plain order and starts serving: database, migrations, NATS, what is held in memory, the broker, HTTP.
 * @throws StartRefused when PostgreSQL or NATS is not there or the port is taken; SettingError for what cannot be used.
 */
export async function startHub(options: HubOptions): Promise<Hub> {
  const lifecycle = new Lifecycle();
  try {
    const app = await buildHub(options, lifecycle);
    const url = await app.listen({ ...options.config.http }).catch((cause: unknown) => {
      throw new CannotListen(options.config.http, cause);
    });
    return { app, url, [Symbol.asyncDispose]: () => lifecycle[Symbol.asyncDispose]() };
  } catch (error) {
    await lifecycle[Symbol.asyncDispose]().catch(() => {});
    throw error;
  }
}

async function buildHub(options: HubOptions, lifecycle: Lifecycle): Promise<FastifyInstance> {
  const { config, secrets, logger, clock = systemClock, random = systemRandom } = options;
  const metrics = createMetrics();

  const database = lifecycle.use(
    'database',
    openDatabase({
      url: secrets.databaseUrl,
      maxConnections: config.databaseConnections,
      applicationName: config.hubName,
    }),
  );
  await database.ping().catch((cause: unknown) => {
    throw new NotReachable('PostgreSQL', 'DATABASE_URL', cause);
  });
  const applied = await migrate(database, allMigrations);
  if (applied.length > 0) logger.info({ applied }, 'database brought up to date');
  const indexed = await fillSearchRows(database, { outdated: true });
  if (indexed > 0) logger.info({ resources: indexed }, 'resources entered into the search index');

  const authority = givenNatsAuthority(secrets.natsAuthority);
  const natsAway = (cause: unknown) => {
    throw new NotReachable('NATS', 'NATS_URL', cause);
  };
  const link = lifecycle.use(
    'nats',
    await openNatsLink({ url: secrets.natsUrl, authority, kind: 'hub', name: config.hubName, clock, logger }).catch(
      natsAway,
    ),
  );
  if (authority === undefined)
    logger.warn('NATS asks for no credentials here: departments are kept apart by signatures alone');
  const issuing = await natsIssuing({ authority, url: secrets.natsUrl, database, clock, logger, lifecycle }).catch(
    natsAway,
  );

  await registerLicenceType({ database, clock, definition: businessLicence });

  const signingKeys = await openSigningKeys({ database, clock, random, masterKey: secrets.masterKey }).catch(
    (cause: unknown) => {
      throw cause instanceof BoxNotOpened
        ? new SettingError('HUFU_MASTER_KEY', 'is not the key under which the secrets in this database were sealed')
        : cause;
    },
  );
  const identity = await openIdentityFacts({ database, clock });
  const catalog = await loadCatalogFacts(database);
  const registry = await openConnectorRegistry({ database, clock });
  lifecycle.defer('connector registry', () => registry.save());
  const promises = createPromiseKeeper({
    ...{ database, clock, logger },
    resource: (id) => {
      const resource = catalog.resource(id);
      if (resource === undefined) return undefined;
      const { provider, status, items } = resource;
      return { provider, published: status === 'published', fields: () => items.map(({ field }) => field) };
    },
    served: () => registry.all().map(({ resource }) => resource),
    listening: link.connected,
  });
  lifecycle.defer('promises', () => promises.save());
  const uses = createUseKeeper({ database, clock });
  lifecycle.defer('uses', () => uses.save());

  const refresh = async ({ part, kind, subject }: ChangeNotice) => {
    if (part === 'identity') await Promise.all([identity.refresh(), signingKeys.refresh()]);
    // Kinds that no decision rests on, applications and the like, are passed over there.
    else if (kind !== undefined) await catalog.refresh({ kind, subject: subject ?? '' });
    else await catalog.refresh();
  };
  const readAnew = async () => {
    await Promise.all([identity.refresh(), signingKeys.refresh(), catalog.refresh()]);
  };
  const hubs = createHubRegister({ database, clock, id: random.uuid(), name: config.hubName, version });
  await hubs.note();
  lifecycle.defer('hub register', () => hubs.leave());

  const notices = lifecycle.use(
    'change notices',
    changeNotices({ connection: link.connection, hub: random.uuid(), logger, apply: refresh }),
  );
  // What changed elsewhere between reading and listening; and, later, while NATS was away. Nothing is answered before.
  await link.connection.flush();
  const facts = await watchFacts({
    ...{ database, clock, logger, readAnew },
    signal: lifecycle.signal,
    apply: refresh,
    databaseClock: options.databaseClock,
  });
  link.onReconnect(readAnew);

  const keys = hubKeys(signingKeys);
  const providerKey = providerKeys(identity);
  lifecycle.use(
    'hub services',
    serveConnectors({
      connection: link.connection,
      clock,
      logger,
      registry,
      promises,
      providerKey,
      orderKey: keys.orderKey,
      orderKeys: keys.published,
      providerOf: (id) => catalog.resource(id)?.provider,
      schemaOf: (id) => {
        const resource = catalog.resource(id);
        return resource?.status === 'published'
          ? { version: resource.schemaVersion, schema: resource.rowSchema }
          : undefined;
      },
    }),
  );
  const broker = createBroker({
    messenger: natsMessenger(link),
    clock,
    random,
    logger,
    orderKey: () => keys.orderKey([]),
    providerKey,
    rowChecks: (id, schemaVersion) => {
      const resource = catalog.resource(id);
      return resource?.schemaVersion === schemaVersion ? rowCheckOf(resource) : undefined;
    },
    timeoutMs: config.queryTimeoutMs,
    lastSeen: registry.lastSeen,
    agents: registry.agents,
    present: registry.present,
    ...brokerResilience({ config: config.resilience, metrics, logger }),
    observe: (resource, outcome, seconds) => {
      metrics.providerSeconds.of(resource, outcome).observe(seconds);
      promises.ordered(resource, outcome, seconds);
    },
  });

  const { masterKey } = secrets;
  const { keyEncryptionKey, publicUrl } = config;
  const pki = createPki({ database, clock, random, masterKey, keyEncryptionKey, publicUrl });
  const sealTrust = hubSealTrust(pki);
  const passwords = createPasswords({ random, cost: options.passwordCost });
  const sessions = createSessions({ database, clock, random, passwords, masterKey: secrets.masterKey });
  const quota = lifecycle.use(
    'quota ledger',
    createQuotaLedger({
      ...{ database, clock, logger },
      hub: random.uuid(),
      longestQueryMs: config.queryTimeoutMs,
      databaseClock: options.databaseClock,
      observeLease: (outcome) => metrics.quotaLeases.inc({ outcome }),
    }),
  );
  const { queriesInHand: places, queueMs } = config.resilience;
  const room = new FairRoom({ places, queue: places, longestWaitMs: queueMs });
  void fitRoomToLoop({ room, places, latestMs: queueMs, signal: lifecycle.signal });
  const stages = {
    decide: metrics.stageSeconds.of('decide'),
    quota: metrics.stageSeconds.of('quota'),
    evidence: metrics.stageSeconds.of('evidence'),
  };
  const batches = metrics.evidenceBatch.of();
  const evidence = await openEvidenceLog({
    database,
    clock,
    random,
    masterKey: secrets.masterKey,
    origin: logOrigin(config.publicUrl),
    observeBatch: (entries) => batches.observe(entries),
  });

  const nonces = createNonceLedger({ database, clock });
  const repetitions = createRepetitions({
    database,
    random,
    masterKey: secrets.masterKey,
    // A query that takes longer than its provider may is one whose hub has died.
    heldMs: config.queryTimeoutMs + 10_000,
  });

  const factsFor = decisionFacts({ catalog, identity, clock, requireCurrent: facts.requireCurrent });
  const trailKey = deriveKey(secrets.masterKey, 'decision-trail');
  const trail = createDecisionTrail({ database, clock, random, catalog, key: trailKey });

  const vault = vaultParts({
    ...{ database, clock, random, masterKey, keyEncryptionKey, publicUrl },
    ...{ identity, catalog, signingKeys, pki, evidence },
  });
  const letIn = letInto(room, metrics);
  const queries: QueryParts = {
    factsFor,
    trail,
    quota,
    broker,
    evidence,
    holderIndices: holderIndices({ keys: vault.keys, clock }),
    provesByField: (id) => catalog.resource(id)?.extension.evidence === 'fields',
    count: (resource, mode, outcome) => metrics.queries.inc({ resource, mode, outcome }),
    onAnswered: uses.answered,
    observeStage: (stage, milliseconds) => stages[stage].observe(milliseconds / 1000),
  };
  const fetchFacts = factsThroughExchange({ identity, random, parts: queries, letIn });
  const issueJobs = lifecycle.use(
    'issue jobs',
    startIssueJobs({
      ...{ database, clock, random, keys: vault.keys, logger },
      issueBatch: batchOf({ ...vault, fetchFacts }),
      stillActs: actsStill(identity),
    }),
  );
  const holders = openHolderDoor({
    ...{ database, clock, random, logger, config, evidence },
    masterKey: secrets.masterKey,
    codeToken: secrets.holderCodeToken,
    vaultKeys: vault.keys,
  });
  const catalogDeps: CatalogDeps = {
    ...{ database, clock, random, parties: identity },
    onChange: ({ kind, subject }) => notices.announce({ part: 'catalog', kind, subject }),
  };

  const names = knownNames({ catalog, identity });

  const app = await createHttpServer({
    logger,
    clock,
    random,
    metrics,
    publicUrl: config.publicUrl,
    authenticator: createAuthenticator({ sessions, facts: identity, holders }),
    tokenKey: (kid) => signingKeys.tokenKey(kid),
    verifiesTokens: (kid) => signingKeys.verifiesTokens(kid),
    cookieName: sessionCookieName(config.publicUrl),
    schemas: allSchemas,
    rateLimitPerMinute: config.rateLimitPerMinute,
    signatures: signatureCheck({
      ...{ clock, nonces, publicUrl: config.publicUrl },
      systemKey: (kid) => identity.systemKey(kid),
    }),
    repetitions,
    consoleFolder: options.consoleFolder,
    routes: (server) => {
      operationRoutes(server, {
        metrics,
        database: () => database.ping().then(() => true),
        nats: () => Promise.resolve(link.connected()),
        problems: allProblems,
        demonstration: config.demonstration,
      });
      identityRoutes(server, {
        database,
        clock,
        random,
        masterKey,
        keyEncryptionKey,
        publicUrl: config.publicUrl,
        passwords,
        sessions,
        signingKeys,
        natsIssuing: issuing,
        onChange: () => notices.announce({ part: 'identity' }),
      });
      holderSessionRoutes(server, { clock, holders, holderIndex: (holder) => holderIndex(vault.keys, holder) });
      catalogRoutes(server, {
        ...{ ...catalogDeps, publicUrl: config.publicUrl },
        openRows: {
          read: openRowsReader({ broker, evidence, parties: identity, random }),
          areListed: ({ id, provider }) => registry.lists(provider, id),
        },
      });
      vaultRoutes(server, { ...vault, fetchFacts, sealTrust });
      issueJobRoutes(server, { ...vault, onSubmitted: () => issueJobs.wake() });
      sealRoutes(server, {
        ...vault,
        ...hubSigners(pki),
        trust: sealTrust,
        specimen: config.demonstration,
        receiptsOfFiles: (files) => receiptsOfFiles({ database, log: evidence }, files),
      });
      holderRoutes(
        server,
        holderViewParts({
          ...{ vault, catalog, catalogDeps, log: evidence, codes: holders },
          resourceTitles: names.resource,
        }),
      );
      connectorRoutes(server, { registry, catalog });
      promiseRoutes(server, {
        ...{ database, clock, catalog },
        nameOf: names.organisation,
        matterName: names.matter,
      });
      evidenceRoutes(server, { database, log: evidence });
      usageRoutes(server, {
        ...{ database, clock, random, log: evidence, vaultKeys: vault.keys },
        hasMatter: (code, organisation) => {
          const matter = catalog.matter(code);
          return matter?.organisation === organisation && matter.status === 'active';
        },
        organisationName: names.organisation,
        matterName: names.matter,
        resourceTitles: names.resource,
      });
      decisionRoutes(server, { database, factsFor, quota, key: trailKey });
      quotaRoutes(server, { database, quota });
      contractRoutes(server, {
        ...{ database, clock },
        publicUrl: config.publicUrl,
        sandboxPerMinute: config.rateLimitPerMinute,
      });
      queryRoutes(server, { ...queries, letIn, identity });
      runningRoutes(server, { database, clock, hubs });
    },
  });
  lifecycle.defer('http', () => app.close());
  startUpkeep({
    database,
    clock,
    logger,
    signal: lifecycle.signal,
    fresh: [identity, signingKeys, catalog],
    save: async () => {
      await Promise.all([registry.save(), evidence.keep(), promises.keep(), uses.save(), hubs.note()]);
    },
    expire: () => expireLicences({ ...vault, signal: lifecycle.signal }),
    publish: () => Promise.all([publishDueCrls(pki), publishDueStatusLists(vault)]),
    revise: () => applyDueRevisions(catalogDeps),
    remind: deadlineKeeper({ ...catalogDeps, logger }),
    index: () => fillSearchRows(database, { outdated: false }),
    purge: () =>
      Promise.all([
        ...[nonces, repetitions, trail, facts, quota, promises, uses].map((part) => part.purge()),
        purgeLinks({ database, clock }),
        purgeConsentRequests({ database, now: clock.now() }),
        purgePresented(database, clock.now()),
        purgeJobs({ database, clock }),
      ]),
  });
  return app;
}
