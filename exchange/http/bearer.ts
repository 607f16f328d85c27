import { sha256 } from '../../kernel/index.ts';

/** A token as it came (RFC 6750 §2.1), and the digest by which it is known. */
export interface Bearer {
  readonly header: string;
  readonly token: string;
  /** SHA-256, base64url. */
  readonly digest: string;
}

const bearer = /^Bearer ([\w.~+/=-]{1,8192})$/i;

/** What came last over each connection. */
const lastSent = new WeakMap<object, Bearer>();

/**
 * The token in an `Authorization` header; undefined when it holds none. A department's system sends the same one for ten
 * minutes, so what was made of the last one on this connection is at hand, which spares a query an expression and a digest
 * over all of it. It is compared with what the same peer has sent, so the time this takes tells nobody anything.
 */
export function bearerOf(connection: object, header: string): Bearer | undefined {
  const last = lastSent.get(connection);
  if (last?.header === header) return last;
  const token = bearer.exec(header)?.[1];
  if (token === undefined) return undefined;
  const read = { header, token, digest: sha256(token).toString('base64url') };
  lastSent.set(connection, read);
  return read;
}
