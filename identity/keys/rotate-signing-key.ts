import type { Clock, Database, Random } from '../../kernel/index.ts';
import type { Actor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { SigningUse } from '../tables.ts';
import { rotation, signingUses } from './signing-key.ts';
import {
  addSigningKey,
  lockSigningKeys,
  retireSigningKeys,
  signingKeyVault,
  usesWithKeys,
} from './signing-key-store.ts';

interface SigningKeyParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
}

/** Makes the keys that are missing. Two hubs may start at once: one makes them, the other finds them. */
export async function ensureSigningKeys({ database, clock, random, masterKey }: SigningKeyParts): Promise<void> {
  await database.transaction(async (tx) => {
    await lockSigningKeys(tx);
    const present = await usesWithKeys(tx);
    const now = clock.now();
    for (const use of signingUses) {
      if (present.has(use)) continue;
      await addSigningKey({ tx, vault: signingKeyVault(masterKey), random, use, now, activeFrom: now });
    }
  });
}

/**
 * Gives a use a new signing key. It is published at once and used ten minutes later, the old one verifies until what it
 * signed has run out. With `compromised`, the new one is used and all old ones are distrusted at once; licences signed
 * with them then no longer verify and have to be signed again.
 * @example await rotateSigningKey({ ...parts, use: 'token', actor })
 */
export async function rotateSigningKey(
  options: SigningKeyParts & {
    use: SigningUse;
    compromised?: boolean | undefined;
    actor: Actor | 'set-up';
    onChange?: OnIdentityChange | undefined;
  },
): Promise<{ kid: string; use: SigningUse; createdAt: Date; activeFrom: Date }> {
  const { use, compromised = false } = options;
  const now = options.clock.now();
  const { activeFrom, predecessorRetiresAt } = rotation({ use, now, compromised });
  const { kid } = await options.database.transaction(async (tx) => {
    await lockSigningKeys(tx);
    if (predecessorRetiresAt !== undefined) {
      await retireSigningKeys({ tx, use, at: predecessorRetiresAt, evenThoseEndingLater: compromised });
    }
    const vault = signingKeyVault(options.masterKey);
    return addSigningKey({ tx, vault, random: options.random, use, now, activeFrom });
  });
  await announce(options.onChange, { what: 'signing-key', event: 'rotated', id: kid, by: options.actor });
  return { kid, use, createdAt: now, activeFrom };
}
