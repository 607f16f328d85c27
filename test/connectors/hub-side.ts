import { connect, credsAuthenticator, type Msg, type NatsConnection, headers as natsHeaders } from 'nats';
import {
  type Answer,
  type Attestation,
  answerFault,
  attestationCheck,
  type HealthReport,
  healthSubject,
  keyFinder,
  keysSubject,
  type Order,
  orderSubject,
  parseAnswer,
  parseHealthReport,
  parseHubKeysRequest,
  parseHubSchemaRequest,
  pathHeader,
  rootHeader,
  type SigningKey,
  schemaSubject,
  signatureHeader,
  signMessage,
  traceHeader,
  type VerificationKey,
  verifyMessage,
} from '../../connectors/protocol/index.ts';
import { sha256 } from '../../kernel/index.ts';
import { attestAlone, bytesOf, digestOf, newKey, type TestKey } from './sample.ts';

export interface Sent {
  readonly bytes?: Uint8Array;
  /** In place of what the hub's key would give; a member that is left out is not sent. */
  readonly attestation?: Partial<Attestation>;
  readonly key?: SigningKey;
  readonly typ?: 'hufu-order' | 'hufu-answer';
  readonly subject?: string;
  readonly traceparent?: string;
  readonly timeoutMs?: number;
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
  send(order: Order, sent?: Sent): Promise<Attestation & { bytes: Uint8Array; traceparent: string }>;
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
  const attestations = attestationCheck({ typ: 'hufu-answer', keyOf: providerKeyOf });
  const reports: HealthReport[] = [];

  const side: HubSide = {
    connection,
    key: options.key ?? newKey('hub-1'),
    keys: [],
    schemas: new Map(),
    schemaRequests: [],
    reports,
    async send(order, sent = {}) {
      const bytes = sent.bytes ?? bytesOf(order);
      const typ = sent.typ ?? 'hufu-order';
      const key = sent.key ?? side.key.signing;
      const { root, path } = sent.attestation ?? attestAlone(typ, bytes, key);
      const head = natsHeaders();
      if (root !== undefined) head.set(rootHeader, root);
      if (path !== undefined) head.set(pathHeader, path);
      if (sent.traceparent !== undefined) head.set(traceHeader, sent.traceparent);
      const subject = sent.subject ?? orderSubject(order.provider, order.resource);
      const reply = await connection.request(subject, bytes, { timeout: sent.timeoutMs ?? 10_000, headers: head });
      return {
        bytes: reply.data,
        root: reply.headers?.get(rootHeader) ?? '',
        path: reply.headers?.get(pathHeader) ?? '',
        traceparent: reply.headers?.get(traceHeader) ?? '',
      };
    },
    async ask(order, sent = {}) {
      const reply = await side.send(order, sent);
      const attested = attestations.verify({ ...reply, digest: sha256(reply.bytes) });
      if (!attested.ok) throw new Error(`the answer is not attested: ${attested.code}`);
      const parsed = parseAnswer(reply.bytes);
      if (!parsed.ok) throw new Error(`the answer is malformed: ${JSON.stringify(parsed.errors)}`);
      const orderDigest = digestOf(sent.bytes ?? bytesOf(order));
      const fault = answerFault({ answer: parsed.value, order: { ...order, provider: organisation }, orderDigest });
      if (fault !== undefined) throw new Error(`the answer does not answer: ${fault}`);
      return parsed.value;
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
      respond(message, 'hufu-keys', { v: 2, nonce, issuedAt: new Date().toISOString(), keys }, signer);
    },
  });
  connection.subscribe(schemaSubject, {
    callback: (_error, message) => {
      const request = parseHubSchemaRequest(message.data);
      if (!request.ok) return;
      const { nonce, resource } = request.value;
      side.schemaRequests.push(resource);
      const found = side.schemas.get(resource) ?? { error: { code: 'RESOURCE_UNKNOWN' } };
      respond(message, 'hufu-schema', { v: 2, nonce, resource, ...found }, side.key);
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
