import type { Holder } from '../../identity/index.ts';
import { keyedHash } from '../../kernel/index.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';

/**
 * What stands for a holder in the vault and in records of use: HMAC-SHA-256 of kind ‖ canonical number. The same holder
 * always has the same index, and without the key nobody finds the number by trying them all.
 */
export function holderIndex(keys: VaultKeys, holder: Holder): Buffer {
  return keyedHash(keys.holderKey, `${holder.kind}${holder.number}`);
}
