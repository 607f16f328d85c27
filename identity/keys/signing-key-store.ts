import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { type Database, deriveKey, openBox, type Random, sealBox } from '../../kernel/index.ts';
import type { IdentityTables, P256Jwk, SigningUse } from '../tables.ts';
import { keyObjectOf, publicJwkOf, thumbprint } from './public-jwk.ts';
import type { KeyPeriod } from './signing-key.ts';

/** A key of the hub, ready for use. */
export interface SigningKey extends KeyPeriod {
  readonly kid: string;
  readonly use: SigningUse;
  readonly alg: 'ES256';
  readonly publicJwk: P256Jwk;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly createdAt: Date;
}

/** Any fixed number: it names the lock under which one hub at a time makes signing keys. */
const signingKeyLock = 0x48554b59;

/** The key under which private halves lie in the database. */
export function signingKeyVault(masterKey: Uint8Array): Buffer {
  return deriveKey(masterKey, 'signing-keys');
}

/** Lets one hub at a time make or retire signing keys; held until the transaction ends. */
export async function lockSigningKeys(tx: Database): Promise<void> {
  await sql`select pg_advisory_xact_lock(${signingKeyLock})`.execute(tx.tables());
}

/** Every key that still verifies, opened. @throws Error when the master key is not the one they were sealed under */
export async function loadSigningKeys(options: {
  database: Database;
  vault: Uint8Array;
  now: Date;
}): Promise<readonly SigningKey[]> {
  const rows = await options.database
    .tables<IdentityTables>()
    .selectFrom('identity.signing_key')
    .selectAll()
    .where((e) => e.or([e('retires_at', 'is', null), e('retires_at', '>', options.now)]))
    .orderBy('active_from')
    .execute();
  return rows.map((row) => ({
    kid: row.kid,
    use: row.use,
    alg: row.alg,
    publicJwk: row.public_jwk,
    publicKey: keyObjectOf(row.public_jwk),
    privateKey: createPrivateKey({
      key: openBox({ key: options.vault, box: row.private_box, context: contextOf(row) }),
      format: 'der',
      type: 'pkcs8',
    }),
    createdAt: row.created_at,
    activeFrom: row.active_from,
    retiresAt: row.retires_at ?? undefined,
  }));
}

/** The uses that have a key without an end. */
export async function usesWithKeys(tx: Database): Promise<ReadonlySet<SigningUse>> {
  const rows = await tx
    .tables<IdentityTables>()
    .selectFrom('identity.signing_key')
    .select('use')
    .distinct()
    .where('retires_at', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.use));
}

/** Makes a P-256 key (ES256, RFC 7518 §3.4) and stores it, the private half sealed. */
export async function addSigningKey(options: {
  tx: Database;
  vault: Uint8Array;
  random: Random;
  use: SigningUse;
  now: Date;
  activeFrom: Date;
}): Promise<{ kid: string }> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const jwk = publicJwkOf(publicKey);
  if (jwk === undefined) throw new Error('a new P-256 key is not one');
  const row = { kid: thumbprint(jwk), use: options.use };
  await options.tx
    .tables<IdentityTables>()
    .insertInto('identity.signing_key')
    .values({
      ...row,
      alg: 'ES256',
      public_jwk: JSON.stringify(jwk),
      private_box: sealBox({
        key: options.vault,
        plaintext: privateKey.export({ format: 'der', type: 'pkcs8' }),
        context: contextOf(row),
        random: options.random,
      }),
      created_at: options.now,
      active_from: options.activeFrom,
      retires_at: null,
    })
    .execute();
  return { kid: row.kid };
}

/** Sets the end of a use's keys: of those without one, or of all that end later. */
export async function retireSigningKeys(options: {
  tx: Database;
  use: SigningUse;
  at: Date;
  evenThoseEndingLater: boolean;
}): Promise<void> {
  await options.tx
    .tables<IdentityTables>()
    .updateTable('identity.signing_key')
    .set({ retires_at: options.at })
    .where('use', '=', options.use)
    .where((e) =>
      options.evenThoseEndingLater
        ? e.or([e('retires_at', 'is', null), e('retires_at', '>', options.at)])
        : e('retires_at', 'is', null),
    )
    .execute();
}

/** Binds a sealed key to its row, so that it cannot be passed off as a key of another use. */
function contextOf(row: { kid: string; use: SigningUse }): string {
  return `signing-key/${row.use}/${row.kid}`;
}
