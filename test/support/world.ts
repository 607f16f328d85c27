import { createPrivateKey } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { SignJWT } from 'jose';
import { connect, type Msg, type NatsConnection } from 'nats';
import { createClient, type HufuClient } from '../../connectors/index.ts';
import {
  type Answer,
  importSigningKey,
  inboxPrefix,
  type Order,
  orderSubject,
  parseOrder,
  readBundle,
  type SigningKey,
  signRequest,
  writeBundle,
} from '../../connectors/protocol/index.ts';
import type { OfficerProfile, SystemProfile } from '../../exchange/index.ts';
import { connectOptions, createPasswords } from '../../identity/index.ts';
import { openDatabase, sha256, systemClock, systemRandom } from '../../kernel/index.ts';
import { type County, countyOnDemand } from '../../ops/demo/generate/county.ts';
import { type CredentialFolder, credentialFolder } from '../../ops/demo/seed/credentials.ts';
import { type SeedOptions, seedHub } from '../../ops/demo/seed/seed-hub.ts';
import { freePort } from '../../ops/embedded/free-port.ts';
import type { EmbeddedNats } from '../../ops/embedded/index.ts';
import { passwordCost, startTestHub, type TestHub, type TestHubOptions } from './hub.ts';
import { startOwnNats } from './nats.ts';
import { onceInRun } from './once-in-run.ts';
import { createFrom, createTestDatabase, makeTemplate, migratedTemplate, type TestDatabase } from './postgres.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A small demonstration county behind a hub in this process, on a database and a nats-server of its own. */
export interface TestWorld extends AsyncDisposable {
  readonly hub: TestHub;
  readonly nats: EmbeddedNats;
  readonly db: TestDatabase;
  readonly county: County;
  /** What a later start of the demonstration does. */
  seedAgain(): Promise<void>;
  /** As HUFU_DATA_DIR: what the command line finds there. */
  readonly dataDirectory: string;
  readonly credentials: CredentialFolder;
  /** The SDK, acting for a system. */
  client(system: string, options?: { retries?: boolean }): Promise<HufuClient>;
  system(id: string): Promise<SystemProfile>;
  /** Access token of a system. */
  token(system: string): Promise<string>;
  /** A request of a system, signed by its key, for one sending. */
  signed(system: string, request: SignedRequest): Promise<InjectOptions & { headers: Record<string, string> }>;
  /** Session token of an officer. */
  session(login: string): Promise<string>;
  /** A provider that answers as the test says; `honest` makes the answer a right provider would give. */
  provider(options: { organisation: string; system: string; resource: string; respond: Respond }): Promise<Provider>;
}

export interface SignedRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly payload: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Provider extends AsyncDisposable {
  readonly connection: NatsConnection;
  readonly orders: Order[];
}

export type Respond = (order: Order, tools: ProviderTools) => void | Promise<void>;

export interface ProviderTools {
  /** The bundle in which the order came. */
  readonly message: Msg;
  /** The order's bytes, as the hub attested them. */
  readonly bytes: Buffer;
  readonly traceparent: string;
  readonly key: SigningKey;
  readonly orderDigest: string;
  /** The answer of an honest provider with these contents. */
  honest(content: Partial<Answer>): Answer;
  /**
   * Sends an answer in a bundle of its own.
   * @param options.tamper changes the bundle after it was signed
   * @param options.typ in place of the type that an answer has
   */
  send(
    answer: Answer,
    options?: {
      key?: SigningKey;
      tamper?: (bundle: Buffer) => Buffer;
      typ?: 'hufu-order';
    },
  ): void;
}

export interface TestWorldOptions extends Omit<TestHubOptions, 'natsUrl' | 'masterKey'> {
  /** Default: a server of the world's own, gone with it. One that is given, as a database that is given, is the test's to stop. */
  readonly nats?: EmbeddedNats | undefined;
  /** The hub calls itself by the address it listens on, for programs that know no other. */
  readonly outward?: boolean | undefined;
}

/** The same for every world, so made once. */
const county = countyOnDemand({ seed: 'test', people: 400, companies: 40 });

/** The address of a hub that no other program has to find. */
const inwardUrl = 'http://hub.test';

/** The database that most worlds begin as; beside it, under the same name, their master key and credentials. */
const seededWorld = 'hufu_seeded';

async function makeSeededWorld(folder: string): Promise<void> {
  const masterKey = systemRandom.bytes(32);
  await writeFile(join(folder, 'master.key'), masterKey);
  await makeTemplate(seededWorld, await migratedTemplate(), async (url) => {
    await using database = openDatabase({ url, maxConnections: 5 });
    await seed({ database, masterKey, credentials: credentialFolder(folder), hubUrl: inwardUrl });
  });
}

function seed(parts: Pick<SeedOptions, 'database' | 'masterKey' | 'credentials' | 'hubUrl'>): Promise<void> {
  return seedHub({
    ...parts,
    clock: systemClock,
    random: systemRandom,
    rootSecret: 'no secret, this is a test',
    county,
    passwords: createPasswords({ random: systemRandom, cost: passwordCost }),
    progress: () => {},
  });
}

