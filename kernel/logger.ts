import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Members that are cut out wherever a log line might carry them. */
const secretMembers = [
  'password',
  'token',
  'access_token',
  'client_assertion',
  'authorization',
  'cookie',
  'number',
  'match',
  'claims',
  'rows',
  'privateKey',
  'seed',
  'creds',
];

/**
 * A structured logger. A line holds what happened, codes and ids; personal numbers, names, tokens and keys never go in,
 * and the redaction here is the second fence, not the first.
 */
export function createLogger(options: {
  level: string;
  name: string;
  destination?: DestinationStream | undefined;
}): Logger {
  const settings = {
    name: options.name,
    level: options.level,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretMembers.flatMap((m) => [m, `*.${m}`, `*.*.${m}`]), censor: '[removed]' },
    serializers: { err: describeError },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

/** An error for the log: kind, code, message and the way here, and the same of its cause. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'a value that is no Error was thrown' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: error.name,
    code,
    // A driver's message may quote a value it was given ("invalid input syntax … "), so only our own messages go in.
    message: 'severity' in error ? 'database error' : error.message,
    stack: 'severity' in error ? undefined : error.stack?.split('\n').slice(1, 8).join('\n'),
    cause: error.cause === undefined ? undefined : describeError(error.cause),
  };
}
