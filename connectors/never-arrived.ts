/** Errors of a socket before a single byte of the request was sent. */
const connectErrors = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** Did a `fetch` fail in a way that the other side cannot have seen the request, so that it may be sent again? */
export function neverArrived(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const causes = cause instanceof AggregateError ? cause.errors : [cause];
  return causes.every((one) => one instanceof Error && 'code' in one && connectErrors.has(String(one.code)));
}