export async function startTestWorld({ outward = false, ...options }: TestWorldOptions = {}): Promise<TestWorld> {
  const nats = options.nats ?? (await startOwnNats());
  const port = outward ? await freePort() : 0;
  const hubUrl = outward ? `http://127.0.0.1:${port}` : inwardUrl;
  const own = await temporaryFolder('world');
  const folder = own.path;
  const credentials = credentialFolder(folder);
  let db = options.db;
  let masterKey: Buffer;
  if (db === undefined && !outward) {
    const seeded = await onceInRun(seededWorld, makeSeededWorld);
    db = await createFrom(seededWorld);
    masterKey = await readFile(join(seeded, 'master.key'));
    await cp(join(seeded, 'demo'), join(folder, 'demo'), { recursive: true });
  } else {
    db ??= await createTestDatabase();
    masterKey = systemRandom.bytes(32);
    await seed({ database: db.database, masterKey, credentials, hubUrl });
  }
  const env = { HUFU_DATA_DIR: folder, ...options.env, HUFU_HTTP_PORT: String(port), HUFU_PUBLIC_URL: hubUrl };
  const hub = await startTestHub({ ...options, env, db, natsUrl: nats.url, masterKey });
  const profile = async <T>(id: string): Promise<T> => JSON.parse(await readFile(credentials.path(id), 'utf8')) as T;
  const token = async (system: string): Promise<string> => {
    const { id, kid, privateKey } = await profile<SystemProfile>(system);
    const assertion = await new SignJWT({ jti: systemRandom.uuid() })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(id)
      .setSubject(id)
      .setAudience(hub.publicUrl)
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(createPrivateKey({ key: { ...privateKey }, format: 'jwk' }));
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { body } = await hub.call({ method: 'POST', url: '/v1/oauth/token', headers, payload: form.toString() });
    return String(body.access_token);
  };
  return {
    hub,
    nats,
    db,
    get county() {
      return county.get();
    },
    seedAgain: () => seed({ database: db.database, masterKey, credentials, hubUrl }),
    dataDirectory: folder,
    credentials,
    system: (id) => profile<SystemProfile>(id),
    async client(system, { retries = false } = {}) {
      const { id, kid, privateKey } = await profile<SystemProfile>(system);
      return createClient({
        hub: hub.hub.url,
        audience: hub.publicUrl,
        system: id,
        kid,
        key: { ...privateKey },
        language: 'en',
        ...(retries ? {} : { retry: { retries: 0 } }),
      });
    },
    token,
    async signed(system, { method, url, payload, headers = {} }) {
      const { kid, privateKey } = await profile<SystemProfile>(system);
      const authorization = `Bearer ${await token(system)}`;
      const content = typeof payload === 'string' ? payload : JSON.stringify(payload);
      const signature = signRequest({
        ...{ method, targetUri: `${hub.publicUrl}${url}`, authorization, content },
        idempotencyKey: headers['idempotency-key'],
        key: importSigningKey({ ...privateKey }, kid),
        now: (options.clock ?? systemClock).now(),
        nonce: systemRandom.bytes(16).toString('base64url'),
      });
      const own = { 'content-type': 'application/json', authorization, ...signature };
      return { method, url, payload: content, headers: { ...own, ...headers } };
    },
    async session(login) {
      const { password } = await profile<OfficerProfile>(login);
      const { body } = await hub.call({
        method: 'POST',
        url: '/v1/session',
        payload: { login, password, as: 'bearer' },
      });
      return String(body.token);
    },
    async provider({ organisation, system, resource, respond }) {
      const { privateKey, kid } = await profile<SystemProfile>(system);
      const key = importSigningKey({ ...privateKey }, kid);
      const connection = await connect(
        connectOptions({ url: nats.url, inboxPrefix: inboxPrefix(organisation, system), name: system }),
      );
      const orders: Order[] = [];
      connection.subscribe(orderSubject(organisation, resource), {
        queue: 'connectors',
        callback: (_error, message) => {
          const read = readBundle(message.data);
          if (!read.ok) throw new Error(`the hub sent no bundle: ${read.code}`);
          for (const { label, body: bytes } of read.bundle.members) {
            const parsed = parseOrder(bytes);
            if (!parsed.ok) throw new Error(`the hub sent no order: ${parsed.code}`);
            const order = parsed.value;
            orders.push(order);
            const traceparent = label.toString();
            void respond(order, toolsFor({ message, bytes, traceparent, key, order, organisation, system }));
          }
        },
      });
      await connection.flush();
      return {
        connection,
        orders,
        // Drained, so that the server knows of it when the next question comes.
        [Symbol.asyncDispose]: async () => void (connection.isClosed() || (await connection.drain())),
      };
    },
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      if (options.nats === undefined) await nats.stop();
      if (options.db === undefined) await db[Symbol.asyncDispose]();
      await own[Symbol.asyncDispose]();
    },
  };
}

function toolsFor(options: {
  message: Msg;
  bytes: Buffer;
  traceparent: string;
  key: SigningKey;
  order: Order;
  organisation: string;
  system: string;
}): ProviderTools {
  const { message, bytes, traceparent, key, order, organisation, system } = options;
  const label = sha256(bytes);
  const orderDigest = label.toString('base64url');
  return {
    message,
    bytes,
    traceparent,
    key,
    orderDigest,
    honest: (content) => ({
      v: 3,
      order: order.id,
      orderDigest,
      provider: organisation,
      system,
      resource: order.resource,
      schemaVersion: order.schemaVersion,
      mode: order.mode,
      asOf: new Date().toISOString(),
      status: 'answered',
      ...content,
    }),
    send(answer, { key: other = key, tamper = (bundle: Buffer) => bundle, typ } = {}) {
      const body = Buffer.from(JSON.stringify(answer));
      message.respond(
        tamper(
          writeBundle({ typ: typ ?? 'hufu-answer', members: [{ label, body, digest: sha256(body) }], key: other }),
        ),
      );
    },
  };
}
