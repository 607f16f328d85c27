/** Something a hub cannot start without is not there. One line for the operator; the program ends with 69 (EX_UNAVAILABLE). */
export class NotReachable extends Error {
  override readonly name = 'NotReachable';

  constructor(what: string, setting: string, cause: unknown) {
    super(`${what} cannot be reached (${codeOf(cause)}): is it running, and is ${setting} right?`, { cause });
  }
}

/** An error's code, never its message: that may repeat an address with a password in it. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'error';
}
