import { randomBytes, randomUUID } from 'node:crypto';

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

export const systemRandom: Random = { bytes: (length) => randomBytes(length), uuid: () => randomUUID() };

/** `instant` moved by a number of milliseconds, which may be negative. */
export function after(instant: Date, milliseconds: number): Date {
  return new Date(instant.getTime() + milliseconds);
}

/** Whole seconds since 1970 (NumericDate, RFC 7519 §2). */
export function numericDate(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
