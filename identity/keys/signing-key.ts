import { after } from '../../kernel/index.ts';
import type { SigningUse } from '../tables.ts';

/** Every use has keys of its own, so that a signature for one purpose is worth nothing for another. */
export const signingUses: readonly SigningUse[] = ['token', 'order', 'licence'];

/**
 * How long a new key is published before it is used. Longer than verifiers keep the key set (five minutes, its
 * Cache-Control) and than a hub that missed the notice goes without refreshing.
 */
export const publishedAheadMs = 10 * 60_000;

/**
 * How long an old key verifies after its successor took over: as long as what it signed may still be shown.
 * Tokens live 10 minutes, orders at most two; a licence is checked decades later, so its keys stay.
 */
const verifiableMs: Readonly<Record<SigningUse, number | undefined>> = {
  token: 15 * 60_000,
  order: 60 * 60_000,
  licence: undefined,
};

/** When a key is used and trusted. */
export interface KeyPeriod {
  readonly activeFrom: Date;
  readonly retiresAt: Date | undefined;
}

/** Is the key published and trusted now? */
export function verifies(key: KeyPeriod, now: Date): boolean {
  return key.retiresAt === undefined || key.retiresAt > now;
}

/** The key to sign with: of those active and not retired, the one that took over last, or else the one that lasts longest. */
export function currentKey<K extends KeyPeriod>(keys: readonly K[], now: Date): K | undefined {
  const end = (key: K) => key.retiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return keys
    .filter((key) => key.activeFrom <= now && verifies(key, now))
    .toSorted((a, b) => b.activeFrom.getTime() - a.activeFrom.getTime() || end(b) - end(a))[0];
}

/**
 * The periods of the new key and of the one before it. A compromised key is replaced and distrusted in the same moment,
 * whatever it signed; otherwise nobody meets a signature whose key they could not have seen.
 */
export function rotation(options: { use: SigningUse; now: Date; compromised: boolean }): {
  activeFrom: Date;
  predecessorRetiresAt: Date | undefined;
} {
  const { use, now, compromised } = options;
  if (compromised) return { activeFrom: now, predecessorRetiresAt: now };
  const activeFrom = after(now, publishedAheadMs);
  const span = verifiableMs[use];
  return { activeFrom, predecessorRetiresAt: span === undefined ? undefined : after(activeFrom, span) };
}
