import { type Environment, SettingError, settingChoice, settingNumber, settingText } from './settings.ts';

/** What a hub is told that is no secret. */
export interface Config {
  readonly natsUrl: string | undefined;
  readonly dataDirectory: string;
  readonly http: { readonly host: string; readonly port: number };
  /** Outward address without a trailing slash: issuer of tokens, audience of assertions. */
  readonly publicUrl: string;
  readonly logLevel: string;
  readonly hubName: string;
  readonly queryTimeoutMs: number;
  readonly databaseConnections: number;
  readonly rateLimitPerMinute: number;
  /** What holds on bad days; see the settings of the same names. */
  readonly resilience: {
    readonly queriesInHand: number;
    readonly queriesPerProvider: number;
    readonly queueMs: number;
    readonly circuitFailures: number;
    readonly circuitOpenMs: number;
    readonly hedgePercent: number;
  };
  /** A demonstration says so in everything that could be taken for real. */
  readonly demonstration: boolean;
  /** The key-encryption key that new keys are put under, `kek-` and a number; those under another open all the same. */
  readonly keyEncryptionKey: string;
  /** Where codes for holders are posted; undefined: nowhere. */
  readonly holderCodeUrl: string | undefined;
}

/** What a hub is told that must never be shown. */
export interface Secrets {
  readonly databaseUrl: string | undefined;
  /** 32 bytes. */
  readonly masterKey: Buffer | undefined;
  /** JSON text of the NATS authority's seeds. */
  readonly natsAuthority: string | undefined;
  /** Bearer token for the channel that sends codes to holders. */
  readonly holderCodeToken: string | undefined;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Environment → config; pure. @throws SettingError for a value that cannot be used. */
export function readConfig(env: Environment): Config {
  const host = settingText(env, 'HUFU_HTTP_HOST') ?? '127.0.0.1';
  const port = settingNumber(env, 'HUFU_HTTP_PORT', 0, 65_535);
  const logLevel = settingChoice(env, 'HUFU_LOG_LEVEL', logLevels);
  return {
    natsUrl: addressOf(env, 'NATS_URL', ['nats:', 'tls:', 'ws:', 'wss:']),
    dataDirectory: settingText(env, 'HUFU_DATA_DIR') ?? '.hufu',
    http: { host, port },
    publicUrl: (addressOf(env, 'HUFU_PUBLIC_URL', ['http:', 'https:']) ?? `http://${host}:${port}`).replace(/\/+$/, ''),
    logLevel,
    hubName: settingText(env, 'HUFU_HUB_NAME') ?? 'hub',
    queryTimeoutMs: settingNumber(env, 'HUFU_QUERY_TIMEOUT_MS', 50, 120_000),
    databaseConnections: settingNumber(env, 'HUFU_DATABASE_CONNECTIONS', 2, 500),
    rateLimitPerMinute: settingNumber(env, 'HUFU_RATE_LIMIT_PER_MINUTE', 1, 10_000_000),
    resilience: {
      queriesInHand: settingNumber(env, 'HUFU_QUERIES_IN_HAND', 1, 100_000),
      queriesPerProvider: settingNumber(env, 'HUFU_QUERIES_PER_PROVIDER', 1, 100_000),
      queueMs: settingNumber(env, 'HUFU_QUEUE_MS', 1, 60_000),
      circuitFailures: settingNumber(env, 'HUFU_CIRCUIT_FAILURES', 1, 20),
      circuitOpenMs: settingNumber(env, 'HUFU_CIRCUIT_OPEN_MS', 10, 600_000),
      hedgePercent: settingNumber(env, 'HUFU_HEDGE_PERCENT', 0, 50),
    },
    demonstration: settingChoice(env, 'HUFU_DEMONSTRATION', ['yes', 'no']) === 'yes',
    keyEncryptionKey: keyIdOf(env),
    holderCodeUrl: channelOf(env, 'HUFU_HOLDER_CODE_URL'),
  };
}

/** Environment → secrets; pure. Error messages never repeat a value. @throws SettingError */
export function readSecrets(env: Environment): Secrets {
  const key = settingText(env, 'HUFU_MASTER_KEY');
  const masterKey = key === undefined ? undefined : Buffer.from(key, 'base64url');
  if (masterKey !== undefined && masterKey.length !== 32)
    throw new SettingError('HUFU_MASTER_KEY', 'must be 32 bytes in base64url');
  return {
    databaseUrl: addressOf(env, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    masterKey,
    natsAuthority: settingText(env, 'HUFU_NATS_AUTHORITY'),
    holderCodeToken: settingText(env, 'HUFU_HOLDER_CODE_TOKEN'),
  };
}

/**
 * Puts the content of `NAME_FILE` in place of `NAME` for every secret, as container platforms hand secrets over.
 * @param readFile reads a text file; a failure becomes a SettingError.
 */
export function withSecretFiles(env: Environment, readFile: (path: string) => string): Environment {
  const filled: Record<string, string | undefined> = { ...env };
  for (const name of ['DATABASE_URL', 'HUFU_MASTER_KEY', 'HUFU_NATS_AUTHORITY', 'HUFU_HOLDER_CODE_TOKEN']) {
    const path = env[`${name}_FILE`];
    if (path === undefined || path === '' || (env[name] ?? '') !== '') continue;
    try {
      filled[name] = readFile(path).trim();
    } catch (cause) {
      throw new SettingError(
        `${name}_FILE`,
        `cannot be read (${cause instanceof Error && 'code' in cause ? String(cause.code) : 'error'})`,
      );
    }
  }
  return filled;
}

function keyIdOf(env: Environment): string {
  const id = settingText(env, 'HUFU_KEY_ENCRYPTION_KEY') ?? '';
  if (!/^kek-[0-9]{1,6}$/.test(id)) throw new SettingError('HUFU_KEY_ENCRYPTION_KEY', 'must be kek- and a number');
  return id;
}

/** What goes there holds numbers of persons, so it goes encrypted, or not out of this machine. */
function channelOf(env: Environment, name: 'HUFU_HOLDER_CODE_URL'): string | undefined {
  const text = settingText(env, name);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isNear = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url?.protocol !== 'https:' && !isNear)
    throw new SettingError(name, 'must be an address beginning with https:// (http:// on this machine only)');
  return text;
}

function addressOf(
  env: Environment,
  name: 'NATS_URL' | 'DATABASE_URL' | 'HUFU_PUBLIC_URL',
  protocols: readonly string[],
): string | undefined {
  const text = settingText(env, name);
  if (text === undefined) return undefined;
  // NATS takes bare host:port and comma-separated lists; the first decides whether it is an address at all.
  const first = text.split(',')[0] ?? '';
  const candidate = first.includes('://') ? first : `${protocols[0]}//${first}`;
  if (!URL.canParse(candidate) || !protocols.includes(new URL(candidate).protocol)) {
    throw new SettingError(name, `must be an address beginning with ${protocols.map((p) => `${p}//`).join(' or ')}`);
  }
  return text;
}
