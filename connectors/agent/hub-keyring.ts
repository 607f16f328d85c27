import { readFile } from 'node:fs/promises';
import { type Clock, type Logger, type Random, writeWholeFile } from '../../kernel/index.ts';
import {
  type HubKeysRequest,
  importVerificationKey,
  keysSubject,
  maxReportBytes,
  parseHubKeys,
  publicJwkOf,
  type VerificationKey,
  verifyMessage,
} from '../protocol/index.ts';
import { readKeySet } from './config-files.ts';
import type { HubTrust } from './connector-config.ts';

/** Sends a request to the hub; undefined when nobody answers in time. */
export type AskHub = (
  subject: string,
  bytes: Uint8Array,
) => Promise<{ bytes: Uint8Array; signature: string | undefined } | undefined>;

/** The hub's keys that this connector trusts. */
export interface HubKeyring {
  keyOf(kid: string): VerificationKey | undefined;
  /** Asks the hub for its keys; several callers share one request, and one follows another after seconds only. */
  refresh(): Promise<void>;
}

/** Milliseconds between two requests, so that forged key ids cannot make us flood the hub. */
const leastIntervalMs = 2_000;

/**
 * Trust begins with the pinned keys. A reply that a trusted key has signed, and that repeats our fresh nonce, replaces the
 * whole set, so the hub can bring in a key and take one away. What is learnt outlives a restart when there is a file for it.
 */
export async function openHubKeyring(options: {
  trust: HubTrust;
  ask: AskHub;
  clock: Clock;
  random: Random;
  logger: Logger;
}): Promise<HubKeyring> {
  const { trust, logger } = options;
  let keys = byId([...trust.keys, ...(await remembered(trust, logger))]);
  let asked = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  async function fetchKeys(): Promise<void> {
    const nonce = options.random.bytes(16).toString('base64url');
    const request: HubKeysRequest = { v: 3, nonce, known: [...keys.keys()].slice(-64) };
    const reply = await options.ask(keysSubject, Buffer.from(JSON.stringify(request)));
    if (reply === undefined) return;
    const next = believable({ reply, nonce, keyOf: (kid) => keys.get(kid) });
    if (next === undefined) {
      logger.warn('a reply with hub keys was not believable and has no effect');
      return;
    }
    const changed = [...next.keys()].join() !== [...keys.keys()].join();
    keys = next;
    if (!changed) return;
    logger.info({ kids: [...next.keys()] }, 'hub keys learnt');
    await remember(trust, next, logger);
  }

  return {
    keyOf: (kid) => keys.get(kid),
    async refresh() {
      const now = options.clock.now().getTime();
      if (asking === undefined && now - asked >= leastIntervalMs) {
        asked = now;
        asking = fetchKeys().finally(() => {
          asking = undefined;
        });
      }
      await asking;
    },
  };
}

function believable(options: {
  reply: { bytes: Uint8Array; signature: string | undefined };
  nonce: string;
  keyOf: (kid: string) => VerificationKey | undefined;
}): Map<string, VerificationKey> | undefined {
  const { bytes, signature } = options.reply;
  const { keyOf } = options;
  if (!verifyMessage({ bytes, signature, typ: 'hufu-keys', keyOf, maxBytes: maxReportBytes }).ok) return undefined;
  const parsed = parseHubKeys(bytes);
  if (!parsed.ok || parsed.value.nonce !== options.nonce) return undefined;
  try {
    return byId(parsed.value.keys.map((key) => importVerificationKey({ ...key })));
  } catch {
    return undefined;
  }
}

function byId(keys: readonly VerificationKey[]): Map<string, VerificationKey> {
  return new Map(keys.map((key) => [key.kid, key]));
}

async function remembered(trust: HubTrust, logger: Logger): Promise<readonly VerificationKey[]> {
  if (trust.remember === undefined) return [];
  try {
    return readKeySet(JSON.parse(await readFile(trust.remember, 'utf8')));
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!absent) logger.warn({ file: trust.remember }, 'remembered hub keys cannot be read; going by the pinned ones');
    return [];
  }
}

async function remember(trust: HubTrust, keys: ReadonlyMap<string, VerificationKey>, logger: Logger): Promise<void> {
  if (trust.remember === undefined) return;
  try {
    const jwks = { keys: [...keys.values()].map(publicJwkOf) };
    await writeWholeFile(trust.remember, `${JSON.stringify(jwks, null, 2)}\n`);
  } catch (error) {
    logger.warn({ err: error, file: trust.remember }, 'hub keys cannot be remembered');
  }
}
