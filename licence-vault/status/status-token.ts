import { memberOf, readCbor, writeCbor } from '../token/cbor.ts';
import { instantOf, secondsOf } from '../token/claim-time.ts';
import { makeSign1, readSign1 } from '../token/sign1.ts';
import type { TokenSigner } from '../token/token-signer.ts';
import { statusBits } from './status-list.ts';

/** Media types of a signed status list (Token Status List §5), as JSON web token and as CBOR web token. */
export const statusTokenTypes = { jwt: 'application/statuslist+jwt', cwt: 'application/statuslist+cwt' } as const;

const jwtType = 'statuslist+jwt';

/** What a signed status list says. */
export interface StatusToken {
  /** Address of the list. */
  readonly uri: string;
  readonly issuedAt: Date;
  /** Nothing may rest on it later. */
  readonly expiresAt: Date;
  /** Seconds after which a verifier that can should fetch it anew. */
  readonly ttl: number;
  /** The compressed list. */
  readonly list: Buffer;
}

/** A list that was read, and what proves it. */
export interface ReadStatusToken {
  readonly token: StatusToken;
  readonly proof: { readonly kid: string; readonly signed: Uint8Array; readonly signature: Uint8Array };
}

/** Claims of a CBOR web token: subject, expiry, issue (RFC 8392); status list and time to live (Token Status List §5.2). */
const claim = { subject: 2, expiresAt: 4, issuedAt: 6, statusList: 65533, ttl: 65534 } as const;

/** As a compact JWS (RFC 7515), for everybody. */
export async function writeStatusJwt(token: StatusToken, signer: TokenSigner): Promise<string> {
  const payload = encoded({
    sub: token.uri,
    iat: secondsOf(token.issuedAt),
    exp: secondsOf(token.expiresAt),
    ttl: token.ttl,
    status_list: { bits: statusBits, lst: token.list.toString('base64url') },
  });
  const signedOf = (kid: string) => `${encoded({ alg: 'ES256', kid, typ: jwtType })}.${payload}`;
  const { kid, signature } = await signer.sign((kid) => Buffer.from(signedOf(kid)));
  return `${signedOf(kid)}.${Buffer.from(signature).toString('base64url')}`;
}

/** As COSE_Sign1, little more than half as long, for those who keep many or pay for every byte. */
export function writeStatusCwt(token: StatusToken, signer: TokenSigner): Promise<Buffer> {
  const payload = writeCbor(
    new Map<number, unknown>([
      [claim.subject, token.uri],
      [claim.issuedAt, secondsOf(token.issuedAt)],
      [claim.expiresAt, secondsOf(token.expiresAt)],
      [claim.ttl, token.ttl],
      [claim.statusList, { bits: statusBits, lst: token.list }],
    ]),
  );
  return makeSign1({ payload, type: statusTokenTypes.cwt, signer });
}

/** Reads a signed status list in either form; undefined for what is none. Nothing of it is proved by that. */
export function readStatusToken(bytes: Uint8Array): ReadStatusToken | undefined {
  return readCwt(bytes) ?? readJwt(Buffer.from(bytes).toString('latin1').trim());
}

function readCwt(bytes: Uint8Array): ReadStatusToken | undefined {
  const proof = readSign1(bytes);
  if (proof?.type !== statusTokenTypes.cwt) return undefined;
  const claims = readCbor(proof.payload);
  const list = memberOf(claims, claim.statusList);
  const lst = memberOf(list, 'lst');
  const token = tokenOf({
    uri: memberOf(claims, claim.subject),
    issuedAt: memberOf(claims, claim.issuedAt),
    expiresAt: memberOf(claims, claim.expiresAt),
    ttl: memberOf(claims, claim.ttl),
    bits: memberOf(list, 'bits'),
    list: lst instanceof Uint8Array ? Buffer.from(lst) : undefined,
  });
  return token === undefined ? undefined : { token, proof };
}

function readJwt(text: string): ReadStatusToken | undefined {
  const [head, payload, signature, ...more] = text.split('.');
  if (head === undefined || payload === undefined || signature === undefined || more.length > 0) return undefined;
  const header = decoded(head);
  const claims = decoded(payload);
  const { bits, lst } = objectOf(claims.status_list);
  const token = tokenOf({
    uri: claims.sub,
    issuedAt: claims.iat,
    expiresAt: claims.exp,
    ttl: claims.ttl,
    bits,
    list: typeof lst === 'string' ? Buffer.from(lst, 'base64url') : undefined,
  });
  // The header says nothing that the key does not decide, but a token of another type is no list.
  if (header.typ !== jwtType || header.alg !== 'ES256' || typeof header.kid !== 'string') return undefined;
  if (token === undefined) return undefined;
  const signed = Buffer.from(`${head}.${payload}`);
  return { token, proof: { kid: header.kid, signed, signature: Buffer.from(signature, 'base64url') } };
}

function tokenOf(read: {
  readonly uri: unknown;
  readonly issuedAt: unknown;
  readonly expiresAt: unknown;
  readonly ttl: unknown;
  readonly bits: unknown;
  readonly list: Buffer | undefined;
}): StatusToken | undefined {
  const { uri, ttl = 0, bits, list } = read;
  const issuedAt = instantOf(read.issuedAt);
  const expiresAt = instantOf(read.expiresAt);
  if (typeof uri !== 'string' || typeof ttl !== 'number' || bits !== statusBits || list === undefined) return undefined;
  return issuedAt === undefined || expiresAt === undefined ? undefined : { uri, issuedAt, expiresAt, ttl, list };
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The members of an object that was encoded so; none for anything else. */
function decoded(part: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(Buffer.from(part, 'base64url').toString()));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
