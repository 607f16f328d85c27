import type { Random } from './clock.ts';

/** A place in a distributed trace (W3C Trace Context, level 1). */
export interface Trace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits: the span of ours that others name as their parent. */
  readonly spanId: string;
  readonly sampled: boolean;
}

const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Goes on with the caller's trace, or begins one when the header is missing or malformed. */
export function continueTrace(traceparent: string | undefined, random: Random): Trace {
  const match = traceparentPattern.exec(traceparent ?? '');
  const spanId = random.bytes(8).toString('hex');
  const [, traceId, parentId, flags] = match ?? [];
  if (traceId === undefined || parentId === undefined || /^0+$/.test(traceId) || /^0+$/.test(parentId)) {
    return { traceId: random.bytes(16).toString('hex'), spanId, sampled: false };
  }
  return { traceId, spanId, sampled: (Number.parseInt(flags ?? '00', 16) & 1) === 1 };
}

/** The trace that a header names, for a log line; undefined when it is missing or malformed. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  return traceparentPattern.exec(traceparent ?? '')?.[1];
}

/** The header that hands the trace on. */
export function traceparentOf(trace: Trace): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? '01' : '00'}`;
}
