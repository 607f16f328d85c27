import { ErrorCode, type NatsConnection, NatsError } from 'nats';
import { type Clock, canonicalJson, numericDate } from '../../kernel/index.ts';
import { exchangeAccount, exchangeAccountJwt, nextIssue, type RevocationTimes } from './accounts.ts';
import { type NatsAuthority, requireOperator } from './authority.ts';
import { type NatsClaims, readClaims } from './claims.ts';
import { isNatsPublicKey } from './keys.ts';
import { natsProblems } from './problems.ts';

const replyTimeout = 5_000;

/** Replicas' clocks differ. A key is used for one credential only, so reaching ten minutes ahead kills no other. */
const clockSkewSeconds = 600;

/** How often a push is tried again because another replica's push came between. */
const attempts = 5;

/**
 * Puts one user onto the list of the revoked. Pure: the caller stores the times and pushes the JWT.
 * @param options.revocations what has been revoked so far
 * @param options.publicKey the key of the credential, as {@link issueNatsUser} returned it
 * @throws Problem NATS_USER_KEY_MALFORMED, NATS_OPERATOR_ELSEWHERE
 */
export function revokeUser(options: {
  authority: NatsAuthority;
  revocations: RevocationTimes;
  publicKey: string;
  at: Date;
}): { revocations: RevocationTimes; accountJwt: string } {
  const { authority, publicKey, at } = options;
  const revocations = union(options.revocations, revocationOf(publicKey, at));
  return {
    revocations,
    accountJwt: exchangeAccountJwt({ authority, revocations, issuedAt: nextIssue(authority, at) }),
  };
}

/** One revoked user as an entry of the list. @throws Problem NATS_USER_KEY_MALFORMED */
export function revocationOf(publicKey: string, at: Date): RevocationTimes {
  if (!isNatsPublicKey(publicKey, 'U')) throw natsProblems.NATS_USER_KEY_MALFORMED();
  return { [publicKey]: numericDate(at) + clockSkewSeconds };
}

/**
 * Hands an account JWT to the servers and waits until one has taken it; it passes it on to the others of its cluster.
 * Users revoked by it are cut off before the reply comes.
 * @param options.connection of a `hub-system` user
 * @throws Problem NATS_ACCOUNT_REFUSED when the server says no, NATS_ACCOUNT_UNANSWERED when nobody says anything
 */
export async function pushAccount(options: { connection: NatsConnection; accountJwt: string }): Promise<void> {
  const reply = await ask(options.connection, '$SYS.REQ.CLAIMS.UPDATE', options.accountJwt);
  if (!isAcceptance(reply)) throw natsProblems.NATS_ACCOUNT_REFUSED();
}

/**
 * Brings the servers' list of revoked users up to the stored one: when a hub starts, after each revocation has been
 * committed, and now and then. A server that lost its folder so has the list again.
 *
 * Replicas may do this at the same time, and the later push replaces the earlier. Therefore each reads the stored list
 * again after its push and looks whether the server has all of it: whoever pushed last sees everything committed before.
 * Entries that the server alone knows are kept.
 * @param options.connection of a `hub-system` user
 * @param options.revocations reads the stored list, anew at each call
 * @returns whether anything had to be changed, and the list now in force
 * @throws Problem NATS_OPERATOR_ELSEWHERE, NATS_ACCOUNT_REFUSED, NATS_ACCOUNT_UNANSWERED
 */
export async function applyRevocations(options: {
  connection: NatsConnection;
  authority: NatsAuthority;
  revocations: () => Promise<RevocationTimes>;
  clock: Clock;
}): Promise<{ changed: boolean; revocations: RevocationTimes }> {
  const { connection, authority, clock } = options;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const current = await currentAccount(connection, authority);
    const revocations = union(revocationTimes(current), await options.revocations());
    if (current !== undefined && canonicalJson(current.nats) === canonicalJson(wanted(authority, revocations))) {
      return { changed: attempt > 0, revocations };
    }
    const issuedAt = nextIssue(authority, clock.now(), current?.iat);
    await pushAccount({ connection, accountJwt: exchangeAccountJwt({ authority, revocations, issuedAt }) });
  }
  throw natsProblems.NATS_ACCOUNT_REFUSED();
}

function wanted(authority: NatsAuthority, revocations: RevocationTimes): NatsClaims['nats'] {
  return { type: 'account', version: 2, ...exchangeAccount(authority), revocations };
}

/** The account as the server has it. One that our operator did not sign counts as none, and is overwritten. */
async function currentAccount(connection: NatsConnection, authority: NatsAuthority): Promise<NatsClaims | undefined> {
  const operator = requireOperator(authority);
  const jwt = await ask(connection, `$SYS.REQ.ACCOUNT.${authority.account}.CLAIMS.LOOKUP`, '');
  const claims = readClaims(jwt);
  return claims?.iss === operator.key.publicKey && claims.sub === authority.account ? claims : undefined;
}

function revocationTimes(account: NatsClaims | undefined): RevocationTimes {
  return (account?.nats.revocations ?? {}) as RevocationTimes;
}

function union(a: RevocationTimes, b: RevocationTimes): RevocationTimes {
  const times = { ...a };
  for (const [publicKey, time] of Object.entries(b)) times[publicKey] = Math.max(time, times[publicKey] ?? 0);
  return times;
}

async function ask(connection: NatsConnection, subject: string, body: string): Promise<string> {
  try {
    const reply = await connection.request(subject, Buffer.from(body), { timeout: replyTimeout });
    return reply.string();
  } catch (error) {
    if (error instanceof NatsError && unanswered.has(error.code)) {
      throw natsProblems.NATS_ACCOUNT_UNANSWERED({}, { cause: error });
    }
    throw error;
  }
}

const unanswered: ReadonlySet<string> = new Set([
  ErrorCode.NoResponders,
  ErrorCode.Timeout,
  ErrorCode.ConnectionClosed,
  ErrorCode.ConnectionDraining,
  ErrorCode.Disconnect,
]);

/** The server answers `{ server, data: { code: 200, … } }`, or `{ server, error: { code, description } }`. */
function isAcceptance(reply: string): boolean {
  try {
    const { data, error } = JSON.parse(reply) as { data?: { code?: unknown }; error?: unknown };
    return error === undefined && data?.code === 200;
  } catch {
    return false;
  }
}
