import { type Authenticator, type ConnectionOptions, credsAuthenticator } from 'nats';
import { natsProblems } from './problems.ts';

/** Pings 5 s apart; a server that left three unanswered is dead at the next: seen after about 20 s. */
const pingInterval = 5_000;
const maxPingOut = 3;

/** A department's agents come back spread over two seconds when a server restarts, not all in the same instant. */
const reconnectTimeWait = 500;
const reconnectJitter = 2_000;

/**
 * Options for `connect` of the `nats` package: a client that, once connected, reconnects for ever.
 *
 * One thing ends it: a server that refuses its credentials twice running, so a revoked user does not knock for ever;
 * `connection.closed()` then resolves with the error. With `giveUpWhenRefused: false` it goes on trying, for those who
 * expect a new credential to be put in place.
 * @param options.url `nats://host:port` or `tls://host:port`, several with commas; `user:password@` for a plain server
 * @param options.creds text of a credentials file, or a function that is asked anew at each attempt, so that a renewed
 * file is taken up without a restart; left out for a server without accounts
 * @param options.inboxPrefix the only inboxes this user may listen on
 * @param options.waitOnFirstConnect keep trying while no server is there yet; otherwise `connect` fails at once
 * @throws Problem NATS_ADDRESS_MALFORMED
 * @example await connect(connectOptions({ url, creds, inboxPrefix: connectorInbox(name), name: 'police-connector' }))
 */
export function connectOptions(options: {
  url: string;
  creds?: string | (() => string) | undefined;
  inboxPrefix: string;
  name: string;
  waitOnFirstConnect?: boolean | undefined;
  giveUpWhenRefused?: boolean | undefined;
}): ConnectionOptions {
  const { creds, inboxPrefix, name, waitOnFirstConnect = false, giveUpWhenRefused = true } = options;
  const { servers, tls, user, pass } = parseAddress(options.url);
  return {
    servers,
    name,
    inboxPrefix,
    maxReconnectAttempts: -1,
    reconnectTimeWait,
    reconnectJitter,
    reconnectJitterTLS: reconnectJitter,
    waitOnFirstConnect,
    ignoreAuthErrorAbort: !giveUpWhenRefused,
    pingInterval,
    maxPingOut,
    ignoreClusterUpdates: false,
    // Else the library makes an error with a stack for every request that it sends, in case it should fail.
    noAsyncTraces: true,
    ...(tls ? { tls: {} } : {}),
    ...(user === undefined ? {} : { user, pass }),
    ...(creds === undefined ? {} : { authenticator: authenticatorOf(creds) }),
  };
}

/** Asks once an attempt. Handed a function, the library would ask twice, and might pair the old token with the new key. */
function authenticatorOf(creds: string | (() => string)): Authenticator {
  return (nonce) => {
    const text = typeof creds === 'function' ? creds() : creds;
    return credsAuthenticator(new TextEncoder().encode(text))(nonce);
  };
}

interface Address {
  readonly servers: string[];
  readonly tls: boolean;
  readonly user: string | undefined;
  readonly pass: string;
}

/** The client library takes host and port only; scheme and user have to be told apart from them. */
function parseAddress(text: string): Address {
  try {
    const urls = text.split(',').map((part) => parseUrl(part.trim()));
    const users = urls.filter((url) => url.username !== '');
    if (new Set(users.map((url) => `${url.username}:${url.password}`)).size > 1) throw new TypeError('several users');
    return {
      servers: urls.map((url) => url.host),
      // TLS for one is TLS for all: nothing goes out in clear because a list was mixed.
      tls: urls.some((url) => url.protocol === 'tls:'),
      user: users[0] === undefined ? undefined : decodeURIComponent(users[0].username),
      pass: decodeURIComponent(users[0]?.password ?? ''),
    };
  } catch {
    // Without its cause, which would repeat the address and the password in it.
    throw natsProblems.NATS_ADDRESS_MALFORMED();
  }
}

function parseUrl(text: string): URL {
  const url = new URL(text.includes('://') ? text : `nats://${text}`);
  const bare = url.pathname.length <= 1 && url.search === '' && url.hash === '';
  if (url.hostname === '' || !bare || !['nats:', 'tls:'].includes(url.protocol)) throw new TypeError('not an address');
  return url;
}
