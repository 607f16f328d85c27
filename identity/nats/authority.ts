import type { Clock } from '../../kernel/index.ts';
import { isNatsPublicKey, type NatsKey, natsKeyFromSeed, newNatsKey } from './keys.ts';
import { natsProblems } from './problems.ts';

/**
 * Who issues NATS credentials. In decentralised JWT mode a server trusts one operator key; the operator signs accounts;
 * a signing key of the account signs users. The server learns of a new user when that user connects: nothing is reloaded.
 */
export interface NatsAuthority {
  /** Public key of the account in which hub and connectors meet. Its private half signs nothing, so it is not kept. */
  readonly account: string;
  /** The account's signing key: issues the users. */
  readonly signer: NatsKey;
  /** Absent where somebody else operates NATS: users can be issued, the account cannot be changed. */
  readonly operator?: NatsOperator | undefined;
}

export interface NatsOperator {
  readonly key: NatsKey;
  /** The account of the server's own events and requests. */
  readonly systemAccount: NatsKey;
  /** When the accounts were first signed, whole seconds. A later account JWT is newer than this one. */
  readonly createdAt: Date;
}

/** A NATS authority as plain JSON. It holds private keys: keep it in a file of mode 0600 or in a secret store. */
export interface NatsAuthorityJson {
  readonly v: 1;
  readonly account: string;
  readonly signingSeed: string;
  readonly operator?:
    | { readonly seed: string; readonly systemAccountSeed: string; readonly createdAt: string }
    | undefined;
}

/** A new operator with its system account and the exchange's account. */
export function createNatsAuthority({ clock }: { clock: Clock }): NatsAuthority {
  return {
    account: newNatsKey('A').publicKey,
    signer: newNatsKey('A'),
    operator: {
      key: newNatsKey('O'),
      systemAccount: newNatsKey('A'),
      createdAt: wholeSeconds(clock.now()),
    },
  };
}

/** The authority with its private keys, to be kept by the caller. */
export function natsAuthorityToJson(authority: NatsAuthority): NatsAuthorityJson {
  const { account, signer, operator } = authority;
  return {
    v: 1,
    account,
    signingSeed: signer.seed(),
    ...(operator === undefined
      ? {}
      : {
          operator: {
            seed: operator.key.seed(),
            systemAccountSeed: operator.systemAccount.seed(),
            createdAt: operator.createdAt.toISOString(),
          },
        }),
  };
}

/**
 * Reads an authority back. Without the member `operator` it is one that an operator elsewhere handed out: the account's
 * public key and one signing seed (the account's own seed serves too).
 * @throws Problem NATS_AUTHORITY_MALFORMED naming the member, never its value
 */
export function parseNatsAuthority(json: unknown): NatsAuthority {
  const members = objectOf(json, 'v');
  if (members.v !== 1) throw natsProblems.NATS_AUTHORITY_MALFORMED({ field: 'v' });
  if (!isNatsPublicKey(members.account, 'A')) throw natsProblems.NATS_AUTHORITY_MALFORMED({ field: 'account' });
  return {
    account: members.account,
    signer: keyOf(members.signingSeed, 'A', 'signingSeed'),
    ...(members.operator === undefined ? {} : { operator: parseOperator(members.operator) }),
  };
}

function parseOperator(json: unknown): NatsOperator {
  const members = objectOf(json, 'operator');
  const createdAt = new Date(typeof members.createdAt === 'string' ? members.createdAt : Number.NaN);
  if (Number.isNaN(createdAt.getTime())) {
    throw natsProblems.NATS_AUTHORITY_MALFORMED({ field: 'operator.createdAt' });
  }
  return {
    key: keyOf(members.seed, 'O', 'operator.seed'),
    systemAccount: keyOf(members.systemAccountSeed, 'A', 'operator.systemAccountSeed'),
    createdAt: wholeSeconds(createdAt),
  };
}

/**
 * The operator's part, or the refusal that says who has to act.
 * @throws Problem NATS_OPERATOR_ELSEWHERE
 */
export function requireOperator(authority: NatsAuthority): NatsOperator {
  if (authority.operator === undefined) throw natsProblems.NATS_OPERATOR_ELSEWHERE();
  return authority.operator;
}

function objectOf(json: unknown, field: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw natsProblems.NATS_AUTHORITY_MALFORMED({ field });
  }
  return json as Record<string, unknown>;
}

function keyOf(seed: unknown, type: 'O' | 'A', field: string): NatsKey {
  const key = natsKeyFromSeed(seed, type);
  if (key === undefined) throw natsProblems.NATS_AUTHORITY_MALFORMED({ field });
  return key;
}

function wholeSeconds(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}
