import pg from 'pg';
import { isDatabaseAway } from '../../../kernel/index.ts';
import { SourceError } from '../source.ts';
import { preparation, type Session, sessionOf } from './session.ts';
import type { Statement } from './statement.ts';

/** A read that waits for its turn. */
export interface Read {
  readonly statement: Statement;
  /** Under which a connection keeps the statement prepared. */
  readonly name: string | undefined;
  /** Whole milliseconds until `signal` aborts. */
  readonly timeLeftMs: number;
  readonly signal: AbortSignal;
  /** May it share a connection with others of the same moment? For reads that are known to be quick. */
  readonly sharing: boolean;
}

export type Rows = readonly (readonly unknown[])[];

/** What became of a read, with the connection it was done over. */
export interface Done {
  readonly rows: Rows;
  /** From the moment when it was sent. */
  readonly milliseconds: number;
  /** False when the connection cannot be used again for what this or another read did to its settings. */
  readonly sound: boolean;
}

/** Reads that go out over one connection at once, at most: behind a slow one, so many wait at the worst. */
const mostTogether = 8;

/**
 * Reads over pooled connections. What is to be read at one moment and is known to be quick goes out together over one
 * connection, each statement a transaction of its own (pipelining): one system call for several reads, here and at the
 * server. A read that is alone, or not known to be quick, has a connection to itself.
 */
export class Lanes {
  readonly #pool: pg.Pool;
  #waiting: Job[] = [];

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** @throws SourceError SOURCE_TIMEOUT when the signal aborts; pg's errors */
  read(read: Read): Promise<Done> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ read, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#depart());
    });
  }

  #depart(): void {
    const together: Job[] = [];
    const jobs = this.#waiting;
    this.#waiting = [];
    for (const job of jobs) {
      if (!job.read.sharing) void ride(this.#pool, [job]);
      else together.push(job);
    }
    for (let from = 0; from < together.length; from += mostTogether) {
      void ride(this.#pool, together.slice(from, from + mostTogether));
    }
  }
}

interface Job {
  readonly read: Read;
  readonly resolve: (done: Done) => void;
  readonly reject: (error: unknown) => void;
}

/** Several reads over one connection, from fetching it to handing it back. Settles each job, and never throws. */
async function ride(pool: pg.Pool, jobs: readonly Job[]): Promise<void> {
  const riders = jobs.map((job) => new Rider(job));
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    for (const rider of riders) rider.fail(error);
    return;
  }
  const left = riders.filter((rider) => !rider.settled);
  if (left.length === 0) {
    client.release();
    return;
  }
  const session = sessionOf(client);
  let handedBack = false;
  const handBack = (broken: boolean) => {
    if (!handedBack) client.release(broken || !session.sound);
    handedBack = true;
  };
  // A connection whose last rider has left is not waited for: it may be dead.
  for (const rider of left) rider.onLeft = () => left.every((each) => each.settled) && handBack(true);
  const broken = await send({ client, session, riders: left });
  handBack(broken);
}

/** Sends the statements of all riders in one go. Resolves to whether the connection is not to be used again. */
async function send(options: { client: pg.PoolClient; session: Session; riders: readonly Rider[] }): Promise<boolean> {
  const { client, session, riders } = options;
  const running: Promise<boolean>[] = [];
  const failAll = (error: unknown) => {
    for (const rider of riders) rider.fail(error);
    return true;
  };
  const prepare = preparation(session, Math.min(...riders.map(({ read }) => read.timeLeftMs)));
  // No statement is on its way before a new connection is known to be read-only.
  if (prepare?.isFirst === true && (await client.query(prepare.text).then(() => false, failAll))) return true;
  const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection;
  stream.cork();
  try {
    if (prepare?.isFirst === false) running.push(client.query(prepare.text).then(() => false, failAll));
    const sentAt = performance.now();
    for (const rider of riders) {
      const { statement, name } = rider.read;
      const query = { text: statement.text, values: [...statement.values], rowMode: 'array' as const };
      const result = client.query<unknown[]>(name === undefined ? query : { ...query, name });
      running.push(
        result.then(
          ({ rows }) => rider.arrive({ rows, sentAt, session }),
          (error) => rider.fail(error),
        ),
      );
    }
  } finally {
    stream.uncork();
  }
  return (await Promise.all(running)).includes(true);
}

/** A read under way; it leaves when its time is up, whatever becomes of the statement. */
class Rider {
  readonly read: Read;
  settled = false;
  onLeft: () => void = () => {};
  readonly #job: Job;
  readonly #leave = () => {
    this.fail(new SourceError('SOURCE_TIMEOUT'));
    this.onLeft();
  };

  constructor(job: Job) {
    this.#job = job;
    this.read = job.read;
    if (job.read.signal.aborted) this.#leave();
    else job.read.signal.addEventListener('abort', this.#leave, { once: true });
  }

  /** Neither answer nor failure is news to one that has left. @returns false: the connection is none the worse */
  arrive(options: { rows: Rows; sentAt: number; session: Session }): boolean {
    this.#settle();
    const milliseconds = performance.now() - options.sentAt;
    this.#job.resolve({ rows: options.rows, milliseconds, sound: options.session.sound });
    return false;
  }

  /** @returns whether the connection is not to be used again */
  fail(error: unknown): boolean {
    this.#settle();
    this.#job.reject(error);
    return isBreaking(error);
  }

  #settle(): void {
    this.settled = true;
    this.read.signal.removeEventListener('abort', this.#leave);
  }
}

/** A statement that was refused leaves a sound connection behind; after anything else it is not to be used again. */
function isBreaking(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || isDatabaseAway(error) || isStalePlan(error);
}

/** SQLSTATE: "cached plan must not change result type". */
const stalePlan = '0A000';

/** The table has changed since the statement was prepared. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === stalePlan;
}
