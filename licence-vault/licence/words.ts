import { Problem, type Random } from '../../kernel/index.ts';
import { createDataKey, openWords, sealWords, unwrapDataKey, type WrappedDataKey } from '../encryption/data-key.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';
import type { StoredLicence } from './licence.ts';

/** A data key for the words of one operation alone. */
export interface WordsKey {
  readonly id: string;
  readonly wrapped: WrappedDataKey;
}

/** The words of an operation, encrypted. */
export interface SealedWords {
  readonly sealedReason: Buffer;
  /** Under which they lie; undefined: under the licence's data key. */
  readonly wordsKey: WordsKey | undefined;
}

/** What the key of an operation's words is bound to. */
export const wordsKeyName = (id: string) => `licence-words/${id}`;

/**
 * Encrypts the words of an operation under the licence's data key; where that does not open any more, under one of their own:
 * what takes a licence out of force does not wait until somebody has restored it, nor go without its reason.
 */
export function sealWordsOf(options: {
  readonly keys: VaultKeys;
  readonly random: Random;
  readonly licence: Pick<StoredLicence, 'id' | 'wrapped'>;
  readonly sequence: number;
  readonly words: object;
}): SealedWords {
  const { keys, random, sequence, words } = options;
  const { id: licence, wrapped } = options.licence;
  const opened = tryUnwrap(() => unwrapDataKey({ keys, licence, wrapped }));
  if (opened !== undefined) {
    return { sealedReason: sealWords({ dataKey: opened, licence, sequence, words, random }), wordsKey: undefined };
  }
  const id = random.uuid();
  const own = createDataKey({ keys, licence: wordsKeyName(id), random });
  const sealedReason = sealWords({ dataKey: own.plain, licence, sequence, words, random });
  return { sealedReason, wordsKey: { id, wrapped: own.wrapped } };
}

/** @throws LICENCE_DAMAGED */
export function openWordsOf(options: {
  readonly keys: VaultKeys;
  readonly licence: Pick<StoredLicence, 'id' | 'wrapped'>;
  readonly sequence: number;
  readonly sealedReason: Buffer;
  readonly wordsKey: WordsKey | undefined;
}): unknown {
  const { keys, sequence, sealedReason: sealed, wordsKey } = options;
  const { id: licence, wrapped } = options.licence;
  const dataKey =
    wordsKey === undefined
      ? unwrapDataKey({ keys, licence, wrapped })
      : unwrapDataKey({ keys, licence: wordsKeyName(wordsKey.id), wrapped: wordsKey.wrapped });
  return openWords({ dataKey, licence, sequence, sealed });
}

function tryUnwrap(unwrap: () => Buffer): Buffer | undefined {
  try {
    return unwrap();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
