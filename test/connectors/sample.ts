import { generateKeyPairSync, randomUUID } from 'node:crypto';
import {
  type AttestedType,
  importSigningKey,
  importVerificationKey,
  type Order,
  type SigningKey,
  type VerificationKey,
  writeBundle,
} from '../../connectors/protocol/index.ts';
import { sha256 } from '../../kernel/index.ts';

/** A key pair of the wire, with its JWKs. */
export interface TestKey {
  readonly signing: SigningKey;
  readonly verification: VerificationKey;
  readonly publicJwk: Record<string, unknown>;
  readonly privateJwk: Record<string, unknown>;
}

export function newKey(kid: string, alg: 'ES256' | 'EdDSA' = 'ES256'): TestKey {
  const pair = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const publicJwk = { ...pair.publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
  const privateJwk = { ...pair.privateKey.export({ format: 'jwk' }), kid };
  return {
    signing: importSigningKey(privateJwk),
    verification: importVerificationKey(publicJwk),
    publicJwk,
    privateJwk,
  };
}

/** An order that is as it should be, save what is given. */
export function sampleOrder(changes: Partial<Order> = {}): Order {
  const now = Date.now();
  return {
    v: 3,
    id: randomUUID(),
    issuedAt: new Date(now).toISOString(),
    deadline: new Date(now + 5_000).toISOString(),
    provider: 'police',
    resource: 'population.resident',
    schemaVersion: 1,
    mode: 'lookup',
    match: { citizenNumber: '11010519491231002X' },
    fields: ['name'],
    claims: {},
    scope: [],
    limit: 10,
    consumer: { organisation: 'hrss', system: 'hrss-pension' },
    purpose: { matter: 'pension-claim', case: '2026-0001' },
    requestDigest: 'A'.repeat(43),
    ...changes,
  };
}

export function bytesOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** How an answer names its order. */
export function digestOf(bytes: Uint8Array): string {
  return sha256(bytes).toString('base64url');
}

/** A bundle of one. */
export function bundleAlone(
  typ: AttestedType,
  bytes: Uint8Array,
  options: { key: SigningKey; label?: Uint8Array | string },
): Buffer {
  const label = Buffer.from(options.label ?? '');
  return writeBundle({ typ, members: [{ label, body: bytes, digest: sha256(bytes) }], key: options.key });
}
