import { createAccount, createOperator, createUser, fromPublic, fromSeed } from '@nats-io/nkeys';

/** What a NATS key is for; the first letter of its public form. */
export type NatsKeyType = 'O' | 'A' | 'U';

/**
 * An Ed25519 key in NATS's own encoding (nkeys). The seed sits behind a function, so that a key which ends up in a log
 * line, a JSON text or an inspection shows its public half alone.
 */
export interface NatsKey {
  readonly publicKey: string;
  sign(data: Uint8Array): Uint8Array;
  seed(): string;
}

const makers = { O: createOperator, A: createAccount, U: createUser } as const;

/** A new key. nkeys draws its randomness from the platform's generator, not from a `Random`. */
export function newNatsKey(type: NatsKeyType): NatsKey {
  return natsKey(makers[type]());
}

/** Reads a seed (`SO…`, `SA…`, `SU…`). Undefined where it is no seed, or one of another type. */
export function natsKeyFromSeed(seed: unknown, type: NatsKeyType): NatsKey | undefined {
  if (typeof seed !== 'string' || !seed.startsWith(`S${type}`)) return undefined;
  try {
    return natsKey(fromSeed(Buffer.from(seed, 'ascii')));
  } catch {
    return undefined;
  }
}

/** Whether a text is the public key of that type; its checksum is right. */
export function isNatsPublicKey(value: unknown, type: NatsKeyType): value is string {
  if (typeof value !== 'string' || !/^[A-Z2-7]{56}$/.test(value) || !value.startsWith(type)) return false;
  try {
    return fromPublic(value).getPublicKey() === value;
  } catch {
    return false;
  }
}

function natsKey(pair: ReturnType<typeof fromSeed>): NatsKey {
  return {
    publicKey: pair.getPublicKey(),
    sign: (data) => pair.sign(data),
    seed: () => Buffer.from(pair.getSeed()).toString('ascii'),
  };
}
