import type { Random } from '../../../kernel/index.ts';
import { openWords, sealWords, unwrapDataKey } from '../../encryption/data-key.ts';
import type { VaultKeys } from '../../encryption/vault-keys.ts';
import type { StoredSeal } from './stored-seal.ts';

/** The name under which a seal's data key is bound, apart from the licences'. */
export function keyName(id: string): string {
  return `seal/${id}`;
}

/** Encrypts the reason of a step; it may name people. */
export function sealReason(options: {
  keys: VaultKeys;
  random: Random;
  seal: Pick<StoredSeal, 'id' | 'wrapped'>;
  sequence: number;
  reason: string;
}): Buffer {
  const { seal, sequence, reason, random } = options;
  const dataKey = keyOfSeal(options);
  return sealWords({ dataKey, licence: keyName(seal.id), sequence, words: { reason }, random });
}

/** @throws LICENCE_DAMAGED when it is not what was stored */
export function openReason(options: {
  keys: VaultKeys;
  seal: Pick<StoredSeal, 'id' | 'wrapped'>;
  sequence: number;
  sealed: Buffer;
}): string | undefined {
  const { seal, sequence, sealed } = options;
  const words = openWords({ dataKey: keyOfSeal(options), licence: keyName(seal.id), sequence, sealed });
  if (typeof words !== 'object' || words === null || !('reason' in words)) return undefined;
  return typeof words.reason === 'string' ? words.reason : undefined;
}

function keyOfSeal({ keys, seal }: { keys: VaultKeys; seal: Pick<StoredSeal, 'id' | 'wrapped'> }): Buffer {
  return unwrapDataKey({ keys, licence: keyName(seal.id), wrapped: seal.wrapped });
}
