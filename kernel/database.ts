import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Problem } from './problem.ts';
import { kernelProblems } from './problems.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** Connections of this process, at most. Default 10. */
  readonly maxConnections?: number | undefined;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string | undefined;
  /** Longest time one statement may take, in milliseconds. Default 30 s. */
  readonly statementTimeoutMs?: number | undefined;
}

/**
 * One PostgreSQL for the whole house. Each domain folder keeps its tables in a schema of its own and sees them, typed,
 * through {@link Database.tables}; a transaction may span folders because it is the same handle.
 */
export class Database implements AsyncDisposable {
  readonly #kysely: Kysely<unknown>;
  readonly #pool: pg.Pool | undefined;

  constructor(kysely: Kysely<unknown>, pool?: pg.Pool) {
    this.#kysely = kysely;
    this.#pool = pool;
  }

  /** The query builder over the tables that a folder's own interface describes, e.g. `{ 'catalog.resource': … }`. */
  tables<T>(): Kysely<T> {
    // The handle is one; what a folder may see of it is a matter of types alone, so the type is changed and nothing else.
    return this.#kysely as unknown as Kysely<T>;
  }

  /** Runs `work` in one transaction: all of it is committed when it resolves, none of it when it throws. */
  transaction<R>(work: (database: Database) => Promise<R>): Promise<R> {
    return this.#kysely.transaction().execute((tx: Transaction<unknown>) => work(new Database(tx)));
  }

  /** Runs `work` on one connection, for session-level things such as advisory locks. */
  connection<R>(work: (database: Database) => Promise<R>): Promise<R> {
    return this.#kysely.connection().execute((one) => work(new Database(one)));
  }

  /** The pool below, for the few statements that are sent by hand for speed. Not there inside a transaction. */
  get pool(): pg.Pool {
    if (this.#pool === undefined) throw new Error('a transaction has no pool');
    return this.#pool;
  }

  /** Resolves when the database answers. */
  async ping(): Promise<void> {
    await this.pool.query('select 1');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#kysely.destroy();
  }
}

/** Opens a pool; no connection is made before the first statement. A lost server is found again by itself. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    application_name: options.applicationName ?? 'hufu',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    types: { getTypeParser: parserOf },
  });
  // A connection that dies must not take the process with it, be it idle or between two statements of a transaction: the
  // pool drops the one, and the next statement on the other fails.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Database(new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }), pool);
}

const int8 = 20;

/** bigint columns come as numbers: ours count versions and sequences and stay far below 2^53. */
function parserOf(oid: number, format?: 'text' | 'binary') {
  if (oid === int8) return Number;
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
}

/** SQLSTATE classes and socket errors that say "the server is away", not "the statement is wrong". */
const awayStates = /^(08...|57P0[1-5]|53300|25006)$/;
const awayErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'ENOENT',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);

/** Is the database away (as against: did it refuse this statement)? */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (awayStates.test(code) || awayErrors.has(code)) return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    error.message,
  );
}

/** The Problem for a database error that the caller may be told of, or undefined when it is a fault of ours. */
export function databaseProblem(error: unknown): Problem | undefined {
  return isDatabaseAway(error)
    ? kernelProblems.DATABASE_UNAVAILABLE({}, { cause: error, retryAfterSeconds: 2 })
    : undefined;
}

/** Did this statement break a unique constraint (SQLSTATE 23505)? With a name: that one? */
export function isUniqueViolation(error: unknown, constraint?: string): error is Error & { readonly code: '23505' } {
  if (!(error instanceof Error) || !('code' in error) || error.code !== '23505') return false;
  return constraint === undefined || ('constraint' in error && error.constraint === constraint);
}
