import { randomBytes, randomFillSync, randomUUID } from 'node:crypto';

/** Where time comes from; tests hold it still. */
export interface Clock {
  now(): Date;
}

/** Where randomness comes from; tests repeat it. */
export interface Random {
  bytes(length: number): Buffer;
  /** A version 4 UUID (RFC 9562 §5.4). */
  uuid(): string;
}

export const systemClock: Clock = { now: () => new Date() };

/** Fetched from the system in one go, since asking it for a few bytes takes longer than making use of them. */
const pool = Buffer.alloc(16_384);
let taken = pool.length;
/** The salts of one leaf of the evidence log fit. */
const mostPooled = 512;

function pooledBytes(length: number): Buffer {
  if (length > mostPooled) return randomBytes(length);
  if (taken + length > pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  const bytes = Buffer.from(pool.subarray(taken, taken + length));
  // What was handed out is nowhere else: it may become a key.
  pool.fill(0, taken, taken + length);
  taken += length;
  return bytes;
}

export const systemRandom: Random = { bytes: pooledBytes, uuid: () => randomUUID() };

/** `instant` moved by a number of milliseconds, which may be negative. */
export function after(instant: Date, milliseconds: number): Date {
  return new Date(instant.getTime() + milliseconds);
}

/** Whole seconds since 1970 (NumericDate, RFC 7519 §2). */
export function numericDate(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
