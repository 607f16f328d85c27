/** Errors of making a connection: the statement was never sent. */
const neverSent = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** SQLSTATEs by which a session ends in the midst of whatever it did: connection errors, shutdown, crash, unknown outcome. */
const sessionEnded = /^(08...|57P0[12]|40003)$/;

/**
 * Did the statement that failed with this certainly change nothing? It did when it was never sent, and when the server
 * answered with a refusal. When the connection broke off instead, it may have been committed, and only its
 * acknowledgement lost.
 */
export function changedNothing(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(changedNothing);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (neverSent.has(code) || error.message === 'timeout exceeded when trying to connect') return true;
  return 'severity' in error && !sessionEnded.test(code);
}
