import { scryptSync } from 'node:crypto';
import {
  type Clock,
  type Database,
  deriveKey,
  isUniqueViolation,
  openBox,
  type Random,
  sealBox,
  sha256,
} from '../../../kernel/index.ts';
import type { OrganisationId } from '../../ids.ts';
import { generateKey, type PrivateKey, privateKeyFromPkcs8 } from '../algorithm/private-key.ts';
import { readPrivateKey } from '../key/read-private-key.ts';
import { toPkcs8 } from '../key/write-private-key.ts';
import { pkiProblems } from '../problems.ts';
import { signerProblems } from './problems.ts';
import { type KeySigner, softSigner } from './signer.ts';
import type { KeptKeyKind, KeyPurpose, PkiKeyRow, SignerTables } from './tables.ts';

export interface KeyParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** The key-encryption key that new keys are put under: `kek-` and a number; left out: the first. */
  readonly keyEncryptionKey?: string | undefined;
}

export interface NewKey {
  readonly purpose: KeyPurpose;
  /** Whose it is; undefined: the exchange's own. */
  readonly organisation?: OrganisationId | undefined;
  /** `officer:<id>`, `set-up`. */
  readonly by: string;
  /** Without it the key does not open again. For keys that lie idle: the root's. */
  readonly secret?: string | undefined;
}

/** A key that is kept, and its use. */
export interface KeptKey {
  readonly id: string;
  readonly signer: KeySigner;
}

/** Id of the first key-encryption key. */
export const firstKeyId = 'kek-1';

/** Least strength of RSA keys that are taken in or certified. */
export const leastRsaBits = 2048;

/** Makes a key and keeps it sealed under a key-encryption key that is derived from the master key (AES-256-GCM). */
export async function makeSoftKey(parts: KeyParts, kind: 'SM2' | 'P-256', options: NewKey): Promise<KeptKey> {
  return keep(parts, { key: generateKey(kind), kind, origin: 'made' }, options);
}

/**
 * Takes a private key in: PEM or DER, plain or under a password; SM2, P-256, or RSA from 2,048 bits.
 * @throws Problem PRIVATE_KEY_MALFORMED, KEY_PASSWORD_NEEDED, KEY_PASSWORD_WRONG, KEY_ALGORITHM_UNSUPPORTED, KEY_TOO_WEAK,
 *   KEY_ALREADY_KEPT
 */
export async function importSoftKey(
  parts: KeyParts,
  file: { bytes: Uint8Array; password?: string | undefined },
  options: NewKey,
): Promise<KeptKey> {
  const key = readPrivateKey(file);
  const { kind, publicKey } = key;
  if (kind !== 'SM2' && kind !== 'P-256' && kind !== 'RSA') {
    throw pkiProblems.KEY_ALGORITHM_UNSUPPORTED({ algorithm: kind });
  }
  if (kind === 'RSA' && publicKey.bits < leastRsaBits) {
    throw signerProblems.KEY_TOO_WEAK({ bits: publicKey.bits, least: leastRsaBits });
  }
  return keep(parts, { key, kind, origin: 'imported' }, options);
}

async function keep(
  parts: KeyParts,
  made: { key: PrivateKey; kind: KeptKeyKind; origin: 'made' | 'imported' },
  { purpose, organisation, by, secret }: NewKey,
): Promise<KeptKey> {
  const { database, clock, random, masterKey, keyEncryptionKey: keyId = firstKeyId } = parts;
  const id = random.uuid();
  const salt = secret === undefined ? null : random.bytes(16);
  const { spki } = made.key.publicKey;
  const row: PkiKeyRow = {
    id,
    kind: made.kind,
    purpose,
    organisation: organisation ?? null,
    spki,
    spki_digest: sha256(spki),
    private_box: sealBox({
      key: boxKey(masterKey, { keyId, salt, secret }),
      plaintext: toPkcs8(made.key),
      context: contextOf({ id, purpose }),
      random,
    }),
    key_id: keyId,
    secret_salt: salt,
    origin: made.origin,
    created_by: by,
    created_at: clock.now(),
  };
  try {
    await database.tables<SignerTables>().insertInto('identity.pki_key').values(row).execute();
  } catch (error) {
    if (isUniqueViolation(error, 'pki_key_once')) throw signerProblems.KEY_ALREADY_KEPT({}, { cause: error });
    throw error;
  }
  return { id, signer: softSigner(made.key) };
}

/**
 * Opens a kept key.
 * @throws Problem CEREMONY_SECRET_WRONG; Error when there is no such key, or the master key is not the one it was sealed under
 */
export async function openSoftKey(options: {
  database: Database;
  masterKey: Uint8Array;
  id: string;
  secret?: string | undefined;
}): Promise<KeySigner> {
  const { database, masterKey, id, secret } = options;
  const row = await database
    .tables<SignerTables>()
    .selectFrom('identity.pki_key')
    .select(['id', 'purpose', 'private_box', 'key_id', 'secret_salt'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new Error('no such key is kept');
  if (row.secret_salt !== null && secret === undefined) throw signerProblems.CEREMONY_SECRET_WRONG();
  const key = boxKey(masterKey, { keyId: row.key_id, salt: row.secret_salt, secret });
  let pkcs8: Buffer;
  try {
    pkcs8 = openBox({ key, box: row.private_box, context: contextOf(row) });
  } catch (cause) {
    if (row.secret_salt === null) throw cause;
    throw signerProblems.CEREMONY_SECRET_WRONG({}, { cause });
  }
  return softSigner(privateKeyFromPkcs8(pkcs8));
}

/** Opened keys by id: a kept key never changes, so it is opened once. */
export interface KeyRing {
  /**
   * @param through the handle of a transaction that is under way: it must not wait for a second connection while others, who
   *   hold the rest of the pool, wait for the same key
   */
  signer(id: string, through?: Database): Promise<KeySigner>;
}

export function createKeyRing(options: { database: Database; masterKey: Uint8Array }): KeyRing {
  const opened = new Map<string, Promise<KeySigner>>();
  return {
    signer(id, through = options.database) {
      const known = opened.get(id);
      if (known !== undefined) return known;
      const opening = openSoftKey({ ...options, database: through, id });
      opened.set(id, opening);
      // What could not be opened is tried again; the caller hears of it all the same.
      opening.catch(() => opened.delete(id));
      return opening;
    },
  };
}

/** scrypt at a tenth of a second and 32 MiB (RFC 7914 §2): a ceremony is rare, a guesser is not. */
const secretCost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;

/** What a key is sealed under: the key-encryption key of that id, or the secret of the ceremony. */
export function boxKey(
  masterKey: Uint8Array,
  options: { readonly keyId: string; readonly salt?: Buffer | null; readonly secret?: string | undefined },
): Buffer {
  const { keyId, salt = null, secret } = options;
  // The first one had no number when keys were first kept under it.
  if (salt === null || secret === undefined)
    return deriveKey(masterKey, keyId === firstKeyId ? 'pki-keys' : `pki-keys/${keyId}`);
  const stretched = scryptSync(secret.normalize('NFKC'), salt, 32, secretCost);
  return deriveKey(Buffer.concat([masterKey, stretched]), 'pki-offline-keys');
}

/** Binds a sealed key to its row and purpose, so that it cannot be passed off as another. */
export function contextOf({ id, purpose }: { id: string; purpose: KeyPurpose }): string {
  return `pki-key/${purpose}/${id}`;
}
