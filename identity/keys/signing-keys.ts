import { type KeyObject, sign as signBytes } from 'node:crypto';
import type { Clock, Database, Random } from '../../kernel/index.ts';
import { joinRefreshes, seldom } from '../fresh.ts';
import type { JwkSet } from '../generated/schemas.ts';
import { identityProblems } from '../problems.ts';
import type { SigningUse } from '../tables.ts';
import { ensureSigningKeys } from './rotate-signing-key.ts';
import { currentKey, signingUses, verifies } from './signing-key.ts';
import { loadSigningKeys, type SigningKey, signingKeyVault } from './signing-key-store.ts';

/** A key id nobody knows makes the hub look into the database, but not oftener than this. */
const unknownKeyPauseMs = 5_000;

/** The hub's signing keys, held in memory. */
export interface SigningKeys {
  /**
   * The key to sign with now. With `known`: the newest active one of these, for somebody who trusts no other yet; the
   * current one when we have none of them any more.
   */
  signer(
    use: SigningUse,
    known?: readonly string[],
  ): { readonly kid: string; readonly alg: 'ES256'; readonly privateKey: KeyObject };
  /** Signs bytes: ES256, 64 bytes r ‖ s (RFC 7518 §3.4). */
  sign(use: SigningUse, data: Uint8Array): { readonly kid: string; readonly signature: Buffer };
  /** Public keys that verify now, of one use or of all (RFC 7517 §5). */
  jwks(use?: SigningUse): JwkSet;
  /** The public key with this id, if it verifies this use now. An unknown id is looked up, at most every five seconds. */
  verificationKey(options: { kid: string; use: SigningUse }): Promise<KeyObject | undefined>;
  /** PEM of a token key, for `@fastify/jwt`. @throws Problem NOT_AUTHENTICATED */
  tokenKey(kid: string): Promise<string>;
  /** Does the key with this id verify access tokens now? Nothing is looked up. */
  verifiesTokens(kid: string): boolean;
  /** Reads the database again: after a notice of another hub, and now and then. */
  refresh(): Promise<void>;
}

/**
 * Makes the signing keys that are missing and holds them in memory.
 * @throws Error when `masterKey` is not the one the stored keys were sealed under
 */
export async function openSigningKeys(options: {
  database: Database;
  clock: Clock;
  random: Random;
  /** 32 bytes. */
  masterKey: Uint8Array;
}): Promise<SigningKeys> {
  const { database, clock } = options;
  const vault = signingKeyVault(options.masterKey);
  await ensureSigningKeys(options);
  let keys: readonly SigningKey[] = [];
  const refresh = joinRefreshes(async () => {
    keys = await loadSigningKeys({ database, vault, now: clock.now() });
  });
  await refresh();
  const lookAgain = seldom({ clock, everyMs: unknownKeyPauseMs, refresh });

  const valid = (use: SigningUse) => keys.filter((key) => key.use === use && verifies(key, clock.now()));
  const find = (kid: string, use: SigningUse) =>
    keys.find((key) => key.kid === kid && key.use === use && verifies(key, clock.now()));

  const signer = (use: SigningUse, known: readonly string[] = []): SigningKey => {
    const all = valid(use);
    const theirs = all.filter((each) => known.includes(each.kid));
    const key = currentKey(theirs, clock.now()) ?? currentKey(all, clock.now());
    if (key === undefined) throw new Error(`no ${use} signing key is active`);
    return key;
  };

  const verificationKey = async ({ kid, use }: { kid: string; use: SigningUse }) => {
    const known = find(kid, use);
    if (known !== undefined) return known.publicKey;
    await lookAgain();
    return find(kid, use)?.publicKey;
  };

  /** Asked for with every request that bears a token. */
  const pems = new WeakMap<KeyObject, string>();

  return {
    signer,
    sign(use, data) {
      const { kid, privateKey } = signer(use);
      return { kid, signature: signBytes('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' }) };
    },
    jwks(use) {
      const wanted = use === undefined ? signingUses : [use];
      return { keys: wanted.flatMap((each) => valid(each).map(published)) };
    },
    verificationKey,
    async tokenKey(kid) {
      const key = await verificationKey({ kid, use: 'token' });
      if (key === undefined) throw identityProblems.NOT_AUTHENTICATED();
      const known = pems.get(key);
      if (known !== undefined) return known;
      const pem = key.export({ format: 'pem', type: 'spki' }).toString();
      pems.set(key, pem);
      return pem;
    },
    verifiesTokens: (kid) => find(kid, 'token') !== undefined,
    refresh,
  };
}

function published(key: SigningKey): JwkSet['keys'][number] {
  return { ...key.publicJwk, kid: key.kid, alg: key.alg, use: 'sig', 'x-hufu-use': key.use };
}
