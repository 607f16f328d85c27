import { decode } from '@nats-io/jwt';
import { canonicalJson, numericDate, sha256 } from '../../kernel/index.ts';
import type { NatsKey } from './keys.ts';

/** Claims of a NATS JWT; `nats` is what an operator, an account or a user is allowed (nats-io/jwt, version 2). */
export interface NatsClaims<T extends object = Record<string, unknown>> {
  readonly iss: string;
  readonly sub: string;
  readonly name: string;
  /** Seconds since 1970. A revocation hits tokens issued at or before its own time. */
  readonly iat: number;
  readonly exp?: number | undefined;
  readonly jti?: string | undefined;
  readonly nats: T & { readonly type: 'operator' | 'account' | 'user'; readonly version: 2 };
}

const header = base64url(JSON.stringify({ typ: 'JWT', alg: 'ed25519-nkey' }));

/**
 * Signs claims as a NATS JWT. Written here because the library's encoder stamps the machine's time into `iat`, and the
 * order of account JWTs and the reach of a revocation rest on that time: it comes from the caller's clock.
 *
 * The token's id is a digest of its claims, so equal claims give the same token.
 */
export function signClaims<T extends object>(options: {
  signer: NatsKey;
  subject: string;
  name: string;
  issuedAt: Date;
  expiresAt?: Date | undefined;
  nats: NatsClaims<T>['nats'];
}): string {
  const claims: NatsClaims<T> = {
    iss: options.signer.publicKey,
    sub: options.subject,
    name: options.name,
    iat: numericDate(options.issuedAt),
    exp: options.expiresAt === undefined ? undefined : numericDate(options.expiresAt),
    nats: options.nats,
  };
  const jti = sha256(canonicalJson(claims)).toString('base64url');
  const signed = `${header}.${base64url(JSON.stringify({ ...claims, jti }))}`;
  return `${signed}.${base64url(options.signer.sign(Buffer.from(signed, 'ascii')))}`;
}

/**
 * Reads a NATS JWT whose signature matches the issuer it names; undefined for anything else.
 * Whether that issuer is to be trusted is the caller's question.
 */
export function readClaims(jwt: string): NatsClaims | undefined {
  try {
    return decode(jwt) as NatsClaims;
  } catch {
    return undefined;
  }
}

function base64url(data: Uint8Array | string): string {
  return Buffer.from(data).toString('base64url');
}
