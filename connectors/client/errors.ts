import type { PointerError } from '../../kernel/index.ts';

/** A refusal or fault that the hub answered with: problem details (RFC 9457) as an error. */
export class HufuProblem extends Error {
  override readonly name = 'HufuProblem';
  readonly status: number;
  /** Stable code, e.g. FIELD_NOT_GRANTED. `HTTP_502` and the like when the answer was no problem document. */
  readonly code: string;
  readonly title: string;
  /** What happened, in the client's language. */
  readonly detail: string;
  /** The rule that refused. */
  readonly reason: string;
  /** What to do next. */
  readonly remedy: string;
  /** Give it to the operator: the hub's and the connector's log lines carry it. */
  readonly traceId: string | null;
  readonly errors: readonly PointerError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(options: {
    status: number;
    code: string;
    title: string;
    detail: string;
    reason: string;
    remedy: string;
    traceId: string | null;
    errors: readonly PointerError[];
    retryAfterSeconds: number | undefined;
  }) {
    super(`${options.code}: ${options.detail}`);
    this.status = options.status;
    this.code = options.code;
    this.title = options.title;
    this.detail = options.detail;
    this.reason = options.reason;
    this.remedy = options.remedy;
    this.traceId = options.traceId;
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The hub could not be reached, did not answer in time, or answered something that is no answer of a hub. */
export class HufuUnreachable extends Error {
  override readonly name = 'HufuUnreachable';
  readonly code: 'HUB_UNREACHABLE' | 'HUB_TIMEOUT' | 'HUB_ANSWER_INVALID';

  constructor(code: HufuUnreachable['code'], hub: string, cause?: unknown) {
    super(`${sentences[code]} (${hub})`, { cause });
    this.code = code;
  }
}

const sentences = {
  HUB_UNREACHABLE: 'the hub cannot be reached',
  HUB_TIMEOUT: 'the hub did not answer in time',
  HUB_ANSWER_INVALID: 'the answer is not that of a hub',
} as const;

/** What to throw when a call is left: the caller's own reason, or that the time ran out. */
export function leaving(signal: AbortSignal, hub: string): unknown {
  return ranOut(signal) ? new HufuUnreachable('HUB_TIMEOUT', hub) : signal.reason;
}

/** `AbortSignal.timeout` aborts with a reason of this name; a caller's own abort has another. */
export function ranOut(signal: AbortSignal): boolean {
  return signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
}

/** Reads a problem document; what is missing or of another kind is filled in, for a proxy may have answered. */
export function problemOf(options: {
  status: number;
  body: unknown;
  traceId: string | null;
  retryAfterSeconds: number | undefined;
}): HufuProblem {
  const { status } = options;
  const body = isObject(options.body) ? options.body : {};
  const text = (name: string, otherwise: string) => (typeof body[name] === 'string' ? body[name] : otherwise);
  return new HufuProblem({
    status,
    code: text('code', `HTTP_${status}`),
    title: text('title', `HTTP ${status}`),
    detail: text('detail', `the hub answered with HTTP status ${status}`),
    reason: text('reason', ''),
    remedy: text('remedy', ''),
    traceId: typeof body.traceId === 'string' ? body.traceId : options.traceId,
    errors: Array.isArray(body.errors) ? body.errors.filter(isPointerError) : [],
    retryAfterSeconds: options.retryAfterSeconds,
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPointerError(value: unknown): value is PointerError {
  return isObject(value) && typeof value.pointer === 'string' && typeof value.detail === 'string';
}
