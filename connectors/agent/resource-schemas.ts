import type { Clock, JsonSchema, Logger, Random } from '../../kernel/index.ts';
import {
  type HubSchema,
  type HubSchemaRequest,
  parseHubSchema,
  schemaSubject,
  verifyMessage,
} from '../protocol/index.ts';
import type { ResourceMapping } from '../source/mapping.ts';
import { SourceError } from '../source/source.ts';
import type { AskHub, HubKeyring } from './hub-keyring.ts';
import { compileRowCheck, type RowCheck } from './row-check.ts';

/** Checks kept for one version of a schema; each is one choice of fields. */
const mostChecks = 200;

/** Milliseconds before the hub is asked again for a version that it did not have. */
const leastIntervalMs = 1_000;

/** One version of a resource's schema, with the checks that were compiled from it. */
export interface SchemaVersion {
  readonly version: number;
  readonly schema: JsonSchema;
  /** @throws SourceError SCHEMA_UNAVAILABLE when the schema cannot be compiled */
  checkFor(fields: readonly string[]): RowCheck;
}

/** The row schemas of the resources, by version: from the hub, or from the configuration where it has its own. */
export interface ResourceSchemas {
  /**
   * At once when it is known; else the hub is asked for it.
   * @throws SourceError SCHEMA_UNAVAILABLE, SCHEMA_VERSION_UNKNOWN
   */
  get(resource: ResourceMapping, version: number): SchemaVersion | Promise<SchemaVersion>;
  /** The version in force: the hub is asked. @throws SourceError SCHEMA_UNAVAILABLE */
  current(resource: ResourceMapping): Promise<SchemaVersion>;
}

export function openResourceSchemas(options: {
  ask: AskHub;
  keyring: HubKeyring;
  clock: Clock;
  random: Random;
  logger: Logger;
}): ResourceSchemas {
  const { keyring, logger } = options;
  const known = new Map<string, SchemaVersion>();
  const asked = new Map<string, number>();
  const asking = new Map<string, Promise<void>>();

  async function fetchSchema(resource: string): Promise<void> {
    // The reply may be signed with a key that came after the ones we know.
    const found = (await request(resource)) ?? (await keyring.refresh().then(() => request(resource)));
    if (found === undefined) return;
    if (found.version === undefined || found.schema === undefined) {
      logger.warn({ resource, code: found.error?.code }, 'the hub has no schema for this resource');
      return;
    }
    known.set(resource, schemaVersion(found.version, found.schema, logger));
    logger.info({ resource, version: found.version }, 'resource schema learnt');
  }

  async function request(resource: string): Promise<HubSchema | undefined> {
    const nonce = options.random.bytes(16).toString('base64url');
    const body: HubSchemaRequest = { v: 3, nonce, resource };
    const reply = await options.ask(schemaSubject, Buffer.from(JSON.stringify(body)));
    if (reply === undefined) return undefined;
    const { bytes, signature } = reply;
    if (!verifyMessage({ bytes, signature, typ: 'hufu-schema', keyOf: keyring.keyOf }).ok) return undefined;
    const parsed = parseHubSchema(bytes);
    const ours = parsed.ok && parsed.value.nonce === nonce && parsed.value.resource === resource;
    return ours ? parsed.value : undefined;
  }

  async function learn(resource: string): Promise<void> {
    const now = options.clock.now().getTime();
    const present = asking.get(resource);
    if (present !== undefined) return present;
    if (now - (asked.get(resource) ?? Number.NEGATIVE_INFINITY) < leastIntervalMs) return;
    asked.set(resource, now);
    const work = fetchSchema(resource).finally(() => asking.delete(resource));
    asking.set(resource, work);
    return work;
  }

  function knownAs(resource: ResourceMapping, version: number): SchemaVersion {
    const found = known.get(resource.id);
    if (found === undefined) throw new SourceError('SCHEMA_UNAVAILABLE');
    if (found.version !== version) throw new SourceError('SCHEMA_VERSION_UNKNOWN');
    return found;
  }

  return {
    get(resource, version) {
      const found = known.get(resource.id);
      if (found?.version === version) return found;
      if (resource.schema === undefined) return learn(resource.id).then(() => knownAs(resource, version));
      if (found === undefined) {
        known.set(resource.id, schemaVersion(resource.schema.version, resource.schema.schema, logger));
      }
      return knownAs(resource, version);
    },
    async current(resource) {
      if (resource.schema !== undefined) return this.get(resource, resource.schema.version);
      await learn(resource.id);
      const found = known.get(resource.id);
      if (found === undefined) throw new SourceError('SCHEMA_UNAVAILABLE');
      return found;
    },
  };
}

function schemaVersion(version: number, schema: JsonSchema, logger: Logger): SchemaVersion {
  const checks = new Map<string, RowCheck>();
  // As they were asked for: found without sorting. The order of the fields is the asker's, so this too has a bound.
  const asAsked = new Map<string, RowCheck>();
  const keep = (known: Map<string, RowCheck>, key: string, check: RowCheck) => {
    if (known.size >= mostChecks) known.clear();
    known.set(key, check);
    return check;
  };
  return {
    version,
    schema,
    checkFor(fields) {
      const asked = fields.join(' ');
      const present = asAsked.get(asked);
      if (present !== undefined) return present;
      const sorted = fields.toSorted().join(' ');
      const check = checks.get(sorted) ?? keep(checks, sorted, compile(schema, fields, logger));
      return keep(asAsked, asked, check);
    },
  };
}

function compile(schema: JsonSchema, fields: readonly string[], logger: Logger): RowCheck {
  try {
    return compileRowCheck(schema, fields);
  } catch (error) {
    logger.error({ err: error }, 'the schema of a resource cannot be compiled');
    throw new SourceError('SCHEMA_UNAVAILABLE', error);
  }
}
