import { longestLifeSeconds } from '../../../connectors/protocol/index.ts';
import type { Clock, Database } from '../../../kernel/index.ts';
import { sha256 } from '../../../kernel/index.ts';
import { GroupCommit } from '../../group-commit.ts';
import { clearOldClaims, type NonceClaim, storeClaims } from './nonce-store.ts';
import { NonceWindow } from './nonce-window.ts';

/** Lets each nonce of a system pass once, on whichever hub. */
export interface NonceLedger {
  /** Is it new to this hub? Remembers it. */
  isNew(claim: NonceClaim): boolean;
  /**
   * Claims it among all hubs. @returns false when another hub, or this one in an earlier life, was first. Rejects while
   * the database is away: then nothing may be answered.
   */
  claim(claim: NonceClaim): Promise<boolean>;
  /** Clears away what has run out. */
  purge(): Promise<void>;
}

export interface SystemNonce {
  readonly system: string;
  readonly nonce: string;
  /** Seconds since 1970 after which the signature no longer counts by itself. */
  readonly expires: number;
}

/** What stands for a nonce among all hubs. */
export function claimOf({ system, nonce, expires }: SystemNonce): NonceClaim {
  return { claim: sha256(`${system} ${nonce}`).subarray(0, 16).toString('hex'), expires };
}

/** Claims in one statement, at most. */
const largestBatch = 512;
/** Statements under way at once. */
const lanes = 2;
/** A clock ahead of ours by the skew that is allowed lets a signature live so much longer here. */
const windowMs = (longestLifeSeconds + 60) * 1_000;

/**
 * The nonces that were used: in memory for what comes to this hub twice, which waits for nobody, and in PostgreSQL for
 * what comes to two hubs. Claims that arrive together share one statement.
 */
export function createNonceLedger(options: {
  database: Database;
  clock: Clock;
  observeBatch?: (claims: number) => void;
}): NonceLedger {
  const { database, clock } = options;
  const window = new NonceWindow(windowMs);
  const claims = new GroupCommit<NonceClaim, boolean>({
    largest: largestBatch,
    lanes,
    write: (items) => {
      options.observeBatch?.(items.length);
      return storeClaims(database, items);
    },
  });
  return {
    isNew: ({ claim }) => window.add(claim, clock.now()),
    claim: (claim) => claims.add(claim),
    purge: () => clearOldClaims(database),
  };
}
