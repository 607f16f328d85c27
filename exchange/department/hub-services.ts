import type { Msg, NatsConnection } from 'nats';
import { headers as natsHeaders } from 'nats';
import {
  type HubKeys,
  type HubSchema,
  healthSubjects,
  keysSubject,
  type MessageBodies,
  parseHealthReport,
  parseHealthSubject,
  parseHubKeysRequest,
  parseHubSchemaRequest,
  type SigningKey,
  schemaSubject,
  sealMessage,
  signatureHeader,
  verifyMessage,
} from '../../connectors/protocol/index.ts';
import { isConnectorInbox } from '../../identity/index.ts';
import type { Clock, JsonSchema, Logger } from '../../kernel/index.ts';
import type { ProviderKey } from '../broker/check-answer.ts';
import type { PromiseKeeper } from '../promise/promise-keeper.ts';
import type { ConnectorRegistry } from './connector-registry.ts';

export interface HubServiceParts {
  readonly connection: NatsConnection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: ConnectorRegistry;
  readonly promises: Pick<PromiseKeeper, 'note'>;
  readonly providerKey: (kid: string) => ProviderKey | undefined;
  /** The key to sign a reply with: one that the asker knows if we still have it, else the current one. */
  readonly orderKey: (known: readonly string[]) => SigningKey;
  /** The hub's public keys for orders, as they are published now. */
  readonly orderKeys: () => HubKeys['keys'];
  /** The organisation that provides a catalogued resource, in whatever state it is. */
  readonly providerOf: (resource: string) => string | undefined;
  /** The row schema of a published resource and its version. */
  readonly schemaOf: (resource: string) => { version: number; schema: JsonSchema } | undefined;
}

/** Replicas of the hub share these requests. */
const hubQueue = 'hubs';

/**
 * What a connector asks the hub over NATS, so that it needs no other way in: which keys sign orders, and what a row of
 * its resource looks like. And what it tells unasked: that it is alive.
 */
export function serveConnectors(parts: HubServiceParts): Disposable {
  const { connection } = parts;
  const keys = connection.subscribe(keysSubject, {
    queue: hubQueue,
    callback: guarded(parts, (message) => answerKeys(parts, message)),
  });
  const schemas = connection.subscribe(schemaSubject, {
    queue: hubQueue,
    callback: guarded(parts, (message) => answerSchema(parts, message)),
  });
  const health = connection.subscribe(healthSubjects, {
    callback: guarded(parts, (message) => noteHealth(parts, message)),
  });
  return {
    [Symbol.dispose]() {
      for (const subscription of [keys, schemas, health]) subscription.unsubscribe();
    },
  };
}

// NATS checks where a client publishes, not where it asks to be answered. Only a connector's inbox gets a reply, so that
// nobody has the hub speak on another department's subjects.
function answerKeys(parts: HubServiceParts, message: Msg): void {
  const request = parseHubKeysRequest(message.data);
  if (!request.ok || !isConnectorInbox(message.reply)) return;
  const body: HubKeys = {
    v: 3,
    nonce: request.value.nonce,
    issuedAt: parts.clock.now().toISOString(),
    keys: parts.orderKeys(),
  };
  respond({ message, typ: 'hufu-keys', body, key: parts.orderKey(request.value.known) });
}

function answerSchema(parts: HubServiceParts, message: Msg): void {
  const request = parseHubSchemaRequest(message.data);
  if (!request.ok || !isConnectorInbox(message.reply)) return;
  const { nonce, resource } = request.value;
  const found = parts.schemaOf(resource);
  const body: HubSchema =
    found === undefined
      ? { v: 3, nonce, resource, error: { code: 'RESOURCE_UNKNOWN' } }
      : { v: 3, nonce, resource, version: found.version, schema: { ...found.schema } };
  respond({ message, typ: 'hufu-schema', body, key: parts.orderKey([]) });
}

function noteHealth(parts: HubServiceParts, message: Msg): void {
  const place = parseHealthSubject(message.subject);
  const { data } = message;
  const verification = verifyMessage({
    bytes: data,
    signature: message.headers?.get(signatureHeader),
    typ: 'hufu-health',
    keyOf: (kid) => parts.providerKey(kid)?.key,
  });
  const signer = verification.ok ? parts.providerKey(verification.kid) : undefined;
  const report = parseHealthReport(data);
  const genuine =
    report.ok && signer?.system === report.value.system && signer.organisation === report.value.organisation;
  if (!genuine || place?.system !== report.value.system || place.organisation !== report.value.organisation) {
    parts.logger.warn({ organisation: place?.organisation, system: place?.system }, 'health report discarded');
    return;
  }
  const { organisation, resources } = report.value;
  // What a department makes up is not kept: names without end would fill memory and table.
  const known = resources.filter(({ id }) => parts.providerOf(id) === organisation);
  parts.registry.note({ ...report.value, resources: known });
  parts.promises.note({ resources: known });
}

function respond<T extends 'hufu-keys' | 'hufu-schema'>(options: {
  message: Msg;
  typ: T;
  body: MessageBodies[T];
  key: SigningKey;
}): void {
  const { bytes, signature } = sealMessage({ typ: options.typ, body: options.body, key: options.key });
  const head = natsHeaders();
  head.set(signatureHeader, signature);
  options.message.respond(bytes, { headers: head });
}

/** One bad message must not end the subscription. */
function guarded(parts: HubServiceParts, handle: (message: Msg) => void): (error: unknown, message: Msg) => void {
  return (error, message) => {
    if (error !== null && error !== undefined) {
      parts.logger.error({ err: error }, 'a hub service subscription failed');
      return;
    }
    try {
      handle(message);
    } catch (fault) {
      parts.logger.error({ err: fault, subject: message.subject }, 'a hub service request failed');
    }
  };
}
