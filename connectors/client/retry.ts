import { type Clock, pause, type Random } from '../../kernel/index.ts';
import { neverArrived } from '../never-arrived.ts';
import { HufuProblem, HufuUnreachable, leaving, ranOut } from './errors.ts';

/** How often and how patiently something is tried again. */
export interface RetryPolicy {
  /** Tries besides the first. */
  readonly retries: number;
  /** Milliseconds: the first pause is drawn from 0 to this, and the span doubles with each. */
  readonly firstMs: number;
  readonly longestMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { retries: 3, firstMs: 100, longestMs: 5_000 };

/**
 * When a request may be sent again: `always` (a read), `unless-arrived` (it may have been acted upon, so only when the
 * hub cannot have seen it, or says that it did not accept it), `never`.
 */
export type Repetition = 'always' | 'unless-arrived' | 'never';

/** What tries have in common. */
export interface Trying {
  readonly hub: string;
  readonly policy: RetryPolicy;
  readonly repetition: Repetition;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** The moment at which the signal aborts: a pause that would outlast it is not begun. */
  readonly until: Date;
}

/** Does something, and does it again where that is safe and promises anything. @throws the last error */
export async function tryRepeatedly<T>(work: () => Promise<T>, trying: Trying): Promise<T> {
  const { signal, hub } = trying;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw leaving(signal, hub);
      const wait = pauseAfter(error, attempt, trying);
      if (wait === undefined) throw error;
      await pause(wait, signal);
      if (signal.aborted) throw ranOut(signal) ? error : leaving(signal, hub);
    }
  }
}

/** Too many requests, not now: not accepted. */
const notAccepted = new Set([429, 503]);
/** Taken up by an earlier try of the same request, which has not ended yet. */
const inHand = 'IDEMPOTENCY_IN_FLIGHT';
/** Accepted, but not done in time. */
const tooSlow = 504;

function pauseAfter(error: unknown, attempt: number, trying: Trying): number | undefined {
  const { policy, repetition } = trying;
  if (repetition === 'never' || attempt > policy.retries || !passes(error, repetition)) return undefined;
  const retryAfterSeconds = error instanceof HufuProblem ? error.retryAfterSeconds : undefined;
  const wait = pauseBefore({ attempt, policy, retryAfterSeconds, random: trying.random });
  return trying.clock.now().getTime() + wait < trying.until.getTime() ? wait : undefined;
}

function passes(error: unknown, repetition: Repetition): boolean {
  const always = repetition === 'always';
  if (error instanceof HufuProblem) {
    return notAccepted.has(error.status) || error.code === inHand || (always && error.status === tooSlow);
  }
  const unreachable = error instanceof HufuUnreachable && error.code === 'HUB_UNREACHABLE';
  return unreachable && (always || neverArrived(error.cause));
}

/**
 * Milliseconds before the next try: exponential back-off with full jitter, so that those who failed together do not
 * come back together; never sooner than the hub asked for.
 * @param options.attempt tries that have failed so far, from 1
 */
export function pauseBefore(options: {
  attempt: number;
  policy: RetryPolicy;
  retryAfterSeconds: number | undefined;
  random: Random;
}): number {
  const { policy } = options;
  const span = Math.min(policy.longestMs, policy.firstMs * 2 ** (options.attempt - 1));
  const jitter = (span * options.random.bytes(4).readUInt32BE()) / 2 ** 32;
  return (options.retryAfterSeconds ?? 0) * 1_000 + jitter;
}

/** `Retry-After` (RFC 9110 §10.2.3) in seconds, from either of its two forms. */
export function readRetryAfter(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const moment = httpDate.test(header.trim()) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(moment) ? undefined : Math.max(0, Math.ceil((moment - now.getTime()) / 1_000));
}

/** RFC 9110 §5.6.7, the one form that is still written. */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
