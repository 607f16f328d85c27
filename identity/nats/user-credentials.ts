import { type Clock, numericDate } from '../../kernel/index.ts';
import type { OrganisationId, SystemId } from '../ids.ts';
import { type NatsAuthority, requireOperator } from './authority.ts';
import { signClaims } from './claims.ts';
import { type NatsKey, newNatsKey } from './keys.ts';
import { natsProblems } from './problems.ts';
import {
  connectorInbox,
  connectorQueue,
  exchangeSubjects,
  healthSubject,
  hubInbox,
  hubServices,
  ordersInBundle,
  querySubjects,
} from './subjects.ts';

/** Who is to speak on NATS. */
export type NatsUser =
  /** A replica of the hub. */
  | { readonly kind: 'hub' }
  /** The hub towards the NATS server itself: pushes revocations, sees connections come and go. */
  | { readonly kind: 'hub-system' }
  /** A department's agent. */
  | { readonly kind: 'connector'; readonly organisation: OrganisationId; readonly system: SystemId };

export interface IssuedNatsUser {
  /** Names the credential from now on, for instance to revoke it. No secret. */
  readonly publicKey: string;
  /** The credentials file: JWT and seed. Whoever has it is that user; it is handed over once and not kept by the hub. */
  readonly creds: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date | undefined;
}

interface Permissions {
  readonly pub: { readonly allow: readonly string[] };
  readonly sub: { readonly allow: readonly string[] };
  readonly resp?: { readonly max: number; readonly ttl: number };
}

interface Limits {
  readonly subs: number;
  readonly payload: number;
  readonly data: number;
}

/** Nanoseconds in which a request may be answered: two minutes, longer than any order's deadline. */
const answerTime = 120 * 1_000_000_000;

/** Of the hub, to a connector's question. */
const oneAnswer = { max: 1, ttl: answerTime } as const;

/** Of a connector, to a bundle of orders: one message for each, when none is ready together with another. */
const anAnswerEach = { max: ordersInBundle, ttl: answerTime } as const;

/** An agent has one queue subscription and one inbox; the rest is room for one subscription a resource. */
const connectorLimits: Limits = { subs: 512, payload: 1024 * 1024, data: -1 };
const hubLimits: Limits = { subs: -1, payload: -1, data: -1 };

/**
 * Issues a NATS user: a new key and a JWT for it. The server needs no notice of it.
 *
 * Each call makes a new key, so a revoked credential never comes back to life, and a new one for the same system works
 * at once.
 * @param options.expiresAt the server refuses and disconnects the user from then on; left out, it holds until revoked
 * @throws Problem NATS_EXPIRY_NOT_IN_FUTURE; ORGANISATION_ID_MALFORMED, SYSTEM_ID_MALFORMED for a connector;
 * NATS_OPERATOR_ELSEWHERE for `hub-system` where the system account's key is not ours
 * @example issueNatsUser({ authority, clock, user: { kind: 'connector', organisation, system } }).creds
 */
export function issueNatsUser(options: {
  authority: NatsAuthority;
  clock: Clock;
  user: NatsUser;
  expiresAt?: Date | undefined;
}): IssuedNatsUser {
  const { authority, user, expiresAt } = options;
  const issuedAt = options.clock.now();
  if (expiresAt !== undefined && !(numericDate(expiresAt) > numericDate(issuedAt))) {
    throw natsProblems.NATS_EXPIRY_NOT_IN_FUTURE();
  }
  const { signer, account } = issuerOf(authority, user);
  const key = newNatsKey('U');
  const jwt = signClaims({
    signer,
    subject: key.publicKey,
    name: nameOf(user),
    issuedAt,
    expiresAt,
    nats: {
      type: 'user',
      version: 2,
      // A user signed by the account's own key names no account beside it.
      ...(signer.publicKey === account ? {} : { issuer_account: account }),
      ...permissionsOf(user, authority),
      ...(user.kind === 'connector' ? connectorLimits : hubLimits),
      bearer_token: false,
      allowed_connection_types: ['STANDARD'],
    },
  });
  return { publicKey: key.publicKey, creds: credsFile(jwt, key), issuedAt, expiresAt };
}

function issuerOf(authority: NatsAuthority, user: NatsUser): { signer: NatsKey; account: string } {
  if (user.kind !== 'hub-system') return { signer: authority.signer, account: authority.account };
  const { systemAccount } = requireOperator(authority);
  return { signer: systemAccount, account: systemAccount.publicKey };
}

function nameOf(user: NatsUser): string {
  return user.kind === 'connector' ? `${user.organisation}/${user.system}` : user.kind;
}

/** NATS takes an empty list for "everything", so every list here has an entry. */
function permissionsOf(user: NatsUser, authority: NatsAuthority): Permissions {
  switch (user.kind) {
    case 'hub':
      // Answers to connectors go out as responses: the hub has no standing right to write into their inboxes.
      return {
        sub: { allow: [exchangeSubjects, `${hubInbox}.>`] },
        pub: { allow: [exchangeSubjects] },
        resp: oneAnswer,
      };
    case 'hub-system':
      return {
        sub: {
          allow: [
            `${hubInbox}.>`,
            `$SYS.ACCOUNT.${authority.account}.CONNECT`,
            `$SYS.ACCOUNT.${authority.account}.DISCONNECT`,
          ],
        },
        pub: { allow: ['$SYS.REQ.CLAIMS.UPDATE', `$SYS.REQ.ACCOUNT.${authority.account}.CLAIMS.LOOKUP`] },
      };
    case 'connector':
      // With the queue's name behind the subject, the server refuses a subscription outside the queue group:
      // an agent takes its share of the orders and cannot listen in on those its siblings answer.
      return {
        sub: { allow: [`${querySubjects(user.organisation)} ${connectorQueue}`, `${connectorInbox(user)}.>`] },
        pub: { allow: [healthSubject(user), hubServices.keys, hubServices.schema] },
        resp: anAnswerEach,
      };
  }
}

/** The format that every NATS client reads. */
function credsFile(jwt: string, key: NatsKey): string {
  return `-----BEGIN NATS USER JWT-----
${jwt}
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
${key.seed()}
------END USER NKEY SEED------
`;
}
