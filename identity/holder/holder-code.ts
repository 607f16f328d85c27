import { deriveKey, equalInConstantTime, keyedHash, type Random } from '../../kernel/index.ts';
import type { CodeUse } from './tables.ts';

/** Five minutes, five tries and 10^8 codes: one in twenty million that a guesser hits (NIST SP 800-63B §5.1.3.2 asks for 10^6). */
export const codeLifeMs = 5 * 60_000;
export const codeTries = 5;
const codeDigits = 8;

/** A code, and what it came for. */
export interface HolderCode {
  readonly use: CodeUse;
  readonly request: string;
  readonly code: string;
}

/** Makes codes, and what of them is stored. */
export interface HolderCodes {
  make(): string;
  /** Keyed, and bound to its request and use: the table alone gives no code away, and a row's hash is of no use in another. */
  hash(code: HolderCode): Buffer;
  /** Compares in constant time; without a row a comparison is made all the same. */
  isRight(code: HolderCode, hash: Buffer | undefined): boolean;
}

export function createHolderCodes(options: { random: Random; masterKey: Uint8Array }): HolderCodes {
  const key = deriveKey(options.masterKey, 'holder-codes');
  const hash = ({ use, request, code }: HolderCode) => keyedHash(key, `${use}/${request}/${code}`);
  const nobodys = options.random.bytes(32);
  return {
    // Of 2^64 the remainder favours no code by more than one in 10^11.
    make: () =>
      (options.random.bytes(8).readBigUInt64BE() % 10n ** BigInt(codeDigits)).toString().padStart(codeDigits, '0'),
    hash,
    isRight: (tried, stored) => equalInConstantTime(hash(tried), stored ?? nobodys),
  };
}
