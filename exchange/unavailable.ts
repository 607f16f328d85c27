/** Something a hub needs at its start is not to be had. One line for the operator; the program ends with 69 (EX_UNAVAILABLE). */
export class StartRefused extends Error {
  override readonly name: string = 'StartRefused';
}

/** A server that the hub cannot do without is not there. */
export class NotReachable extends StartRefused {
  override readonly name = 'NotReachable';

  constructor(what: string, setting: string, cause: unknown) {
    super(`${what} cannot be reached (${codeOf(cause) ?? 'error'}): is it running, and is ${setting} right?`, {
      cause,
    });
  }
}

/** Somebody else listens where the hub should, or it may not listen there. */
export class CannotListen extends StartRefused {
  override readonly name = 'CannotListen';

  constructor({ host, port }: { readonly host: string; readonly port: number }, cause: unknown) {
    super(
      codeOf(cause) === 'EADDRINUSE'
        ? `port ${port} on ${host} is taken: set HUFU_HTTP_PORT to another one`
        : `cannot listen on ${host}:${port} (${codeOf(cause) ?? 'error'}): set HUFU_HTTP_HOST and HUFU_HTTP_PORT`,
      { cause },
    );
  }
}

/** An error's code or name, never its message: that may repeat an address with a password in it. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
