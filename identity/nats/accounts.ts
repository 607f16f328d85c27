import type { Account, OperatorLimits } from '@nats-io/jwt';
import { numericDate } from '../../kernel/index.ts';
import { type NatsAuthority, requireOperator } from './authority.ts';
import { signClaims } from './claims.ts';

/** Public key of a revoked user → seconds since 1970; tokens of that key issued up to then are dead. */
export type RevocationTimes = Readonly<Record<string, number>>;

/** A limit that is left out counts as zero, which shuts everybody out; so each one stands here. */
const unlimited = -1;
const accountLimits: OperatorLimits = {
  conn: unlimited,
  subs: unlimited,
  data: unlimited,
  payload: unlimited,
  wildcards: true,
  // No traffic crosses accounts, no leaf node joins, and a token without its private key opens nothing.
  imports: 0,
  exports: 0,
  leaf: 0,
  disallow_bearer: true,
};

/** JetStream carries feeds that can be rebuilt. Counts are bounded; bytes are bounded by the server's own store limits. */
const jetStreamLimits: OperatorLimits = {
  mem_storage: unlimited,
  disk_storage: unlimited,
  streams: 1_000,
  consumer: 10_000,
  max_ack_pending: 100_000,
  mem_max_stream_bytes: unlimited,
  disk_max_stream_bytes: unlimited,
  max_bytes_required: false,
};

/** What a user without permissions of its own gets. NATS reads "no list" as "everything". */
const nothing: NonNullable<Account['default_permissions']> = { pub: { deny: ['>'] }, sub: { deny: ['>'] } };

/** The operator's JWT, self-signed: what a server is told to trust. @throws Problem NATS_OPERATOR_ELSEWHERE */
export function operatorJwt(authority: NatsAuthority): string {
  const operator = requireOperator(authority);
  return signClaims({
    signer: operator.key,
    subject: operator.key.publicKey,
    name: 'hufu',
    issuedAt: operator.createdAt,
    nats: { type: 'operator', version: 2, system_account: operator.systemAccount.publicKey },
  });
}

/** JWT of the account of the server's own events. @throws Problem NATS_OPERATOR_ELSEWHERE */
export function systemAccountJwt(authority: NatsAuthority): string {
  const operator = requireOperator(authority);
  return signClaims({
    signer: operator.key,
    subject: operator.systemAccount.publicKey,
    name: 'hufu-system',
    issuedAt: operator.createdAt,
    nats: { type: 'account', version: 2, limits: accountLimits, default_permissions: nothing },
  });
}

/**
 * JWT of the exchange's account. `issuedAt` orders such JWTs: of two, a server that starts or joins a cluster takes the
 * later, so anything but the first carries a time after the authority's creation.
 * @throws Problem NATS_OPERATOR_ELSEWHERE
 */
export function exchangeAccountJwt(options: {
  authority: NatsAuthority;
  revocations: RevocationTimes;
  issuedAt: Date;
}): string {
  const { authority, revocations, issuedAt } = options;
  const operator = requireOperator(authority);
  return signClaims({
    signer: operator.key,
    subject: authority.account,
    name: 'hufu-exchange',
    issuedAt,
    nats: { type: 'account', version: 2, ...exchangeAccount(authority), revocations },
  });
}

/** What the exchange's account is allowed, without its revocations. */
export function exchangeAccount(
  authority: NatsAuthority,
): Pick<Account, 'limits' | 'signing_keys' | 'default_permissions'> {
  return {
    limits: { ...accountLimits, ...jetStreamLimits },
    signing_keys: authority.signer.publicKey === authority.account ? [] : [authority.signer.publicKey],
    default_permissions: nothing,
  };
}

/**
 * The earliest time from `at` on that makes an account JWT newer than the first one and than `newerThan` (seconds since 1970).
 * @throws Problem NATS_OPERATOR_ELSEWHERE
 */
export function nextIssue(authority: NatsAuthority, at: Date, newerThan = 0): Date {
  const { createdAt } = requireOperator(authority);
  return new Date(1000 * Math.max(numericDate(at), numericDate(createdAt) + 1, newerThan + 1));
}
