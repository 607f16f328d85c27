import { createPrivateKey, type JsonWebKey, KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { type Clock, numericDate, type Random } from '../../kernel/index.ts';

/** Seconds that an assertion lives: long enough for a slow network, short enough to be worth nothing afterwards. */
const assertionSeconds = 60;

/** A token is replaced when this part of its life is left, so none expires on its way. */
const renewAtShare = 0.1;

export interface AccessToken {
  readonly value: string;
  readonly expiresAt: Date;
}

/** Gets a token; each try is to ask for an assertion of its own, for the hub takes each of them once. */
export type FetchToken = (newAssertion: () => Promise<string>) => Promise<AccessToken>;

/** The access token of one system. */
export interface TokenSource {
  /** The token in force, or a new one; callers at the same time share one request. */
  get(signal: AbortSignal): Promise<string>;
  /** Forgets a token that the hub did not accept. */
  drop(token: string): void;
}

/** The system's private key as node:crypto has it, and the algorithm that goes with it. */
export function clientKey(key: Readonly<Record<string, unknown>> | KeyObject): {
  key: KeyObject;
  alg: 'ES256' | 'EdDSA';
} {
  const imported = key instanceof KeyObject ? key : importJwk(key);
  if (imported.type !== 'private') throw new TypeError('the client needs the private key of its system');
  const curve = imported.asymmetricKeyDetails?.namedCurve;
  if (imported.asymmetricKeyType === 'ec' && curve === 'prime256v1') return { key: imported, alg: 'ES256' };
  if (imported.asymmetricKeyType === 'ed25519') return { key: imported, alg: 'EdDSA' };
  throw new TypeError('the key has to be on P-256 or Ed25519');
}

function importJwk(jwk: Readonly<Record<string, unknown>>): KeyObject {
  try {
    return createPrivateKey({ format: 'jwk', key: jwk as JsonWebKey });
  } catch {
    throw new TypeError('the key is not a private JWK');
  }
}

/** Gets and keeps tokens by `private_key_jwt` (RFC 7523 §2.2), with a fresh `jti` each time. */
export function createTokenSource(options: {
  system: string;
  kid: string;
  key: { key: KeyObject; alg: 'ES256' | 'EdDSA' };
  audience: string;
  fetchToken: FetchToken;
  clock: Clock;
  random: Random;
}): TokenSource {
  const { clock, random } = options;
  let held: (AccessToken & { readonly renewAt: number }) | undefined;
  let asking: Promise<string> | undefined;

  function newAssertion(): Promise<string> {
    const seconds = numericDate(clock.now());
    return new SignJWT()
      .setProtectedHeader({ alg: options.key.alg, kid: options.kid, typ: 'client-authentication+jwt' })
      .setIssuer(options.system)
      .setSubject(options.system)
      .setAudience(options.audience)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + assertionSeconds)
      .setJti(random.uuid())
      .sign(options.key.key);
  }

  async function renew(): Promise<string> {
    const token = await options.fetchToken(newAssertion);
    const life = token.expiresAt.getTime() - clock.now().getTime();
    held = { ...token, renewAt: token.expiresAt.getTime() - life * renewAtShare };
    return token.value;
  }

  return {
    async get(signal) {
      if (held !== undefined && clock.now().getTime() < held.renewAt) return held.value;
      asking ??= renew().finally(() => {
        asking = undefined;
      });
      return orAbort(asking, signal);
    },
    drop(token) {
      if (held?.value === token) held = undefined;
    },
  };
}

/** One caller may leave while the others wait on. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
