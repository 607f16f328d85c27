import { connect, createInbox, credsAuthenticator, type Msg, type NatsConnection, headers as natsHeaders } from 'nats';
import {
  type Answer,
  answerFault,
  type Bundle,
  type HealthReport,
  healthSubject,
  keyFinder,
  keysSubject,
  type Order,
  orderSubject,
  type ProvedBundle,
  parseAnswer,
  parseHealthReport,
  parseHubKeysRequest,
  parseHubSchemaRequest,
  proveBundle,
  readBundle,
  type SigningKey,
  schemaSubject,
  signatureHeader,
  signMessage,
  type VerificationKey,
  verifyMessage,
} from '../../connectors/protocol/index.ts';
import { sha256 } from '../../kernel/index.ts';
import { bundleAlone, bytesOf, digestOf, newKey, type TestKey } from './sample.ts';

export interface Sent {
  /** In place of the order's bytes. */
  readonly bytes?: Uint8Array;
  /** In place of the bundle of one that the hub would send. */
  readonly message?: Uint8Array;
  readonly key?: SigningKey;
  readonly typ?: 'hufu-order' | 'hufu-answer';
  readonly subject?: string;
  readonly traceparent?: string;
  readonly timeoutMs?: number;
}

/** An answer as it came; nothing of it is believed. */
export interface Come {
  readonly bytes: Buffer;
  /** Whole, with the other answers that came in it. */
  readonly message: Uint8Array;
  readonly bundle: Bundle;
  readonly proved: ProvedBundle;
  /** It speaks of one order, or of the bundle that the order was in. */
  readonly of: 'order' | 'bundle';
}

/** The hub's end of the wire: orders out, attested answers in, keys and schemas on request. */
export interface HubSide extends AsyncDisposable {
  readonly connection: NatsConnection;
  key: TestKey;
  /** What `hufu.hub.keys` tells; the key in force unless said otherwise. */
  keys: readonly TestKey[];
  /** By resource: what `hufu.hub.schema` tells. */
  readonly schemas: Map<string, { version: number; schema: Record<string, unknown> }>;
  readonly schemaRequests: string[];
  /** Sends an order and checks that what comes back is attested by the provider and answers this order. */
  ask(order: Order, sent?: Sent): Promise<Answer>;
  /** As `ask`, without believing anything. */
  send(order: Order, sent?: Sent): Promise<Come>;
  /** Sends a message, and tells what comes for each of the digests, or for all of it. */
  sendBundle(options: {
    subject: string;
    message: Uint8Array;
    digests: readonly Buffer[];
    timeoutMs?: number | undefined;
  }): Promise<Come>[];
  /** Every answer that came, in their order. */
  readonly come: Come[];
  /** The reports that were heard and are genuine. */
  readonly reports: HealthReport[];
}

