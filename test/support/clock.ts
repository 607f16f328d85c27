import { createHash } from 'node:crypto';
import type { Clock, Random } from '../../kernel/index.ts';

/** A clock that stands still until it is told to move. */
export interface FixedClock extends Clock {
  /** Moves on by milliseconds. */
  advance(milliseconds: number): void;
  set(iso: string): void;
}

/** @param iso e.g. `2026-11-21T08:00:00Z` */
export function fixedClock(iso: string): FixedClock {
  let instant = instantOf(iso);
  return {
    now: () => new Date(instant),
    advance: (milliseconds) => {
      instant += milliseconds;
    },
    set: (other) => {
      instant = instantOf(other);
    },
  };
}

function instantOf(iso: string): number {
  const instant = Date.parse(iso);
  if (Number.isNaN(instant)) throw new Error(`${iso} is no moment`);
  return instant;
}

/** The same bytes for the same seed: SHA-256 over seed and a counter. */
export function seededRandom(seed: string | number): Random {
  let block = 0;
  let rest = Buffer.alloc(0);
  const bytes = (length: number): Buffer => {
    while (rest.length < length) {
      rest = Buffer.concat([rest, createHash('sha256').update(`${seed}/${block}`).digest()]);
      block += 1;
    }
    const taken = Buffer.from(rest.subarray(0, length));
    rest = rest.subarray(length);
    return taken;
  };
  return {
    bytes,
    uuid: () => {
      const raw = bytes(16);
      raw[6] = (raw[6]! & 0x0f) | 0x40; // version 4
      raw[8] = (raw[8]! & 0x3f) | 0x80; // variant of RFC 9562
      const hex = raw.toString('hex');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    },
  };
}
