import type { EventEmitter } from 'node:events';
import type pg from 'pg';

/**
 * One connection, set up once for all reads to come: whatever it carries out is read-only and limited in time by the
 * server itself. A read is then one statement in a transaction of its own, one round trip.
 */
export interface Session {
  /**
   * The connection's time limit, in whole milliseconds; see {@link timeLimit}. Undefined until it was set up.
   */
  limitMs: number | undefined;
  /** False once something that was read has unset what we set; the connection is then not to be used again. */
  sound: boolean;
  /** How the columns of a prepared statement are read, by its name, once it was described. */
  readonly parsers: Map<string, readonly ((text: string) => unknown)[]>;
}

const sessions = new WeakMap<pg.ClientBase, Session>();

export function sessionOf(client: pg.ClientBase): Session {
  const present = sessions.get(client);
  if (present !== undefined) return present;
  const session: Session = { limitMs: undefined, sound: true, parsers: new Map() };
  sessions.set(client, session);
  watch(client, session);
  return session;
}

/**
 * What has to be sent before a read that has so many milliseconds left; undefined when everything is set, as it is for
 * nearly every read.
 */
export function preparation(
  session: Session,
  leftMs: number,
): { readonly text: string; readonly isFirst: boolean } | undefined {
  const limit = timeLimit(session.limitMs, leftMs);
  if (limit === session.limitMs) return undefined;
  const isFirst = session.limitMs === undefined;
  session.limitMs = limit;
  const setTime = `set statement_timeout = ${limit}`;
  return { text: isFirst ? `${setForGood}; ${setTime}` : setTime, isFirst };
}

const setForGood = "set default_transaction_read_only = on; set datestyle = 'ISO, YMD'; set timezone = 'UTC'";

/**
 * The server's limit on a statement: never more than the time left, and never less than three quarters of it. Orders
 * come with much the same time, so a limit once set serves nearly all of them.
 */
export function timeLimit(present: number | undefined, leftMs: number): number {
  if (present !== undefined && present <= leftMs && present >= leftMs * leastShare) return present;
  return Math.max(1, Math.floor(leftMs * newShare));
}

const leastShare = 0.75;
/** A little room, so that the next order, which has waited a little longer, fits below its time as well. */
const newShare = 0.9;

/**
 * A view may call a function that changes its session's settings. PostgreSQL tells the client of each change of those
 * below (`default_transaction_read_only` from version 14 on), with the answer that brought it about.
 */
function watch(client: pg.ClientBase, session: Session): void {
  // The driver hands these messages to nobody; its connection object emits them.
  const { connection } = client as unknown as { connection: EventEmitter };
  connection.on('parameterStatus', ({ parameterName, parameterValue }: Record<string, unknown>) => {
    if (session.limitMs === undefined) return;
    if (parameterName === 'default_transaction_read_only') session.sound &&= parameterValue === 'on';
    if (parameterName === 'TimeZone') session.sound &&= parameterValue === 'UTC';
    if (parameterName === 'DateStyle') session.sound &&= parameterValue === 'ISO, YMD';
  });
}
