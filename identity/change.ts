import { type Actor, actorReference } from './actor.ts';

/**
 * Something about who may act has changed and is committed. The hub that hears it refreshes what it holds in memory and
 * tells the other hubs.
 */
export interface IdentityChange {
  readonly what: 'organisation' | 'system' | 'system-key' | 'officer' | 'signing-key' | 'nats-user';
  readonly event: 'added' | 'changed' | 'suspended' | 'reactivated' | 'revoked' | 'rotated';
  readonly id: string;
  /** `officer:<id>`, or `set-up` for what the program itself does. */
  readonly by: string;
}

/** Called after the commit and awaited before the answer, so the caller's next request meets the new state. Must not throw. */
export type OnIdentityChange = (change: IdentityChange) => void | Promise<void>;

/** Tells whoever listens. */
export async function announce(
  listener: OnIdentityChange | undefined,
  change: Omit<IdentityChange, 'by'> & { by: Actor | 'set-up' },
): Promise<void> {
  await listener?.({ ...change, by: change.by === 'set-up' ? 'set-up' : actorReference(change.by) });
}