export async function openHubSide(options: {
  url: string;
  providerKeys: readonly VerificationKey[];
  organisation?: string;
  system?: string;
  key?: TestKey;
  /** Text of a credentials file, for a server that asks for one. */
  creds?: string;
}): Promise<HubSide> {
  const { organisation = 'police', system = 'police-connector' } = options;
  const connection = await connect({
    servers: options.url,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    inboxPrefix: '_INBOX_hub',
    ...(options.creds === undefined ? {} : { authenticator: credsAuthenticator(Buffer.from(options.creds)) }),
  });
  const providerKeyOf = keyFinder(options.providerKeys);
  const reports: HealthReport[] = [];

  const inbox = createInbox('_INBOX_hub');
  const awaited = new Map<string, (come: Come | Error) => void>();
  let count = 0;
  connection.subscribe(`${inbox}.*`, {
    callback: (_error, { subject, data, headers }) => {
      if (headers?.code === 503) awaited.get(subject)?.(new Error('503'));
      const read = readBundle(data);
      if (!read.ok) return;
      const { bundle } = read;
      const proved = proveBundle({ typ: 'hufu-answer', bundle, keyOf: providerKeyOf });
      for (const { label, body } of bundle.members) {
        const of = label.length === 0 ? 'bundle' : 'order';
        const name = of === 'order' ? label.toString('base64url') : subject;
        const one: Come = { bytes: body, message: data, bundle, proved, of };
        side.come.push(one);
        awaited.get(name)?.(one);
      }
    },
  });

  const side: HubSide = {
    connection,
    key: options.key ?? newKey('hub-1'),
    keys: [],
    schemas: new Map(),
    schemaRequests: [],
    come: [],
    reports,
    async send(order, sent = {}) {
      const { key = side.key.signing, typ = 'hufu-order', traceparent: label = '', timeoutMs } = sent;
      const bytes = sent.bytes ?? bytesOf(order);
      const message = sent.message ?? bundleAlone(typ, bytes, { key, label });
      const subject = sent.subject ?? orderSubject(order.provider, order.resource);
      const [come] = side.sendBundle({ subject, message, digests: [sha256(bytes)], timeoutMs });
      return come!;
    },
    sendBundle({ subject, message, digests, timeoutMs = 10_000 }) {
      count += 1;
      const reply = `${inbox}.${count}`;
      const wholly: ((come: Come | Error) => void)[] = [];
      const each = digests.map(
        (digest) =>
          new Promise<Come>((resolve, reject) => {
            const late = setTimeout(() => reject(new Error('TIMEOUT')), timeoutMs);
            const settle = (come: Come | Error) => {
              clearTimeout(late);
              if (come instanceof Error) reject(come);
              else resolve(come);
            };
            awaited.set(digest.toString('base64url'), settle);
            wholly.push(settle);
          }),
      );
      awaited.set(reply, (come) => {
        for (const settle of wholly) settle(come);
      });
      connection.publish(subject, message, { reply });
      return each;
    },
    async ask(order, sent = {}) {
      const { bytes, proved, of } = await side.send(order, sent);
      if (!proved.ok) throw new Error(`the answer is not attested: ${proved.code}`);
      const parsed = parseAnswer(bytes);
      if (!parsed.ok) throw new Error(`the answer is malformed: ${JSON.stringify(parsed.errors)}`);
      const answer = parsed.value;
      // Of a whole bundle nothing but its digest is repeated, which only who sent it could check.
      if (of === 'bundle' && answer.status === 'answered') throw new Error('a bundle is no order');
      const orderDigest = of === 'bundle' ? answer.orderDigest : digestOf(sent.bytes ?? bytesOf(order));
      const fault = answerFault({ answer, order: { ...order, provider: organisation }, orderDigest });
      if (fault !== undefined) throw new Error(`the answer does not answer: ${fault}`);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
    },
  };

  const respond = (message: Msg, typ: 'hufu-keys' | 'hufu-schema', body: object, key: TestKey) => {
    const bytes = bytesOf(body);
    const head = natsHeaders();
    head.set(signatureHeader, signMessage({ bytes, typ, key: key.signing }));
    message.respond(bytes, { headers: head });
  };
  connection.subscribe(keysSubject, {
    callback: (_error, message) => {
      const request = parseHubKeysRequest(message.data);
      if (!request.ok) return;
      const { nonce, known } = request.value;
      const published = side.keys.length === 0 ? [side.key] : side.keys;
      const keys = published.map(({ publicJwk }) => publicJwk);
      const signer = published.find(({ signing }) => known.includes(signing.kid)) ?? side.key;
      respond(message, 'hufu-keys', { v: 3, nonce, issuedAt: new Date().toISOString(), keys }, signer);
    },
  });
  connection.subscribe(schemaSubject, {
    callback: (_error, message) => {
      const request = parseHubSchemaRequest(message.data);
      if (!request.ok) return;
      const { nonce, resource } = request.value;
      side.schemaRequests.push(resource);
      const found = side.schemas.get(resource) ?? { error: { code: 'RESOURCE_UNKNOWN' } };
      respond(message, 'hufu-schema', { v: 3, nonce, resource, ...found }, side.key);
    },
  });
  connection.subscribe(healthSubject(organisation, system), {
    callback: (_error, { data, headers }) => {
      const signature = headers?.get(signatureHeader);
      const genuine = verifyMessage({ bytes: data, signature, typ: 'hufu-health', keyOf: providerKeyOf }).ok;
      const report = parseHealthReport(data);
      if (genuine && report.ok) reports.push(report.value);
    },
  });
  await connection.flush();
  return side;
}
